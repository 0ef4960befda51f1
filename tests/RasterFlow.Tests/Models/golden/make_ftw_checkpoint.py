#!/usr/bin/python3
"""Writes a checkpoint as ftw-baselines' Lightning task does - U-Net, the smallest EfficientNet, weights and statistics of chance from a seed -
with inputs and torch's logits for them, as raw little-endian float32. Debian's python3-torch 1.13.

    /usr/bin/python3 make_ftw_checkpoint.py FOLDER
"""
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "models"))
from ftw.unet import Unet  # noqa: E402

folder = pathlib.Path(sys.argv[1])
torch.manual_seed(5)
net = Unet("efficientnet-b0", 8, 3).eval()
for name, value in net.named_buffers():
    if name.endswith("running_mean"):
        value.normal_(0, 0.1)
    elif name.endswith("running_var"):
        value.uniform_(0.5, 1.5)
state = {f"model.{name}": value for name, value in net.state_dict().items()}
# What the classification network has and the segmentation network does not use.
state["model.encoder._fc.weight"] = torch.zeros(1000, 1280)
torch.save({"state_dict": state, "hyper_parameters": {"model": "unet", "backbone": "efficientnet-b0"}, "pytorch-lightning_version": "2.1.0"}, folder / "ftw.ckpt")
for shape in ((1, 64, 64), (3, 64, 96)):
    batch, height, width = shape
    images = torch.rand(batch, 8, height, width)
    with torch.no_grad():
        logits = net(images)
    name = f"{batch}x{height}x{width}"
    (folder / f"{name}.input").write_bytes(images.numpy().astype("<f4").tobytes())
    (folder / f"{name}.logits").write_bytes(logits.numpy().astype("<f4").tobytes())

"""From torch to ONNX, and numbers of torch's own to compare ONNX Runtime's with."""
import gzip
import warnings

import numpy as np
import onnx
import torch

OPSET = 17


def to_onnx(net, path, channels=8, side=64):
    """Writes a network (N, channels, H, W) -> (N, classes, H, W) with batch, height and width left open; returns the classes."""
    example = torch.zeros(2, channels, side, side)
    axes = {"input": {0: "N", 2: "H", 3: "W"}, "logits": {0: "N", 2: "H", 3: "W"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what constant folding cannot fold
        torch.onnx.export(net, example, str(path), input_names=["input"], output_names=["logits"], dynamic_axes=axes, opset_version=OPSET)
    onnx.checker.check_model(onnx.load(str(path)), full_check=True)
    with torch.no_grad():
        return net(example).shape[1]


def write_golden(net, area, path, side=64):
    """A window of an area as uint16 [8, side, side] and the logits that torch gives for it, float32 [3, side, side], little-endian, gzip."""
    image = np.concatenate([area["composites"][0], area["composites"][1]])[:, 100 : 100 + side, 200 : 200 + side]
    with torch.no_grad():
        logits = net(torch.from_numpy(image.astype(np.float32))[None])[0].numpy()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(image.astype("<u2").tobytes() + logits.astype("<f4").tobytes(), mtime=0))

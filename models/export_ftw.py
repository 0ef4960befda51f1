#!/usr/bin/python3
"""Turns a Fields of the World checkpoint into an ONNX model with a card, ready for {"recipe": "FTW"}.

    /usr/bin/python3 models/export_ftw.py FTW.ckpt --to ftw.onnx     a Lightning checkpoint as ftw-baselines writes it, or a state dict
    /usr/bin/python3 models/export_ftw.py FTW.pt2 --to ftw.onnx      an archive of torch.export (needs torch 2.1 or later)

The network takes (N, 8, H, W), B04 B03 B02 B08 of planting and then of harvest, and gives logits (N, 3, H, W); N, H and W are left open.
Numbers enter as reflectance x 10000; the card's transform divides them by 3000, as ftw-baselines does (--divide-by for others).
Only load checkpoints that you trust: torch.load runs what is in them.
"""
import argparse
import pathlib
import sys

import torch

from ftw import checkpoint
from training import card, export

SIDE_MULTIPLE = 32
BANDS = ("B04", "B03", "B02", "B08")
LABELS = {2: ["non_field_background", "field"], 3: ["non_field_background", "field", "field_boundaries"]}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--to", type=pathlib.Path, required=True, help="the ONNX file; its card is written beside it")
    parser.add_argument("--encoder", choices=sorted(checkpoint.VARIANTS), help="found from the checkpoint unless given")
    parser.add_argument("--divide-by", type=float, default=3000.0)
    parser.add_argument("--licence", default="see the checkpoint's own")
    return parser.parse_args()


def load(options):
    if options.checkpoint.suffix != ".pt2":
        return checkpoint.load(options.checkpoint, options.encoder)
    if not hasattr(torch, "export") or not hasattr(torch.export, "load"):
        raise checkpoint.CheckpointError(
            f"{options.checkpoint} is an archive of torch.export, and torch {torch.__version__} cannot read it: it takes torch 2.1 or later. "
            "Export the .ckpt that it was made from, or run this script where a newer torch is."
        )
    return torch.export.load(str(options.checkpoint)).module(), "torch.export archive"


def members(options, encoder, channels, classes):
    seasons = ("s2med_planting", "s2med_harvest")
    return {
        "model_card": 1,
        "description": f"Fields of the World, U-Net, {encoder}, exported from {options.checkpoint.name}.",
        "licence": options.licence,
        "made_by": f"models/export_ftw.py (torch {torch.__version__.split('+')[0]}, opset {export.OPSET})",
        "datasets": ["S2_MED_PLANTING", "S2_MED_HARVEST"],
        "features": [f"{season}:{band}" for season in seasons for band in BANDS][:channels],
        "labels": LABELS.get(classes) or [f"class_{i}" for i in range(classes)],
        "actor": "SEMANTIC_SEGMENTATION",
        "patch_size": 256,
        "clip_size": 32,
        "max_batch_size": 128,
        "transform": {"scale": 1 / options.divide_by},
        "input": {"name": "input", "type": "float32", "shape": ["N", channels, "H", "W"], "side_multiple": SIDE_MULTIPLE},
        "output": {"name": "logits", "type": "float32", "shape": ["N", classes, "H", "W"], "activation": "softmax over axis 1"},
    }


def main():
    options = arguments()
    try:
        net, encoder = load(options)
    except checkpoint.CheckpointError as e:
        sys.exit(str(e))
    channels = next(iter(net.parameters())).shape[1]
    classes = export.to_onnx(net, options.to, channels, 2 * SIDE_MULTIPLE)
    card.write(options.to, members(options, encoder, channels, classes))
    print(f"{options.to}: {encoder}, {channels} channels, {classes} classes, {options.to.stat().st_size} bytes; card: {options.to.with_suffix('.json').name}")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Trains fields-unet.onnx: a small U-Net that finds fields in two looks of Sentinel-2, on simulated scenes.

Needs Debian's python3-torch (1.13), python3-onnx (1.12), python3-numpy, python3-scipy and python3-rasterio, and a built checkout:

    /usr/bin/python3 models/train.py                     makes scenes, trains, scores, writes model and card beside this script
    /usr/bin/python3 models/train.py --prepare           makes the scenes only
    /usr/bin/python3 models/train.py --picture in.tif    draws what the trained network finds in a TIFF of eight bands into --work

Scenes, samples, order and start come from seeds. Arithmetic of several threads and other machines differs in the last bits, so a second
training gives a model as good as this one, not the same bytes.
"""
import argparse
import pathlib
import time

import torch
from torch.nn import functional as F

from training import card, export, scenes, score
from training.network import CHANNELS, LABELS, RECEPTIVE_RADIUS, SIDE_MULTIPLE, FieldNet
from training.samples import Sampler

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parent / "tests" / "RasterFlow.Tests" / "Models" / "golden" / "fields-unet-torch-1.13.bin.gz"
SIDE = 512
TRAINING = [("Pivots", seed) for seed in range(101, 105)] + [("Strips", seed) for seed in range(201, 207)]
HELD_OUT = [("Pivots", 20240607), ("Pivots", 1), ("Strips", 2), ("Strips", 3)]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=pathlib.Path, default=HERE.parent / ".rasterflow" / "training", help="keeps scenes and the last state")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--refine", type=int, default=600, help="steps of the second round")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=128)
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--from", dest="begin", type=pathlib.Path, metavar="STATE", help="begins with an earlier training's state.pt instead of chance")
    parser.add_argument("--prepare", action="store_true")
    parser.add_argument("--resume", action="store_true", help="goes on from the state last kept in --work")
    parser.add_argument("--picture", type=pathlib.Path)
    return parser.parse_args()


def loss_of(logits, classes):
    """Cross entropy, and one minus the overlap (Dice) of fields, which the score measures, and half as much of boundaries, which part them."""
    shares = torch.softmax(logits, 1)
    return F.cross_entropy(logits, classes) + dice_loss(shares[:, 1], classes == 1) + 0.5 * dice_loss(shares[:, 2], classes == 2)


def dice_loss(share, truth):
    return 1 - (2 * (share * truth).sum() + 1) / (share.sum() + truth.sum() + 1)


def train(options, groups):
    """Two rounds: one that warms up and anneals, and one that refines at a lower rate with samples of its own."""
    torch.manual_seed(options.seed)
    net = FieldNet()
    kept = load_state(options)
    if kept:
        net.load_state_dict(kept["net"])
    elif options.begin:
        begin_with(net, torch.load(options.begin)["net"])
    for number, (steps, rate, warm_up) in enumerate(((options.steps, options.rate, 0.15), (options.refine, options.rate / 3, 0.05))):
        if not kept or kept["round"] <= number:
            run_round(net.train(), Sampler(groups, options.crop, options.seed + number), options, (number, steps, rate, warm_up), kept)
            kept = None
    return net.eval()


def begin_with(net, earlier):
    """Takes what an earlier network of other make has in common: weights of the same names and shapes."""
    own = net.state_dict()
    common = {name: value for name, value in earlier.items() if name in own and own[name].shape == value.shape}
    net.load_state_dict({**own, **common})
    print(f"{len(common)} of {len(own)} tensors from the earlier network")


def run_round(net, sampler, options, plan, kept):
    """Takes the steps of a round, those left after a kept state of it, and keeps the state every 100 steps and at the end."""
    number, steps, rate, warm_up = plan
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps, pct_start=warm_up)
    first = 0
    if kept and kept["round"] == number:
        first = kept["step"]
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        sampler.random.bit_generator.state = kept["random"]
    began, smooth = time.time(), None
    for step in range(first, steps):
        images, classes = sampler.batch(options.batch)
        optimizer.zero_grad()
        loss = loss_of(net(images), classes)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        smooth = loss.item() if smooth is None else 0.97 * smooth + 0.03 * loss.item()
        if (step + 1) % 50 == 0:
            print(f"round {number}, step {step + 1}/{steps}: loss {smooth:.3f}, {time.time() - began:.0f} s, {time.process_time():.0f} s of processor", flush=True)
        if (step + 1) % 100 == 0 or step + 1 == steps:
            states = {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(), "random": sampler.random.bit_generator.state}
            save_state(options, {"net": net.state_dict(), "round": number, "step": step + 1, **states})


def save_state(options, state):
    """Replaces the kept state at once, so that there is a whole one whenever the training ends."""
    part = options.work / "state.part"
    torch.save(state, part)
    part.replace(options.work / "state.pt")


def load_state(options):
    """What was last kept; None to begin anew."""
    path = options.work / "state.pt"
    return torch.load(path) if options.resume and path.exists() else None


def load_trained(options):
    net = FieldNet()
    net.load_state_dict(torch.load(options.work / "state.pt")["net"])
    return net.eval()


def command_line(options):
    begin = f"--from {options.begin.name} " if options.begin else ""
    return begin + " ".join(f"--{name} {getattr(options, name)}" for name in ("steps", "refine", "batch", "crop", "rate", "seed"))


def members(options, figures):
    """The card's members; docs/MODELS.md says which of them a job reads."""
    return {
        "model_card": 1,
        "description": "Finds fields in two looks of Sentinel-2: two years, or planting and harvest. A small U-Net, trained on simulated scenes.",
        "licence": "Apache-2.0",
        "made_by": f"models/train.py {command_line(options)} (torch 1.13, opset {export.OPSET})",
        "datasets": ["S2_MED_WINDOWED_PIXEL"],
        "features": [f"s2med_windowed_pixel:{band}" for band in ("B04", "B03", "B02", "B08")],
        "labels": list(LABELS),
        "actor": "SEMANTIC_SEGMENTATION_CHANGE_DETECTION",
        "patch_size": score.PATCH,
        "clip_size": score.CLIP,
        "max_batch_size": 16,
        "input": {
            "name": "input",
            "type": "float32",
            "shape": ["N", CHANNELS, "H", "W"],
            "values": "B04, B03, B02, B08 of the first time, then of the second: reflectance x 10000, offset of baseline 04.00 removed, 0 = no data",
            "side_multiple": SIDE_MULTIPLE,
        },
        "output": {"name": "logits", "type": "float32", "shape": ["N", len(LABELS), "H", "W"], "activation": "softmax over axis 1"},
        "receptive_radius_pixels": RECEPTIVE_RADIUS,
        "pixel_size_metres": 10,
        "trained_on": [f"{pattern} {seed}" for pattern, seed in TRAINING],
        "measured": {
            "metric": f"IoU of softmax(field) > 0.5 on scenes of other seeds, {SIDE} x {SIDE} pixels, patch by patch as merge_mode CLIP, by torch; "
            "one by one: the share of fields of 25 pixels or more that a 4-connected piece overlaps by more than half",
            "values": figures,
        },
        "limits": "Trained on simulated scenes alone. On real scenes it outlines fields, but it has never seen a real one: export a checkpoint "
        "trained on real fields (models/export_ftw.py) where the result counts.",
    }


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    model = HERE / "fields-unet.onnx"
    if options.picture:
        score.draw(load_trained(options), options.picture, options.work / "picture.png")
        return
    options.work.mkdir(parents=True, exist_ok=True)
    groups = [[scenes.load(options.work, pattern, seed, SIDE) for pattern, seed in TRAINING if pattern == group] for group in ("Pivots", "Strips")]
    held_out = {f"{pattern} {seed}": scenes.load(options.work, pattern, seed, SIDE) for pattern, seed in HELD_OUT}
    if options.prepare:
        return
    net = train(options, groups)
    figures = {name: score.of(net, area) for name, area in held_out.items()}
    for name, figure in figures.items():
        print(f"held out, {name}: {figure}")
    export.to_onnx(net, model)
    export.write_golden(net, held_out["Strips 2"], GOLDEN)
    card.write(model, members(options, figures))
    print(f"{model.name}: {model.stat().st_size} bytes")


if __name__ == "__main__":
    main()

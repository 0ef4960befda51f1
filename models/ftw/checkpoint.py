"""Reads what ftw-baselines writes: a Lightning checkpoint, or a plain state dict, of a U-Net with an EfficientNet encoder."""
import torch

from .efficientnet import VARIANTS
from .unet import Unet

PREFIXES = ("model.", "module.", "net.", "_orig_mod.")
STEM, HEAD = "encoder._conv_stem.weight", "segmentation_head.0.weight"


class CheckpointError(Exception):
    """The file is not a checkpoint that can be exported; the message says what was found."""


def load(path, variant=None):
    """The network with the checkpoint's weights, and the name of its encoder."""
    weights = weights_of(path)
    missing = [name for name in (STEM, HEAD) if name not in weights]
    if missing:
        raise CheckpointError(
            f"{path}: no U-Net with an EfficientNet encoder as segmentation_models_pytorch names it: {', '.join(missing)} is missing. "
            f"It holds {', '.join(list(weights)[:4])} ..."
        )
    variant = variant or detect(weights, path)
    net = Unet(variant, weights[STEM].shape[1], weights[HEAD].shape[0])
    own = net.state_dict()
    # What segmentation does not use may be there or not: the classifier, the layers before it, the batch counts.
    unused = ("encoder._conv_head.", "encoder._bn1.")
    lacks = [name for name in own if name not in weights and not name.endswith("num_batches_tracked") and not name.startswith(unused)]
    extra = [name for name in weights if name not in own and not name.startswith("encoder._fc")]
    wrong = [f"{name} {tuple(weights[name].shape)} instead of {tuple(own[name].shape)}" for name in own if name in weights and own[name].shape != weights[name].shape]
    if lacks or extra or wrong:
        raise CheckpointError(f"{path}: its parameters are not those of a U-Net with {variant}. Missing: {lacks[:3]}; unknown: {extra[:3]}; of another shape: {wrong[:3]}.")
    net.load_state_dict({name: weights[name] for name in own if name in weights}, strict=False)
    return net.eval(), variant


def weights_of(path):
    try:
        content = torch.load(path, map_location="cpu")
    except Exception as e:
        raise CheckpointError(f"{path} cannot be read as a PyTorch checkpoint: {e}") from e
    state = content.get("state_dict", content) if isinstance(content, dict) else content.state_dict()
    weights = {name: value for name, value in state.items() if isinstance(value, torch.Tensor)}
    while STEM not in weights:
        prefix = next((p for p in PREFIXES if any(name.startswith(p) for name in weights)), None)
        if prefix is None:
            break
        weights = {name[len(prefix) :]: value for name, value in weights.items() if name.startswith(prefix)}
    return weights


def detect(weights, path):
    """Encoders differ in their number of blocks or in their width."""
    blocks = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder._blocks."))
    stem, deepest = weights[STEM].shape[0], weights[f"encoder._blocks.{blocks - 1}._project_conv.weight"].shape[0]
    for variant, (_, _, _, ends) in VARIANTS.items():
        if ends[-1] == blocks and (Unet(variant, 1, 1).encoder.widths[0], Unet(variant, 1, 1).encoder.widths[-1]) == (stem, deepest):
            return variant
    raise CheckpointError(f"{path}: no EfficientNet has {blocks} blocks, {stem} channels at its start and {deepest} at its end.")

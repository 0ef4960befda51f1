"""EfficientNet (Tan and Le 2019, arXiv:1905.11946, table 1) as an encoder, with the parameter names of the PyTorch port that
segmentation_models_pytorch uses, so that its checkpoints load by name. Inference only: no dropped paths.
"""
import math

from torch import nn
from torch.nn import functional as F

# width, depth, nominal side, and after which blocks a feature is taken: what smp's encoders are registered with.
VARIANTS = {
    "efficientnet-b0": (1.0, 1.0, 224, (3, 5, 9, 16)),
    "efficientnet-b1": (1.0, 1.1, 240, (5, 8, 16, 23)),
    "efficientnet-b2": (1.1, 1.2, 260, (5, 8, 16, 23)),
    "efficientnet-b3": (1.2, 1.4, 300, (5, 8, 18, 26)),
    "efficientnet-b4": (1.4, 1.8, 380, (6, 10, 22, 32)),
    "efficientnet-b5": (1.6, 2.2, 456, (8, 13, 27, 39)),
    "efficientnet-b6": (1.8, 2.6, 528, (9, 15, 31, 45)),
    "efficientnet-b7": (2.0, 3.1, 600, (11, 18, 38, 55)),
}

# expansion, channels, blocks, stride, kernel of the seven stages of B0
STAGES = ((1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3))
STEM, HEAD, SQUEEZE = 32, 1280, 0.25


def channels_of(count, width):
    """Scaled by the width, rounded to a multiple of 8, but never down by more than a tenth."""
    scaled = count * width
    rounded = max(8, int(scaled + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * scaled else rounded


class SamePadded(nn.Conv2d):
    """TensorFlow's SAME padding for an image of a nominal side: on odd totals the far edge gets more. Fixed, whatever image comes."""

    def __init__(self, inputs, outputs, kernel, nominal, stride=1, groups=1, bias=False):
        super().__init__(inputs, outputs, kernel, stride, groups=groups, bias=bias)
        total = max((math.ceil(nominal / stride) - 1) * stride + kernel - nominal, 0)
        self.edges = (total // 2, total - total // 2) * 2

    def forward(self, x):
        return super().forward(F.pad(x, self.edges) if any(self.edges) else x)


def norm(channels):
    return nn.BatchNorm2d(channels, momentum=0.01, eps=1e-3)


class InvertedBottleneck(nn.Module):
    """Widen, filter each channel, weigh the channels, narrow; the input is added where shapes allow."""

    def __init__(self, inputs, outputs, expansion, kernel, stride, nominal):
        super().__init__()
        wide = inputs * expansion
        if expansion != 1:
            self._expand_conv = nn.Conv2d(inputs, wide, 1, bias=False)
            self._bn0 = norm(wide)
        self._depthwise_conv = SamePadded(wide, wide, kernel, nominal, stride, groups=wide)
        self._bn1 = norm(wide)
        squeezed = max(1, int(inputs * SQUEEZE))
        self._se_reduce = nn.Conv2d(wide, squeezed, 1)
        self._se_expand = nn.Conv2d(squeezed, wide, 1)
        self._project_conv = nn.Conv2d(wide, outputs, 1, bias=False)
        self._bn2 = norm(outputs)
        self.adds, self.expands = stride == 1 and inputs == outputs, expansion != 1

    def forward(self, x):
        y = F.silu(self._bn0(self._expand_conv(x))) if self.expands else x
        y = F.silu(self._bn1(self._depthwise_conv(y)))
        weights = self._se_expand(F.silu(self._se_reduce(y.mean((2, 3), keepdim=True))))
        y = self._bn2(self._project_conv(weights.sigmoid() * y))
        return y + x if self.adds else y


class EfficientNetEncoder(nn.Module):
    """Features at a half, a quarter, ... a thirty-second of the image's side."""

    def __init__(self, variant, channels):
        super().__init__()
        width, depth, side, self.ends = VARIANTS[variant]
        count = channels_of(STEM, width)
        self._conv_stem = SamePadded(channels, count, 3, side, 2)
        self._bn0 = norm(count)
        side = math.ceil(side / 2)
        blocks, self.widths = [], [count]
        for expansion, outputs, repeats, stride, kernel in STAGES:
            for i in range(math.ceil(repeats * depth)):
                step = stride if i == 0 else 1
                blocks.append(InvertedBottleneck(count, channels_of(outputs, width), expansion, kernel, step, side))
                count, side = channels_of(outputs, width), math.ceil(side / step)
                if len(blocks) in self.ends:
                    self.widths.append(count)
        self._blocks = nn.ModuleList(blocks)
        # Part of every checkpoint, though a segmentation network does not use it.
        self._conv_head = nn.Conv2d(count, channels_of(HEAD, width), 1, bias=False)
        self._bn1 = norm(channels_of(HEAD, width))

    def forward(self, x):
        x = F.silu(self._bn0(self._conv_stem(x)))
        features = [x]
        for number, block in enumerate(self._blocks, 1):
            x = block(x)
            if number in self.ends:
                features.append(x)
        return features

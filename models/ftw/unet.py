"""The U-Net of segmentation_models_pytorch around an EfficientNet: parameter names and shapes as in its checkpoints."""
import torch
from torch import nn
from torch.nn import functional as F

from .efficientnet import EfficientNetEncoder

DECODER = (256, 128, 64, 32, 16)


def convolution(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class DecoderBlock(nn.Module):
    def __init__(self, inputs, skipped, outputs):
        super().__init__()
        self.conv1 = convolution(inputs + skipped, outputs)
        self.conv2 = convolution(outputs, outputs)

    def forward(self, x, skip):
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        return self.conv2(self.conv1(x if skip is None else torch.cat([x, skip], 1)))


class Decoder(nn.Module):
    def __init__(self, widths):
        super().__init__()
        deepest_first = widths[::-1]
        inputs = (deepest_first[0], *DECODER[:-1])
        skips = (*deepest_first[1:], 0)
        self.blocks = nn.ModuleList(DecoderBlock(*shape) for shape in zip(inputs, skips, DECODER))

    def forward(self, features):
        x, *skips = features[::-1]
        for i, block in enumerate(self.blocks):
            x = block(x, skips[i] if i < len(skips) else None)
        return x


class Unet(nn.Module):
    """(N, channels, H, W) to logits (N, classes, H, W); H and W are multiples of 32."""

    def __init__(self, variant, channels, classes):
        super().__init__()
        self.encoder = EfficientNetEncoder(variant, channels)
        self.decoder = Decoder(self.encoder.widths)
        self.segmentation_head = nn.Sequential(nn.Conv2d(DECODER[-1], classes, 3, padding=1))

    def forward(self, x):
        return self.segmentation_head(self.decoder(self.encoder(x)))

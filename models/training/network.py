"""The network: a small U-Net on raw digital numbers of two times. Everything it needs is in the graph: normalisation and no data too."""
import torch
from torch import nn
from torch.nn import functional as F

LABELS = ("non_field_background", "field", "field_boundaries")
CHANNELS = 8
LOOKS = 10  # four bands and NDVI of two times
SIDE_MULTIPLE = 8  # three times halved

# An output pixel sees this far: 1 at full size, three 3x3 convolutions at half size and the first one's own reach (2 each), two at quarter
# (4 each), one at eighth (8), and 7 for where halving puts a pixel in its cell.
RECEPTIVE_RADIUS = 1 + 4 * 2 + 2 * 4 + 8 + 7

# Square roots of reflectance: what differs by a factor differs by an amount, much as the eye sees it.
CENTRE = (0.31, 0.30, 0.26, 0.50)
SPREAD = (0.12, 0.08, 0.08, 0.12)
BRIGHTEST = 16000.0


def block(inputs, outputs, size=3):
    return nn.Sequential(nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class FieldNet(nn.Module):
    """(N, 8, H, W) digital numbers, B04 B03 B02 B08 of one time and of another, to logits (N, 3, H, W)."""

    def __init__(self, widths=(32, 48, 64), detail=24):
        super().__init__()
        b, c, d = widths
        # Most of the work is done at half size and below: four times cheaper, and nothing is lost that the head does not see again.
        self.halve = nn.Sequential(nn.Conv2d(LOOKS, b, 4, stride=2, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))
        self.down1 = block(b, b)
        self.down2 = nn.Sequential(block(b, c), block(c, c, 1))
        self.down3 = nn.Sequential(block(c, d), block(d, d, 1))
        self.up2 = block(d + c, c)
        self.up1 = nn.Sequential(block(c + b, b), block(b, b))
        # Lines one pixel wide are drawn at full size: what the lower levels made out, beside what the pixel and its neighbours look like.
        self.whole = nn.Sequential(nn.ConvTranspose2d(b, detail, 2, stride=2), nn.ReLU(inplace=True))
        self.head = nn.Sequential(block(detail + LOOKS, detail), nn.Conv2d(detail, len(LABELS), 1))
        self.register_buffer("centre", torch.tensor(CENTRE).view(1, 4, 1, 1))
        self.register_buffer("spread", torch.tensor(SPREAD).view(1, 4, 1, 1))
        self.register_buffer("nowhere", torch.tensor([20.0, -20.0, -20.0]).view(1, 3, 1, 1))

    def forward(self, x):
        first, second = x[:, :4], x[:, 4:]
        has_first, has_second = self.has_data(first), self.has_data(second)
        # A time without data shows the other one; no data at all is background for certain.
        first, second = first * has_first + second * (1 - has_first), second * has_second + first * (1 - has_second)
        anywhere = torch.maximum(has_first, has_second)
        x0 = torch.cat([self.look(first), self.look(second)], 1) * anywhere
        x1 = self.down1(self.halve(x0))
        x2 = self.down2(F.max_pool2d(x1, 2))
        x3 = self.down3(F.max_pool2d(x2, 2))
        y = self.up2(torch.cat([self.double(x3), x2], 1))
        y = self.up1(torch.cat([self.double(y), x1], 1))
        y = self.head(torch.cat([self.whole(y), x0], 1))
        return y * anywhere + self.nowhere * (1 - anywhere)

    @staticmethod
    def has_data(image):
        return (image.amax(1, keepdim=True) > 0).to(image.dtype)

    @staticmethod
    def double(x):
        return F.interpolate(x, scale_factor=2.0, mode="nearest")

    def look(self, image):
        """Four bands and NDVI, each about -2 to 2."""
        red, nir = image[:, 0:1], image[:, 3:4]
        ndvi = (nir - red) / (nir + red + 1.0)
        bands = (torch.sqrt(image.clamp(0.0, BRIGHTEST) / 10000.0) - self.centre) / self.spread
        return torch.cat([bands, 2.0 * ndvi - 0.8], 1)

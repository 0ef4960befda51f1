"""Training samples: crops of simulated scenes, changed in every way in which real ones differ from them."""
import numpy as np
import torch
from torch.nn import functional as F


class Sampler:
    """Draws batches (images [n, 8, side, side] float32 digital numbers, classes [n, side, side]) by a seed. Areas come in
    groups, one a pattern of farming: each group is drawn as often as the others."""

    def __init__(self, groups, side, seed):
        self.groups, self.side, self.random = groups, side, np.random.default_rng(seed)

    def batch(self, count):
        images, classes = zip(*(self.sample() for _ in range(count)))
        return torch.stack(images), torch.stack(classes)

    def sample(self):
        random = self.random
        group = self.groups[random.integers(len(self.groups))]
        area = group[random.integers(len(group))]
        first, second = self.pair(area["names"])
        # Half as they are, as sharp as a pixel of 10 m is; in the others fields are larger or smaller, as in another country.
        scale = 1.0 if random.random() < 0.5 else np.exp(random.uniform(np.log(0.8), np.log(2.0)))
        cut = int(np.clip(round(self.side * scale), 32, min(area["fields"].shape)))
        y, x = (random.integers(n - cut + 1) for n in area["fields"].shape)
        window = np.s_[..., y : y + cut, x : x + cut]
        image = np.concatenate([area["composites"][first][window], area["composites"][second][window]]).astype(np.float32)
        fields = area["fields"][window]
        image, fields = turned(image, fields, random.integers(8))
        image, fields, empty = self.resized(image, fields)
        image = self.resown(image, fields)
        if random.random() < 0.3:
            image, fields = self.flooded(image, fields)
        return self.changed(image, empty), classes_of(fields)

    def pair(self, names):
        """Two years, two seasons, or any two looks."""
        random = self.random
        kind = random.choice(3, p=(0.4, 0.25, 0.35))
        prefixes = (("year", "year"), ("planting", "harvest"), ("", ""))[kind]
        one, two = (random.choice([i for i, name in enumerate(names) if name.startswith(prefix)]) for prefix in prefixes)
        return (one, two) if random.random() < 0.5 else (two, one)

    def resized(self, image, fields):
        """Image and fields at the side wanted, and where each time has no data, wholly or in part."""
        image, fields = torch.from_numpy(image.copy()), torch.from_numpy(fields.copy())
        data = (image.view(2, 4, *image.shape[1:]).amin(1) > 0).float()
        size = (self.side, self.side)
        if image.shape[-2:] != size:
            mode = {"mode": "area"} if image.shape[-1] > self.side else {"mode": "bilinear", "align_corners": False}
            image, data = (F.interpolate(x[None], size, **mode)[0] for x in (image, data))
            fields = F.interpolate(fields[None, None].float(), size, mode="nearest-exact")[0, 0].to(torch.int32)
        return image, fields, data < 0.999

    def resown(self, image, fields):
        """Each field brighter or darker in each band and time: more crops and soils than the simulator knows."""
        numbers, places = torch.unique(fields, return_inverse=True)
        gains = np.exp(self.random.normal(0, self.random.uniform(0, 0.25), (8, len(numbers)))).astype(np.float32)
        gains[:, numbers.numpy() == 0] = 1
        return image * torch.from_numpy(gains)[:, places]

    def flooded(self, image, fields):
        """A river or a lake across the sample, clear or full of silt, of another colour at each time."""
        random, side = self.random, self.side
        y, x = np.mgrid[:side, :side]
        angle, bend = random.uniform(0, np.pi), random.uniform(0, 12)
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        middle = random.uniform(across.min(), across.max())
        wave = bend * np.sin(along / random.uniform(12, 40) + random.uniform(0, 6))
        wet = torch.from_numpy(np.abs(across - middle + wave) < np.exp(random.uniform(np.log(2), np.log(50))))
        silt = random.random((2, 1))
        colour = (1 - silt) * np.array([350.0, 550.0, 550.0, 200.0]) + silt * np.array([1600.0, 1550.0, 1250.0, 700.0])
        colour = colour * np.exp(random.normal(0, 0.15, (2, 4)))
        return torch.where(wet, torch.from_numpy(colour.reshape(8, 1, 1).astype(np.float32)), image), torch.where(wet, 0, fields)

    def changed(self, image, empty):
        """The image as another day, another country and another camera would give it."""
        random = self.random
        gains = np.exp(random.normal(0, 0.12) + random.normal(0, 0.08, (2, 1)) + random.normal(0, 0.08, (2, 4)))
        image = image * torch.from_numpy(gains.reshape(8, 1, 1).astype(np.float32))
        if random.random() < 0.5:  # ground that differs from place to place
            coarse = np.exp(random.normal(0, 0.1, (2, 1, 5, 5)) + random.normal(0, 0.04, (2, 4, 5, 5))).reshape(1, 8, 5, 5)
            image = image * F.interpolate(torch.from_numpy(coarse.astype(np.float32)), image.shape[-2:], mode="bicubic", align_corners=True)[0]
        if random.random() < 0.5:  # contrast
            mean = image.mean((1, 2), keepdim=True)
            image = mean + (image - mean) * float(random.uniform(0.7, 1.4))
        if random.random() < 0.5:  # haze, or an offset left in
            image = image + torch.from_numpy(random.normal(0, 120, (8, 1, 1)).astype(np.float32))
        if random.random() < 0.3:
            image = blurred(image)
        if random.random() < 0.3:  # the two times do not lie on each other exactly
            dy, dx = (int(v) for v in random.integers(-1, 2, 2))
            image[4:], empty[1] = torch.roll(image[4:], (dy, dx), (1, 2)), torch.roll(empty[1], (dy, dx), (0, 1))
        if random.random() < 0.7:
            noise = random.standard_normal(image.shape).astype(np.float32)
            image = image + torch.from_numpy(noise) * image.mean((1, 2), keepdim=True) * float(random.uniform(0, 0.06))
        image = image.clamp(min=1.0).view(2, 4, *empty.shape[1:]).masked_fill(empty[:, None], 0.0)
        return self.with_holes(image.reshape(8, *empty.shape[1:]))

    def with_holes(self, image):
        """Sometimes one time is missing, whole or in a rectangle, and sometimes both."""
        random = self.random
        side = image.shape[-1]
        if random.random() < 0.06:
            image[4 * random.integers(2) :][:4] = 0
        if random.random() < 0.12:
            (y0, y1), (x0, x1) = np.sort(random.integers(0, side + 1, (2, 2)))
            which = (np.s_[:4], np.s_[4:], np.s_[:])[random.integers(3)]
            image[which, y0:y1, x0:x1] = 0
        return image


def turned(image, fields, way):
    """One of the eight ways to lay a square."""
    if way >= 4:
        image, fields = image[..., ::-1], fields[..., ::-1]
    return np.rot90(image, way % 4, (-2, -1)), np.rot90(fields, way % 4)


def blurred(image):
    kernel = torch.tensor([1.0, 2.0, 1.0])
    kernel = (kernel[:, None] * kernel / 16).expand(image.shape[0], 1, 3, 3)
    return F.conv2d(F.pad(image[None], (1, 1, 1, 1), mode="replicate"), kernel, groups=image.shape[0])[0]


def classes_of(fields):
    """0 background, 1 field, 2 boundary: what is not field but touches one, and where two fields meet, the pixel of the two that lies nearer
    to the line between them - the one of which more is mixed. One pixel is enough: a line of them parts four-connected neighbours."""
    field = fields > 0
    boundary = ~field & (F.max_pool2d(field[None, None].float(), 3, 1, 1)[0, 0] > 0)
    depth = own_share(fields)
    for near, far in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        meets = field[near] & field[far] & (fields[near] != fields[far])
        first = depth[near] <= depth[far]
        boundary[near] |= meets & first
        boundary[far] |= meets & ~first
    return torch.where(boundary, 2, torch.where(field, 1, 0))


def own_share(fields, reach=3):
    """How many pixels within reach bear a pixel's own number: fewer, the nearer the pixel lies to its field's edge."""
    height, width = fields.shape
    padded = F.pad(fields[None, None].float(), (reach,) * 4, mode="replicate")[0, 0].to(fields.dtype)
    count = torch.zeros(fields.shape, dtype=torch.int32)
    for dy in range(2 * reach + 1):
        for dx in range(2 * reach + 1):
            count += padded[dy : dy + height, dx : dx + width] == fields
    return count

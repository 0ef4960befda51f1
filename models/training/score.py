"""How well fields are found, and a picture to look at."""
import numpy as np
import rasterio
import torch
from PIL import Image
from scipy import ndimage

from .samples import classes_of

PATCH, CLIP = 256, 32


def of(net, area):
    """By pair of looks: intersection over union of softmax(field) > 0.5 with the true fields, and with the fields without the line of pixels
    that parts two neighbours, which is a class of its own: where fields are a few pixels wide, that line is much of them. And the share of
    fields that are found one by one, which a model that draws no lines does not reach."""
    result = {}
    truth = area["fields"] > 0
    inner = classes_of(torch.from_numpy(area["fields"])).numpy() == 1
    for name, first, second in pairs(area["names"]):
        image = np.concatenate([area["composites"][first], area["composites"][second]]).astype(np.float32)
        found = probabilities(net, image)[1] > 0.5
        result[name] = {"fields": overlap(found, truth), "fields without parting lines": overlap(found, inner), "fields one by one": one_by_one(found, area["fields"])}
    return result


def one_by_one(found, fields, least=25):
    """The share of the true fields of at least so many pixels that overlap a four-connected piece of what was found by more than half."""
    pieces, _ = ndimage.label(found)
    sizes, pixels = np.bincount(pieces.ravel()), np.bincount(fields.ravel())
    (piece, field), common = np.unique(np.stack([pieces.ravel(), fields.ravel()]), axis=1, return_counts=True)
    matched = (piece > 0) & (field > 0) & (common > 0.5 * (sizes[piece] + pixels[field] - common)) & (pixels[field] >= least)
    return round(float(matched.sum() / (pixels[1:] >= least).sum()), 3)


def overlap(found, truth):
    return round(float((found & truth).sum() / (found | truth).sum()), 3)


def pairs(names):
    years = [i for i, name in enumerate(names) if name.startswith("year")]
    planting, harvest = names.index(next(n for n in names if n.startswith("planting"))), names.index(next(n for n in names if n.startswith("harvest")))
    return [("two years", *years[:2]), ("planting and harvest", planting, harvest)]


def probabilities(net, image):
    """Softmax [class, y, x] of an image of any size, patch by patch as the pipeline with merge_mode CLIP: the inner part of each patch counts."""
    _, height, width = image.shape
    step = PATCH - 2 * CLIP
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(image, ((0, 0), (CLIP, rows * step - height + CLIP), (CLIP, columns * step - width + CLIP)))
    result = np.zeros((3, rows * step, columns * step), np.float32)
    with torch.no_grad():
        for row in range(rows):
            for column in range(columns):
                patch = padded[:, row * step :, column * step :][:, :PATCH, :PATCH]
                out = torch.softmax(net(torch.from_numpy(patch.copy())[None]), 1)[0].numpy()
                result[:, row * step :, column * step :][:, :step, :step] = out[:, CLIP:-CLIP, CLIP:-CLIP]
    return result[:, :height, :width]


def draw(net, source, target):
    """The image of the first time, of the second, and both classes in colour on the first: fields green, boundaries yellow."""
    with rasterio.open(source) as file:
        image = file.read().astype(np.float32)
    found = probabilities(net, image)
    looks = [np.clip(np.moveaxis(image[i : i + 3], 0, -1) / 2500, 0, 1) ** 0.6 * 255 for i in (0, 4)]
    painted = looks[0].copy()
    painted[found[1] > 0.5] = 0.45 * painted[found[1] > 0.5] + 0.55 * np.array([40, 190, 60])
    painted[found.argmax(0) == 2] = (255, 220, 0)
    Image.fromarray(np.concatenate([*looks, painted], 1).astype(np.uint8)).save(target)

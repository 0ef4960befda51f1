"""Polygons with their mean scores by rasterio.features.shapes and numpy.

Arguments: the scores as .npy (float32 [y, x]), a file for the polygons, rounds. Prints {"seconds": best, "polygons": n}.
The file: int32 little-endian; per polygon the number of rings, per ring the number of positions and the positions (x, y) in pixels;
then float64: the mean score of each polygon.
"""
import json
import sys
import time

import numpy as np
from rasterio import features

path, output, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
best = float("inf")
for _ in range(rounds):
    start = time.perf_counter()
    scores = np.load(path)
    mask = scores > 0.5
    polygons = [geometry for geometry, _ in features.shapes(mask.astype(np.uint8), mask=mask, connectivity=4)]
    # Zonal means: every polygon painted with its number, then two sums.
    numbers = features.rasterize(((polygon, i + 1) for i, polygon in enumerate(polygons)), out_shape=scores.shape, fill=0, dtype=np.int32)
    counts = np.bincount(numbers.ravel(), minlength=len(polygons) + 1)
    sums = np.bincount(numbers.ravel(), weights=scores.ravel(), minlength=len(polygons) + 1)
    means = (sums / np.maximum(counts, 1))[1:]
    best = min(best, time.perf_counter() - start)

words = []
for polygon in polygons:
    words.append(np.array([len(polygon["coordinates"])], np.int32))
    for ring in polygon["coordinates"]:
        words.append(np.array([len(ring)], np.int32))
        words.append(np.asarray(ring).astype(np.int32).ravel())
with open(output, "wb") as file:
    file.write(np.array([len(polygons)], "<i4").tobytes())
    file.write(np.concatenate(words).astype("<i4").tobytes() if words else b"")
    file.write(means.astype("<f8").tobytes())
print(json.dumps({"seconds": best, "polygons": len(polygons)}))

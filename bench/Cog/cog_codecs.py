"""Writes one image in every packing with rasterio: arguments folder, side. Reflectances as Sentinel-2 has them, 12 bits in uint16: a smooth field plus noise,
always the same. Tiles of 512 x 512, GDAL's default levels. Prints the files, and how large each is beside its pixels."""
import json, os, sys
import numpy as np
import rasterio
from rasterio.transform import from_origin

folder, side = sys.argv[1], int(sys.argv[2])
os.makedirs(folder, exist_ok=True)
random = np.random.default_rng(20261127)
y, x = np.mgrid[0:side, 0:side] / 256
field = 1500 + 700 * np.sin(x * 2.1 + np.cos(y)) + 500 * np.cos(y * 1.7 - x) + 120 * np.sin(11 * x) * np.sin(9 * y)
pixels = np.clip(np.rint(field + random.normal(0, 25, field.shape)), 1, 4095).astype(np.uint16)
files = []
for codec in ["DEFLATE", "LZW", "ZSTD"]:
    for predictor in [1, 2]:
        path = os.path.join(folder, f"{codec.lower()}-{predictor}.tif")
        profile = dict(driver="GTiff", width=side, height=side, count=1, dtype="uint16", crs="EPSG:32614", transform=from_origin(500000, 4200000, 10, 10),
                       tiled=True, blockxsize=512, blockysize=512, compress=codec, predictor=predictor)
        with rasterio.open(path, "w", **profile) as image:
            image.write(pixels, 1)
        name = f"{codec} {'with' if predictor == 2 else 'without'} predictor"
        files.append({"path": path, "name": name, "share": os.path.getsize(path) / pixels.nbytes})
print(json.dumps({"files": files}))

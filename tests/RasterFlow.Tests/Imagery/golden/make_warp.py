"""Writes warp.csv and NAME.bin.gz: a formula image as GDAL warps it. Made with rasterio 1.3.5, GDAL 3.6.2 and pyproj 3.4.1 on PROJ 9.1.1 (Debian 12).

Run from this folder: /usr/bin/python3 make_warp.py
The transform is exact to a millionth of a pixel (WarpedVRT; reproject would take an eighth). XSCALE and YSCALE name the kernels' scale: GDAL would otherwise derive it from the box of each chunk,
so that a rotated grid of the same pixel size would be smoothed, by an amount that depends on the chunk.
"""
import csv, gzip, math, os

os.environ["GDAL_PAM_ENABLED"] = "NO"
import numpy as np
import pyproj, rasterio
from pyproj import Transformer
from rasterio.transform import from_origin
from rasterio.io import MemoryFile
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling

assert (rasterio.__version__, rasterio.__gdal_version__, pyproj.proj_version_str) == ("1.3.5", "3.6.2", "9.1.1"), "pin the versions named above"

SIDE = 110  # pixels of the source
METHODS = {"nearest": Resampling.nearest, "bilinear": Resampling.bilinear, "cubic": Resampling.cubic, "average": Resampling.average}


def image():
    """WarpGoldenTests.SourceValue is this formula."""
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.int64)
    value = 1 + (x * 37 + y * 131 + (x * x * 3 + y * x) % 611) % 9000
    return np.where((x // 5 + y // 7) % 23 == 0, 0, value).astype(np.uint16)


def cases():
    for place, latitude in (("equator", 0.3), ("45", 45.2), ("70", 69.8)):
        yield f"{place}_mercator", 32633, 17.9, latitude, 3857, 10 / math.cos(math.radians(latitude)), 128
        yield f"{place}_degrees", 32633, 17.9, latitude, 4326, 10 / 111319.49079327358, 128
        yield f"{place}_zone", 32633, 17.9, latitude, 32634, 10, 128
    yield "south_zone", 32733, 12.05, -33.4, 32732, 10, 128
    yield "antimeridian_zone", 32660, 179.98, 62, 32601, 10, 128
    yield "coarser_laea", 32633, 17.9, 52, 3035, 17.3, 72
    yield "coarser_same", 32633, 15.2, 48, 32633, 26, 48
    yield "shifted_same", 32633, 15.2, 48, 32633, 10.0, 120


def scale(source, target, sx, sy, size):
    """Target pixels a source pixel, measured at the image's middle."""
    there = Transformer.from_crs(source, target, always_xy=True)
    back = Transformer.from_crs(target, source, always_xy=True)
    x, y = there.transform(sx, sy)
    a, b, c = back.transform(x, y), back.transform(x + size, y), back.transform(x, y - size)
    return 10 / math.dist(a, b), 10 / math.dist(a, c)


rows = []
for name, source, longitude, latitude, target, size, side in cases():
    east, north = Transformer.from_crs(4326, source, always_xy=True).transform(longitude, latitude)
    left, top = round(east / 10) * 10 - SIDE * 5, round(north / 10) * 10 + SIDE * 5
    x, y = Transformer.from_crs(source, target, always_xy=True).transform(left + SIDE * 5, top - SIDE * 5)
    origin_x, origin_y = (math.floor(x / size) - side // 2) * size, (math.floor(y / size) + side // 2) * size
    if name == "shifted_same":
        origin_x, origin_y = origin_x + 3.7, origin_y - 6.1
    scale_x, scale_y = scale(source, target, left + SIDE * 5, top - SIDE * 5, size)
    coarser = min(scale_x, scale_y) < 0.95
    options = {"XSCALE": f"{min(scale_x, 1) if coarser else 1:.17g}", "YSCALE": f"{min(scale_y, 1) if coarser else 1:.17g}"}
    planes = []
    for method in METHODS.values():
        with MemoryFile() as memory:
            with memory.open(driver="GTiff", width=SIDE, height=SIDE, count=1, dtype="uint16", nodata=0, crs=f"EPSG:{source}", transform=from_origin(left, top, 10, 10)) as file:
                file.write(image(), 1)
            with memory.open() as file, WarpedVRT(file, crs=f"EPSG:{target}", transform=from_origin(origin_x, origin_y, size, size), width=side, height=side,
                                                  src_nodata=0, nodata=0, resampling=method, tolerance=1e-6, **options) as vrt:
                out = vrt.read(1)
        planes.append(out)
    with open(f"{name}.bin.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(np.stack(planes).astype("<u2").tobytes())
    rows.append([name, source, left, top, target, repr(origin_x), repr(origin_y), repr(size), side])
    print(name, [int((p > 0).sum()) for p in planes], options)

with open("warp.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["name", "source", "left", "top", "target", "originX", "originY", "pixelSize", "side"])
    writer.writerows(rows)

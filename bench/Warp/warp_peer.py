"""Warps one band as rasterio users do. Arguments: file, epsg, originX, originY, pixelSize, width, height, method, threads, sample.

Prints {"seconds": best of 3 over reproject and WarpedVRT}; writes the upper left 1024 pixels of the middle, warped without GDAL's approximation, to sample (uint16).
XSCALE and YSCALE keep GDAL from widening kernels for the grid's rotation.
"""
import json, sys, time
import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling, reproject
from rasterio.windows import Window

path, epsg = sys.argv[1], int(sys.argv[2])
left, top, size = map(float, sys.argv[3:6])
width, height, method, threads, sample = int(sys.argv[6]), int(sys.argv[7]), Resampling[sys.argv[8]], int(sys.argv[9]), sys.argv[10]
across, down = min(width, 1024), min(height, 1024)
target = dict(dst_crs=f"EPSG:{epsg}", dst_transform=from_origin(left, top, size, size))
grid = dict(crs=f"EPSG:{epsg}", transform=from_origin(left, top, size, size), width=width, height=height, src_nodata=0, nodata=0, resampling=method, XSCALE="1", YSCALE="1")


def by_reproject():
    out = np.zeros((height, width), np.uint16)
    with rasterio.open(path) as src:
        reproject(rasterio.band(src, 1), out, src_nodata=0, dst_nodata=0, resampling=method, num_threads=threads, warp_mem_limit=1024, XSCALE="1", YSCALE="1", **target)


def by_vrt():
    with rasterio.open(path) as src, WarpedVRT(src, NUM_THREADS=str(threads), **grid) as vrt:
        vrt.read(1)


best = float("inf")
with rasterio.Env(GDAL_NUM_THREADS=threads, GDAL_CACHEMAX=2048, NUM_THREADS=threads):
    for run in (by_reproject, by_vrt) * 3:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    with rasterio.open(path) as src, WarpedVRT(src, tolerance=1e-6, **grid) as vrt:
        vrt.read(1, window=Window((width - across) // 2, (height - down) // 2, across, down)).astype("<u2").tofile(sample)
print(json.dumps({"seconds": best}))

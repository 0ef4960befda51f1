"""Warps all images of a scene with rasterio's WarpedVRT, one after the other, each opened anew with GDAL's default settings.

Arguments: epsg, originX, originY, pixelSize, width, height, method, threads, sample, then URLs or files. With "-" for sample prints {"seconds"}; else writes the middle
1024 pixels of each image, warped without GDAL's approximation, to sample (uint16, one after the other). XSCALE and YSCALE keep GDAL from widening kernels for the grid's rotation.
"""
import json, sys, time
import rasterio
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling
from rasterio.windows import Window

epsg, (left, top, size), (width, height) = int(sys.argv[1]), map(float, sys.argv[2:5]), map(int, sys.argv[5:7])
method, threads, sample, paths = Resampling[sys.argv[7]], sys.argv[8], sys.argv[9], sys.argv[10:]
across, down = min(width, 1024), min(height, 1024)
grid = dict(crs=f"EPSG:{epsg}", transform=from_origin(left, top, size, size), width=width, height=height, src_nodata=0, nodata=0, resampling=method, XSCALE="1", YSCALE="1")

start = time.perf_counter()
if sample == "-":
    for path in paths:
        with rasterio.open(path) as src, WarpedVRT(src, NUM_THREADS=threads, **grid) as vrt:
            vrt.read(1)
else:
    with open(sample, "wb") as file:
        for path in paths:
            with rasterio.open(path) as src, WarpedVRT(src, tolerance=1e-6, **grid) as vrt:
                file.write(vrt.read(1, window=Window((width - across) // 2, (height - down) // 2, across, down)).astype("<u2").tobytes())
print(json.dumps({"seconds": time.perf_counter() - start}))

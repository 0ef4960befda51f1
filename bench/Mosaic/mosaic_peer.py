"""The mosaic as rasterio and numpy users make it: WarpedVRTs onto one grid, read window by window in two processes, numpy.nanmedian of the clear looks.

Argument: a JSON file {"epsg", "origin": [x, y], "pixel", "width", "height", "keep": [SCL classes], "bands": n, "out": path,
"processes": n, "scenes": [{"offset": dn, "scl": path, "bands": [paths]}]}.
Writes uint16 [band, y, x] to "out"; prints {"seconds", "peakBytes": parent and workers together}.
"""
import json, multiprocessing, os, resource, sys, time, warnings
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np
import rasterio
from rasterio.transform import from_origin
from rasterio.vrt import WarpedVRT
from rasterio.warp import Resampling
from rasterio.windows import Window

SIDE = 1024
job = json.load(open(sys.argv[1]))
grid = dict(crs=f"EPSG:{job['epsg']}", transform=from_origin(*job["origin"], job["pixel"], job["pixel"]),
            width=job["width"], height=job["height"], src_nodata=0, nodata=0, resampling=Resampling.nearest)
shape = (job["bands"], job["height"], job["width"])
open_files = {}


def read(path, window):
    if path not in open_files:
        open_files[path] = WarpedVRT(rasterio.open(path), **grid)
    return open_files[path].read(1, window=window)


def composite(place):
    y, x = place
    window = Window(x, y, min(SIDE, job["width"] - x), min(SIDE, job["height"] - y))
    out = np.memmap(job["out"], np.uint16, "r+", shape=shape)
    clear = [np.isin(read(scene["scl"], window), job["keep"]) for scene in job["scenes"]]
    for band in range(job["bands"]):
        stack = np.empty((len(clear), int(window.height), int(window.width)), np.float32)
        for look, scene in enumerate(job["scenes"]):
            dn = read(scene["bands"][band], window)
            stack[look] = np.where(clear[look] & (dn != 0), np.maximum(dn.astype(np.float32) + scene["offset"], 1), np.nan)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            median = np.nanmedian(stack, axis=0)
        out[band, y:y + stack.shape[1], x:x + stack.shape[2]] = np.rint(np.nan_to_num(median, nan=0))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, os.getpid()


if __name__ == "__main__":
    np.memmap(job["out"], np.uint16, "w+", shape=shape).flush()
    places = [(y, x) for y in range(0, job["height"], SIDE) for x in range(0, job["width"], SIDE)]
    start = time.perf_counter()
    peaks = {}
    with rasterio.Env(GDAL_CACHEMAX=512), multiprocessing.Pool(job["processes"]) as pool:
        for peak, pid in pool.imap_unordered(composite, places):
            peaks[pid] = peak
    seconds = time.perf_counter() - start
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peakBytes": own + sum(peaks.values())}))

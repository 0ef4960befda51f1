"""Simulated scenes as arrays: composites [time, band, y, x] in digital numbers and the true fields [y, x].

`./rasterflow samples` makes the scenes from a seed; what is read from them is kept as .npz, so that a second run starts at once. Masking,
offset and median follow the pipeline's rules (docs/ARCHITECTURE.md), written apart from it with rasterio and numpy.
"""
import datetime
import json
import pathlib
import shutil
import subprocess

import numpy as np
import rasterio
import rasterio.features
import rasterio.warp

ROOT = pathlib.Path(__file__).resolve().parents[2]
BANDS = ("red", "green", "blue", "nir")  # B04, B03, B02, B08: the model's order
UNCLEAR = (0, 1, 3, 7, 8, 9, 10)
EPSG, PIXEL, INSET = "EPSG:32614", 10.0, 2.0

# Days of the year that planting and harvest take in northern middle latitudes.
SEASONS = {"planting": (60, 151), "harvest": (213, 304)}


def load(folder, pattern, seed, side):
    """One simulated area: dict of composites (uint16 [n, 4, y, x]), their names, and field ids (int32 [y, x], 0 = no field)."""
    kept = folder / f"{pattern.lower()}-{seed}-{side}.npz"
    if not kept.exists():
        scenes = folder / f"{pattern.lower()}-{seed}-{side}"
        command = [str(ROOT / "rasterflow"), "samples", "--to", str(scenes), "--size", str(side), "--seed", str(seed), "--pattern", pattern]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        names, composites, fields = read(scenes)
        np.savez_compressed(kept, names=names, composites=composites, fields=fields)
        shutil.rmtree(scenes)
    with np.load(kept) as file:
        return {"names": list(file["names"]), "composites": file["composites"], "fields": file["fields"]}


def read(scenes):
    """Reads a folder of scenes."""
    area = json.loads((scenes / "aoi.geojson").read_text())["features"][0]["geometry"]
    xs, ys = zip(*rasterio.warp.transform_geom("EPSG:4326", EPSG, area)["coordinates"][0])
    left, top = (np.floor((min(xs) - INSET) / PIXEL + 0.5) * PIXEL, np.ceil((max(ys) + INSET) / PIXEL - 0.5) * PIXEL)
    width, height = round((max(xs) + INSET - left) / PIXEL), round((top - min(ys) + INSET) / PIXEL)
    grid = rasterio.Affine(PIXEL, 0, left, 0, -PIXEL, top)
    passes = read_passes(scenes, grid, height, width)
    names, composites = compose(passes)
    return names, composites, read_fields(scenes, grid, height, width)


def read_passes(scenes, grid, height, width):
    """Passes by day: digital numbers without offset, 0 where not clear."""
    passes = {}
    for item in json.loads((scenes / "items.json").read_text())["features"]:
        properties = item["properties"]
        if properties["eo:cloud_cover"] >= 75:
            continue
        day = datetime.datetime.fromisoformat(properties["datetime"][:10])
        image = passes.setdefault(day, np.zeros((4, height, width), np.uint16))
        assets = item["assets"]
        with rasterio.open(scenes / assets["red"]["href"]) as red:
            column, row = (round(v) for v in ~grid * (red.transform.c, red.transform.f))
            shape = red.shape
        with rasterio.open(scenes / assets["scl"]["href"]) as scl:
            clear = ~np.isin(np.kron(scl.read(1), np.ones((2, 2), np.uint8))[: shape[0], : shape[1]], UNCLEAR)
        y0, x0, y1, x1 = max(row, 0), max(column, 0), min(row + shape[0], height), min(column + shape[1], width)
        part = np.s_[y0 - row : y1 - row, x0 - column : x1 - column]
        for i, band in enumerate(BANDS):
            offset = 0 if properties["earthsearch:boa_offset_applied"] else round(assets[band]["raster:bands"][0]["offset"] * 10000)
            with rasterio.open(scenes / assets[band]["href"]) as file:
                values = file.read(1)[part].astype(np.int32)
            usable = clear[part] & (values > 0)
            image[i, y0:y1, x0:x1] = np.where(usable, np.maximum(values + offset, 1), image[i, y0:y1, x0:x1])
    return passes


def compose(passes):
    """Medians of each year and season, and the single passes themselves."""
    names, composites = [], []
    for year in sorted({day.year for day in passes}):
        of_year = {day: image for day, image in passes.items() if day.year == year}
        seasons = {"year": of_year}
        for name, (first, last) in SEASONS.items():
            seasons[name] = {day: image for day, image in of_year.items() if first <= day.timetuple().tm_yday <= last}
        for name, images in seasons.items():
            names.append(f"{name} {year}")
            composites.append(median(np.stack(list(images.values()))))
    for day, image in sorted(passes.items()):
        if (image > 0).mean() > 0.9:
            names.append(f"pass {day:%Y-%m-%d}")
            composites.append(image)
    return names, np.stack(composites)


def median(images):
    """Median of the clear numbers, rounded half to even; 0 where there are none."""
    masked = np.ma.masked_equal(images, 0)
    return np.rint(np.ma.median(masked, axis=0).filled(0)).astype(np.uint16)


def read_fields(scenes, grid, height, width):
    """The number of the true field that a pixel's centre lies in, 0 for none."""
    features = json.loads((scenes / "truth.geojson").read_text())["features"]
    shapes = [(rasterio.warp.transform_geom("EPSG:4326", EPSG, f["geometry"]), i + 1) for i, f in enumerate(features)]
    return rasterio.features.rasterize(shapes, (height, width), transform=grid, dtype="int32")

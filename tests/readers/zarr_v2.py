"""Reads a raster store in Zarr v2 with zarr-python, xarray and GDAL and prints what each of them sees as JSON.
Usage: python3 tests/readers/zarr_v2.py <store folder>"""
import hashlib, json, sys
import numpy as np, xarray, zarr
from osgeo import gdal

gdal.UseExceptions()
folder = sys.argv[1]


def digest(values):
    values = np.array(values)
    if values.dtype.kind == "f":
        values[np.isnan(values)] = np.nan  # NaNs have many bit patterns
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def by_zarr(group):
    return {"band": [str(band) for band in group["band"][:]], "time": group["time"][:].tolist(), "time_delta": group["time_delta"][:].tolist(),
            "y": [float(group["y"][0]), float(group["y"][-1])], "x": [float(group["x"][0]), float(group["x"][-1])],
            "shape": list(group["variables"].shape), "chunks": list(group["variables"].chunks), "values": digest(group["variables"][...])}


root = zarr.open_consolidated(folder)
levels = sorted((name for name, _ in root.groups()), key=lambda name: int(name[:-1]))
dataset = xarray.open_zarr(folder)
decoded = dataset["variables"]
raw = xarray.open_zarr(folder, mask_and_scale=False)["variables"]

source = gdal.OpenEx(folder, gdal.OF_MULTIDIM_RASTER)
array = source.GetRootGroup().OpenMDArray("variables")
plane = gdal.Open(f'ZARR:"{folder}":/variables:0:0')
print(json.dumps({
    "zarr": by_zarr(root),
    "levels": {name: by_zarr(root[name]) for name in levels},
    "attributes": {key: root.attrs[key] for key in ("proj:code", "band_labels") if key in root.attrs},
    "histogram_steps": len(root.attrs["histograms"]["steps"]) if "histograms" in root.attrs else None,
    "xarray": {
        "dims": list(decoded.dims), "band": [str(band) for band in decoded["band"].values], "time": [str(day)[:10] for day in decoded["time"].values],
        "coords": sorted(decoded.coords), "missing": int(np.isnan(decoded.values).sum()), "values": digest(raw.values),
    },
    "gdal": {
        "shape": [dimension.GetSize() for dimension in array.GetDimensions()], "dims": [dimension.GetName() for dimension in array.GetDimensions()],
        "values": digest(array.ReadAsArray()), "band": source.GetRootGroup().OpenMDArray("band").Read(),
        "epsg": array.GetSpatialRef().GetAuthorityCode(None) if array.GetSpatialRef() else None,
        "proj4": array.GetSpatialRef().ExportToProj4() if array.GetSpatialRef() else None,
        "transform": list(plane.GetGeoTransform()), "plane": [plane.RasterXSize, plane.RasterYSize],
        "nodata": str(array.GetNoDataValueAsDouble()),
    },
}))

"""Reads a GeoParquet file with geopandas and prints what it holds as JSON.

usage: python3 geopandas_reader.py FILE ROWS_JSON
ROWS_JSON is the output of hyparquet.mjs on the same file: where geopandas lacks pyarrow (Debian's does), the bytes come from there,
and shapely and PROJ still judge the geometries and the reference system.
"""
import json
import sys

import geopandas
import pyproj

try:
    frame = geopandas.read_parquet(sys.argv[1])
except ImportError:
    answer = json.load(open(sys.argv[2], encoding="utf-8"))
    column = answer["geo"]["columns"]["geometry"]
    geometry = geopandas.GeoSeries.from_wkb([bytes.fromhex(row["geometry"]) for row in answer["rows"]])
    frame = geopandas.GeoDataFrame({"label": [row["label"] for row in answer["rows"]]}, geometry=geometry, crs=pyproj.CRS.from_json_dict(column["crs"]))

print(json.dumps({
    "labels": list(frame["label"]),
    "valid": bool(frame.geometry.is_valid.all()),
    "bounds": list(frame.total_bounds),
    "epsg": frame.crs.to_epsg(),
    "authority": frame.crs.to_authority(min_confidence=0),
    "degrees": list(frame.to_crs("OGC:CRS84").total_bounds),
}))

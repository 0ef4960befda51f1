#!/usr/bin/env python3
"""Writes the same STAC items as an ItemCollection (items.json) and as STAC GeoParquet (items.parquet), the latter with DuckDB 1.5.6 and shapely 1.8.5;
and in the same way items that lack a time or a place (incomplete.json, incomplete.parquet).

    python3 make_stac_geoparquet.py ../../../../node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so [other-items.json other.parquet]

DuckDB finds the columns' types in the JSON itself: assets become a struct of structs, eo:bands and raster:bands lists of structs, dates timestamps.
Two arguments more turn another ItemCollection into STAC GeoParquet.
"""

import ctypes
import json
import pathlib
import sys
import tempfile

import shapely.wkb
import shapely.geometry

HERE = pathlib.Path(__file__).parent
GEO = json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB", "geometry_types": ["Polygon"]}}})


def item(number, **properties):
    west = 10 + number
    offset = number % 2 == 1
    band = {"nodata": 0, "data_type": "uint16", "spatial_resolution": 10, "scale": 0.0001} | ({"offset": -0.1} if offset else {})
    assets = {
        key: {
            "href": f"./scene-{number}/{name}.tif",
            "type": "image/tiff; application=geotiff; profile=cloud-optimized",
            "roles": ["data"],
            "eo:bands": [{"name": name, "common_name": key, "center_wavelength": 0.5}],
            "raster:bands": [band],
            "proj:transform": [10, 0, 600000 + number, 0, -10, 5000000],
            "proj:shape": [10980, 10980],
        }
        for key, name in (("blue", "B02"), ("green", "B03"), ("red", "B04"), ("nir", "B08"))
    }
    if number != 2:
        assets["scl"] = {"href": f"https://example.com/scene-{number}/SCL.tif", "type": "image/tiff; application=geotiff", "roles": ["data"]}
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": [],
        "id": f"S2A_T33TWL_{number}",
        "collection": "sentinel-2-l2a",
        "geometry": {"type": "Polygon", "coordinates": [[[west, 45], [west + 1, 45], [west + 1, 46], [west, 46], [west, 45]]]},
        "bbox": [west, 45, west + 1, 46],
        "links": [{"rel": "self", "href": f"https://example.com/{number}"}],
        "assets": assets,
        "properties": {
            "datetime": f"2023-0{number + 1}-11T10:00:31.024000Z",
            "created": f"2023-0{number + 1}-12T00:00:00Z",
            "platform": "sentinel-2a",
            "eo:cloud_cover": 7.5 * number,
            "proj:epsg": 32633,
            "grid:code": "MGRS-33TWL",
            "s2:datatake_id": f"GS2A_20230{number + 1}11T100031_04000{number}_N05.09",
            "s2:processing_baseline": "03.01",
            "earthsearch:boa_offset_applied": number == 3,
            **properties,
        },
    }


def incomplete():
    """Items without a time, without a geometry, and without either."""
    ranged, ended, boxed, across, nowhere, timeless = (item(0, **{"grid:code": f"MGRS-3{i}TWL"}) for i in range(6))
    for one, name in ((ranged, "ranged"), (ended, "ended"), (boxed, "boxed"), (across, "across"), (nowhere, "nowhere"), (timeless, "timeless")):
        one["id"] = name
    ranged["properties"] |= {"datetime": None, "start_datetime": "2023-05-01T10:00:00Z", "end_datetime": "2023-05-01T10:00:30Z"}
    ended["properties"] |= {"datetime": None, "end_datetime": "2023-05-02T10:00:00Z"}
    timeless["properties"] |= {"datetime": None}
    boxed["geometry"] = across["geometry"] = nowhere["geometry"] = None
    across["bbox"] = [179, 45, -179, 46]
    del nowhere["bbox"]
    return [ranged, ended, boxed, across, nowhere, timeless]


class Connection:
    """The few calls of DuckDB's C API that run a statement."""

    class Result(ctypes.Structure):
        _fields_ = [("a", ctypes.c_uint64), ("b", ctypes.c_uint64), ("c", ctypes.c_uint64), ("d", ctypes.c_void_p), ("e", ctypes.c_void_p), ("f", ctypes.c_void_p)]

    def __init__(self, library):
        self.duckdb = ctypes.CDLL(library)
        self.duckdb.duckdb_result_error.restype = ctypes.c_char_p
        database, self.connection = ctypes.c_void_p(), ctypes.c_void_p()
        assert self.duckdb.duckdb_open(None, ctypes.byref(database)) == 0
        assert self.duckdb.duckdb_connect(database, ctypes.byref(self.connection)) == 0

    def run(self, sql):
        result = self.Result()
        if self.duckdb.duckdb_query(self.connection, sql.encode(), ctypes.byref(result)) != 0:
            raise RuntimeError(self.duckdb.duckdb_result_error(ctypes.byref(result)).decode())


def write(duckdb, items, target, replacement=""):
    rows = [
        {key: value for key, value in item.items() if key not in ("geometry", "properties", "bbox")}
        | {"bbox": dict(zip(("xmin", "ymin", "xmax", "ymax"), item["bbox"])) if item.get("bbox") else None}
        | {"wkb": shapely.wkb.dumps(shapely.geometry.shape(item["geometry"]), hex=True) if item["geometry"] else None}
        | item["properties"]
        for item in items
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson") as file:
        file.write("\n".join(map(json.dumps, rows)))
        file.flush()
        duckdb.run("SET threads = 1")
        duckdb.run(f"""COPY (SELECT * EXCLUDE (wkb) {replacement}, from_hex(wkb) AS geometry FROM read_json('{file.name}', format = 'newline_delimited', map_inference_threshold = -1))
                   TO '{target}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{geo: '{GEO}'}})""")


if __name__ == "__main__":
    database = Connection(sys.argv[1])
    if len(sys.argv) > 2:
        given = json.loads(pathlib.Path(sys.argv[2]).read_text())
        write(database, given["features"] if isinstance(given, dict) else given, sys.argv[3])
    else:
        items = [item(0), item(1), item(2), item(3), item(4, **{"s2:processing_baseline": "05.09"})]
        (HERE / "items.json").write_text(json.dumps({"type": "FeatureCollection", "features": items}, indent=1) + "\n")
        write(database, items, HERE / "items.parquet")
        (HERE / "incomplete.json").write_text(json.dumps({"type": "FeatureCollection", "features": incomplete()}, indent=1) + "\n")
        write(database, incomplete(), HERE / "incomplete.parquet")
        # Assets as a map, other integer and float widths, and a time without a zone, all of which writers of Parquet choose too.
        write(database, items, HERE / "items-map.parquet", """REPLACE (
            map {'blue': assets.blue, 'green': assets.green, 'red': assets.red, 'nir': assets.nir} AS assets,
            datetime::TIMESTAMP_MS AS datetime, "eo:cloud_cover"::FLOAT AS "eo:cloud_cover", "proj:epsg"::USMALLINT AS "proj:epsg")""")

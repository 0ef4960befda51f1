"""Writes projjson_without_id.json: reference systems as PROJ writes them in PROJJSON, without their ids, and a position in each.
Made with pyproj 3.4.1 on PROJ 9.1.1 (Debian 12: python3-pyproj).

Run from this folder: /usr/bin/python3 make_projjson.py
"""
import json

import pyproj

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"

SYSTEMS = [  # system, the code it should be recognised as, a position
    ("EPSG:4326", 4326, 10, 50), ("OGC:CRS84", 4326, 10, 50), ("EPSG:32614", 32614, -100, 38), ("EPSG:32733", 32733, 16, -30), ("EPSG:4258", 0, 10, 50),
    ("EPSG:25832", 0, 10, 50), ("EPSG:32198", 0, -70, 50), ("EPSG:5070", 0, -98, 38), ("EPSG:3035", 0, 12, 50), ("EPSG:3031", 0, 20, -80), ("EPSG:32661", 0, 20, 80),
    ("EPSG:2263", 0, -73.5, 40.8), ("EPSG:2277", 0, -97, 30.5), ("EPSG:2229", 0, -118, 34.5), ("EPSG:2222", 0, -112, 33), ("EPSG:6423", 0, -118, 34.5),
    ("EPSG:3395", 0, 20, 60), ("EPSG:6933", 0, 20, 60), ("EPSG:3857", 3857, 20, 60),
    ("+proj=laea +lat_0=47 +lon_0=10 +datum=WGS84 +units=m", 0, 12, 46), ("+proj=merc +lat_ts=41 +lon_0=100 +datum=WGS84 +units=m", 0, 110, 45),
    ("+proj=lcc +lat_1=46 +lat_0=46 +lon_0=3 +k_0=0.9998 +x_0=600000 +y_0=200000 +datum=NAD83 +units=m", 0, 4, 47),
]


def without_id(node):
    """Leaves the codes of methods and parameters, which tell what they are."""
    return {key: without_id(value) if isinstance(value, dict) and key in ("base_crs", "datum", "datum_ensemble", "ellipsoid") else value for key, value in node.items() if key != "id"}


cases = []
for text, epsg, longitude, latitude in SYSTEMS:
    crs = pyproj.CRS.from_user_input(text)
    x, y = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True).transform(longitude, latitude)
    cases.append({"system": text, "epsg": epsg, "longitude": longitude, "latitude": latitude, "x": x, "y": y, "crs": without_id(crs.to_json_dict())})
with open("projjson_without_id.json", "w") as file:
    json.dump(cases, file, indent=None, separators=(",", ":"))
    file.write("\n")

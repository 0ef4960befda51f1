"""Has PROJ read reference systems as PROJJSON and project a position with each.

usage: python3 projjson.py FILE, a JSON list of {"epsg", "crs", "longitude", "latitude"}; prints a list of {"epsg", "x", "y", "expected_x", "expected_y"}
"""
import json
import sys

import pyproj

answers = []
for system in json.load(open(sys.argv[1], encoding="utf-8")):
    ours = pyproj.CRS.from_json_dict(system["crs"])
    theirs = pyproj.CRS.from_epsg(system["epsg"])
    position = (system["longitude"], system["latitude"])
    x, y = pyproj.Transformer.from_crs(ours.geodetic_crs, ours, always_xy=True).transform(*position)
    ex, ey = pyproj.Transformer.from_crs(theirs.geodetic_crs, theirs, always_xy=True).transform(*position)
    answers.append({"epsg": ours.to_json_dict()["id"]["code"], "x": x, "y": y, "expected_x": ex, "expected_y": ey})
print(json.dumps(answers))

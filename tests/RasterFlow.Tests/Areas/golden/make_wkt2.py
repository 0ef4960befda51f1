"""Writes wkt2.json: reference systems as PROJ writes them in WKT 2, in both of its forms, on one line and on many, with and without the system's own code.
Made with pyproj 3.4.1 on PROJ 9.1.1 (Debian 12: python3-pyproj).

Run from this folder: /usr/bin/python3 make_wkt2.py
"""
import json
import re

import pyproj

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"

SYSTEMS = [  # system, the code it should be recognised as without its own, a position
    ("EPSG:4326", 4326, 10, 50), ("EPSG:32614", 32614, -100, 38), ("EPSG:32733", 32733, 16, -30), ("EPSG:4258", 0, 10, 50), ("EPSG:25832", 0, 10, 50),
    ("EPSG:32198", 0, -70, 50), ("EPSG:5070", 0, -98, 38), ("EPSG:3035", 0, 12, 50), ("EPSG:3031", 0, 20, -80), ("EPSG:3395", 0, 20, 60), ("EPSG:6933", 0, 20, 60),
    ("EPSG:3857", 3857, 20, 60), ("EPSG:31467", None, 9, 50), ("EPSG:2263", None, -73.5, 40.8), ("EPSG:2056", None, 8, 47),
    ("+proj=laea +lat_0=47 +lon_0=10 +datum=WGS84 +units=m", 0, 12, 46), ("+proj=lcc +lat_1=46 +lat_0=46 +lon_0=3 +k_0=0.9998 +x_0=600000 +y_0=200000 +datum=NAD83 +units=m", 0, 4, 47),
]

cases = []
for text, epsg, longitude, latitude in SYSTEMS:
    crs = pyproj.CRS.from_user_input(text)
    x, y = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True).transform(longitude, latitude)
    forms = [crs.to_wkt("WKT2_2019"), crs.to_wkt("WKT2_2019", pretty=True), crs.to_wkt("WKT2_2015")]
    forms += [re.sub(r',\s*ID\["EPSG",\d+\]\]$', "]", form) for form in forms]
    for wkt in dict.fromkeys(forms):
        cases.append({"system": text, "epsg": epsg, "longitude": longitude, "latitude": latitude, "x": x, "y": y, "wkt": wkt})
with open("wkt2.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

"""Writes outline_systems.json: systems that outlines come in but no grid is made of, as PROJ writes them in PROJJSON, with positions in them and on WGS 84.
Made with pyproj 3.4.1 on PROJ 9.1.1 (Debian 12: python3-pyproj), by the best transformation that needs no grid of shifts.

Run from this folder: /usr/bin/python3 make_outline_systems.py
"""
import json
import warnings

import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.transformer import TransformerGroup

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"
warnings.simplefilter("ignore")  # Missing grids are what is wanted here.

SYSTEMS = {
    "EPSG:2056": (8.2, 46.8), "EPSG:21781": (7.1, 47.0), "EPSG:5514": (15.5, 49.8), "EPSG:28992": (5.9, 52.1), "EPSG:27700": (-1.5, 52.5), "EPSG:4277": (-3.5, 56.1),
    "EPSG:31467": (8.8, 50.1), "EPSG:27572": (2.1, 47.2), "EPSG:3003": (11.2, 43.7), "EPSG:23030": (-3.7, 40.4), "EPSG:2100": (22.9, 39.5), "EPSG:28355": (146.1, -36.2),
    "EPSG:20255": (147.0, -35.1), "EPSG:26915": (-93.6, 42.0), "EPSG:26732": (-142.0, 63.0), "EPSG:2443": (139.7, 35.7), "EPSG:22182": (-68.0, -33.0), "EPSG:5880": (-47.9, -15.8),
    "EPSG:29192": (-50.0, -16.0), "EPSG:3078": (-85.5, 44.3), "EPSG:26931": (-134.4, 58.3), "EPSG:29873": (114.0, 4.4), "EPSG:2314": (-61.3, 10.5),
    "EPSG:3979": (-75.7, 45.4), "EPSG:6318": (-120.0, 37.0), "EPSG:2326": (114.2, 22.3), "EPSG:3844": (24.0, 45.5), "EPSG:7405": (-1.0, 51.5),
    "EPSG:2048": (18.6, -33.9), "EPSG:2053": (29.4, -23.1), "EPSG:22289": (28.2, -26.1), "EPSG:29379": (18.9, -22.4),
    "EPSG:4979": (10.0, 50.0), "+proj=tmerc +lat_0=0 +lon_0=18 +k=0.9999 +x_0=6500000 +ellps=bessel +towgs84=550.499,164.116,475.142,5.80967,2.07902,-11.62386,0.99999445824 +units=m": (18.4, 43.9),
}


def path(crs, longitude, latitude):
    near = AreaOfInterest(longitude - 0.01, latitude - 0.01, longitude + 0.01, latitude + 0.01)
    ways = [way for way in TransformerGroup("EPSG:4326", crs, always_xy=True, area_of_interest=near).transformers if "gridshift" not in way.definition and "Ballpark" not in way.description]
    assert ways, crs.name
    return ways[0]


cases = []
for text, (longitude, latitude) in SYSTEMS.items():
    crs = pyproj.CRS.from_user_input(text)
    way = path(crs, longitude, latitude)
    x, y = way.transform(longitude, latitude)
    cases.append({"system": text, "way": way.description, "metres": way.accuracy, "longitude": longitude, "latitude": latitude, "x": x, "y": y, "crs": crs.to_json_dict()})
with open("outline_systems.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")

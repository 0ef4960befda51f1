"""Writes crs_points.csv: positions in degrees and in projected systems by PROJ. Made with pyproj 3.4.1 on PROJ 9.1.1 (Debian 12: python3-pyproj).

Run from this folder: /usr/bin/python3 make_crs_points.py
"""
import csv

import pyproj
from pyproj import Transformer

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"

LATITUDES = [-80, -63.4, -45, -20.7, -0.001, 0, 12.3, 33.3, 45, 60.1, 70, 84]
OFFSETS = [-9, -6, -4.5, -3, -1.1, 0, 0.4, 3, 3.7, 6, 9]
ZONES = {32601: -177, 32631: 3, 32633: 15, 32660: 177, 32701: -177, 32733: 15, 32760: 177}
REGIONS = {
    25828: (-14, 36, -6, 70), 25832: (3, 36, 15, 70), 25838: (39, 36, 48, 70),
    26901: (-180, 15, -174, 75), 26914: (-105, 15, -93, 75), 26923: (-48, 15, -42, 75),
    3857: (-180, -80, 180, 84), 3035: (-25, 33, 45, 72), 3034: (-25, 33, 45, 72), 2154: (-6, 41, 10, 52),
    5070: (-125, 24, -66, 49.5), 3005: (-140, 48, -113, 60), 3577: (112, -44, 154, -9),
    3347: (-141, 40, -50, 84), 3978: (-141, 40, -50, 84),
    2193: (165, -48, 179.9, -33), 3413: (-180, 60, 180, 84), 3031: (-180, -80, 180, -60),
    3006: (10, 55, 24, 69), 3067: (19, 59, 32, 70), 2180: (14, 49, 24, 55), 3765: (13, 42, 20, 47),
    31983: (-48, -33, -42, 0), 31985: (-36, -10, -32, 0), 28355: (144, -44, 150, -10), 7855: (144, -44, 150, -10),
    3763: (-10, 36, -6, 42.5), 6677: (138, 29, 143, 37.5), 32145: (-74, 42.5, -71, 45.5),
    3995: (-180, 60, 180, 84), 32661: (-180, 60, 180, 84),
    3395: (-180, -80, 180, 84), 6933: (-180, -86, 180, 86),
}


def positions(epsg):
    if epsg in ZONES:
        south = epsg >= 32700
        for latitude in LATITUDES:
            for offset in OFFSETS:
                longitude = ZONES[epsg] + offset
                yield (longitude + 180) % 360 - 180, latitude
        return
    west, south, east, north = REGIONS[epsg]
    for row in range(7):
        for column in range(9):
            yield west + (east - west) * column / 8, south + (north - south) * row / 6


with open("crs_points.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["epsg", "longitude", "latitude", "x", "y"])
    for epsg in [*ZONES, *REGIONS]:
        transformer = Transformer.from_crs(4326, epsg, always_xy=True)
        for longitude, latitude in positions(epsg):
            x, y = transformer.transform(longitude, latitude, errcheck=True)
            writer.writerow([epsg, f"{longitude:.9f}", f"{latitude:.9f}", f"{x:.6f}", f"{y:.6f}"])

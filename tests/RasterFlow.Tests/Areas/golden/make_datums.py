"""Writes datums.csv: every datum of the EPSG registry on the ellipsoids of WGS 84 and GRS 1980, its other names, and how far PROJ moves it on the way to WGS 84.
Made with pyproj 3.4.1 on PROJ 9.1.1 without grids of shifts (Debian 12: python3-pyproj).

"metres" is the worst of 9 x 9 positions over its area of use; empty where PROJ knows no way ("ballpark"). Run from this folder: /usr/bin/python3 make_datums.py
"""
import csv
import os
import sqlite3
import warnings

import numpy as np
import pyproj
from pyproj import CRS, Transformer
from pyproj.database import query_crs_info
from pyproj.transformer import TransformerGroup

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"
warnings.simplefilter("ignore")  # Missing grids are what is wanted here.
DATABASE = sqlite3.connect(os.path.join(pyproj.datadir.get_data_dir(), "proj.db"))


def coincides(ellipsoid):
    return ellipsoid.semi_major_metre == 6378137 and ellipsoid.inverse_flattening and abs(1 / ellipsoid.inverse_flattening - 1 / 298.257223563) < 1e-10


def is_ballpark(crs):
    try:
        group = TransformerGroup(crs, 4326, always_xy=True)
    except pyproj.exceptions.ProjError:
        return False  # A grid is missing for one of several ways.
    return not group.transformers or "Ballpark" in group.transformers[0].description


def metres(crs, area):
    east = area.east + (360 if area.east < area.west else 0)
    x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(area.west, east, 9), np.linspace(max(area.south, -85), min(area.north, 85), 9)))
    x = (x + 180) % 360 - 180
    to_x, to_y = map(np.array, Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y))
    moved = np.hypot(((to_x - x + 180) % 360 - 180) * np.cos(np.radians(y)), to_y - y) * 111320
    return float(moved[np.isfinite(moved)].max())


datums = {}
for info in query_crs_info("EPSG", pj_types=["GEOGRAPHIC_2D_CRS"], allow_deprecated=True):
    crs = CRS.from_epsg(int(info.code))
    if not coincides(crs.ellipsoid) or crs.prime_meridian.longitude != 0:
        continue
    datum = crs.to_json_dict().get("datum") or crs.to_json_dict()["datum_ensemble"]
    code = DATABASE.execute("SELECT datum_code FROM geodetic_crs WHERE auth_name='EPSG' AND code=?", (info.code,)).fetchone()[0]
    aliases = [row[0] for row in DATABASE.execute("SELECT alt_name FROM alias_name WHERE table_name='geodetic_datum' AND auth_name='EPSG' AND code=? ORDER BY 1", (code,))]
    if datum["name"] == "NAD83 (High Accuracy Reference Network)":
        aliases.remove("NAD83")  # Everywhere else it means the datum of 1983 itself.
    name, worst, names = datums.setdefault(datum["name"], (datum["name"], [], {}))
    names.update(dict.fromkeys(aliases + [info.name.replace(" (lon-lat)", "")]))
    worst.append(None if is_ballpark(crs) and metres(crs, info.area_of_use) == 0 else metres(crs, info.area_of_use))

with open("datums.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["datum", "metres", "other_names"])
    for name, worst, names in sorted(datums.values()):
        known = [value for value in worst if value is not None]
        writer.writerow([name, f"{max(known):.3f}" if known else "", "|".join(sorted(names))])

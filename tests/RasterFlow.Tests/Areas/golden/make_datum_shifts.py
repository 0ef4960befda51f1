"""Writes pipeline/Areas/datum_shifts.csv: for each datum of the EPSG registry that does not coincide with WGS 84, its transformations by three or seven
parameters, where each holds (in degrees, as longitude and latitude) and its stated error, the smallest error first. Those that another beats everywhere,
and those that the registry has replaced, are left out. Made with the registry of PROJ 9.1.1 (Debian 12: python3-pyproj).

Rotations are as in EPSG method 9606 (position vector), in seconds of arc; the scale is in parts per million. Run from this folder: /usr/bin/python3 make_datum_shifts.py
"""
import csv
import os
import sqlite3

import pyproj

assert (pyproj.__version__, pyproj.proj_version_str) == ("3.4.1", "9.1.1"), "pin the versions named above"
DATABASE = sqlite3.connect(os.path.join(pyproj.datadir.get_data_dir(), "proj.db"))
WORST_METRES = 50
WRONG = {"9142"}  # Puts Kosovo 1.6 km from where all others of its datum do.
WORLD = (-180, -90, 180, 90)
FAMILIES = {"NAD83 (": "NAD83 (High Accuracy Reference Network)", "North American Datum of 1983 (CSRS)": "NAD83 Canadian Spatial Reference System"}  # Decimetres apart.
METHODS = {"9603": 0, "1031": 0, "1035": 0, "9606": 1, "1033": 1, "1037": 1, "9607": -1, "1032": -1, "1038": -1}  # The sign of rotations.

with open("datums.csv", newline="") as file:
    rows = [row for row in csv.DictReader(file) if row["metres"] and float(row["metres"]) < 1]
    COINCIDING = {row["datum"] for row in rows}
    NAMES_OF_COINCIDING = COINCIDING | {name for row in rows for name in row["other_names"].split("|")}


def box(kind, code):
    """West, south, east and north of where an object is used."""
    rows = DATABASE.execute(
        "SELECT west_lon, south_lat, east_lon, north_lat FROM usage JOIN extent ON extent_auth_name=extent.auth_name AND extent_code=extent.code"
        " WHERE object_table_name=? AND object_auth_name='EPSG' AND object_code=?", (kind, code)).fetchall()
    boxes = [(west, south, east + (360 if east < west else 0), north) for west, south, east, north in rows if west is not None]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)) if boxes else WORLD


def share(inner, outer):
    """The part of a box that another covers, in degrees squared."""
    width = max(0, min(inner[2], outer[2]) - max(inner[0], outer[0]))
    height = max(0, min(inner[3], outer[3]) - max(inner[1], outer[1]))
    return width * height / ((outer[2] - outer[0]) * (outer[3] - outer[1]) or 1)


def factor(code):
    """A unit in metres, radians or one."""
    return DATABASE.execute("SELECT conv_factor FROM unit_of_measure WHERE auth_name='EPSG' AND code=?", (code,)).fetchone()[0] if code else 0


def datum_of(code):
    return DATABASE.execute("SELECT d.code, d.name FROM geodetic_crs c JOIN geodetic_datum d ON c.datum_auth_name=d.auth_name AND c.datum_code=d.code WHERE c.auth_name='EPSG' AND c.code=?", (code,)).fetchone()


def members(prefix):
    """The datums of a family that the registry ties to WGS 84 by no formula of their own."""
    names = {row[0] for row in DATABASE.execute("SELECT name FROM geodetic_datum WHERE auth_name='EPSG' AND substr(name, 1, ?)=?", (len(prefix), prefix))}
    return names - COINCIDING - {datum[1] for datum in candidates}


candidates = {}
for row in DATABASE.execute(
        "SELECT code, method_code, source_crs_code, target_crs_code, accuracy, tx, ty, tz, translation_uom_code, rx, ry, rz, rotation_uom_code, scale_difference, scale_difference_uom_code"
        " FROM helmert_transformation_table WHERE auth_name='EPSG' AND source_crs_auth_name='EPSG' AND target_crs_auth_name='EPSG' AND deprecated=0 AND px IS NULL AND rate_tx IS NULL"
        " AND code NOT IN (SELECT superseded_code FROM supersession WHERE superseded_table_name='helmert_transformation' AND superseded_auth_name='EPSG') ORDER BY code"):
    code, method, source, target, accuracy, *shift = row
    from_datum, to_datum = datum_of(source), datum_of(target)
    if str(code) in WRONG or str(method) not in METHODS or from_datum is None or to_datum is None or from_datum[1] in COINCIDING or to_datum[1] not in COINCIDING or accuracy is None or accuracy > WORST_METRES:
        continue
    tx, ty, tz, metre, rx, ry, rz, angle, ds, part = shift
    seconds = METHODS[str(method)] * factor(angle) * 206264.80624709636
    values = [tx * factor(metre), ty * factor(metre), tz * factor(metre), (rx or 0) * seconds, (ry or 0) * seconds, (rz or 0) * seconds, (ds or 0) * factor(part) * 1e6]
    candidates.setdefault(from_datum, []).append((accuracy, int(code), box("helmert_transformation", code), values))

with open("../../../../pipeline/Areas/datum_shifts.csv", "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["datum", "other_names", "epsg_operation", "metres", "west", "south", "east", "north", "tx", "ty", "tz", "rx", "ry", "rz", "ppm"])
    for (code, name), found in sorted(candidates.items(), key=lambda item: item[0][1]):
        aliases = {row[0] for row in DATABASE.execute("SELECT alt_name FROM alias_name WHERE table_name='geodetic_datum' AND auth_name='EPSG' AND code=? ORDER BY 1", (code,))}
        aliases = {alias for alias in aliases if not alias.startswith("D_")} - NAMES_OF_COINCIDING
        aliases |= {member for prefix, head in FAMILIES.items() if head == name for member in members(prefix)}
        kept = []
        for accuracy, operation, where, values in sorted(found, key=lambda one: (one[0], -share(WORLD, one[2]), one[1])):
            if all(share(other, where) < 0.999 for _, _, other, _ in kept):
                kept.append((accuracy, operation, where, values))
        for accuracy, operation, where, values in kept:
            writer.writerow([name, "|".join(sorted(aliases)), operation, f"{accuracy:g}"] + [f"{value:g}" for value in where] + [f"{value + 0:.10g}" for value in values])

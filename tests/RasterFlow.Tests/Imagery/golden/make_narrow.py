#!/usr/bin/env python3
"""Writes TIFFs whose samples are narrower than a whole type, as GDAL does for NBITS (rasterio 1.3.4, GDAL 3.6.2).

    python3 make_narrow.py

Pixels are formulas that NarrowSampleTests repeats: whole numbers (x * 7919 + y * 104729 + band) mod 2^bits, floats (x - 20) * 2^(y mod 8) / 8 + band.
"""

import pathlib

import numpy
import rasterio
from rasterio.transform import from_origin

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT, BANDS = 41, 33, 2


def write(name, values, **options):
    profile = dict(driver="GTiff", width=WIDTH, height=HEIGHT, count=BANDS, dtype=values.dtype, crs="EPSG:32633",
                   transform=from_origin(500000, 5000000, 10, 10), tiled=True, blockxsize=32, blockysize=16, compress="deflate", **options)
    with rasterio.open(HERE / name, "w", **profile) as file:
        file.write(values)
    with rasterio.open(HERE / name) as file:
        assert (file.read() == values).all(), name


band, y, x = numpy.meshgrid(numpy.arange(BANDS), numpy.arange(HEIGHT), numpy.arange(WIDTH), indexing="ij")
whole = x * 7919 + y * 104729 + band
write("narrow_uint12.tif", (whole % 2**12).astype("uint16"), nbits=12)
write("narrow_uint20.tif", (whole % 2**20).astype("uint32"), nbits=20, interleave="band")
write("narrow_uint31.tif", (whole * 1009 % 2**31).astype("uint32"), nbits=31, endianness="BIG")
half = ((x - 20) * 2.0 ** (y % 8) / 8 + band).astype("float32")
write("narrow_half.tif", half, nbits=16)
write("narrow_half_predictor2.tif", half, nbits=16, predictor=2, endianness="BIG", interleave="pixel")
write("narrow_half_predictor3.tif", half, nbits=16, predictor=3, interleave="pixel")

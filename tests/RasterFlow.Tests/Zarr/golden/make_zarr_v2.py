"""Writes zarr-python-2.13.6.zip: a Zarr v2 group with an array for every codec, filter and type that RasterFlow reads. Needs Debian 12's
python3-zarr (2.13.6, numcodecs 0.11.0): /usr/bin/python3 make_zarr_v2.py. Values follow from the element's number i in C order, as ForeignZarrTests states."""
import os, shutil, zipfile
import numcodecs, numpy as np, zarr
from numcodecs import Blosc, Delta, GZip, LZ4, Shuffle, VLenUTF8, Zlib, Zstd

assert (zarr.__version__.split("+")[0], numcodecs.__version__.split("+")[0]) == ("2.13.6", "0.11.0")
SHAPE, CHUNKS, FOLDER, ARCHIVE = (2, 40, 61), (1, 32, 32), "zarr-python-2.13.6", "zarr-python-2.13.6.zip"
numbers = np.arange(np.prod(SHAPE), dtype=np.int64).reshape(SHAPE)
smooth = (numbers * 31 + numbers // 97) % 251
noise = ((numbers * 2654435761) % 2**32) >> 16

shutil.rmtree(FOLDER, ignore_errors=True)
root = zarr.group(zarr.DirectoryStore(FOLDER), overwrite=True)
root.attrs["made_by"] = "zarr-python"

def add(name, values, chunks=CHUNKS, **options):
    options.setdefault("compressor", None)
    array = root.create_dataset(name, shape=values.shape, chunks=chunks, dtype=options.pop("dtype", values.dtype), **options)
    array[...] = values
    return array

for cname in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
    for shuffle, kind in ((0, "plain"), (1, "bytes"), (2, "bits")):
        add(f"blosc.{cname}.{kind}", smooth.astype("<u2"), compressor=Blosc(cname, 5, shuffle))
for dtype in ("|i1", "<i4", "<f4", "<f8"):
    add(f"blosc.type.{dtype[1:]}", smooth.astype(dtype), compressor=Blosc("lz4", 5, 2))
add("blosc.blocks", smooth.astype("<u2"), chunks=SHAPE, compressor=Blosc("zstd", 5, 1, blocksize=1024))
add("blosc.blocks.bits", smooth.astype("<u2"), chunks=SHAPE, compressor=Blosc("blosclz", 9, 2, blocksize=1024))
add("blosc.noise", noise.astype("<u2"), compressor=Blosc("lz4", 5, 1))
add("zstd", smooth.astype("<u2"), compressor=Zstd(3))
add("gzip", smooth.astype("<u2"), compressor=GZip(5))
add("zlib", smooth.astype("<u2"), compressor=Zlib(5))
add("lz4", smooth.astype("<u2"), compressor=LZ4())
add("raw", smooth.astype("<u2"))
add("order.F", smooth.astype("<u2"), order="F", compressor=Zstd(3))
add("big.u2", smooth.astype("<u2"), dtype=">u2", compressor=Zstd(3))
add("big.f4", smooth.astype("<f4"), dtype=">f4", compressor=Zstd(3))
add("delta", smooth.astype("<i4"), filters=[Delta("<i4")], compressor=Zstd(3))
add("delta.F", smooth.astype("<i4"), order="F", filters=[Delta("<i4")], compressor=Zstd(3))
add("shuffle", smooth.astype("<u4"), filters=[Shuffle(4)], compressor=Zstd(3))
add("nested", smooth.astype("<u2"), dimension_separator="/", compressor=Zstd(3))
add("type.b1", (smooth % 2 == 1), compressor=Zstd(3))
add("type.u1", smooth.astype("u1"))
add("type.i2", (smooth - 100).astype("<i2"))
add("type.i8", (smooth - 100).astype("<i8"))
add("type.f2", smooth.astype("<f2"))
add("time", (smooth[0, 0, :5] * 86_400_000_000_000).astype("M8[ns]"), chunks=(2,))
add("text.U", np.array(["B02", "", "größer", "🛰"], dtype="<U8"), chunks=(3,), compressor=Zstd(3))
add("text.S", np.array([b"B02", b"", b"B8A", b"SCL"], dtype="|S5"), chunks=(3,))
add("text.vlen", np.array(["B02", "", "größer", "🛰"], dtype=object), chunks=(3,), object_codec=VLenUTF8(), compressor=Zstd(3))
for name, dtype, fill in (("missing.nan", "<f4", np.nan), ("missing.inf", "<f8", -np.inf), ("missing.i2", "<i2", -9999)):
    root.create_dataset(name, shape=SHAPE, chunks=CHUNKS, dtype=dtype, fill_value=fill)[0, :32, :32] = 7
zarr.consolidate_metadata(root.store)

with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
    for folder, _, files in sorted(os.walk(FOLDER)):
        for file in sorted(files):
            path = os.path.join(folder, file)
            archive.writestr(zipfile.ZipInfo(os.path.relpath(path, FOLDER)), open(path, "rb").read(), zipfile.ZIP_DEFLATED)
shutil.rmtree(FOLDER)

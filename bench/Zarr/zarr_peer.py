"""Writes and reads an array (1, band, y, x) of uint16 with zarr-python: arguments way, file of raw samples, folder, bands, side, chunk, level, processes, rounds.
Way "whole" is one call z[...] = data and z[...], which allocates all that is read; "windows" is the same shape of work as ours: blocks of 1024 with all bands are written
from a buffer, and windows of 2048 of one band are read into a buffer that is used again (samples come from their file block by block, which is not timed, so that peak
memory is that of the work). With several processes each takes a share, started before the time is taken, from samples that are in memory.
Prints the best round's seconds for both phases, in one process also of the processor, the SHA-256 of what was read and the peak memory of the largest process in MB."""
import hashlib, json, multiprocessing, os, resource, shutil, sys, time
import numcodecs, numpy as np, zarr

way, raw, folder = sys.argv[1:4]
bands, side, chunk, level, processes, rounds = (int(argument) for argument in sys.argv[4:])
shape = (1, bands, side, side)
block, window = 1024, 2048
numcodecs.blosc.use_threads = True


def create():
    shutil.rmtree(folder, ignore_errors=True)
    return zarr.open(folder, mode="w", shape=shape, chunks=(1, 1, chunk, chunk), dtype="<u2", fill_value=0, compressor=numcodecs.Zstd(level=level))


def tiles(size):
    """Slices of y and x that cover the array."""
    return [(slice(y, min(y + size, side)), slice(x, min(x + size, side))) for y in range(0, side, size) for x in range(0, side, size)]


def load(file, y, x):
    """A block's samples [1, band, y, x] from the file."""
    samples = np.empty((1, bands, y.stop - y.start, x.stop - x.start), "<u2")
    for band in range(bands):
        for row in range(y.start, y.stop):
            offset = ((band * side + row) * side + x.start) * 2
            samples[0, band, row - y.start] = np.frombuffer(os.pread(file, (x.stop - x.start) * 2, offset), "<u2")
    return samples


def read(z, band, y, x, buffer):
    out = buffer[: y.stop - y.start, : x.stop - x.start]
    z.get_basic_selection((0, band, y, x), out=out)
    return out


class Clock:
    def __init__(self):
        self.wall = self.cpu = 0.0

    def run(self, act):
        begin, cpu = time.perf_counter(), time.process_time()
        result = act()
        self.wall += time.perf_counter() - begin
        self.cpu += time.process_time() - cpu
        return result


def alone():
    best = {name: float("inf") for name in ("write", "read", "write_cpu", "read_cpu")}
    data = np.fromfile(raw, "<u2").reshape(shape) if way == "whole" else None
    file, buffer = os.open(raw, os.O_RDONLY), np.empty((window, window), "<u2")
    for _ in range(rounds):
        z, write, reading = create(), Clock(), Clock()
        if way == "whole":
            write.run(lambda: z.__setitem__(Ellipsis, data))
            reading.run(lambda: zarr.open(folder, mode="r")[...])
        else:
            for y, x in tiles(block):
                samples = load(file, y, x)
                write.run(lambda: z.__setitem__((slice(None), slice(None), y, x), samples))
            opened = reading.run(lambda: zarr.open(folder, mode="r"))
            for band in range(bands):
                for y, x in tiles(window):
                    reading.run(lambda: read(opened, band, y, x, buffer))
        for name, clock in (("write", write), ("read", reading)):
            best[name], best[name + "_cpu"] = min(best[name], clock.wall), min(best[name + "_cpu"], clock.cpu)
    return best


def share(part):
    rows = -(-side // chunk)
    return slice(rows * part // processes * chunk, min(side, rows * (part + 1) // processes * chunk))


def work(part, kind, data, start, done):
    buffer = np.empty((window, window), "<u2")
    for _ in range(rounds):
        start.wait()
        z = zarr.open(folder, mode="r+")
        if way == "whole" and kind == "write":
            z[:, :, share(part)] = data[:, :, share(part)]
        elif way == "whole":
            z[:, :, share(part)]
        elif kind == "write":
            for y, x in tiles(block)[part::processes]:
                z[:, :, y, x] = data[:, :, y, x]
        else:
            for band, (y, x) in [(band, tile) for band in range(bands) for tile in tiles(window)][part::processes]:
                read(z, band, y, x, buffer)
        done.wait()


def together(kind):
    data = np.fromfile(raw, "<u2").reshape(shape)
    start, done = multiprocessing.Barrier(processes + 1), multiprocessing.Barrier(processes + 1)
    workers = [multiprocessing.Process(target=work, args=(part, kind, data, start, done)) for part in range(processes)]
    for worker in workers:
        worker.start()
    best = float("inf")
    for _ in range(rounds):
        if kind == "write":
            create()
        start.wait()
        begin = time.perf_counter()
        done.wait()
        best = min(best, time.perf_counter() - begin)
    for worker in workers:
        worker.join()
    return best


best = alone() if processes == 1 else {"write": together("write"), "read": together("read")}
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
z, digest = zarr.open(folder, mode="r"), hashlib.sha256()
for band in range(bands):
    digest.update(np.ascontiguousarray(z[0, band]).tobytes())
size = sum(os.path.getsize(os.path.join(path, file)) for path, _, files in os.walk(folder) for file in files)
print(json.dumps({**best, "hash": digest.hexdigest(), "peak_mb": peak, "bytes": size}))

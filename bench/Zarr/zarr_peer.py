"""Writes and reads an array (1, band, y, x) of uint16 with zarr-python: arguments file of raw samples, folder, bands, side, chunk, level, processes, rounds.
Prints the best round's seconds for both, in one process also of the processor, the SHA-256 of what was read and the peak memory of the largest process in MB. One process is one call
z[...] = data or z[...], as a user would write it; more share the rows out evenly, each a whole number of chunks, and are started before the time is taken."""
import hashlib, json, multiprocessing, os, resource, shutil, sys, time
import numcodecs, numpy as np, zarr

raw, folder = sys.argv[1], sys.argv[2]
bands, side, chunk, level, processes, rounds = (int(argument) for argument in sys.argv[3:])
data = np.fromfile(raw, dtype="<u2").reshape(1, bands, side, side)
numcodecs.blosc.use_threads = True


def share(part):
    rows = -(-side // chunk)
    return slice(rows * part // processes * chunk, min(side, rows * (part + 1) // processes * chunk))


def work(part, kind, start, done, hashes):
    for _ in range(rounds):
        start.wait()
        z = zarr.open(folder, mode="r+")
        if kind == "write":
            z[:, :, share(part)] = data[:, :, share(part)]
        else:
            hashes[part] = z[:, :, share(part)]
        done.wait()


def together(kind):
    start, done = multiprocessing.Barrier(processes + 1), multiprocessing.Barrier(processes + 1)
    workers = [multiprocessing.Process(target=work, args=(part, kind, start, done, {})) for part in range(processes)]
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


def create():
    shutil.rmtree(folder, ignore_errors=True)
    return zarr.open(folder, mode="w", shape=data.shape, chunks=(1, 1, chunk, chunk), dtype="<u2", fill_value=0, compressor=numcodecs.Zstd(level=level))


def alone():
    best = {"write": float("inf"), "read": float("inf"), "write_cpu": float("inf"), "read_cpu": float("inf")}

    def timed(phase, act):
        begin, cpu = time.perf_counter(), time.process_time()
        act()
        best[phase] = min(best[phase], time.perf_counter() - begin)
        best[phase + "_cpu"] = min(best[phase + "_cpu"], time.process_time() - cpu)

    for _ in range(rounds):
        z = create()
        timed("write", lambda: z.__setitem__(Ellipsis, data))
        timed("read", lambda: zarr.open(folder, mode="r")[...])
    return best


best = alone() if processes == 1 else {"write": together("write"), "read": together("read")}
digest = hashlib.sha256(np.ascontiguousarray(zarr.open(folder, mode="r")[...]).tobytes()).hexdigest()
peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
size = sum(os.path.getsize(os.path.join(path, file)) for path, _, files in os.walk(folder) for file in files)
print(json.dumps({**best, "hash": digest, "peak_mb": peak, "bytes": size}))

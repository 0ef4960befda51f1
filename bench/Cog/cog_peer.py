"""Reads whole images with rasterio: arguments threads, rounds, then files or URLs. Prints the best round's seconds (on the clock and of the processor), the bytes of the
images and their SHA-256, read once more outside the time. Settings are rasterio's defaults, but for the number of threads; no block stays
in GDAL's cache from one round to the next, because each round opens the files anew."""
import hashlib, json, sys, time
import rasterio

threads, rounds, paths = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
best, cpu, size = float("inf"), float("inf"), 0
with rasterio.Env(GDAL_NUM_THREADS=str(threads)):
    for _ in range(rounds):
        start, cpu_start, size = time.perf_counter(), time.process_time(), 0
        for path in paths:
            with rasterio.open(path) as image:
                size += image.read(1).nbytes
        best = min(best, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - cpu_start)
    hashes = []
    if rounds > 1:
        for path in paths:
            with rasterio.open(path) as image:
                hashes.append(hashlib.sha256(image.read(1).tobytes()).hexdigest())
print(json.dumps({"seconds": best, "cpu_seconds": cpu, "bytes": size, "hashes": hashes}))

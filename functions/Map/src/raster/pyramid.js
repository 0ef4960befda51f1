// A raster store with its overview levels, read in place by range requests.
import * as zarr from 'zarrita';
import { projectionOf } from './projection.js';
import './zstd.js';

const CACHED_CHUNKS = 400; // 256 x 256 pixels each: some 50 MB of uint16
const MOST_CHUNKS_A_TILE = 48; // of one band; a store without overviews would otherwise be read whole
const DAY = 86400000; // milliseconds

/** Opens the store at an address. Requests carry the headers. */
export async function openPyramid(url, headers) {
  const send = (request) => {
    Object.entries(headers).forEach(([name, value]) => request.headers.set(name, value));
    return fetch(request);
  };
  const files = zarr.withRangeCoalescing(new zarr.FetchStore(url, { fetch: send }));
  const { store, open } = await openMetadata(files);
  const root = zarr.root(store);
  const group = await open(root, { kind: 'group' });
  const entries = group.attrs.multiscales?.layout ?? [{ asset: '.' }];
  const levels = await Promise.all(entries.map((entry) => openLevel(open, root, entry, group.attrs)));
  levels.sort((a, b) => b.width - a.width);
  const [times, reference] = await Promise.all([readDays(open, root, 'time'), open(root.resolve('spatial_ref'), { kind: 'array' }).catch(() => null)]);
  return new Pyramid(group.attrs, levels, times, projectionOf(group.attrs['proj:code'], reference?.attrs.crs_wkt));
}

/** The store with its consolidated metadata, in Zarr v3 or else v2, and what opens its nodes without asking for those of the other. */
async function openMetadata(files) {
  try {
    return { store: await zarr.withConsolidatedMetadata(files, { format: 'v3' }), open: zarr.open.v3 };
  } catch (error) {
    if (!zarr.isZarritaError(error)) throw error;
    return { store: await zarr.withConsolidatedMetadata(files, { format: 'v2' }), open: zarr.open.v2 };
  }
}

async function openLevel(open, root, entry, attributes) {
  const array = await open(root.resolve(entry.asset === '.' ? 'variables' : `${entry.asset}/variables`), { kind: 'array' });
  const [, , height, width] = array.shape;
  return { array, height, width, transform: entry['spatial:transform'] ?? attributes['spatial:transform'] };
}

/** A coordinate of days since 1970-01-01 as ISO dates. */
async function readDays(open, root, name) {
  const { data } = await zarr.get(await open(root.resolve(name), { kind: 'array' }));
  return Array.from(data, (day) => new Date(Number(day) * DAY).toISOString().slice(0, 10));
}

class Pyramid {
  #chunks = new Map();

  constructor(attributes, levels, times, projection) {
    this.levels = levels;
    this.times = times;
    this.bands = attributes.band_labels;
    this.attributes = attributes;
    this.isFloat = levels[0].array.dtype.startsWith('float');
    this.projection = projection;
  }

  get base() {
    return this.levels[0];
  }

  /** [west, south, east, north] in degrees. */
  get bounds() {
    const { width, height, transform: [size, , west, , , north] } = this.base;
    const corners = [];
    for (const u of [0, 0.25, 0.5, 0.75, 1]) {
      for (const v of [0, 0.5, 1]) corners.push(this.projection.toDegrees(west + u * width * size, north - v * height * size));
    }
    const [lons, lats] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
    return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
  }

  /** The coarsest level that still has about a pixel for each pixel on the screen. */
  levelFor(scale) {
    const wanted = this.levels.findLastIndex((level) => this.factorOf(level) <= Math.max(1, scale * 1.2));
    return this.levels[Math.max(0, wanted)];
  }

  /** Level 0 pixels per pixel of a level: a power of two. */
  factorOf(level) {
    return Math.round(level.transform[0] / this.base.transform[0]);
  }

  /** Samples of a window of a level: [y, x] in the array's own type; null when the window has too many chunks to be read for one tile. */
  async read(level, time, band, window) {
    const [, , chunkHeight, chunkWidth] = level.array.chunks;
    const [firstRow, lastRow] = [Math.floor(window.top / chunkHeight), Math.floor((window.bottom - 1) / chunkHeight)];
    const [firstColumn, lastColumn] = [Math.floor(window.left / chunkWidth), Math.floor((window.right - 1) / chunkWidth)];
    if ((lastRow - firstRow + 1) * (lastColumn - firstColumn + 1) > MOST_CHUNKS_A_TILE) return null;
    const width = window.right - window.left;
    const samples = this.isFloat ? new Float32Array(width * (window.bottom - window.top)).fill(NaN) : new Uint16Array(width * (window.bottom - window.top));
    const copies = [];
    for (let row = firstRow; row <= lastRow; row++) {
      for (let column = firstColumn; column <= lastColumn; column++) {
        copies.push(this.#chunk(level, time, band, row, column).then((chunk) => {
          const left = Math.max(window.left, column * chunkWidth);
          const right = Math.min(window.right, (column + 1) * chunkWidth);
          const top = Math.max(window.top, row * chunkHeight);
          const bottom = Math.min(window.bottom, (row + 1) * chunkHeight);
          for (let y = top; y < bottom; y++) {
            const from = (y - row * chunkHeight) * chunkWidth + (left - column * chunkWidth);
            samples.set(chunk.subarray(from, from + right - left), (y - window.top) * width + (left - window.left));
          }
        }));
      }
    }
    await Promise.all(copies);
    return samples;
  }

  /** One chunk's samples, from the cache of the last ones or the store. Whoever waits for a chunk shares one request. */
  #chunk(level, time, band, row, column) {
    const key = `${this.levels.indexOf(level)}/${time}/${band}/${row}/${column}`;
    const cached = this.#chunks.get(key);
    this.#chunks.delete(key);
    const chunk = cached ?? level.array.getChunk([time, band, row, column]).then(({ data }) => data);
    this.#chunks.set(key, chunk);
    chunk.catch(() => this.#chunks.delete(key));
    if (this.#chunks.size > CACHED_CHUNKS) this.#chunks.delete(this.#chunks.keys().next().value);
    return chunk;
  }
}

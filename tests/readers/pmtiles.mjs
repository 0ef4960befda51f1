// Reads a PMTiles archive as a browser would (pmtiles, @mapbox/vector-tile, pbf) and prints what is in it as JSON.
// usage: node pmtiles.mjs <archive>
import { open } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { PMTiles } from 'pmtiles';
import { VectorTile } from '@mapbox/vector-tile';
import * as pbf from 'pbf';

const Pbf = pbf.PbfReader ?? pbf.default ?? pbf.Pbf;

class FileSource {
  constructor(file, name) { this.file = file; this.name = name; }
  getKey() { return this.name; }
  async getBytes(offset, length) {
    const buffer = new Uint8Array(length);
    const { bytesRead } = await this.file.read(buffer, 0, length, offset);
    this.lastBytes = bytesRead;
    return { data: buffer.buffer.slice(0, bytesRead) };
  }
}

const decompress = async (buffer, compression) =>
  compression === 2 ? new Uint8Array(gunzipSync(new Uint8Array(buffer))).buffer : buffer;

const signedArea = (ring) => {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) sum += ring[i].x * ring[i + 1].y - ring[i + 1].x * ring[i].y;
  return sum / 2;
};

const clipped = (ring, extent) => {
  // Area inside the visible tile: Sutherland-Hodgman against its four sides.
  let points = ring.slice(0, -1);
  for (const [axis, at, sign] of [['x', 0, -1], ['x', extent, 1], ['y', 0, -1], ['y', extent, 1]]) {
    const inside = (p) => (p[axis] - at) * sign <= 0;
    const out = [];
    points.forEach((p, i) => {
      const q = points[(i + points.length - 1) % points.length];
      if (inside(p) !== inside(q)) {
        const t = (at - q[axis]) / (p[axis] - q[axis]);
        out.push({ x: q.x + t * (p.x - q.x), y: q.y + t * (p.y - q.y) });
      }
      if (inside(p)) out.push(p);
    });
    points = out;
  }
  return points.length < 3 ? 0 : signedArea([...points, points[0]]);
};

const file = await open(process.argv[2]);
const source = new FileSource(file, process.argv[2]);
const archive = new PMTiles(source, undefined, decompress);
const header = await archive.getHeader();
const summary = { header, metadata: await archive.getMetadata(), tiles: 0, largestTileBytes: 0, badRings: 0, layers: {}, zooms: {} };
const [w, s, e, n] = [header.minLon, header.minLat, header.maxLon, header.maxLat];
const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
const row = (lat, z) => {
  const r = (Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180;
  return Math.floor((0.5 - Math.log(Math.tan(Math.PI / 4 + r / 2)) / (2 * Math.PI)) * 2 ** z);
};

for (let z = header.minZoom; z <= header.maxZoom; z++) {
  const last = 2 ** z - 1;
  for (let x = Math.max(0, column(w, z) - 1); x <= Math.min(last, column(e, z) + 1); x++) {
    for (let y = Math.max(0, row(n, z) - 1); y <= Math.min(last, row(s, z) + 1); y++) {
      const answer = await archive.getZxy(z, x, y);
      if (!answer) continue;
      summary.tiles++;
      // What was read last before a tile arrives are its own bytes.
      summary.largestTileBytes = Math.max(summary.largestTileBytes, source.lastBytes);
      const tile = new VectorTile(new Pbf(new Uint8Array(answer.data)));
      for (const [name, layer] of Object.entries(tile.layers)) {
        const seen = (summary.layers[name] ??= { version: layer.version, extent: layer.extent, features: 0, keys: [], ids: 0 });
        const zoom = ((summary.zooms[z] ??= {})[name] ??= { features: 0, area: 0, times: {}, keys: [], first: null });
        for (let i = 0; i < layer.length; i++) {
          const feature = layer.feature(i);
          seen.features++;
          zoom.features++;
          seen.ids += Number.isSafeInteger(feature.id) ? 1 : 0;
          for (const keys of [seen.keys, zoom.keys]) for (const key of Object.keys(feature.properties)) if (!keys.includes(key)) keys.push(key);
          zoom.first ??= { id: feature.id, ...feature.properties };
          feature.loadGeometry().forEach((ring, at) => {
            const area = signedArea(ring);
            if (area === 0 || (at === 0 && area < 0)) summary.badRings++;
            const visible = clipped(ring, layer.extent) / (layer.extent * 2 ** z) ** 2;
            zoom.area += visible;
            zoom.times[feature.properties.time] = (zoom.times[feature.properties.time] ?? 0) + visible;
          });
        }
      }
    }
  }
}

await file.close();
console.log(JSON.stringify(summary, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));

// Compares the map page's warp with the projection itself, pixel by pixel, and prints the largest distance as JSON.
// Usage: node tests/browser/warp.mjs
import { projectionOf, tileBox } from '../../functions/Map/src/raster/projection.js';
import { indexTile, nodesOf, scaleOf, windowOf } from '../../functions/Map/src/raster/warp.js';

const SIDE = 256;
const WIDTH = 20000; // a raster of 200 km around the place
const cases = [];
for (const [code, lon, lat] of [['EPSG:32614', -100.9, 37.5], ['EPSG:32633', 12.1, 46], ['EPSG:32633', 17.9, 70], ['EPSG:32733', 15, -1], ['EPSG:3857', 15, 45], ['EPSG:4326', 15, 45]]) {
  const projection = projectionOf(code);
  const pixel = code === 'EPSG:4326' ? 0.0001 : 10;
  // The raster's centre in its own coordinates, found by inverting at the place.
  const mercator = [(lon * Math.PI * 6378137) / 180, Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) * 6378137];
  const [east, north] = projection.fromMercator(...mercator);
  const transform = [pixel, 0, east - (WIDTH / 2) * pixel, 0, -pixel, north + (WIDTH / 2) * pixel];
  for (const z of [8, 10, 12, 14, 16]) {
    const tiles = 2 ** z;
    const x = Math.floor(((lon + 180) / 360) * tiles);
    const y = Math.floor(((1 - mercator[1] / (Math.PI * 6378137)) / 2) * tiles);
    cases.push({ code, z, ...measure(projection, transform, z, x, y) });
  }
}
console.log(JSON.stringify(cases));

/** The largest distance between the pixel that was taken and the one under the tile pixel's centre, in tile pixels, and how many were compared. */
function measure(projection, transform, z, x, y) {
  const nodes = nodesOf(z, x, y, projection.fromMercator, transform);
  const window = windowOf(nodes, WIDTH, WIDTH);
  const scale = scaleOf(nodes, SIDE);
  const indices = indexTile(nodes, SIDE, 1, window);
  const box = tileBox(z, x, y);
  let worst = 0;
  let compared = 0;
  for (let row = 0; row < SIDE; row += 5) {
    for (let column = 0; column < SIDE; column += 5) {
      const [east, north] = projection.fromMercator(box.west + ((column + 0.5) / SIDE) * box.side, box.north - ((row + 0.5) / SIDE) * box.side);
      const [u, v] = [(east - transform[2]) / transform[0], (transform[5] - north) / -transform[4]];
      const index = indices[row * SIDE + column];
      if (index < 0 || u < 0 || v < 0 || u >= WIDTH || v >= WIDTH) continue;
      const [tx, ty] = [(index % (window.right - window.left)) + window.left, Math.floor(index / (window.right - window.left)) + window.top];
      // Distance from the exact place to the square of the pixel that was taken: 0 inside.
      const away = Math.hypot(Math.max(0, tx - u, u - tx - 1), Math.max(0, ty - v, v - ty - 1));
      worst = Math.max(worst, away / scale);
      compared++;
    }
  }
  return { worst, compared };
}

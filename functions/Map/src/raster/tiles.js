// Raster tiles for MapLibre out of Zarr stores: addresses rasterflow://<name>/<revision>/<z>/<x>/<y>.
import { addProtocol } from 'maplibre-gl';
import { indexTile, nodesOf, scaleOf, windowOf } from './warp.js';

const PROTOCOL = 'rasterflow';
export const TILE_SIDE = 256;

const drawings = new Map();
let revisions = 0;

/**
 * Registers what a name draws, and returns the tiles' address for it: a new one at each call, so that the map forgets the old tiles.
 * @param drawing { pyramid, time, bands: [band indices], paint(pixels, indices, planes) }
 */
export function tilesOf(name, drawing) {
  drawings.set(name, drawing);
  return `${PROTOCOL}://${name}/${++revisions}/{z}/{x}/{y}`;
}

/** Draws one tile as RGBA bytes; null when the store has nothing there. */
export async function drawTile({ pyramid, time, bands, paint }, z, x, y, side = TILE_SIDE) {
  const { base } = pyramid;
  const nodes = nodesOf(z, x, y, pyramid.projection.fromMercator, base.transform);
  const area = windowOf(nodes, base.width, base.height);
  if (!area) return null;
  const level = pyramid.levelFor(scaleOf(nodes, side));
  const factor = pyramid.factorOf(level);
  const window = {
    left: Math.floor(area.left / factor), top: Math.floor(area.top / factor),
    right: Math.min(level.width, Math.ceil(area.right / factor)), bottom: Math.min(level.height, Math.ceil(area.bottom / factor)),
  };
  if (window.left >= window.right || window.top >= window.bottom) return null;
  const planes = await Promise.all(bands.map((band) => pyramid.read(level, time, band, window)));
  if (planes.some((plane) => plane === null)) return null;
  const pixels = new Uint8ClampedArray(side * side * 4);
  paint(pixels, indexTile(nodes, side, factor, window), planes);
  return pixels;
}

addProtocol(PROTOCOL, async ({ url }) => {
  const [, name, z, x, y] = /^rasterflow:\/\/([^/]+)\/\d+\/(\d+)\/(\d+)\/(\d+)$/.exec(url);
  const drawing = drawings.get(name);
  const pixels = drawing ? await drawTile(drawing, Number(z), Number(x), Number(y)) : null;
  const image = pixels ? new ImageData(pixels, TILE_SIDE, TILE_SIDE) : new ImageData(1, 1);
  return { data: await createImageBitmap(image) };
});

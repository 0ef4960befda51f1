// Between the map's tiles (EPSG:3857) and a store's own reference system.
import proj4 from 'proj4';

const EARTH_RADIUS = 6378137; // metres, WGS 84 (EPSG:3857)
export const MERCATOR_EDGE = Math.PI * EARTH_RADIUS;

/** proj4's definition of the systems that stores have: UTM zones, web Mercator, degrees. Others by their WKT. */
export function definitionOf(code, wkt) {
  const epsg = Number(/^EPSG:(\d+)$/.exec(code ?? '')?.[1]);
  if (epsg === 4326 || epsg === 3857) return `EPSG:${epsg}`;
  if (epsg > 32600 && epsg <= 32660) return `+proj=utm +zone=${epsg - 32600} +datum=WGS84 +units=m +no_defs`;
  if (epsg > 32700 && epsg <= 32760) return `+proj=utm +zone=${epsg - 32700} +south +datum=WGS84 +units=m +no_defs`;
  if (wkt) return wkt;
  throw new Error(`The map cannot draw in ${code ?? 'a store without a reference system'}.`);
}

/** Converters between web Mercator metres, degrees and the store's coordinates. */
export function projectionOf(code, wkt) {
  const definition = definitionOf(code, wkt);
  const mercator = proj4('EPSG:3857', definition);
  const degrees = proj4('EPSG:4326', definition);
  return {
    fromMercator: (x, y) => mercator.forward([x, y]),
    toDegrees: (x, y) => degrees.inverse([x, y]),
  };
}

/** The box of a tile in web Mercator metres. */
export function tileBox(z, x, y) {
  const side = (2 * MERCATOR_EDGE) / 2 ** z;
  const west = -MERCATOR_EDGE + x * side;
  const north = MERCATOR_EDGE - y * side;
  return { west, north, east: west + side, south: north - side, side };
}

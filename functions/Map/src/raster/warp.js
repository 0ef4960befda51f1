// Which pixel of a raster lies under each pixel of a map tile.
import { tileBox } from './projection.js';

// The projection is exact at the nodes of a grid over the tile and linear between them: at 16 cells a side the error is far below
// a pixel for every tile that is not much larger than the raster's own zone.
const CELLS = 16;

/**
 * Column and row (fractional, level 0) at every node of a tile: [(CELLS + 1)^2 * 2].
 * The raster's transform is [pixel size, 0, west, 0, -pixel size, north].
 */
export function nodesOf(z, x, y, fromMercator, transform) {
  const box = tileBox(z, x, y);
  const nodes = new Float64Array((CELLS + 1) * (CELLS + 1) * 2);
  for (let j = 0, at = 0; j <= CELLS; j++) {
    for (let i = 0; i <= CELLS; i++, at += 2) {
      const [east, north] = fromMercator(box.west + (box.side * i) / CELLS, box.north - (box.side * j) / CELLS);
      nodes[at] = (east - transform[2]) / transform[0];
      nodes[at + 1] = (transform[5] - north) / -transform[4];
    }
  }
  return nodes;
}

/** Raster pixels (level 0) per tile pixel, about: the mean along the two diagonals. */
export function scaleOf(nodes, size) {
  const last = (CELLS + 1) * (CELLS + 1) - 1;
  const length = (a, b) => Math.hypot(nodes[2 * a] - nodes[2 * b], nodes[2 * a + 1] - nodes[2 * b + 1]);
  return (length(0, last) + length(CELLS, last - CELLS)) / 2 / Math.SQRT2 / size;
}

/** The window of raster pixels (level 0) that a tile may touch; null when it touches none. */
export function windowOf(nodes, width, height) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < nodes.length; i += 2) {
    left = Math.min(left, nodes[i]);
    right = Math.max(right, nodes[i]);
    top = Math.min(top, nodes[i + 1]);
    bottom = Math.max(bottom, nodes[i + 1]);
  }
  const window = { left: Math.max(0, Math.floor(left)), top: Math.max(0, Math.floor(top)), right: Math.min(width, Math.ceil(right)), bottom: Math.min(height, Math.ceil(bottom)) };
  return window.left < window.right && window.top < window.bottom ? window : null;
}

/**
 * For every tile pixel the index of the level's pixel under its centre, within a window of the level; -1 outside the raster.
 * @param factor level 0 pixels per level pixel
 * @param window the level's window: left, top, right, bottom
 */
export function indexTile(nodes, size, factor, window) {
  const indices = new Int32Array(size * size);
  const width = window.right - window.left;
  const row = (CELLS + 1) * 2;
  for (let y = 0, at = 0; y < size; y++) {
    const v = ((y + 0.5) / size) * CELLS;
    const j = Math.min(CELLS - 1, Math.floor(v));
    const fy = v - j;
    for (let x = 0; x < size; x++, at++) {
      const u = ((x + 0.5) / size) * CELLS;
      const i = Math.min(CELLS - 1, Math.floor(u));
      const fx = u - i;
      const node = j * row + i * 2;
      const column = Math.floor(mix(nodes, node, row, fx, fy) / factor);
      const line = Math.floor(mix(nodes, node + 1, row, fx, fy) / factor);
      const inside = column >= window.left && column < window.right && line >= window.top && line < window.bottom;
      indices[at] = inside ? (line - window.top) * width + (column - window.left) : -1;
    }
  }
  return indices;
}

function mix(nodes, at, row, fx, fy) {
  const top = nodes[at] + (nodes[at + 2] - nodes[at]) * fx;
  const bottom = nodes[at + row] + (nodes[at + row + 2] - nodes[at + row]) * fx;
  return top + (bottom - top) * fy;
}

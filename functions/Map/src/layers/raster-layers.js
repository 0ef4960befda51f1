// Rasters on a map: the looks of a mosaic, and the layer of a raster.
import { paintNdvi, paintRgb } from '../raster/painter.js';
import { stretchOf } from '../raster/stretch.js';
import { TILE_SIDE, tilesOf } from '../raster/tiles.js';
import { splitList } from '../state-codec.js';

/** Finds bands by their meaning in labels such as s2med_windowed_pixel:B04 or naip_60cm:r. */
export function bandRoles(labels) {
  const find = (...names) => labels.findIndex((label) => names.includes(label.split(':').at(-1).toLowerCase()));
  return { red: find('b04', 'r', 'red'), green: find('b03', 'g', 'green'), blue: find('b02', 'b', 'blue'), infrared: find('b08', 'b8a', 'ir', 'nir') };
}

/** The three bands that the state asks for: its own choice, else true colour, else the first three. */
export function rgbBands(pyramid, chosen) {
  const wanted = chosen ? splitList(chosen).map((label) => pyramid.bands.indexOf(label)) : [];
  if (wanted.length === 3 && wanted.every((band) => band >= 0)) return wanted;
  const { red, green, blue } = bandRoles(pyramid.bands);
  if ([red, green, blue].every((band) => band >= 0)) return [red, green, blue];
  return [0, 1, 2].map((band) => Math.min(band, pyramid.bands.length - 1));
}

/** The step that a date names, else the last one. */
export function timeIndex(pyramid, date) {
  const at = pyramid.times.indexOf(date);
  return at >= 0 ? at : pyramid.times.length - 1;
}

/** A time step as people call it: by its year, where each is one. */
export function timeName(times, date) {
  return times.every((time) => time.endsWith('-01-01')) ? date.slice(0, 4) : date;
}

/** The looks of a mosaic: [value, name] pairs. */
export function mosaicLooks(pyramid) {
  const { red, infrared } = bandRoles(pyramid.bands);
  return [...(red >= 0 ? [['rgb', 'True colour']] : []), ['bands', 'Any three bands'], ...(red >= 0 && infrared >= 0 ? [['ndvi', 'Vegetation (NDVI)']] : []), ['off', 'Off']];
}

/** The look that a state means: rgb (true colour), bands, ndvi or off. What the mosaic has no bands for is drawn as three bands. */
export function mosaicLook(pyramid, { raster, bands }) {
  const offered = mosaicLooks(pyramid).map(([value]) => value);
  if (raster !== 'rgb' && offered.includes(raster)) return raster;
  return bands || !offered.includes('rgb') ? 'bands' : 'rgb';
}

/** What the mosaic looks like; null when it is switched off. */
export async function mosaicDrawing(pyramid, state, time) {
  const look = mosaicLook(pyramid, state);
  if (look === 'off') return null;
  if (look === 'ndvi') {
    const { red, infrared } = bandRoles(pyramid.bands);
    return { pyramid, time, bands: [red, infrared], paint: paintNdvi };
  }
  const rgb = rgbBands(pyramid, state.bands);
  const stretches = await Promise.all(rgb.map((band) => stretchOf(pyramid, time, band)));
  const { red, green, blue } = bandRoles(pyramid.bands);
  if (rgb[0] === red && rgb[1] === green && rgb[2] === blue) {
    // True colour keeps the balance of the bands: one range for all three.
    stretches.fill([Math.min(...stretches.map(([low]) => low)), Math.max(...stretches.map(([, high]) => high))]);
  }
  return { pyramid, time, bands: rgb, paint: (pixels, indices, planes) => paintRgb(pixels, indices, planes, stretches) };
}

/** Shows a drawing as the layer of that name, below another layer; null takes it away. */
export function showRaster(map, name, drawing, opacity, below) {
  if (!drawing) {
    if (map.getLayer(name)) map.removeLayer(name);
    if (map.getSource(name)) map.removeSource(name);
    return;
  }
  const tiles = [tilesOf(`${map.getContainer().id}-${name}`, drawing)];
  if (map.getSource(name)) {
    map.getSource(name).setTiles(tiles);
    map.setPaintProperty(name, 'raster-opacity', opacity);
    return;
  }
  map.addSource(name, { type: 'raster', tiles, tileSize: TILE_SIDE, bounds: drawing.pyramid.bounds, maxzoom: 18, minzoom: leastZoom(drawing.pyramid) });
  map.addLayer({ id: name, type: 'raster', source: name, paint: { 'raster-opacity': opacity, 'raster-resampling': 'nearest', 'raster-fade-duration': 0 } }, below);
}

/** Further out than this the coarsest level has more than some chunks under a tile, or the raster is a speck. */
function leastZoom(pyramid) {
  const [west, , east] = pyramid.bounds;
  return Math.max(0, Math.floor(Math.log2(360 / (east - west))) - 4);
}

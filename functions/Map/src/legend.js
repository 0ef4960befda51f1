// What the colours on the map mean.
import { byId, element } from './dom.js';
import { nameOf, textOf } from './layers/attributes.js';
import { rampGradient, rangeOf } from './layers/vector-layers.js';
import { EVEN, NDVI, labelColours } from './raster/palette.js';

export function renderLegend(view, state) {
  const entries = view ? [mosaicEntry(view, state), ...predictionEntries(view, state), ...vectorEntries(view, state)].filter(Boolean) : [];
  byId('legend').hidden = entries.length === 0;
  byId('legend').replaceChildren(...entries);
}

function mosaicEntry(view, { raster }) {
  return view.mosaic && raster === 'ndvi' ? ramp('Vegetation (NDVI)', gradientOf(NDVI), NDVI[0][0], NDVI.at(-1)[0]) : null;
}

function predictionEntries(view, { prediction }) {
  if (!view.prediction || prediction === 'off') return [];
  const { bands } = view.prediction;
  if (prediction !== 'classes' || bands.length === 1) return [ramp(prediction, gradientOf(EVEN), bands.length > 1 ? 0 : 'low', bands.length > 1 ? 1 : 'high')];
  return [element('h3', {}, 'Prediction'), ...labelColours(bands).map((colour, k) => (colour ? swatch(colour, bands[k]) : null)).filter(Boolean)];
}

function vectorEntries(view, { colour, hidden, score }) {
  const off = new Set(hidden.split(',').filter(Boolean));
  const layers = view.tiles?.layers.filter((layer) => !off.has(layer.id)) ?? [];
  if (layers.length === 0) return [];
  const limit = Number(score) > 0 ? `, score from ${Number(score).toFixed(2)}` : '';
  return [element('h3', {}, `Polygons${limit}`), ...layers.map((layer) => (colour && layer.numbers.includes(colour)
    ? ramp(`${nameOf(colour)} of ${layer.id}`, rampGradient(), ...rangeOf(layer, colour).map((value) => textOf(colour, value)))
    : swatch(layer.colour, layer.id, 'outline')))];
}

function swatch(colour, name, kind = '') {
  return element('div', { class: 'row' }, element('span', { class: `swatch ${kind}`, style: `--swatch: ${colour}` }), name);
}

function ramp(name, gradient, low, high) {
  return element('div', { class: 'ramp' }, element('span', {}, name), element('div', { class: 'bar', style: `--bar: ${gradient}` }),
    element('span', { class: 'ends' }, element('span', {}, String(low)), element('span', {}, String(high))));
}

function gradientOf(stops) {
  const [low, high] = [stops[0][0], stops.at(-1)[0]];
  return `linear-gradient(90deg, ${stops.map(([value, [r, g, b]]) => `rgb(${r} ${g} ${b}) ${(((value - low) / (high - low)) * 100).toFixed(0)}%`).join(', ')})`;
}

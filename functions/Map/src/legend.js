// What the colours on the map mean.
import { byId, element } from './dom.js';
import { timeOf } from './job-view.js';
import { nameOf, textOf } from './layers/attributes.js';
import { predictionLabels, predictionLook, predictionLooks } from './layers/prediction.js';
import { mosaicLook, timeName } from './layers/raster-layers.js';
import { firstZoomOf, NO_VALUE, rampGradient, rangeOf } from './layers/vector-layers.js';
import { EVEN, NDVI, labelColours } from './raster/palette.js';
import { splitList } from './state-codec.js';

/** Explains what a state shows of a job at a zoom of the map. */
export function renderLegend(view, state, zoom) {
  const entries = view ? [mosaicEntry(view, state), ...predictionEntries(view, state), ...vectorEntries(view, state, zoom)].filter(Boolean) : [];
  byId('legend').hidden = entries.length === 0;
  byId('legend').replaceChildren(...entries);
}

function mosaicEntry({ mosaic }, state) {
  return mosaic && mosaicLook(mosaic, state) === 'ndvi' ? ramp('Vegetation (NDVI)', gradientOf(NDVI), NDVI[0][0], NDVI.at(-1)[0]) : null;
}

/** Which of several time steps a layer shows; the slider names its two by itself. */
function stepText(view, { time, compare }) {
  return view.isYearly && !view.times.includes(compare) ? `, ${timeName(view.times, timeOf(view, time))}` : '';
}

function predictionEntries(view, state) {
  const { prediction } = view;
  const look = prediction ? predictionLook(prediction, state.prediction) : 'off';
  if (look === 'off') return [];
  const step = stepText(view, state);
  const labels = predictionLabels(prediction);
  if (look === 'classes') return [element('h3', {}, `Prediction${step}`), ...labelColours(labels).map((colour, k) => (colour ? swatch(colour, labels[k]) : null)).filter(Boolean)];
  const name = predictionLooks(prediction).find(([value]) => value === look)[1];
  const ends = view.predictionRange?.map((end) => end.toLocaleString('en', { maximumSignificantDigits: 3 })) ?? ['', ''];
  return [ramp(`${name}${step}`, gradientOf(EVEN), ...ends)];
}

function vectorEntries(view, state, zoom) {
  const off = new Set(splitList(state.hidden));
  const layers = view.tiles?.layers.filter((layer) => !off.has(layer.id)) ?? [];
  if (layers.length === 0) return [];
  const limit = Number(state.score) > 0 ? `, score from ${Number(state.score).toFixed(2)}` : '';
  return [element('h3', {}, `Polygons${stepText(view, state)}${limit}`), ...layers.flatMap((layer) => layerEntries(layer, state.colour, zoom))];
}

/** A layer in one colour, or along a ramp: only at zooms whose tiles say the attribute. */
function layerEntries(layer, colour, zoom) {
  if (!layer.numbers.includes(colour)) return [swatch(layer.colour, layer.id, 'outline')];
  const first = firstZoomOf(layer, colour);
  if (zoom < first) return [swatch(layer.colour, layer.id, 'outline'), element('p', { class: 'note' }, `${nameOf(colour)} from zoom ${first}: zoom in.`)];
  return [
    ramp(`${nameOf(colour)} of ${layer.id}`, rampGradient(), ...rangeOf(layer, colour).map((value) => textOf(colour, value))),
    first > 0 ? swatch(NO_VALUE, 'not in crowded tiles') : null,
  ];
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

// A job's polygons from its PMTiles archive: colours, a filter by score, attributes on request.
import { addProtocol, Popup } from 'maplibre-gl';
import { FetchSource, PMTiles, Protocol } from 'pmtiles';
import { element } from '../dom.js';
import { LABELS, labelColours } from '../raster/palette.js';
import { splitList } from '../state-codec.js';
import { inOrder, nameOf, textOf } from './attributes.js';

const SOURCE = 'vectors';
const RAMP = ['#3b2a6b', '#2f6f8f', '#3aa27b', '#a5cf4c', '#fbe44d'];
const CASING = '#10231a'; // a dark rim keeps outlines visible on bright and on dark ground
const FILL = 0.2;
const COLOURED_FILL = 0.75;
/** Polygons that do not say the attribute which colours the others. */
export const NO_VALUE = '#9a9a94';
const PARTS = ['fill', 'casing', 'line']; // of each layer, from below
const protocol = new Protocol();
addProtocol('pmtiles', protocol.tile);

/** Opens an archive: its layers with their attributes, from its metadata. */
export async function openVectors(url, headers) {
  const source = new FetchSource(url, new Headers(headers));
  const archive = new PMTiles(source);
  protocol.add(archive);
  const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const statistics = metadata.tilestats?.layers ?? [];
  const layers = (metadata.vector_layers ?? []).map((layer, k) => ({
    id: layer.id,
    colour: LABELS[k % LABELS.length],
    numbers: Object.entries(layer.fields ?? {}).filter(([, type]) => /number/i.test(type)).map(([name]) => name),
    firstZooms: layer.field_minzooms ?? {},
    ranges: rangesOf(statistics.find((entry) => entry.layer === layer.id)),
  }));
  return { url, header, layers };
}

/** Gives the layers the colours of the labels that they are made of, and the labels' order. */
export function colourByLabels(vectors, labels) {
  const colours = labelColours(labels);
  const labelOf = (id) => [labels.indexOf(id), labels.findIndex((label) => `${label}s` === id), labels.findIndex((label) => label.includes(id))].find((at) => at >= 0) ?? labels.length;
  for (const layer of vectors.layers) layer.colour = colours[labelOf(layer.id)] ?? layer.colour;
  vectors.layers.sort((a, b) => labelOf(a.id) - labelOf(b.id));
}

/** What colours span: nine tenths of the sampled values, so that a few giants do not take all colours; the whole range where there is no sample. */
function rangesOf(entry) {
  const spanOf = ({ values, min, max }) => {
    const sorted = (values ?? []).filter(Number.isFinite).sort((a, b) => a - b);
    const [low, high] = [sorted[Math.floor(sorted.length * 0.05)], sorted[Math.floor(sorted.length * 0.95)]];
    return high > low ? [low, high] : [min, max];
  };
  return Object.fromEntries((entry?.attributes ?? []).map((a) => [a.attribute, spanOf(a)]).filter(([, [low, high]]) => high > low));
}

/** Adds the archive's layers to a map. */
export function addVectors(map, vectors) {
  if (map.getSource(SOURCE)) return;
  map.addSource(SOURCE, { type: 'vector', url: `pmtiles://${vectors.url}` });
  for (const layer of vectors.layers) {
    const common = { source: SOURCE, 'source-layer': layer.id };
    map.addLayer({ id: `${layer.id}-fill`, type: 'fill', ...common, paint: { 'fill-color': layer.colour, 'fill-opacity': FILL } });
    const width = (thin, thick) => ['interpolate', ['linear'], ['zoom'], 9, thin, 14, thick];
    map.addLayer({ id: `${layer.id}-casing`, type: 'line', ...common, paint: { 'line-color': CASING, 'line-opacity': 0.55, 'line-width': width(0.6, 3.4) } });
    map.addLayer({ id: `${layer.id}-line`, type: 'line', ...common, paint: { 'line-color': layer.colour, 'line-width': width(0.4, 1.6) } });
  }
}

export function removeVectors(map, vectors) {
  for (const layer of vectors.layers) {
    for (const part of PARTS) if (map.getLayer(`${layer.id}-${part}`)) map.removeLayer(`${layer.id}-${part}`);
  }
  if (map.getSource(SOURCE)) map.removeSource(SOURCE);
}

/** Applies the state: which layers, the least score, what colours them; and the time step whose polygons are shown (null: all). */
export function styleVectors(map, vectors, { hidden, score, colour }, time) {
  const off = new Set(splitList(hidden));
  for (const layer of vectors.layers) {
    const isColoured = layer.numbers.includes(colour);
    const paint = isColoured ? fromZoom(layer, colour, layer.colour, rampOf(colour, rangeOf(layer, colour))) : layer.colour;
    const visibility = off.has(layer.id) ? 'none' : 'visible';
    const filter = filterOf(Number(score) > 0 && layer.numbers.includes('score_mean') ? Number(score) : null, time);
    for (const part of PARTS) {
      const id = `${layer.id}-${part}`;
      map.setLayoutProperty(id, 'visibility', visibility);
      map.setFilter(id, filter);
      if (part !== 'casing') map.setPaintProperty(id, `${part}-color`, paint);
    }
    map.setPaintProperty(`${layer.id}-fill`, 'fill-opacity', isColoured ? fromZoom(layer, colour, FILL, COLOURED_FILL) : FILL);
  }
}

function filterOf(score, time) {
  const conditions = [
    ...(score === null ? [] : [['>=', ['to-number', ['get', 'score_mean'], 0], score]]),
    ...(time === null ? [] : [['==', ['get', 'time'], time]]),
  ];
  return conditions.length ? ['all', ...conditions] : null;
}

/** The zoom from which on the tiles say an attribute. */
export function firstZoomOf(layer, attribute) {
  return layer.firstZooms[attribute] ?? 0;
}

/** One look where the tiles do not say an attribute, another where they do. */
function fromZoom(layer, attribute, without, within) {
  const first = firstZoomOf(layer, attribute);
  return first > 0 ? ['step', ['zoom'], without, first, within] : within;
}

/** The values that an attribute's colours span. */
export function rangeOf(layer, attribute) {
  if (layer.ranges[attribute]) return layer.ranges[attribute];
  return attribute.startsWith('score') ? [0, 1] : [0, 200000]; // most attributes without a known range are square metres of fields
}

export function rampGradient() {
  return `linear-gradient(90deg, ${RAMP.join(', ')})`;
}

function rampOf(attribute, [low, high]) {
  const stops = RAMP.flatMap((colour, k) => [low + ((high - low) * k) / (RAMP.length - 1), colour]);
  return ['case', ['has', attribute], ['interpolate', ['linear'], ['to-number', ['get', attribute], low], ...stops], NO_VALUE];
}

/** The polygon at a point of the screen, topmost first; null when there is none. */
export function featureAt(map, vectors, point) {
  const layers = vectors.layers.map((layer) => `${layer.id}-fill`).filter((id) => map.getLayer(id));
  return map.queryRenderedFeatures(point, { layers })[0] ?? null;
}

let popup = null;

/** Takes the pop-up away: what it tells of may no longer be on the map. */
export function hideAttributes() {
  popup?.remove();
  popup = null;
}

/** A pop-up with the attributes of a polygon, in the place of the last one. */
export function showAttributes(map, feature, place) {
  hideAttributes();
  const rows = inOrder(feature.properties).map(([name, value]) => element('tr', {}, element('th', { scope: 'row' }, nameOf(name)), element('td', {}, textOf(name, value))));
  const table = element('table', { class: 'attributes' }, element('caption', {}, feature.sourceLayer), element('tbody', {}, ...rows));
  const shown = new Popup({ maxWidth: '320px' }).setLngLat(place).setDOMContent(table).addTo(map);
  const close = (event) => { if (event.key === 'Escape') shown.remove(); };
  shown.getElement().addEventListener('keydown', close);
  shown.on('close', () => { if (document.activeElement === document.body) map.getCanvas().focus({ preventScroll: true }); });
  popup = shown;
}

/** The attributes as one sentence, for those who hear them. */
export function describeAttributes(feature) {
  return `${feature.sourceLayer}: ${inOrder(feature.properties).map(([name, value]) => `${nameOf(name)} ${textOf(name, value)}`).join(', ')}`;
}

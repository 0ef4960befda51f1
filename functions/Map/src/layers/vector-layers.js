// A job's polygons from its PMTiles archive: colours, a filter by score, attributes on request.
import { addProtocol, Popup } from 'maplibre-gl';
import { FetchSource, PMTiles, Protocol } from 'pmtiles';
import { element } from '../dom.js';
import { LABELS, labelColours } from '../raster/palette.js';

const SOURCE = 'vectors';
const RAMP = ['#3b2a6b', '#2f6f8f', '#3aa27b', '#a5cf4c', '#fbe44d'];
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

function rangesOf(entry) {
  return Object.fromEntries((entry?.attributes ?? []).filter((a) => Number.isFinite(a.min) && a.max > a.min).map((a) => [a.attribute, [a.min, a.max]]));
}

/** Adds the archive's layers to a map. */
export function addVectors(map, vectors) {
  if (map.getSource(SOURCE)) return;
  map.addSource(SOURCE, { type: 'vector', url: `pmtiles://${vectors.url}` });
  for (const layer of vectors.layers) {
    const common = { source: SOURCE, 'source-layer': layer.id };
    map.addLayer({ id: `${layer.id}-fill`, type: 'fill', ...common, paint: { 'fill-color': layer.colour, 'fill-opacity': 0.25 } });
    map.addLayer({ id: `${layer.id}-line`, type: 'line', ...common, paint: { 'line-color': layer.colour, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.4, 14, 1.6] } });
  }
}

export function removeVectors(map, vectors) {
  for (const layer of vectors.layers) {
    for (const part of ['fill', 'line']) if (map.getLayer(`${layer.id}-${part}`)) map.removeLayer(`${layer.id}-${part}`);
  }
  if (map.getSource(SOURCE)) map.removeSource(SOURCE);
}

/** Applies the state: which layers, the least score, what colours them. */
export function styleVectors(map, vectors, { hidden, score, colour }) {
  const off = new Set(hidden.split(',').filter(Boolean));
  for (const layer of vectors.layers) {
    const paint = colour && layer.numbers.includes(colour) ? rampOf(colour, rangeOf(layer, colour)) : layer.colour;
    const visibility = off.has(layer.id) ? 'none' : 'visible';
    const filter = Number(score) > 0 && layer.numbers.includes('score_mean') ? ['>=', ['to-number', ['get', 'score_mean'], 0], Number(score)] : null;
    for (const part of ['fill', 'line']) {
      const id = `${layer.id}-${part}`;
      map.setLayoutProperty(id, 'visibility', visibility);
      map.setFilter(id, filter);
      map.setPaintProperty(id, `${part}-color`, paint);
    }
    map.setPaintProperty(`${layer.id}-fill`, 'fill-opacity', paint === layer.colour ? 0.25 : 0.7);
  }
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
  return ['interpolate', ['linear'], ['to-number', ['get', attribute], low], ...stops];
}

/** The polygon at a point of the screen, topmost first; null when there is none. */
export function featureAt(map, vectors, point) {
  const layers = vectors.layers.map((layer) => `${layer.id}-fill`).filter((id) => map.getLayer(id));
  return map.queryRenderedFeatures(point, { layers })[0] ?? null;
}

/** A pop-up with the attributes of a polygon. */
export function showAttributes(map, feature, place) {
  const rows = Object.entries(feature.properties).map(([name, value]) => element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, textOf(value))));
  const table = element('table', { class: 'attributes' }, element('caption', {}, feature.sourceLayer), element('tbody', {}, ...rows));
  return new Popup({ maxWidth: '320px' }).setLngLat(place).setDOMContent(table).addTo(map);
}

/** The attributes as one sentence, for those who hear them. */
export function describeAttributes(feature) {
  return `${feature.sourceLayer}: ${Object.entries(feature.properties).map(([name, value]) => `${name} ${textOf(value)}`).join(', ')}`;
}

function textOf(value) {
  return typeof value === 'number' && !Number.isInteger(value) ? value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 3 : 1 }) : String(value);
}

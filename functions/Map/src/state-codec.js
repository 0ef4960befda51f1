// The state as it stands in the address behind #, and back. Whatever an address says, what comes of it can be drawn: members that make no sense are left out.

const MOST_TEXT = 2000;
const MERCATOR_EDGE = 85.05; // degrees of latitude: the map ends there

const oneOf = (...values) => (text) => (values.includes(text) ? text : null);
const between = (low, high) => (text) => (isNumber(text) ? String(Math.min(high, Math.max(low, Number(text)))) : null);
const date = (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? text : null);
const words = (text) => (text.length <= MOST_TEXT ? text : null);
const isNumber = (text) => text.trim() !== '' && Number.isFinite(Number(text));

/** Each member: its value where the address does not name it, and what a text of it means (null: nothing). */
const MEMBERS = {
  job: ['', (text) => (/^\.*$/.test(text) ? null : words(text))], // the job on the map; dots alone would be another address
  at: ['', (text) => (partsOf(text) ? text : null)], // zoom/latitude/longitude
  raster: ['rgb', oneOf('rgb', 'ndvi', 'off')],
  bands: ['', words], // list of three bands for rgb; empty: true colour
  time: ['', date], // the time step of the mosaic, and of a prediction that has several
  compare: ['', date], // a second time step behind the slider; empty: no slider
  split: ['50', between(0, 100)], // where the slider stands, in per cent
  mosaicOpacity: ['1', between(0, 1)],
  prediction: ['off', words], // off, classes, or a label
  predictionOpacity: ['0.7', between(0, 1)],
  hidden: ['', words], // list of vector layers that are switched off
  score: ['0', between(0, 1)], // least score of polygons
  colour: ['', words], // attribute that colours polygons; empty: one colour a layer
  tab: ['jobs', oneOf('jobs', 'layers', 'new')],
};

/** The state that a hash (without #) means: every member, as text. */
export function decodeState(hash) {
  const given = new URLSearchParams(hash);
  return Object.fromEntries(Object.entries(MEMBERS).map(([name, [fallback, read]]) => [name, (given.has(name) ? read(given.get(name)) : null) ?? fallback]));
}

/** The hash (without #) of a state: the members that are not as they are without one. */
export function encodeState(state) {
  return String(new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== MEMBERS[name]?.[0])));
}

/** Where a state's place is, within the map; the whole world for none. */
export function placeOf(text) {
  const [zoom, lat, lon] = partsOf(text) ?? [1.4, 25, 5];
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  return { center: [((((lon + 180) % 360) + 360) % 360) - 180, clamp(lat, -MERCATOR_EDGE, MERCATOR_EDGE)], zoom: clamp(zoom, 0, 19) };
}

function partsOf(text) {
  const parts = text.split('/');
  return parts.length === 3 && parts.every(isNumber) ? parts.map(Number) : null;
}

/** Names as one text. Those that contain a comma keep it, behind a backslash. */
export function joinList(names) {
  return names.map((name) => name.replace(/[\\,]/g, '\\$&')).join(',');
}

/** The names of a text that joinList has made. */
export function splitList(text) {
  return (text.match(/(?:\\.|[^\\,])+/gs) ?? []).map((name) => name.replace(/\\(.)/gs, '$1'));
}

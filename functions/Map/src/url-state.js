// What is shown, kept in the address behind #, so that a link shows the same map.

const DEFAULTS = {
  job: '', // the job on the map
  at: '', // zoom/latitude/longitude
  raster: 'rgb', // rgb, ndvi, off
  bands: '', // three bands for rgb; empty: true colour
  time: '', // the mosaic's time step
  compare: '', // a second time step behind the slider; empty: no slider
  split: '50', // where the slider stands, in per cent
  mosaicOpacity: '1',
  prediction: 'off', // off, classes, or a label
  predictionOpacity: '0.7',
  hidden: '', // vector layers that are switched off
  score: '0', // least score of polygons
  colour: '', // attribute that colours polygons; empty: one colour a layer
  tab: 'jobs',
};

const listeners = new Set();
let current = read();

function read() {
  const hash = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(Object.entries(DEFAULTS).map(([name, fallback]) => [name, hash.get(name) ?? fallback]));
}

export function state() {
  return current;
}

/** Changes the state, writes it to the address, and tells those who watch which members have changed (and true when the address brought them). */
export function change(changes) {
  const changed = new Set(Object.keys(changes).filter((name) => current[name] !== String(changes[name])));
  if (changed.size === 0) return;
  current = { ...current, ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, String(value)])) };
  const hash = new URLSearchParams(Object.entries(current).filter(([name, value]) => value !== DEFAULTS[name]));
  history.replaceState(null, '', `#${hash}`);
  listeners.forEach((listener) => listener(current, changed));
}

export function watch(listener) {
  listeners.add(listener);
}

// A link pasted into the address bar of the open page.
addEventListener('hashchange', () => {
  const next = read();
  const changed = new Set(Object.keys(next).filter((name) => next[name] !== current[name]));
  current = next;
  if (changed.size > 0) listeners.forEach((listener) => listener(current, changed, true));
});

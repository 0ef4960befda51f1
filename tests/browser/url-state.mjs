// Gives the map page's state thousands of senseless addresses and prints, as JSON, those of which something senseless comes.
// Usage: node tests/browser/url-state.mjs <seed> <count>
import { decodeState, encodeState, joinList, placeOf, splitList } from '../../functions/Map/src/state-codec.js';

let seed = Number(process.argv[2]);
const count = Number(process.argv[3]);
/** mulberry32 (Tommy Ettinger, public domain): numbers in [0, 1). */
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const PIECES = ['', '0', '1', '-1', '0.5', '100', '180', '-181', '1e9', '-1e400', 'NaN', 'Infinity', 'null', '0x10', '/', '//', ',', '\\', '\\,', '..', '.', 'a', 'fields', 'off', 'rgb', 'ndvi', 'classes', '2024-01-01', '2024-13-99', '%', '%00', '<b>', '__proto__', '\u0000', '\ud800', '💧', ' ', 'x'.repeat(3000)];
const text = () => Array.from({ length: Math.floor(random() * 5) }, () => pick(PIECES)).join(pick(['', '/', ',']));
const names = Object.keys(decodeState(''));
const between = (value, low, high) => value.trim() !== '' && Number(value) >= low && Number(value) <= high;

const wrong = [];
for (let i = 0; i < count; i++) {
  const hash = Array.from({ length: 1 + Math.floor(random() * 6) }, () => `${random() < 0.9 ? pick(names) : text()}=${random() < 0.5 ? text() : encodeURIComponent(text().toWellFormed())}`).join('&');
  try {
    const state = decodeState(hash);
    const { center: [lon, lat], zoom } = placeOf(state.at);
    const anywhere = placeOf(text());
    const list = Array.from({ length: Math.floor(random() * 4) }, () => text() || 'a');
    const isRight = Object.values(state).every((value) => typeof value === 'string')
      && lon >= -180 && lon <= 180 && Math.abs(lat) < 85.06 && zoom >= 0 && zoom <= 19 && Number.isFinite(anywhere.center[0] + anywhere.center[1] + anywhere.zoom)
      && between(state.split, 0, 100) && ['mosaicOpacity', 'predictionOpacity', 'score'].every((name) => between(state[name], 0, 1))
      && ['jobs', 'layers', 'new'].includes(state.tab) && ['rgb', 'ndvi', 'off'].includes(state.raster)
      && [state.time, state.compare].every((value) => value === '' || /^\d{4}-\d\d-\d\d$/.test(value)) && !['.', '..'].includes(state.job)
      && JSON.stringify(decodeState(encodeState(state))) === JSON.stringify(state)
      && JSON.stringify(splitList(joinList(list))) === JSON.stringify(list);
    if (!isRight) wrong.push({ hash, state, list });
  } catch (error) {
    wrong.push({ hash, error: String(error) });
  }
}
console.log(JSON.stringify({ count, wrong: wrong.slice(0, 5), members: names, place: placeOf('5/100/0'), plain: splitList('fields,boundaries'), commas: joinList(['a,b', 'c\\', 'd']) }));

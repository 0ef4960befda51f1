// What is shown, kept in the address behind #, so that a link shows the same map.
import { decodeState, encodeState } from './state-codec.js';

const listeners = new Set();
let current = decodeState(location.hash.slice(1));

export function state() {
  return current;
}

/** Changes the state, writes it to the address, and tells those who watch which members have changed (and true when the address brought them). */
export function change(changes) {
  const changed = new Set(Object.keys(changes).filter((name) => current[name] !== String(changes[name])));
  if (changed.size === 0) return;
  current = { ...current, ...Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, String(value)])) };
  history.replaceState(null, '', `#${encodeState(current)}`);
  listeners.forEach((listener) => listener(current, changed));
}

export function watch(listener) {
  listeners.add(listener);
}

// A link pasted into the address bar of the open page.
addEventListener('hashchange', () => {
  const next = decodeState(location.hash.slice(1));
  const changed = new Set(Object.keys(next).filter((name) => next[name] !== current[name]));
  current = next;
  if (changed.size > 0) listeners.forEach((listener) => listener(current, changed, true));
});

// Whether changes or tiles are on their way to the map, for screen readers (aria-busy) and for whoever waits for a finished picture.
import { byId } from './dom.js';

const busy = new Set();

function mark(what, isBusy) {
  isBusy ? busy.add(what) : busy.delete(what);
  byId('stage').setAttribute('aria-busy', String(busy.size > 0));
}

/** Marks the time from now until what is promised has happened and the map has drawn it. */
export async function busyUntilDrawn(map, promise) {
  mark(promise, true);
  await promise;
  map.once('idle', () => mark(promise, false));
  map.triggerRepaint();
}

/** Marks the times when a map waits for tiles. */
export function watchBusy(map) {
  const set = (isBusy) => mark(map, isBusy);
  set(true); // until its first picture
  map.on('dataloading', () => set(true));
  map.on('idle', () => set(false));
  map.on('remove', () => set(false));
}

// Whether tiles are on their way, for screen readers (aria-busy) and for whoever waits for a finished picture.
import { byId } from './dom.js';

const busy = new Set();

export function watchBusy(map) {
  const set = (isBusy) => {
    isBusy ? busy.add(map) : busy.delete(map);
    byId('stage').setAttribute('aria-busy', String(busy.size > 0));
  };
  set(true); // until its first picture
  map.on('dataloading', () => set(true));
  map.on('idle', () => set(false));
  map.on('remove', () => set(false));
}

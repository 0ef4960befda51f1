// The area of a new job without a pointer: a place by its name, or a box by its numbers.
import { request } from '../api.js';
import { announce, element, field } from '../dom.js';

const PAUSE_MS = 250; // in typing, before the service is asked

/** setArea gets the document's aoi and what people call it. */
export function placeSearch(setArea, tools) {
  const results = element('ul', { class: 'places', id: 'place-results' });
  let waiting;
  const input = element('input', {
    type: 'search', id: 'place-search', placeholder: 'Haskell County, Kansas, Luxembourg', autocomplete: 'off',
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(input.value.trim()), PAUSE_MS);
    },
  });
  const choose = async (place) => {
    setArea(place.path, `${place.name} (${place.path})`);
    results.replaceChildren();
    try {
      const outline = await request(`places/${place.path.split('/').map(encodeURIComponent).join('/')}`);
      tools.showArea(outline.geometry);
      tools.zoomTo(outline.bbox);
    } catch (error) {
      announce(error.message, true);
    }
  };
  const search = async (text) => {
    if (text.length < 2) return results.replaceChildren();
    try {
      const { places } = await request(`places?q=${encodeURIComponent(text)}`);
      results.replaceChildren(...(places.length ? places.map((place) => element('li', {}, element('button', { type: 'button', onclick: () => choose(place) }, place.name, element('small', {}, ` ${place.kind}`))))
        : [element('li', { class: 'note' }, 'No such place.')]));
    } catch (error) {
      announce(error.message, true);
    }
  };
  return element('div', {}, field('Place', input), results);
}

/** The keyboard's way to a box. */
export function boxInput(setArea, tools) {
  return field('Or a box', element('input', {
    type: 'text', id: 'box', placeholder: 'west, south, east, north', autocomplete: 'off',
    onchange: (event) => {
      const box = event.target.value.split(/[,\s]+/).filter(Boolean).map(Number);
      if (box.length !== 4 || !box.every(Number.isFinite)) return announce('A box has four numbers in degrees: west, south, east, north.', true);
      const [w, s, e, n] = box;
      if (Math.abs(s) > 90 || Math.abs(n) > 90 || Math.abs(w) > 180 || Math.abs(e) > 180) return announce('Longitudes lie within 180 degrees, latitudes within 90.', true);
      tools.showArea({ type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] });
      tools.zoomTo(box);
      setArea(box, `Box ${box.join(', ')}`);
    },
  }));
}

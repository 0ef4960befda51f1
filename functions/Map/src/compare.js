// Before and after: a second map over the first one, cut at a slider, that follows it.
import { Map as MapLibreMap } from 'maplibre-gl';
import { baseStyle } from './base-map.js';
import { watchBusy } from './busy.js';
import { byId } from './dom.js';
import { clearJob, drawJob, timeOf } from './job-view.js';
import { timeName } from './layers/raster-layers.js';
import { change } from './url-state.js';

export class Comparison {
  #map = null;
  #view = null;
  #split = 50;

  constructor(main, baseMap) {
    this.main = main;
    this.baseMap = baseMap;
    byId('split').addEventListener('input', (event) => change({ split: event.target.value }));
  }

  /** Draws the second time step, or takes the slider away when the state names none. */
  async show(view, state, changed) {
    const on = Boolean(view) && view.times.includes(state.compare) && (view.isYearly || (Boolean(view.mosaic) && state.raster !== 'off'));
    byId('after').hidden = !on;
    byId('compare').hidden = !on;
    if (!on) return this.#forget();
    this.#cut(state);
    byId('before-label').textContent = timeName(view.times, timeOf(view, state.time));
    byId('after-label').textContent = timeName(view.times, state.compare);
    const isNew = this.#map === null || this.#view !== view;
    await this.#open();
    if (this.#view && this.#view !== view) clearJob(this.#map, this.#view);
    this.#view = view;
    await drawJob(this.#map, view, state, state.compare, isNew ? null : changed);
  }

  /** The map that is seen at a point of the screen: the second one behind the slider, else the main one. */
  mapAt({ x }) {
    return this.#map && x > (this.main.getContainer().clientWidth * this.#split) / 100 ? this.#map : this.main;
  }

  async #open() {
    if (this.#map) return;
    const { main } = this;
    this.#map = new MapLibreMap({
      container: 'after', style: baseStyle(this.baseMap), center: main.getCenter(), zoom: main.getZoom(), interactive: false, attributionControl: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    watchBusy(this.#map);
    this.follow = () => this.#map.jumpTo({ center: main.getCenter(), zoom: main.getZoom() });
    main.on('move', this.follow);
    if (!this.#map.isStyleLoaded()) await this.#map.once('load');
  }

  #forget() {
    if (!this.#map) return;
    this.main.off('move', this.follow);
    this.#map.remove();
    this.#map = null;
    this.#view = null;
  }

  #cut({ split }) {
    this.#split = Number(split);
    byId('split').value = split;
    byId('after').style.clipPath = `inset(0 0 0 ${split}%)`;
    byId('compare').style.setProperty('--split', `${split}%`);
  }
}

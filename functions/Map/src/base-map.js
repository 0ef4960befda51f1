// The map itself: outlines of the countries from this page's own files, and a base map only if the service names one.
import { AttributionControl, Map as MapLibreMap, NavigationControl, ScaleControl } from 'maplibre-gl';
import { feature } from 'topojson-client';
import countries from 'world-atlas/countries-50m.json';
import { placeOf } from './state-codec.js';
import { change, state } from './url-state.js';

const PAPER = '#e9e7df';
const LAND = '#f6f4ee';
const LINE = '#b9b4a6';

/** The style below all layers of jobs. */
export function baseStyle(baseMap) {
  const style = {
    version: 8,
    sources: { land: { type: 'geojson', data: feature(countries, countries.objects.countries), attribution: 'Natural Earth' } },
    layers: [
      { id: 'paper', type: 'background', paint: { 'background-color': PAPER } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': LAND } },
      { id: 'borders', type: 'line', source: 'land', paint: { 'line-color': LINE, 'line-width': 0.8 } },
    ],
  };
  if (baseMap) {
    style.sources.base = { type: 'raster', tiles: [baseMap.tiles], tileSize: 256, maxzoom: baseMap.maxZoom ?? 19, attribution: baseMap.attribution };
    style.layers.push({ id: 'base', type: 'raster', source: 'base' });
  }
  return style;
}

/** Creates the main map at the place that the address names. */
export function createMap(container, baseMap) {
  const map = new MapLibreMap({
    container, style: baseStyle(baseMap), ...placeOf(state().at), maxZoom: 19, attributionControl: false, dragRotate: false, pitchWithRotate: false,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // pictures of the map can be saved
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl(), 'bottom-right');
  map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
  map.on('moveend', () => {
    const { lat: y, lng: x } = map.getCenter();
    change({ at: `${map.getZoom().toFixed(2)}/${y.toFixed(5)}/${x.toFixed(5)}` });
  });
  return map;
}

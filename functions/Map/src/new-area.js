// The area of a new job on the map: drawn, found as a place or typed; and what no scene covers of it.
import { announce } from './dom.js';
import { AreaDrawing } from './drawing.js';

const ORANGE = '#cc5b2b';

/** What the form of a new job does on the map. Whoever sets onDrawn gets the polygon that was drawn. */
export function areaTools(map, padding) {
  const show = (id, geometries, layer) => {
    const data = { type: 'FeatureCollection', features: geometries.map((geometry) => ({ type: 'Feature', properties: {}, geometry })) };
    if (map.getSource(id)) return map.getSource(id).setData(data);
    map.addSource(id, { type: 'geojson', data });
    map.addLayer({ id, source: id, ...layer });
  };
  const tools = {
    onDrawn: () => {},
    get isDrawing() {
      return drawing.isActive;
    },
    begin: (mode) => {
      tools.showArea(null);
      drawing.begin(mode);
      announce(mode === 'polygon' ? 'Click the corners; click the first one again to end.' : 'Click two opposite corners.');
    },
    zoomTo: ([west, south, east, north]) => map.fitBounds([[west, south], [east, north]], { padding: padding(), animate: false }),
    showArea: (geometry) => {
      drawing.clear();
      tools.showMissing([]);
      show('new-area', geometry ? [geometry] : [], { type: 'line', paint: { 'line-color': ORANGE, 'line-width': 2 } });
    },
    showMissing: (geometries) => show('missing', geometries, { type: 'fill', paint: { 'fill-color': ORANGE, 'fill-opacity': 0.35 } }),
  };
  const drawing = new AreaDrawing(map, (geometry) => tools.onDrawn(geometry));
  return tools;
}

// Drawing the area of a new job on the map.
import { TerraDraw, TerraDrawPolygonMode, TerraDrawRectangleMode, TerraDrawRenderMode } from 'terra-draw';
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter';

const LOOK = { fillColor: '#cc5b2b', outlineColor: '#cc5b2b', fillOpacity: 0.12, outlineWidth: 2 };

export class AreaDrawing {
  /** onChange gets the GeoJSON polygon that was drawn. */
  constructor(map, onChange) {
    this.draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map }),
      modes: [new TerraDrawPolygonMode({ styles: LOOK }), new TerraDrawRectangleMode({ styles: LOOK }), new TerraDrawRenderMode({ modeName: 'rest', styles: { polygonFillColor: LOOK.fillColor } })],
    });
    this.draw.on('finish', (id) => {
      const drawn = this.draw.getSnapshot().find((feature) => feature.id === id);
      this.draw.setMode('rest');
      onChange(drawn.geometry);
    });
  }

  get isActive() {
    return this.draw.enabled && this.draw.getMode() !== 'rest';
  }

  /** Starts a shape: polygon or rectangle. What was drawn before goes. */
  begin(mode) {
    if (!this.draw.enabled) this.draw.start();
    this.draw.clear();
    this.draw.setMode(mode);
  }

  clear() {
    if (this.draw.enabled) this.draw.clear();
  }
}

// The job on the map: opens its outputs and keeps the layers in step with the state.
import { headers, outputUrl, request } from './api.js';
import { predictionDrawing, predictionLabels, predictionLook } from './layers/prediction.js';
import { mosaicDrawing, showRaster, timeIndex } from './layers/raster-layers.js';
import { addVectors, colourByLabels, openVectors, removeVectors, styleVectors } from './layers/vector-layers.js';
import { openPyramid } from './raster/pyramid.js';

/** Opens a finished job's outputs. Outputs that cannot be opened are named in problems and left out. */
export async function openJob(id) {
  const result = await request(`jobs/${encodeURIComponent(id)}/outputs`);
  const view = { id, result, problems: [] };
  const open = async (kind, opener) => {
    const output = result.outputs.find((o) => o.kind === kind);
    if (!output) return;
    try {
      view[kind] = await opener(outputUrl(id, output.name), headers());
    } catch (error) {
      view.problems.push(`${output.name}: ${error.message}`);
    }
  };
  await Promise.all([open('mosaic', openPyramid), open('prediction', openPyramid), open('tiles', openVectors)]);
  if (view.tiles && view.prediction) colourByLabels(view.tiles, predictionLabels(view.prediction));
  view.times = (view.mosaic ?? view.prediction)?.times ?? [];
  view.isYearly = view.prediction?.times.length > 1; // a prediction, and polygons, of each time step; else one of all together
  return view;
}

/** The box of the job in degrees, [west, south, east, north]; null when nothing of it could be opened. */
export function boundsOf(view) {
  const { tiles } = view;
  return (view.mosaic ?? view.prediction)?.bounds ?? (tiles ? [tiles.header.minLon, tiles.header.minLat, tiles.header.maxLon, tiles.header.maxLat] : null);
}

/** The time step that is shown when a state asks for a date: the last one for a date that the job does not have. */
export function timeOf(view, date) {
  return view.times.includes(date) ? date : view.times.at(-1);
}

const TIME_MEMBERS = ['time', 'compare', 'job'];

/** Shows a time step of a job on a map, or brings what is shown up to date with the state's members that have changed. */
export async function drawJob(map, view, state, date, changed = null) {
  const all = changed === null;
  const touches = (...names) => all || names.some((name) => changed.has(name));
  const time = timeOf(view, date);
  const yearly = view.isYearly ? TIME_MEMBERS : [];
  if (view.tiles && all) addVectors(map, view.tiles);
  const below = view.tiles?.layers.length ? `${view.tiles.layers[0].id}-fill` : undefined;
  if (view.prediction && touches('prediction', ...yearly)) {
    const drawing = await predictionDrawing(view.prediction, predictionLook(view.prediction, state.prediction), timeIndex(view.prediction, time));
    view.predictionRange = drawing?.range;
    showRaster(map, 'prediction', drawing, Number(state.predictionOpacity), below);
  }
  if (view.mosaic && touches('raster', 'bands', ...TIME_MEMBERS)) {
    const drawing = await mosaicDrawing(view.mosaic, state, timeIndex(view.mosaic, time));
    showRaster(map, 'mosaic', drawing, Number(state.mosaicOpacity), map.getLayer('prediction') ? 'prediction' : below);
  }
  if (touches('mosaicOpacity') && map.getLayer('mosaic')) map.setPaintProperty('mosaic', 'raster-opacity', Number(state.mosaicOpacity));
  if (touches('predictionOpacity') && map.getLayer('prediction')) map.setPaintProperty('prediction', 'raster-opacity', Number(state.predictionOpacity));
  if (view.tiles && touches('hidden', 'score', 'colour', ...yearly)) styleVectors(map, view.tiles, state, view.isYearly ? time : null);
}

/** Takes a job's layers off a map. */
export function clearJob(map, view) {
  showRaster(map, 'mosaic', null);
  showRaster(map, 'prediction', null);
  if (view.tiles) removeVectors(map, view.tiles);
}

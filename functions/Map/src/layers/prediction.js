// What a prediction store holds, and the ways in which it can be looked at.
import { isBackground } from '../raster/palette.js';
import { paintClasses, paintNumbers, paintRamp } from '../raster/painter.js';
import { stretchOf } from '../raster/stretch.js';

/** probabilities, logits, class or values (docs/STORES.md, Predictions). */
function kindOf(pyramid) {
  return pyramid.attributes.prediction?.output ?? (pyramid.bands.join() === 'class' ? 'class' : 'probabilities');
}

/** The model's labels: those that class numbers count, else the bands. */
export function predictionLabels(pyramid) {
  return pyramid.attributes.prediction?.labels ?? pyramid.bands;
}

/** The looks on offer: [value in the state, name] pairs, the one that says most first. */
export function predictionLooks(pyramid) {
  const kind = kindOf(pyramid);
  const classes = ['classes', 'All labels'];
  if (kind === 'class') return [classes];
  const { bands } = pyramid;
  if (kind === 'values') return bands.map((label) => [label, label]);
  const what = kind === 'logits' ? 'Logit' : 'Probability';
  const single = bands.filter((label) => bands.length === 1 || !isBackground(label)).map((label) => [label, `${what} of ${label}`]);
  return bands.length > 1 ? [classes, ...single] : single;
}

/** The look that a state means: classes stands for the first one of any prediction; what this one does not have is off. */
export function predictionLook(pyramid, wanted) {
  const looks = predictionLooks(pyramid).map(([value]) => value);
  if (looks.includes(wanted)) return wanted;
  return wanted === 'classes' ? looks[0] : 'off';
}

/** How a look is painted at a time step; null when it is off. A ramp says its range: the same at all time steps, so that they can be compared. */
export async function predictionDrawing(pyramid, look, time) {
  if (look === 'off') return null;
  const kind = kindOf(pyramid);
  const labels = predictionLabels(pyramid);
  if (kind === 'class') return { pyramid, time, bands: [0], paint: (pixels, indices, planes) => paintNumbers(pixels, indices, planes, labels) };
  if (look === 'classes') {
    const paint = (pixels, indices, planes) => paintClasses(pixels, indices, planes, labels, kind === 'logits');
    return { pyramid, time, bands: pyramid.bands.map((_, k) => k), paint };
  }
  const band = pyramid.bands.indexOf(look);
  const range = kind === 'probabilities' ? [0, 1] : await rangeOfAllSteps(pyramid, band);
  return { pyramid, time, bands: [band], range, paint: (pixels, indices, planes) => paintRamp(pixels, indices, planes, [range]) };
}

async function rangeOfAllSteps(pyramid, band) {
  const ranges = await Promise.all(pyramid.times.map((_, time) => stretchOf(pyramid, time, band)));
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

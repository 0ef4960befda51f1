// Paints the pixels of a tile: from samples under each pixel to red, green, blue and opacity.
import { EVEN, NDVI, labelColours, rgbOf, tableOf } from './palette.js';

const GAMMA = 1 / 1.25; // eyes see dark differences better than screens show them
const CURVE = Uint8Array.from({ length: 1024 }, (_, i) => Math.round(255 * (i / 1023) ** GAMMA));
const NDVI_TABLE = tableOf(NDVI);
const EVEN_TABLE = tableOf(EVEN);

/** Three bands, each stretched; pixels without data (0) stay transparent. */
export function paintRgb(pixels, indices, planes, stretches) {
  const scales = stretches.map(([low, high]) => 1023 / (high - low));
  for (let i = 0, at = 0; i < indices.length; i++, at += 4) {
    const index = indices[i];
    if (index < 0 || (planes[0][index] === 0 && planes[1][index] === 0 && planes[2][index] === 0)) continue;
    for (let c = 0; c < 3; c++) {
      const value = (planes[c][index] - stretches[c][0]) * scales[c];
      pixels[at + c] = CURVE[value <= 0 ? 0 : value >= 1023 ? 1023 : value | 0];
    }
    pixels[at + 3] = 255;
  }
}

/** The vegetation index (near infrared - red) / (near infrared + red). */
export function paintNdvi(pixels, indices, [red, infrared]) {
  const [low, high, table] = NDVI_TABLE;
  for (let i = 0, at = 0; i < indices.length; i++, at += 4) {
    const index = indices[i];
    if (index < 0 || red[index] === 0 || infrared[index] === 0) continue;
    put(pixels, at, table, ((infrared[index] - red[index]) / (infrared[index] + red[index]) - low) / (high - low), 255);
  }
}

/** The likeliest label in its colour, the surer the more opaque; the background stays transparent. Planes are probabilities, or logits. */
export function paintClasses(pixels, indices, planes, labels, areLogits) {
  const colours = labelColours(labels).map((colour) => (colour ? rgbOf(colour) : null));
  for (let i = 0, at = 0; i < indices.length; i++, at += 4) {
    const index = indices[i];
    if (index < 0 || Number.isNaN(planes[0][index])) continue;
    let best = 0;
    for (let k = 1; k < planes.length; k++) if (planes[k][index] > planes[best][index]) best = k;
    if (colours[best]) fill(pixels, at, colours[best], areLogits ? softmax(planes, index, best) : planes[best][index]);
  }
}

/** The probability of the largest logit of a pixel. */
function softmax(planes, index, best) {
  let sum = 0;
  for (const plane of planes) sum += Math.exp(plane[index] - planes[best][index]);
  return 1 / sum;
}

/** Labels by their numbers, in full colour: how sure each is nobody knows. */
export function paintNumbers(pixels, indices, [plane], labels) {
  const colours = labelColours(labels).map((colour) => (colour ? rgbOf(colour) : null));
  for (let i = 0, at = 0; i < indices.length; i++, at += 4) {
    const colour = indices[i] < 0 ? null : colours[plane[indices[i]]]; // NaN is no number of a label
    if (colour) fill(pixels, at, colour, 1);
  }
}

function fill(pixels, at, [red, green, blue], share) {
  pixels[at] = red;
  pixels[at + 1] = green;
  pixels[at + 2] = blue;
  pixels[at + 3] = Math.round(255 * Math.min(1, Math.max(0.25, share)));
}

/** One band along the even ramp between two values. */
export function paintRamp(pixels, indices, [plane], [[low, high]]) {
  const [, , table] = EVEN_TABLE;
  for (let i = 0, at = 0; i < indices.length; i++, at += 4) {
    const index = indices[i];
    if (index < 0 || Number.isNaN(plane[index])) continue;
    put(pixels, at, table, (plane[index] - low) / (high - low), 255);
  }
}

function put(pixels, at, table, share, opacity) {
  const entry = 3 * Math.max(0, Math.min(255, Math.round(share * 255)));
  pixels[at] = table[entry];
  pixels[at + 1] = table[entry + 1];
  pixels[at + 2] = table[entry + 2];
  pixels[at + 3] = opacity;
}

// Colours of rasters. A ramp is a list of [value, [red, green, blue]] in rising order.

/** Bare soil to dense leaves. */
export const NDVI = [
  [-0.2, [92, 70, 60]], [0.05, [189, 160, 116]], [0.2, [233, 216, 148]], [0.35, [190, 202, 96]], [0.55, [104, 160, 62]], [0.75, [38, 112, 50]], [0.95, [10, 66, 40]],
];

/** Probabilities and heights: dark to bright, even in brightness (after matplotlib's viridis, CC0). */
export const EVEN = [
  [0, [68, 1, 84]], [0.25, [59, 82, 139]], [0.5, [33, 145, 140]], [0.75, [94, 201, 98]], [1, [253, 231, 37]],
];

/** One colour a label, told apart also without full colour vision (hues after Okabe and Ito 2008, brighter: they lie on imagery). */
export const LABELS = ['#f7dd4a', '#38b6ff', '#14b87f', '#ff7a45', '#d58bc4', '#9bd3f5', '#b3a400'];

/** Labels that stand for what is not looked for; they are left transparent. */
export const isBackground = (label) => /background|^non_/i.test(label);

/** The labels' colours by their place on the band axis; null for the background. */
export function labelColours(labels) {
  let next = 0;
  return labels.map((label) => (isBackground(label) ? null : LABELS[next++ % LABELS.length]));
}

export function rgbOf(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** A ramp as a table of 256 colours over its range: [low, high, Uint8Array(768)]. */
export function tableOf(ramp) {
  const [low, high] = [ramp[0][0], ramp.at(-1)[0]];
  const table = new Uint8Array(768);
  for (let i = 0; i < 256; i++) {
    const value = low + ((high - low) * i) / 255;
    const k = Math.max(1, ramp.findIndex(([stop]) => stop >= value));
    const [[a, from], [b, to]] = [ramp[k - 1], ramp[k]];
    const share = (value - a) / (b - a);
    for (let c = 0; c < 3; c++) table[3 * i + c] = Math.round(from[c] + (to[c] - from[c]) * share);
  }
  return [low, high, table];
}

// From digital numbers to brightness: which values are drawn black and white.

const LOW = 0.02; // shares of the valid pixels that are drawn fully dark and fully bright
const HIGH = 0.98;
const MOST_SAMPLES = 1 << 20;

/** [dark, bright] of a band at a time step: from the store's histogram, or from the coarsest level when it has none. */
export async function stretchOf(pyramid, time, band) {
  pyramid.stretches ??= new Map();
  const key = `${time}/${band}`;
  if (!pyramid.stretches.has(key)) pyramid.stretches.set(key, fromHistogram(pyramid, time, band) ?? fromSamples(pyramid, time, band));
  return pyramid.stretches.get(key);
}

/** docs/STORES.md, Histograms. */
function fromHistogram(pyramid, time, band) {
  const { percents, steps } = pyramid.attributes.histograms ?? {};
  const percentiles = steps?.[time]?.bands[band]?.percentiles;
  const at = (share) => percentiles[percents.indexOf(100 * share)];
  return percentiles ? Promise.resolve(widen(at(LOW), at(HIGH))) : null;
}

async function fromSamples(pyramid, time, band) {
  const level = pyramid.levels.at(-1);
  const rows = Math.max(1, Math.min(level.height, Math.floor(MOST_SAMPLES / level.width)));
  const top = Math.floor((level.height - rows) / 2);
  const samples = await pyramid.read(level, time, band, { left: 0, right: level.width, top, bottom: top + rows });
  const valid = Float64Array.from(samples ?? []).filter(pyramid.isFloat ? Number.isFinite : (value) => value > 0).sort(); // no data: NaN, or 0
  if (valid.length === 0) return [0, 1];
  return widen(valid[Math.floor(LOW * (valid.length - 1))], valid[Math.floor(HIGH * (valid.length - 1))]);
}

/** Never an empty range: a field of one value is drawn in middle grey. */
function widen(low, high) {
  return high > low ? [low, high] : [low - 1, high + 1];
}

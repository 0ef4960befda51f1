// What the attributes of polygons are called and how their values are written, for people.

const NAMES = {
  label: 'Label', time: 'Time step', pixels: 'Pixels', area_m2: 'Area', length_m: 'Length', perimeter_m: 'Perimeter',
  score_mean: 'Score, mean', score_min: 'Score, least', score_max: 'Score, greatest', score_std: 'Score, deviation',
};
const SQUARE_METRES_A_HECTARE = 10_000;
const number = (value, digits) => value.toLocaleString('en', { maximumFractionDigits: digits });

/** The name of an attribute; unknown ones keep their own. */
export const nameOf = (attribute) => NAMES[attribute] ?? attribute;

/** A value with its unit: fields in hectares. */
export function textOf(attribute, value) {
  if (typeof value !== 'number') return String(value);
  if (attribute === 'area_m2') return value < SQUARE_METRES_A_HECTARE / 10 ? `${number(value, 0)} m²` : `${number(value / SQUARE_METRES_A_HECTARE, value < 1e6 ? 2 : 0)} ha`;
  if (attribute.endsWith('_m')) return `${number(value, 0)} m`;
  return number(value, Number.isInteger(value) ? 0 : 3);
}

/** Attributes in the order in which people look for them. */
export function inOrder(properties) {
  const order = Object.keys(NAMES);
  const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
  return Object.entries(properties).sort(([a], [b]) => place(a) - place(b));
}

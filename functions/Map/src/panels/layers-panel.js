// What of the job is shown, and how.
import { request } from '../api.js';
import { announce, byId, choice, element, field } from '../dom.js';
import { timeOf } from '../job-view.js';
import { nameOf } from '../layers/attributes.js';
import { predictionLook, predictionLooks } from '../layers/prediction.js';
import { bandRoles, mosaicLook, mosaicLooks, rgbBands, timeName } from '../layers/raster-layers.js';
import { firstZoomOf } from '../layers/vector-layers.js';
import { joinList, splitList } from '../state-codec.js';
import { change, state } from '../url-state.js';

/** Builds the controls of a job's outputs. */
export function renderLayers(view, { onZoom, onShare }) {
  const panel = byId('layers');
  if (!view) {
    panel.replaceChildren(element('p', { class: 'note' }, 'Choose a finished job under "Jobs" to see it on the map.'));
    return;
  }
  panel.replaceChildren(...[
    element('h2', { class: 'job-id', title: view.id }, view.id),
    element('div', { class: 'buttons' },
      element('button', { type: 'button', onclick: onZoom }, 'Zoom to the job'),
      element('button', { type: 'button', onclick: onShare }, 'Copy a link')),
    ...view.problems.map((problem) => element('p', { class: 'problem' }, problem)),
    view.times.length ? timeControls(view) : null,
    view.mosaic ? mosaicControls(view.mosaic) : null,
    view.prediction ? predictionControls(view.prediction) : null,
    view.tiles ? vectorControls(view.tiles) : null,
    facts(view),
  ].filter(Boolean));
}

function timeControls(view) {
  const { time, compare } = state();
  const times = view.times.map((date) => [date, timeName(view.times, date)]);
  const isOne = view.prediction && !view.isYearly && times.length > 1;
  return element('fieldset', {}, element('legend', {}, 'Time'),
    field('Time step', choice(times, timeOf(view, time), (value) => change({ time: value }), { id: 'raster-time' })),
    times.length > 1
      ? field('Compare with', choice([['', 'Nothing'], ...times], compare, (value) => change({ compare: value }), { id: 'raster-compare' }), 'Then drag the slider on the map.')
      : null,
    isOne ? element('p', { class: 'note' }, 'The prediction and the polygons are of all time steps together.') : null);
}

function mosaicControls(mosaic) {
  const { bands, mosaicOpacity } = state();
  const show = (look) => change(look === 'bands' ? { raster: 'rgb', bands: bands || falseColour(mosaic) } : look === 'rgb' ? { raster: 'rgb', bands: '' } : { raster: look });
  return element('fieldset', {}, element('legend', {}, 'Mosaic'),
    field('Show', choice(mosaicLooks(mosaic), mosaicLook(mosaic, state()), show, { id: 'raster-look' })),
    bandPickers(mosaic, state()),
    opacity('the mosaic', mosaicOpacity, (value) => change({ mosaicOpacity: value })));
}

/** Infrared, red and green, where leaves are red: what people choose first. */
function falseColour(mosaic) {
  const { infrared, red, green } = bandRoles(mosaic.bands);
  const chosen = [infrared, red, green].every((band) => band >= 0) ? [infrared, red, green] : rgbBands(mosaic, '');
  return joinList(chosen.map((band) => mosaic.bands[band]));
}

/** Brings the controls of the mosaic's look to a state that came from elsewhere. */
export function followLook(mosaic, current) {
  if (!byId('raster-look')) return;
  byId('raster-look').value = mosaicLook(mosaic, current);
  byId('band-pickers').hidden = mosaicLook(mosaic, current) !== 'bands';
  rgbBands(mosaic, current.bands).forEach((band, k) => { byId('band-pickers').children[k].value = String(band); });
}

function bandPickers(mosaic, { raster, bands }) {
  const current = rgbBands(mosaic, bands);
  const options = mosaic.bands.map((label, k) => [String(k), label.split(':').at(-1)]);
  const selects = ['Red', 'Green', 'Blue'].map((name, k) => choice(options, String(current[k]), (value) => {
    const next = rgbBands(mosaic, state().bands);
    next[k] = Number(value);
    change({ bands: joinList(next.map((band) => mosaic.bands[band])) });
  }, { 'aria-label': `Band shown as ${name.toLowerCase()}`, id: `band-${name.toLowerCase()}` }));
  return element('div', { class: 'bands', id: 'band-pickers', hidden: mosaicLook(mosaic, { raster, bands }) !== 'bands' }, ...selects);
}

function predictionControls(prediction) {
  const { prediction: wanted, predictionOpacity } = state();
  const looks = [['off', 'Off'], ...predictionLooks(prediction)];
  return element('fieldset', {}, element('legend', {}, 'Prediction'),
    field('Show', choice(looks, predictionLook(prediction, wanted), (value) => change({ prediction: value }), { id: 'prediction-look' })),
    opacity('the prediction', predictionOpacity, (value) => change({ predictionOpacity: value })));
}

function vectorControls(tiles) {
  const { hidden, score, colour } = state();
  const off = new Set(splitList(hidden));
  const numbers = [...new Set(tiles.layers.flatMap((layer) => layer.numbers))];
  const boxes = tiles.layers.map((layer) => element('label', { class: 'check' },
    element('input', {
      type: 'checkbox', checked: !off.has(layer.id), id: `layer-${layer.id}`,
      onchange: (event) => {
        event.target.checked ? off.delete(layer.id) : off.add(layer.id);
        change({ hidden: joinList([...off]) });
      },
    }), element('span', { class: 'swatch', style: `--swatch: ${layer.colour}` }), layer.id));
  const output = element('output', {}, Number(score).toFixed(2));
  const slider = element('input', {
    type: 'range', min: 0, max: 1, step: 0.01, value: score, id: 'least-score',
    oninput: (event) => { output.textContent = Number(event.target.value).toFixed(2); change({ score: event.target.value }); },
  });
  return element('fieldset', {}, element('legend', {}, 'Polygons'), ...boxes,
    numbers.includes('score_mean') ? field('Least score', element('span', { class: 'slider' }, slider, output)) : null,
    numbers.length ? field('Colour by', choice([['', 'Layer'], ...numbers.map((name) => [name, colourName(tiles, name)])], colour, (value) => change({ colour: value }), { id: 'colour-by' })) : null,
    element('p', { class: 'note' }, 'Click a polygon for its attributes; with the keyboard, focus the map and press Enter for the one in its middle.'));
}

/** An attribute's name, and from which zoom on it can colour. */
function colourName(tiles, attribute) {
  const first = Math.max(...tiles.layers.map((layer) => firstZoomOf(layer, attribute)));
  return first > 0 ? `${nameOf(attribute)} (from zoom ${first})` : nameOf(attribute);
}

function opacity(what, value, onchange) {
  return field('Opacity', element('input', { type: 'range', min: 0, max: 1, step: 0.05, value, 'aria-label': `Opacity of ${what}`, oninput: (event) => onchange(event.target.value) }));
}

/** The outputs with their figures, and a read-only address of each to give away. */
function facts({ id, result }) {
  const rows = result.outputs.map((output) => element('tr', {}, element('th', { scope: 'row' }, output.name),
    element('td', {}, Object.entries(output.facts ?? {}).map(([name, value]) => `${name.replaceAll('_', ' ')} ${Number(value).toLocaleString('en')}`).join(', ')),
    element('td', {}, element('button', { type: 'button', 'aria-label': `Share ${output.name}`, onclick: () => share(id, output.name) }, 'Share'))));
  const skipped = result.skipped?.length ? element('p', { class: 'note' }, `${result.skipped.length} scenes were left out.`) : null;
  return element('details', { id: 'outputs' }, element('summary', {}, 'Outputs'), element('table', { class: 'attributes' }, element('tbody', {}, ...rows)),
    element('p', { class: 'note', id: 'shared' }), skipped);
}

async function share(id, output) {
  try {
    const { url, expires } = await request(`jobs/${encodeURIComponent(id)}/shares`, { method: 'POST', body: { output } });
    byId('shared').replaceChildren(`Read-only until ${new Date(expires).toLocaleString()}: `, element('input', { type: 'text', readonly: true, value: url, 'aria-label': `Address of ${output}`, onfocus: (event) => event.target.select() }));
    await navigator.clipboard?.writeText(url).then(() => announce('The address is copied. Whoever has it can read this output until it ends.'), () => {});
  } catch (error) {
    announce(error.message, true);
  }
}

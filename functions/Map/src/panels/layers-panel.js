// What of the job is shown, and how.
import { request } from '../api.js';
import { announce, byId, choice, element, field } from '../dom.js';
import { nameOf } from '../layers/attributes.js';
import { bandRoles, rgbBands, timeName } from '../layers/raster-layers.js';
import { isBackground } from '../raster/palette.js';
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
    view.mosaic ? mosaicControls(view.mosaic) : null,
    view.prediction ? predictionControls(view.prediction) : null,
    view.tiles ? vectorControls(view.tiles) : null,
    facts(view),
  ].filter(Boolean));
}

function mosaicControls(mosaic) {
  const { time, compare, bands, mosaicOpacity } = state();
  const roles = bandRoles(mosaic.bands);
  const looks = [
    ...(roles.red >= 0 ? [['rgb', 'True colour']] : []), ['bands', 'Any three bands'],
    ...(roles.red >= 0 && roles.infrared >= 0 ? [['ndvi', 'Vegetation (NDVI)']] : []), ['off', 'Off'],
  ];
  const show = (look) => change(look === 'bands' ? { raster: 'rgb', bands: bands || falseColour(mosaic) } : look === 'rgb' ? { raster: 'rgb', bands: '' } : { raster: look });
  const times = mosaic.times.map((date) => [date, timeName(mosaic, date)]);
  const shown = time || mosaic.times.at(-1);
  return element('fieldset', {}, element('legend', {}, 'Mosaic'),
    field('Show', choice(looks, lookOf(mosaic, state()), show, { id: 'raster-look' })),
    bandPickers(mosaic, state()),
    field('Time step', choice(times, shown, (value) => change({ time: value }), { id: 'raster-time' })),
    mosaic.times.length > 1
      ? field('Compare with', choice([['', 'Nothing'], ...times], compare, (value) => change({ compare: value }), { id: 'raster-compare' }), 'Then drag the slider on the map.')
      : null,
    opacity('the mosaic', mosaicOpacity, (value) => change({ mosaicOpacity: value })));
}

/** The entry of the list of looks that the state means. */
function lookOf(mosaic, { raster, bands }) {
  return raster === 'rgb' && (bands || bandRoles(mosaic.bands).red < 0) ? 'bands' : raster;
}

/** Infrared, red and green, where leaves are red: what people choose first. */
function falseColour(mosaic) {
  const { infrared, red, green } = bandRoles(mosaic.bands);
  const chosen = [infrared, red, green].every((band) => band >= 0) ? [infrared, red, green] : rgbBands(mosaic, '');
  return chosen.map((band) => mosaic.bands[band]).join(',');
}

/** Brings the controls of the mosaic's look to a state that came from elsewhere. */
export function followLook(mosaic, current) {
  if (!byId('raster-look')) return;
  byId('raster-look').value = lookOf(mosaic, current);
  byId('band-pickers').hidden = lookOf(mosaic, current) !== 'bands';
  rgbBands(mosaic, current.bands).forEach((band, k) => { byId('band-pickers').children[k].value = String(band); });
}

function bandPickers(mosaic, { raster, bands }) {
  const current = rgbBands(mosaic, bands);
  const options = mosaic.bands.map((label, k) => [String(k), label.split(':').at(-1)]);
  const selects = ['Red', 'Green', 'Blue'].map((name, k) => choice(options, String(current[k]), (value) => {
    const next = rgbBands(mosaic, state().bands);
    next[k] = Number(value);
    change({ bands: next.map((band) => mosaic.bands[band]).join(',') });
  }, { 'aria-label': `Band shown as ${name.toLowerCase()}`, id: `band-${name.toLowerCase()}` }));
  return element('div', { class: 'bands', id: 'band-pickers', hidden: lookOf(mosaic, { raster, bands }) !== 'bands' }, ...selects);
}

function predictionControls(prediction) {
  const { prediction: shown, predictionOpacity } = state();
  const labels = prediction.bands.map((label) => [label, prediction.bands.length > 1 ? `Probability of ${label}` : label]);
  const classes = prediction.bands.length > 1 ? [['classes', 'All labels']] : [];
  return element('fieldset', {}, element('legend', {}, 'Prediction'),
    field('Show', choice([['off', 'Off'], ...classes, ...labels.filter(([label]) => !isBackground(label))], shown, (value) => change({ prediction: value }), { id: 'prediction-look' })),
    opacity('the prediction', predictionOpacity, (value) => change({ predictionOpacity: value })));
}

function vectorControls(tiles) {
  const { hidden, score, colour } = state();
  const off = new Set(hidden.split(',').filter(Boolean));
  const numbers = [...new Set(tiles.layers.flatMap((layer) => layer.numbers))];
  const boxes = tiles.layers.map((layer) => element('label', { class: 'check' },
    element('input', {
      type: 'checkbox', checked: !off.has(layer.id), id: `layer-${layer.id}`,
      onchange: (event) => {
        event.target.checked ? off.delete(layer.id) : off.add(layer.id);
        change({ hidden: [...off].join(',') });
      },
    }), element('span', { class: 'swatch', style: `--swatch: ${layer.colour}` }), layer.id));
  const output = element('output', {}, Number(score).toFixed(2));
  const slider = element('input', {
    type: 'range', min: 0, max: 1, step: 0.01, value: score, id: 'least-score',
    oninput: (event) => { output.textContent = Number(event.target.value).toFixed(2); change({ score: event.target.value }); },
  });
  return element('fieldset', {}, element('legend', {}, 'Polygons'), ...boxes,
    numbers.includes('score_mean') ? field('Least score', element('span', { class: 'slider' }, slider, output)) : null,
    numbers.length ? field('Colour by', choice([['', 'Layer'], ...numbers.map((name) => [name, nameOf(name)])], colour, (value) => change({ colour: value }), { id: 'colour-by' })) : null,
    element('p', { class: 'note' }, 'Click a polygon for its attributes; with the keyboard, focus the map and press Enter for the one in its middle.'));
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

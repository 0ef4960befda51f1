// A new job: where, when, what; looked at before it starts.
import { ApiError, request } from '../api.js';
import { announce, byId, choice, element, field } from '../dom.js';
import { change } from '../url-state.js';

const DATASETS = [
  ['S2_MED_WINDOWED_PIXEL', 'Sentinel-2, median of the year'], ['S2_MED_WINDOWED_PIXEL_ALL_BANDS', 'Sentinel-2, all bands'],
  ['S2_BEST_SCENE_WINDOWED_PIXEL', 'Sentinel-2, best scene'], ['S2_MED_PLANTING', 'Sentinel-2, planting season'], ['S2_MED_HARVEST', 'Sentinel-2, harvest season'],
  ['NAIP_60CM', 'NAIP, 60 cm'], ['NAIP_30CM', 'NAIP, 30 cm'],
];
const CATALOGUE = 'https://earth-search.aws.element84.com/v1';

/** Builds the form. tools: those of new-area.js. */
export function renderNewJob(tools) {
  const year = new Date().getUTCFullYear();
  const job = { aoi: null, scenes: CATALOGUE, datasets: ['S2_MED_WINDOWED_PIXEL'], start: `${year - 1}-01-01`, end: `${year}-01-01` };
  const text = element('textarea', { rows: 14, spellcheck: 'false', id: 'job-document', 'aria-label': 'The job document' });
  const area = element('p', { class: 'note', id: 'area-note' }, 'No area yet.');
  const findings = element('div', { id: 'findings', 'aria-live': 'polite' });
  const start = element('button', { type: 'button', class: 'primary', id: 'start-job', disabled: true, onclick: () => startJob(text, findings) }, 'Start the job');

  const write = () => {
    text.value = JSON.stringify(job, null, 2);
    start.disabled = true; // what was looked at is not what would be started
  };
  const setArea = (aoi, name) => {
    job.aoi = aoi;
    area.textContent = name;
    write();
  };
  text.addEventListener('input', () => {
    start.disabled = true;
    try {
      Object.assign(job, JSON.parse(text.value));
    } catch {
      // Half-written JSON is looked at when it is sent.
    }
  });
  tools.onDrawn = (geometry) => setArea(geometry, `Drawn on the map: ${geometry.coordinates[0].length - 1} corners.`);
  const dates = ['start', 'end'].map((name) => field(name === 'start' ? 'From' : 'Until (not included)', element('input', {
    type: 'date', value: job[name], id: `job-${name}`, onchange: (event) => { job[name] = event.target.value; write(); },
  })));

  byId('new').replaceChildren(
    element('fieldset', {}, element('legend', {}, 'Where'), placeSearch(setArea, tools),
      element('div', { class: 'buttons' },
        element('button', { type: 'button', id: 'draw-polygon', onclick: () => tools.begin('polygon') }, 'Draw a polygon'),
        element('button', { type: 'button', id: 'draw-rectangle', onclick: () => tools.begin('rectangle') }, 'Draw a box')),
      boxInput(setArea, tools), area),
    element('fieldset', {}, element('legend', {}, 'What'),
      field('Imagery', choice(DATASETS, job.datasets[0], (value) => { job.datasets = [value]; write(); }, { id: 'job-dataset' })),
      field('Catalogue', element('input', { type: 'url', value: job.scenes, id: 'job-scenes', onchange: (event) => { job.scenes = event.target.value; write(); } })),
      element('div', { class: 'dates' }, ...dates)),
    element('details', { id: 'document' }, element('summary', {}, 'The whole document (model, polygons, tiles)'), text),
    element('div', { class: 'buttons' }, element('button', { type: 'button', id: 'check-job', onclick: () => check(text, findings, start, tools) }, 'Check before the start'), start),
    findings);
  write();
}

function placeSearch(setArea, tools) {
  const results = element('ul', { class: 'places', id: 'place-results' });
  let waiting;
  const input = element('input', {
    type: 'search', id: 'place-search', placeholder: 'Haskell County, Kansas, Luxembourg', autocomplete: 'off',
    oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(input.value.trim()), 250);
    },
  });
  const choose = async (place) => {
    setArea(place.path, `${place.name} (${place.path})`);
    results.replaceChildren();
    try {
      const outline = await request(`places/${place.path.split('/').map(encodeURIComponent).join('/')}`);
      tools.showArea(outline.geometry);
      tools.zoomTo(outline.bbox);
    } catch (error) {
      announce(error.message, true);
    }
  };
  const search = async (text) => {
    if (text.length < 2) return results.replaceChildren();
    try {
      const { places } = await request(`places?q=${encodeURIComponent(text)}`);
      results.replaceChildren(...(places.length ? places.map((place) => element('li', {}, element('button', { type: 'button', onclick: () => choose(place) }, place.name, element('small', {}, ` ${place.kind}`))))
        : [element('li', { class: 'note' }, 'No such place.')]));
    } catch (error) {
      announce(error.message, true);
    }
  };
  return element('div', {}, field('Place', input), results);
}

/** The keyboard's way to a box. */
function boxInput(setArea, tools) {
  return field('Or a box', element('input', {
    type: 'text', id: 'box', placeholder: 'west, south, east, north', autocomplete: 'off',
    onchange: (event) => {
      const box = event.target.value.split(/[,\s]+/).filter(Boolean).map(Number);
      if (box.length !== 4 || !box.every(Number.isFinite)) return announce('A box has four numbers in degrees: west, south, east, north.', true);
      const [w, s, e, n] = box;
      tools.showArea({ type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] });
      tools.zoomTo(box);
      setArea(box, `Box ${box.join(', ')}`);
    },
  }));
}

async function check(text, findings, start, tools) {
  const job = parse(text, findings);
  if (!job) return;
  findings.replaceChildren(element('p', { class: 'note' }, 'Looking ...'));
  try {
    const answer = await request('preflight', { method: 'POST', body: job });
    findings.replaceChildren(...describe(answer));
    tools.showMissing(answer.steps.flatMap((step) => step.datasets.map((found) => found.missing)).filter(Boolean));
    start.disabled = !answer.canRun;
  } catch (error) {
    start.disabled = true;
    findings.replaceChildren(...problems(error));
  }
}

async function startJob(text, findings) {
  const job = parse(text, findings);
  if (!job) return;
  try {
    const started = await request('jobs', { method: 'POST', body: job });
    announce(`Job ${started.id} has started.`);
    change({ tab: 'jobs' });
  } catch (error) {
    findings.replaceChildren(...problems(error));
  }
}

function parse(text, findings) {
  try {
    return JSON.parse(text.value);
  } catch (error) {
    findings.replaceChildren(element('p', { class: 'problem' }, `The document is not JSON: ${error.message}`));
    return null;
  }
}

function problems(error) {
  const list = error instanceof ApiError ? error.errors : [];
  return [element('p', { class: 'problem' }, error.message), list.length ? element('ul', { class: 'problems' }, ...list.map(({ field: name, message }) => element('li', {}, element('code', {}, name), ` ${message}`))) : null].filter(Boolean);
}

/** A pre-flight's answer: figures of the whole, a row for each time step and dataset, and what a person should know. */
function describe({ canRun, areaKm2, size, steps, warnings }) {
  const number = (value) => Number(value).toLocaleString('en', { maximumFractionDigits: 1 });
  const rows = steps.flatMap((step) => step.datasets.map((found) => element('tr', {},
    element('th', { scope: 'row' }, step.start), element('td', {}, number(found.scenes)), element('td', {}, `${(100 * found.coveredShare).toFixed(1)} %`), element('td', {}, number(found.expectedClearLooks)))));
  return [
    element('p', {}, canRun
      ? `${number(areaKm2)} km2: ${number(size.pixels)} pixels in ${number(size.blocks)} blocks, about ${number((size.mosaicBytes + size.levelBytes + size.predictionBytes) / 1e6)} MB before compression.`
      : 'There is no scene to work with.'),
    element('table', { class: 'attributes' },
      element('thead', {}, element('tr', {}, ...['Step', 'Scenes', 'Covered', 'Clear looks'].map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...rows)),
    ...warnings.map((warning) => element('p', { class: 'problem' }, warning)),
    ...leftOut(steps).map((line) => element('p', { class: 'note' }, line)),
  ].filter(Boolean);
}

/** A line a time step and dataset that leaves scenes out, with the reasons. */
function leftOut(steps) {
  return steps.flatMap((step) => step.datasets.filter(({ unused }) => unused.length).map(({ dataset, unused }) =>
    `${step.start}, ${dataset}: left out ${unused.map(({ scenes, text }) => `${scenes} ${scenes === 1 ? 'scene' : 'scenes'} ${text}`).join('; ')}.`));
}

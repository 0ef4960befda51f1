// The controls of a new job's document: imagery, dates, model, polygons. They follow the text, and change it.
import recipes from '../../../../pipeline/Models/recipes.json';
import { announce, choice, element, field } from '../dom.js';

const DATASETS = [
  ['S2_MED_WINDOWED_PIXEL', 'Sentinel-2, median of the year'], ['S2_MED_WINDOWED_PIXEL_ALL_BANDS', 'Sentinel-2, all bands'],
  ['S2_BEST_SCENE_WINDOWED_PIXEL', 'Sentinel-2, best scene'], ['S2_MED_PLANTING', 'Sentinel-2, planting season'], ['S2_MED_HARVEST', 'Sentinel-2, harvest season'],
  ['NAIP_60CM', 'NAIP, 60 cm'], ['NAIP_30CM', 'NAIP, 30 cm'],
];
const OTHER = 'other'; // what only the text can say
const CATALOGUE = 'https://earth-search.aws.element84.com/v1';

/** What a form starts with: the whole last year. */
export function firstJob() {
  const year = new Date().getUTCFullYear();
  return { aoi: null, scenes: CATALOGUE, datasets: ['S2_MED_WINDOWED_PIXEL'], start: `${year - 1}-01-01`, end: `${year}-01-01` };
}

/** The fieldsets that say what a document is about, but for its area. */
export function jobFields(document) {
  const edit = (change) => {
    if (!document.edit(change)) announce('The document below is not JSON: mend it before the form can change it.', true);
  };
  return [imageryFields(document, edit), modelFields(document, edit)];
}

function imageryFields(document, edit) {
  const input = (type, name, id) => element('input', { type, id, onchange: (event) => edit((job) => { job[name] = event.target.value; }) });
  const datasets = choice([...DATASETS, [OTHER, 'As the document says']], '', (value) => edit((job) => { if (value !== OTHER) job.datasets = [value]; }), { id: 'job-dataset' });
  const [scenes, start, end] = [input('url', 'scenes', 'job-scenes'), input('date', 'start', 'job-start'), input('date', 'end', 'job-end')];
  document.follow((job) => {
    if (!job) return;
    const [only, ...more] = Array.isArray(job.datasets) ? job.datasets : [];
    datasets.value = more.length === 0 && DATASETS.some(([name]) => name === only) ? only : OTHER;
    [[scenes, job.scenes], [start, job.start], [end, job.end]].forEach(([control, value]) => { control.value = typeof value === 'string' ? value : ''; });
  });
  return element('fieldset', {}, element('legend', {}, 'Imagery'),
    field('Kind', datasets),
    field('Catalogue', scenes),
    element('div', { class: 'dates' }, field('From', start), field('Until (not included)', end)));
}

function modelFields(document, edit) {
  const kinds = [['', 'None: the mosaic alone'], ...Object.keys(recipes).map((name) => [name, `Recipe ${name}`]), [OTHER, 'A model with a card, or as the document says']];
  const kind = choice(kinds, '', (value) => edit((job) => setKind(job, value)), { id: 'job-recipe' });
  const path = element('input', {
    type: 'text', id: 'job-model', autocomplete: 'off', spellcheck: 'false', placeholder: 'a name in the registry, or an address',
    onchange: (event) => edit((job) => { job.predict = { ...job.predict, model_path: event.target.value.trim() }; }),
  });
  const labels = element('input', {
    type: 'text', id: 'job-features', autocomplete: 'off', placeholder: 'field, field_boundaries',
    onchange: (event) => edit((job) => setLabels(job, event.target.value.split(',').map((label) => label.trim()).filter(Boolean))),
  });
  const note = element('small', { class: 'note', id: 'job-recipe-note' });
  const details = element('div', {}, field('Model', path), field('Labels whose polygons and map tiles to make', labels));
  document.follow((job) => {
    if (!job) return;
    kind.value = Object.hasOwn(recipes, job.recipe ?? '') ? job.recipe : job.predict || job.recipe ? OTHER : '';
    path.value = job.predict?.model_path ?? '';
    const recipe = recipes[kind.value];
    const features = job.vectorize ? job.vectorize.features ?? recipe?.vectorize?.features : [];
    labels.value = Array.isArray(features) ? features.join(', ') : '';
    details.hidden = kind.value === '';
    note.textContent = recipe?.summary ?? '';
  });
  return element('fieldset', {}, element('legend', {}, 'Model'), field('Prediction', kind), note, details);
}

/** Chooses what predicts. A recipe brings its own imagery, bands and labels; what was said of the model itself stays. */
function setKind(job, kind) {
  delete job.recipe;
  if (kind === '') {
    for (const name of ['predict', 'vectorize', 'tiles']) delete job[name];
    job.datasets ??= firstJob().datasets;
    return;
  }
  job.predict = { model_path: '', ...job.predict };
  if (kind === OTHER) {
    job.datasets ??= firstJob().datasets;
    return;
  }
  job.recipe = kind;
  delete job.datasets;
  if (recipes[kind].vectorize) Object.assign(job, { vectorize: {}, tiles: job.tiles ?? {} });
  else for (const name of ['vectorize', 'tiles']) delete job[name];
}

/** Polygons of labels, with map tiles; none for no labels. */
function setLabels(job, features) {
  if (features.length === 0) {
    for (const name of ['vectorize', 'tiles']) delete job[name];
    return;
  }
  job.vectorize = { ...job.vectorize, features };
  job.tiles ??= {};
}

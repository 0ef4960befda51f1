// A new job: where, when, what; looked at before it starts.
import { ApiError, request } from '../api.js';
import { announce, byId, element } from '../dom.js';
import { change } from '../url-state.js';
import { boxInput, placeSearch } from './area-search.js';
import { JobDocument } from './job-document.js';
import { firstJob, jobFields } from './job-form.js';
import { describe, problems } from './preflight.js';

/** Builds the form. tools: those of new-area.js. */
export function renderNewJob(tools) {
  const text = element('textarea', { rows: 14, spellcheck: 'false', id: 'job-document', 'aria-label': 'The job document' });
  const document = new JobDocument(text, firstJob());
  const areaNote = element('p', { class: 'note', id: 'area-note' });
  const findings = element('div', { id: 'findings', 'aria-live': 'polite' });
  const start = element('button', { type: 'button', class: 'primary', id: 'start-job', disabled: true, onclick: () => startJob(text, findings, start) }, 'Start the job');

  let area = { aoi: null, name: 'No area yet.' };
  const setArea = (aoi, name) => {
    area = { aoi, name };
    if (!document.edit((job) => { job.aoi = aoi; })) announce('The document below is not JSON: mend it before it can have an area.', true);
  };
  document.follow((job) => {
    start.disabled = true; // what was looked at is not what would be started
    areaNote.textContent = !job?.aoi ? 'No area yet.' : JSON.stringify(job.aoi) === JSON.stringify(area.aoi) ? area.name : 'As the document says.';
  });
  tools.onDrawn = (geometry) => setArea(geometry, `Drawn on the map: ${geometry.coordinates[0].length - 1} corners.`);

  byId('new').replaceChildren(
    element('fieldset', {}, element('legend', {}, 'Where'), placeSearch(setArea, tools),
      element('div', { class: 'buttons' },
        element('button', { type: 'button', id: 'draw-polygon', onclick: () => tools.begin('polygon') }, 'Draw a polygon'),
        element('button', { type: 'button', id: 'draw-rectangle', onclick: () => tools.begin('rectangle') }, 'Draw a box')),
      boxInput(setArea, tools), areaNote),
    ...jobFields(document),
    element('details', { id: 'document' }, element('summary', {}, 'The whole document'), text),
    element('div', { class: 'buttons' }, element('button', { type: 'button', id: 'check-job', onclick: () => check(text, findings, start, tools) }, 'Check before the start'), start),
    findings);
}

let checks = 0;

/** Looks at the document as it is now; only if it still is so afterwards it may be started. */
async function check(text, findings, start, tools) {
  const asked = text.value;
  const number = ++checks;
  start.disabled = true;
  const job = parse(asked, findings);
  if (!job) return;
  findings.replaceChildren(element('p', { class: 'note' }, 'Looking ...'));
  let answer;
  try {
    answer = await request('preflight', { method: 'POST', body: job });
  } catch (error) {
    if (number === checks) findings.replaceChildren(...problems(error));
    return;
  }
  if (number !== checks) return;
  if (text.value !== asked) {
    findings.replaceChildren(element('p', { class: 'problem' }, 'The document has changed meanwhile: check it again.'));
    return;
  }
  findings.replaceChildren(...describe(answer));
  tools.showMissing(answer.steps.flatMap((step) => step.datasets.map((found) => found.missing)).filter(Boolean));
  start.disabled = !answer.canRun;
}

async function startJob(text, findings, start) {
  const asked = text.value;
  const job = parse(asked, findings);
  if (!job) return;
  start.disabled = true; // one press, one job
  try {
    const started = await request('jobs', { method: 'POST', body: job });
    announce(`Job ${started.id} has started.`);
    change({ tab: 'jobs' });
  } catch (error) {
    findings.replaceChildren(...problems(error));
    start.disabled = error instanceof ApiError || text.value !== asked; // a refusal stays one; a lost connection may be tried again
  }
}

function parse(text, findings) {
  try {
    return JSON.parse(text);
  } catch (error) {
    findings.replaceChildren(element('p', { class: 'problem' }, `The document is not JSON: ${error.message}`));
    return null;
  }
}

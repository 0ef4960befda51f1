// The jobs of the service, newest first, with live progress.
import { ApiError, request } from '../api.js';
import { announce, byId, element } from '../dom.js';
import { change, state } from '../url-state.js';

const BUSY_MS = 2000; // between looks while a job runs
const IDLE_MS = 20000;
const RUNNING = new Set(['PENDING', 'RUNNING', 'CANCELLING']);
const STAGES = { plan: 'Scene search', mosaic: 'Mosaic', multiscales: 'Overviews', predict: 'Prediction', vectorize: 'Polygons', tiles: 'Map tiles' };

const open = new Set(); // jobs whose details are unfolded
const states = new Map(); // the last known state of each job, to tell when one ends
let timer;

/** Looks for jobs now and goes on looking. onKey is called when the service asks for a key. */
export async function refreshJobs(onKey) {
  clearTimeout(timer);
  let busy = false;
  try {
    const { jobs } = await request('jobs');
    const detailed = await Promise.all(jobs.map((job) => (RUNNING.has(job.state) || open.has(job.id) ? request(`jobs/${encodeURIComponent(job.id)}`).catch(() => job) : job)));
    busy = detailed.some((job) => RUNNING.has(job.state));
    tell(detailed);
    render(detailed, onKey);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
      onKey();
    }
    byId('jobs').replaceChildren(element('p', { class: 'problem' }, `The jobs cannot be listed: ${error.message}`));
  }
  timer = setTimeout(() => refreshJobs(onKey), document.hidden || !busy ? IDLE_MS : BUSY_MS);
}

/** Says when a job that was seen running has ended. */
function tell(jobs) {
  for (const job of jobs) {
    const before = states.get(job.id);
    if (before && before !== job.state && !RUNNING.has(job.state)) announce(`Job ${job.id}: ${job.state.toLowerCase()}`, job.state === 'FAILED');
    states.set(job.id, job.state);
  }
}

function render(jobs, onKey) {
  const focused = document.activeElement?.dataset?.focus;
  const panel = byId('jobs');
  panel.replaceChildren(jobs.length === 0
    ? element('p', { class: 'note' }, 'No jobs yet. Start one under "New job".')
    : element('ul', { class: 'job-list' }, ...jobs.map((job) => entry(job, onKey))));
  if (focused) panel.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function entry(job, onKey) {
  const current = state().job === job.id;
  const details = element('details', {
    open: open.has(job.id),
    ontoggle: (event) => { event.target.open ? open.add(job.id) : open.delete(job.id); },
  }, element('summary', { 'data-focus': `details ${job.id}` }, `${RUNNING.has(job.state) ? 'Progress' : 'Details'}`), ...parts(job, onKey));
  if (RUNNING.has(job.state)) details.open = true;
  return element('li', { class: `job ${job.state.toLowerCase()}`, 'aria-current': current ? 'true' : null },
    element('div', { class: 'job-head' },
      element('button', {
        type: 'button', class: 'job-name', 'data-focus': `show ${job.id}`, disabled: job.state !== 'SUCCEEDED',
        title: job.state === 'SUCCEEDED' ? 'Show on the map' : '', onclick: () => show(job.id),
      }, job.id),
      element('span', { class: 'badge' }, job.state.toLowerCase())),
    element('time', { datetime: job.created }, new Date(job.created).toLocaleString()),
    details);
}

/** Brings a job to the map. What is chosen of another job by its own names - labels, layers, bands, dates - does not go with it. */
function show(id) {
  change({ job: id, tab: 'layers', hidden: '', time: '', compare: '', bands: '', prediction: state().prediction === 'off' ? 'off' : 'classes' });
}

function parts(job, onKey) {
  const made = (job.stages ?? []).map((stage) => stageRow(stage, job.state));
  if (job.error) made.push(element('p', { class: 'problem' }, job.error));
  if (RUNNING.has(job.state)) made.push(element('button', { type: 'button', 'data-focus': `cancel ${job.id}`, onclick: () => cancel(job.id, onKey) }, 'Cancel'));
  return made.length ? made : [element('p', { class: 'note' }, 'Nothing to tell yet.')];
}

function stageRow(stage, jobState) {
  const name = STAGES[stage.name] ?? stage.name;
  const end = stage.finished ?? (RUNNING.has(jobState) ? new Date().toISOString() : null);
  const seconds = end ? Math.max(0, (new Date(utc(end)) - new Date(utc(stage.started))) / 1000) : null;
  return element('div', { class: 'stage' },
    element('span', {}, name),
    element('progress', { max: Math.max(1, stage.total), value: stage.done, 'aria-label': `${name}: ${stage.done} of ${stage.total}` }),
    element('span', { class: 'figures' }, `${stage.done}/${stage.total}${seconds === null ? '' : `, ${seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`}`}`));
}

/** Times of stages come without a zone and are UTC. */
const utc = (time) => (/Z|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`);

async function cancel(id, onKey) {
  try {
    await request(`jobs/${encodeURIComponent(id)}`, { method: 'DELETE' });
    announce(`Job ${id} is being cancelled.`);
  } catch (error) {
    announce(error.message, true);
  }
  await refreshJobs(onKey);
}

// The map page: brings the panel, the map and the address together.
import 'maplibre-gl/dist/maplibre-gl.css';
import './map.css';
import { accessKey, ApiError, headers, request, root, setAccessKey } from './api.js';
import { createMap } from './base-map.js';
import { busyUntilDrawn, watchBusy } from './busy.js';
import { Comparison } from './compare.js';
import { announce, byId, readOut } from './dom.js';
import { boundsOf, clearJob, drawJob, openJob } from './job-view.js';
import { describeAttributes, featureAt, hideAttributes, showAttributes } from './layers/vector-layers.js';
import { renderLegend } from './legend.js';
import { areaTools } from './new-area.js';
import { refreshJobs } from './panels/jobs-panel.js';
import { followLook, renderLayers } from './panels/layers-panel.js';
import { renderNewJob } from './panels/new-job-panel.js';
import { selectTab, startTabs } from './panels/tabs.js';
import { placeOf } from './state-codec.js';
import { change, state, watch } from './url-state.js';

const config = await fetch(new URL('map/config.json', root)).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
const map = createMap('map', config.baseMap);
watchBusy(map); // before anything is waited for: the first picture may be the only one
const comparison = new Comparison(map, config.baseMap);
let view = null;
let opening = Promise.resolve(); // one change after the other: layers are added asynchronously

await new Promise((loaded) => (map.isStyleLoaded() ? loaded() : map.once('load', loaded)));

const showControls = () => renderLayers(view, { onZoom: zoomToJob, onShare: copyLink });

/** Brings the map to the state; changed null means all of it. */
function update(changed = null) {
  opening = opening.then(() => apply(changed)).catch((error) => announce(error.message, true));
  busyUntilDrawn(map, opening);
  return opening;
}

async function apply(changed) {
  const current = state();
  if (current.job !== (view?.id ?? '')) {
    if (view) clearJob(map, view);
    view = null;
    if (current.job) await show(current);
    changed = null;
    showControls();
  } else if (view) {
    await drawJob(map, view, current, current.time, changed);
    if (view.mosaic && (changed?.has('raster') || changed?.has('bands'))) followLook(view.mosaic, current);
  }
  await comparison.show(view, current, changed);
  showLegend();
  document.body.dataset.shown = view?.id ?? ''; // the layers of this job are on the map
}

const showLegend = () => renderLegend(view, state(), map.getZoom());
map.on('zoomend', showLegend); // some attributes are in deep tiles alone

async function show(current) {
  try {
    view = await openJob(current.job);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) askForKey();
    announce(`Job ${current.job} cannot be shown: ${error.message}`, true);
    return;
  }
  await drawJob(map, view, current, current.time);
  if (!current.at) zoomToJob();
  view.problems.forEach((problem) => announce(problem, true));
}

function zoomToJob() {
  const box = view && boundsOf(view);
  if (box) map.fitBounds(box, { padding: paddingOf(), animate: false });
}

/** Room for the panel, which lies over the map. */
function paddingOf() {
  const panel = byId('panel').getBoundingClientRect();
  const below = panel.width > innerWidth * 0.8;
  return { top: 40, right: innerWidth > 1100 ? 240 : 40, left: below ? 40 : panel.right + 30, bottom: below ? Math.min(innerHeight * 0.6, innerHeight - panel.top + 20) : 40 };
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce('The link is copied. It holds no key: who opens it needs access to the service.');
  } catch {
    announce(`Copy it from the address bar: ${location.href}`);
  }
}

// Attributes by pointer, and by keyboard for what lies under the crosshair.
map.on('click', (event) => {
  if (tools.isDrawing) return;
  inspect(event.point, event.lngLat);
});
map.getCanvas().addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault(); // else the same key presses the button that closes the pop-up, which has the focus by then
  inspect(map.project(map.getCenter()), map.getCenter());
});
function inspect(point, place) {
  const feature = view?.tiles ? featureAt(comparison.mapAt(point), view.tiles, point) : null;
  if (!feature) return;
  showAttributes(map, feature, place);
  readOut(describeAttributes(feature));
}

const tools = areaTools(map, paddingOf);
renderNewJob(tools);

// The key, where the service asks for one.
function askForKey() {
  const dialog = byId('key-dialog');
  if (dialog.open) return;
  byId('key-input').value = accessKey();
  dialog.showModal();
}
byId('key-button').addEventListener('click', askForKey);
byId('key-dialog').addEventListener('close', () => {
  if (byId('key-dialog').returnValue !== 'save') return;
  setAccessKey(byId('key-input').value.trim());
  refreshJobs(askForKey);
  update();
});

byId('fold').addEventListener('click', () => {
  const open = byId('panel').classList.toggle('folded') === false;
  byId('fold').setAttribute('aria-expanded', String(open));
  byId('fold').textContent = open ? 'Fold' : 'Unfold';
});

/** A link pasted into the open page: what a person has not changed by hand must follow. */
function followAddress(current, changed) {
  if (changed.has('at')) {
    map.jumpTo(placeOf(current.at));
    busyUntilDrawn(map, opening);
  }
  if (current.job === (view?.id ?? '')) showControls();
}

startTabs((tab) => change({ tab }));
watch((current, changed, isFromAddress) => {
  if (changed.has('tab')) selectTab(current.tab);
  if (isFromAddress) followAddress(current, changed);
  if (['job', 'hidden', 'score', 'time', 'compare'].some((name) => changed.has(name))) hideAttributes();
  if (changed.has('job') || changed.has('tab')) refreshJobs(askForKey);
  if ([...changed].some((name) => !['tab', 'at'].includes(name))) update(changed);
});

selectTab(state().tab);
showControls();
refreshJobs(askForKey);
await update();

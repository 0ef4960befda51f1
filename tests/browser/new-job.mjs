// Starts a job on the map page as a person would: finds a place, types a box, draws an area, looks before the start, starts, watches, and opens the result.
// Usage: node tests/browser/new-job.mjs <service address> <catalogue address> <model address> <west,south,east,north of the catalogue's area>
import { executable, launch, leaveAfter } from './chromium.mjs';

const [service, catalogue, model, box] = process.argv.slice(2);
if (!executable) {
  console.log(JSON.stringify({ skipped: 'There is no Chromium on this machine (Debian: apt-get install chromium; or set RASTERFLOW_CHROMIUM).' }));
  process.exit(0);
}

const [west, south, east, north] = box.split(',').map(Number);
const centre = [(west + east) / 2, (south + north) / 2];

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(60_000);
leaveAfter(240, page);
const found = { problems: [], statesSeen: [] };
page.on('pageerror', (error) => found.problems.push(String(error)));
page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('status of 400')) found.problems.push(message.text()); });

const editDocument = async (change) => {
  const job = JSON.parse(await page.inputValue('#job-document'));
  change(job);
  await page.fill('#job-document', JSON.stringify(job, null, 2));
};
const settle = () => page.waitForFunction(() => document.getElementById('stage').getAttribute('aria-busy') === 'false');
const zoomOf = () => page.evaluate(() => Number(new URLSearchParams(location.hash.slice(1)).get('at').split('/')[0]));

// Without a job on it the map comes to rest too: nothing that waits for it may wait for ever.
await page.goto(`${service}api/map#tab=new`);
await settle();
await page.fill('#place-search', 'Haskell');
await page.waitForSelector('#place-results button');
found.places = await page.locator('#place-results button').allTextContents();
await page.click('#place-results button:has-text("Haskell, Kansas")');
found.placeNote = await page.textContent('#area-note');
await page.waitForFunction(() => new URLSearchParams(location.hash.slice(1)).has('at'));
found.placeZoom = await zoomOf();

// The keyboard's way to an area, and a document with a mistake, which is refused by name.
await page.fill('#box', box);
await page.press('#box', 'Enter');
await page.click('#document summary');
await editDocument((job) => {
  found.typed = job.aoi;
  job.scenes = catalogue;
  job.datasets = ['NO_SUCH_DATASET'];
});
await page.click('#check-job');
await page.waitForSelector('#findings .problems');
found.refusal = await page.textContent('#findings');
found.canStartAfterRefusal = await page.isEnabled('#start-job');

// The document and the form follow each other; what was deleted by hand stays deleted; half a document is not overwritten.
const controls = async () => Object.fromEntries(await Promise.all(['dataset', 'scenes', 'start', 'end', 'recipe', 'model', 'features'].map(async (name) => [name, await page.inputValue(`#job-${name}`)])));
await editDocument((job) => {
  delete job.scenes;
  Object.assign(job, { datasets: ['NAIP_60CM'], start: '2021-05-01', end: '2021-09-01', block_size: 64 });
});
found.controlsOfDocument = await controls();
await page.fill('#job-start', '2022-05-01');
await page.press('#job-start', 'Tab');
found.documentOfControls = JSON.parse(await page.inputValue('#job-document'));
await page.selectOption('#job-recipe', 'FTW');
await page.fill('#job-model', 'ftw-b3');
await page.press('#job-model', 'Tab');
found.recipeDocument = JSON.parse(await page.inputValue('#job-document'));
found.recipeControls = await controls();
await page.selectOption('#job-recipe', '');
found.documentWithoutModel = JSON.parse(await page.inputValue('#job-document'));
await page.fill('#job-document', '{ "aoi":');
await page.fill('#job-end', '2023-09-01');
await page.press('#job-end', 'Tab');
found.halfDocument = await page.inputValue('#job-document');

// The area by two clicks on the map, at the middle of the scenes.
await page.goto('about:blank'); // a changed hash alone does not load the page anew
await page.goto(`${service}api/map#tab=new&at=12/${centre[1]}/${centre[0]}`);
await settle();
await page.click('#draw-rectangle');
await page.mouse.move(600, 360);
await page.mouse.click(600, 360);
await page.mouse.move(720, 460, { steps: 4 });
await page.mouse.click(740, 500);
await page.waitForFunction(() => document.getElementById('area-note').textContent.includes('corners'));
found.drawn = JSON.parse(await page.inputValue('#job-document')).aoi;

// Everything else by the form: imagery, dates, a model with its card, polygons and map tiles.
const type = async (id, value) => {
  await page.fill(id, value);
  await page.press(id, 'Tab');
};
await type('#job-scenes', catalogue);
await type('#job-start', '2023-01-01');
await type('#job-end', '2025-01-01');
await page.selectOption('#job-recipe', 'other');
await type('#job-model', model);
await type('#job-features', 'field, field_boundaries');
await page.click('#document summary');
await editDocument((job) => {
  job.block_size = 64; // many blocks, so that there is progress to see
  job.chunk_size = 64;
  job.cache = false;
});

// What is changed while the service looks was not looked at.
let answer;
const asked = new Promise((done) => { page.route('**/api/preflight', async (route) => { answer = () => route.continue(); done(); }, { times: 1 }); });
await page.click('#check-job');
await asked;
await type('#job-end', '2024-01-01');
answer();
await page.waitForFunction(() => document.getElementById('findings').textContent.includes('changed meanwhile'));
found.canStartAfterChange = await page.isEnabled('#start-job');
await type('#job-end', '2025-01-01');

await page.click('#check-job');
await page.waitForFunction(() => !document.getElementById('start-job').disabled);
found.findings = await page.textContent('#findings');
await page.click('#start-job');
const note = await page.waitForFunction(() => /Job (\S+) has started/.exec(document.getElementById('status').textContent)?.[1]);
found.id = await note.jsonValue();

// Progress as it is drawn, until the job is done: each state once, in the browser, so that a slow test misses none.
await page.waitForSelector(`[data-focus="show ${found.id}"]`);
[found.statesSeen, found.progressSeen] = await page.evaluate((id) => new Promise((done) => {
  const seen = [];
  const progress = new Set();
  const look = () => {
    const state = document.querySelector(`.job:has([data-focus="show ${id}"]) .badge`)?.textContent;
    if (state && seen.at(-1) !== state) seen.push(state);
    document.querySelectorAll(`.job:has([data-focus="show ${id}"]) progress`).forEach((bar) => progress.add(bar.getAttribute('aria-label')));
    if (['succeeded', 'failed', 'cancelled'].includes(state)) done([seen, [...progress]]);
    else setTimeout(look, 50);
  };
  look();
}), found.id);
await page.click(`[data-focus="show ${found.id}"]`);
await page.waitForFunction((id) => document.body.dataset.shown === id, found.id);
await settle();
found.shown = await page.evaluate(() => document.body.dataset.shown);
found.layers = await page.locator('#layers .check').allTextContents();
await browser.close();
console.log(JSON.stringify(found));
process.exit(0);

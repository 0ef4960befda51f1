// Opens a finished job on the map page in a real browser and prints, as JSON, what the canvas shows in each of its looks.
// Usage: node tests/browser/map.mjs <service address> <job id> [<folder for screenshots>]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoder, executable, launch, leaveAfter } from './chromium.mjs';

const [service, job, pictures] = process.argv.slice(2);
if (!executable) {
  console.log(JSON.stringify({ skipped: 'There is no Chromium on this machine (Debian: apt-get install chromium; or set RASTERFLOW_CHROMIUM).' }));
  process.exit(0);
}

const LONG = 90_000; // drawing by software on a busy machine
const HIDDEN = 'fields,boundaries';
const BESIDE_LEGEND = [0, 0.7];
const browser = await launch();
const decode = await decoder(browser);
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await context.newPage();
page.setDefaultTimeout(LONG);
leaveAfter(400, page);
const problems = [];
page.on('pageerror', (error) => problems.push(String(error)));
page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
const outside = [];
page.on('request', (request) => {
  const url = new URL(request.url());
  if (url.protocol.startsWith('http') && url.origin !== new URL(service).origin) outside.push(request.url());
});

const found = { problems, outside };
const settle = async () => {
  await page.waitForFunction((id) => document.body.dataset.shown === id && document.getElementById('stage').getAttribute('aria-busy') === 'false', job);
  await page.waitForTimeout(100);
};
/** Shows a state as a link in the open page does: all but the first without loading it anew. */
const open = async (state) => {
  const hash = `#${new URLSearchParams({ job, ...state })}`;
  if (!page.url().startsWith(service)) await page.goto(`${service}api/map${hash}`);
  else await page.evaluate((next) => new Promise((done) => { addEventListener('hashchange', done, { once: true }); location.hash = next; }), hash);
  await settle();
};
const picture = async (name) => {
  const png = await page.screenshot();
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${name}.png`), png);
  }
  return decode(png);
};

/** Means, spread and the number of colours in a box of the screen given by shares of the map to the right of the panel. */
const look = ({ width, height, data }, [x0, x1] = [0.3, 0.7]) => {
  const [left, right, top, bottom] = [400 + (width - 400) * x0, 400 + (width - 400) * x1, height * 0.3, height * 0.7].map(Math.round);
  const sums = [0, 0, 0];
  const colours = new Set();
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++, count++) {
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) sums[c] += data[at + c];
      colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    }
  }
  return { mean: sums.map((sum) => sum / count), colours: colours.size };
};
/** Whether two pictures are of visibly different colour at a byte offset. */
const differs = (a, b, at) => Math.abs(a.data[at] - b.data[at]) + Math.abs(a.data[at + 1] - b.data[at + 1]) + Math.abs(a.data[at + 2] - b.data[at + 2]) > 24;
/** The share of pixels that two pictures do not have in common, to the right of the panel. */
const difference = (a, b, [x0, x1] = [0, 1]) => {
  const [left, right] = [400 + (a.width - 400) * x0, 400 + (a.width - 400) * x1].map(Math.round);
  let hits = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = left; x < right; x++) {
      if (differs(a, b, 4 * (y * a.width + x))) hits++;
    }
  }
  return hits / (a.height * (right - left));
};

/** A member of the state in the address. */
const stateOf = (name) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name);
/** Looks until the picture has changed as wanted, and returns by how much; the last look's share when it never does. */
const changeFrom = async (before, isWanted = (share) => share > 0.1, range = [0, 1]) => {
  let share;
  for (let tries = 0; tries < 60 && !isWanted(share); tries++) {
    await page.waitForTimeout(250);
    share = difference(before, await picture('change'), range);
  }
  return share;
};

// Each layer alone.
await open({ raster: 'off', hidden: HIDDEN });
const empty = await picture('empty');
found.empty = look(empty);
const place = stateOf('at');

await open({ at: place, hidden: HIDDEN });
const latest = await picture('true-colour');
found.trueColour = look(latest);
found.times = await page.locator('#raster-time option').evaluateAll((options) => options.map((option) => option.value));

// Any three bands, by the panel: the picture follows, and so does the address.
await page.click('#tab-layers');
await page.selectOption('#raster-look', 'bands');
found.falseColourDiffers = await changeFrom(latest);
found.falseColourBands = stateOf('bands');
await page.selectOption('#raster-look', 'rgb');
found.trueColourAgain = await changeFrom(latest, (share) => share < 0.01);
found.trueColourBands = stateOf('bands');

await open({ at: place, hidden: HIDDEN, time: found.times[0] });
const first = await picture('first-year');
found.yearsDiffer = difference(latest, first);

await open({ at: place, hidden: HIDDEN, raster: 'ndvi' });
found.ndvi = look(await picture('ndvi'));

await open({ at: place, hidden: HIDDEN, raster: 'off', prediction: 'classes', predictionOpacity: '1' });
const classes = await picture('prediction');
found.predictionDiffers = difference(classes, empty);
found.prediction = look(classes);
await open({ at: place, hidden: HIDDEN, raster: 'off', prediction: 'field', predictionOpacity: '1', tab: 'layers' });
const probability = await picture('probability');
found.probabilityDiffers = difference(probability, classes);
await page.fill('[aria-label="Opacity of the prediction"]', '0');
found.transparentDiffers = await changeFrom(empty, (share) => share < 0.01, BESIDE_LEGEND);

await open({ at: place, raster: 'off' });
const vectors = await picture('polygons');
found.polygonsDiffer = difference(vectors, empty);
await open({ at: place, raster: 'off', score: '1' });
found.polygonsAboveScore1Differ = difference(await picture('polygons-none'), empty, BESIDE_LEGEND);
await open({ at: place, raster: 'off', colour: 'score_mean', hidden: 'boundaries' });
const byScore = await picture('polygons-by-score');
found.colouredDiffer = difference(byScore, vectors);
await page.click('#tab-layers');
await page.selectOption('#colour-by', 'area_m2');
found.colouredByAreaDiffer = await changeFrom(byScore, (share) => share > 0.05);
found.legend = await page.locator('#legend').innerText();

// Before and after: to the left of the slider the one year, to the right the other.
await open({ at: place, hidden: HIDDEN, time: found.times[0], compare: found.times.at(-1), split: '60' });
const compared = await picture('before-after');
found.leftIsFirst = difference(compared, first, [0.05, 0.25]);
found.rightIsLatest = difference(compared, latest, [0.6, 0.85]);
found.compareTags = await page.locator('.tag').allTextContents();
await page.focus('#split');
await page.keyboard.press('ArrowRight');
found.splitByKeyboard = stateOf('split');

// Attributes, by pointer and by keyboard.
await open({ at: place, raster: 'off', hidden: 'boundaries' });
const fields = await picture('polygons-fields');
const isField = (x, y) => differs(fields, empty, 4 * (y * fields.width + x));
const inside = (x, y) => [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]].every(([dx, dy]) => isField(x + dx, y + dy));
const grid = (from, to) => Array.from({ length: Math.ceil((to - from) / 7) }, (_, k) => Math.round(from) + 7 * k);
const target = grid(fields.height * 0.35, fields.height - 4).flatMap((y) => grid(fields.width * 0.6, fields.width * 0.9).map((x) => ({ x, y }))).find(({ x, y }) => inside(x, y));
if (target) await page.mouse.click(target.x, target.y);
found.attributes = await page.locator('.maplibregl-popup .attributes th').allTextContents();
found.announced = await page.locator('#status').textContent();
await page.evaluate(() => { document.getElementById('status').textContent = ''; });

// The same with the keyboard: the polygon is brought under the crosshair, and Enter reads it out.
if (target) {
  const [zoom, lat, lon] = place.split('/').map(Number);
  const world = 512 * 2 ** zoom;
  const mercator = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) - ((target.y - fields.height / 2) / world) * 2 * Math.PI;
  const centre = [(Math.atan(Math.exp(mercator)) * 360) / Math.PI - 90, lon + ((target.x - fields.width / 2) / world) * 360];
  await open({ at: [zoom, ...centre].join('/'), raster: 'off', hidden: 'boundaries' });
  await page.focus('#map canvas');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.maplibregl-popup .attributes');
  found.announcedByKeyboard = await page.locator('#status').textContent();
  await page.keyboard.press('Escape');
  found.focusAfterEscape = await page.evaluate(() => `${document.querySelectorAll('.maplibregl-popup').length} ${document.activeElement.closest('#map')?.id}`);
}

// A link shows the same map in another window.
const copy = await context.newPage();
copy.setDefaultTimeout(LONG);
await copy.goto(`${service}api/map#${new URLSearchParams({ job, at: place, hidden: HIDDEN, raster: 'ndvi', mosaicOpacity: '0.5' })}`);
await copy.waitForFunction((id) => document.body.dataset.shown === id, job);
found.linkedLook = await copy.locator('#raster-look').inputValue();
await copy.close();

// A base map where the installation names one. The policy of the page, which a test of its own looks at, would not let this test's tiles in.
const withBase = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
const based = await withBase.newPage();
based.setDefaultTimeout(LONG);
const tile = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
await withBase.route('**/map/config.json', (route) => route.fulfill({ json: { baseMap: { tiles: 'https://tiles.example.org/{z}/{x}/{y}.png', attribution: 'Example' } } }));
await withBase.route('https://tiles.example.org/**', (route) => route.fulfill({ contentType: 'image/png', body: tile, headers: { 'access-control-allow-origin': '*' } }));
await based.goto(`${service}api/map#at=${place}`);
await based.waitForFunction(() => document.getElementById('stage').getAttribute('aria-busy') === 'false');
found.baseMap = difference(await decode(await based.screenshot()), empty);
await withBase.close();

// What a customer sees: everything together.
await open({ at: place, score: '0.5', tab: 'layers' });
await picture('map');

// An address to give away reads that output, and by range.
await page.click('#outputs summary');
await page.click('[aria-label="Share tiles.pmtiles"]');
const shared = await page.inputValue('#shared input');
const part = await fetch(shared, { headers: { range: 'bytes=0-6' } });
found.shared = { status: part.status, text: await part.text() };

// Names of everything that can be operated.
found.unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input, select, textarea, a[href]')]
  .filter((e) => !e.labels?.length && !e.textContent.trim() && !e.getAttribute('aria-label') && !e.title && e.type !== 'hidden')
  .map((e) => e.outerHTML.slice(0, 120)));

// A phone.
const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
const small = await phone.newPage();
small.setDefaultTimeout(LONG);
await small.goto(`${service}api/map#${new URLSearchParams({ job, tab: 'layers' })}`);
await small.waitForFunction((id) => document.body.dataset.shown === id, job);
await small.waitForFunction(() => document.getElementById('stage').getAttribute('aria-busy') === 'false');
found.phone = await small.evaluate(() => ({ overflow: document.documentElement.scrollWidth - innerWidth, panelTop: document.getElementById('panel').getBoundingClientRect().top / innerHeight }));
if (pictures) writeFileSync(join(pictures, 'phone.png'), await small.screenshot());

await browser.close();
console.log(JSON.stringify(found));

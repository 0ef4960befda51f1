// Opens a finished job on the map page in a real browser and prints, as JSON, what the canvas shows in each of its looks.
// Usage: node tests/browser/map.mjs <service address> <job id> [<folder for screenshots>]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference, look, LONG, openMapPage, placeInside, skipWithoutBrowser } from './map-page.mjs';

const [service, job, pictures] = process.argv.slice(2);
skipWithoutBrowser();

const HIDDEN = 'fields,boundaries';
const BESIDE_LEGEND = [0, 0.7];
const map = await openMapPage(service, pictures, 400);
const { browser, context, page, decode, problems, outside, picture, changeFrom, stateOf } = map;
const open = (state) => map.open({ job, ...state });
const found = { problems, outside };

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
const target = placeInside(fields, empty, [0.6, 0.9]);
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

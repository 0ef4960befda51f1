// Takes the pictures of docs/MAP.md from a finished job of two years on simulated scenes.
// Usage: node tests/browser/pictures.mjs <service address> <job id> <address of the scenes' catalogue> <address or name of a model> <west,south,east,north of a new job> <folder>
import { join } from 'node:path';
import { LONG, openMapPage, skipWithoutBrowser } from './map-page.mjs';

const [service, job, catalogue, model, box, folder] = process.argv.slice(2);
skipWithoutBrowser();

const { browser, page, rest, open, stateOf } = await openMapPage(service, null, 500);
const shoot = (name, of = page) => of.screenshot({ path: join(folder, `${name}.jpg`), type: 'jpeg', quality: 82 });
const lookAt = async (name, state) => {
  await open({ job, tab: 'layers', ...state });
  await shoot(name);
};

await open({ job });
const [zoom, lat, lon] = stateOf('at').split('/').map(Number);
const EAST = 170; // pixels of the screen that the middle of the map lies left of what the panel leaves free
const near = [zoom + 0.85, lat, lon + (EAST * 360) / (512 * 2 ** (zoom + 0.85))].join('/');

await open({ job, at: near, hidden: 'boundaries', score: '0.5', tab: 'layers' });
for (let k = 0; k < 40 && (await page.locator('.maplibregl-popup').count()) === 0; k++) {
  await page.mouse.click(760 + 23 * (k % 8), 420 + 29 * Math.floor(k / 8)); // until one hits a field
  await page.waitForTimeout(300);
}
await page.waitForTimeout(500);
await shoot('map');
await lookAt('map-area', { at: near, raster: 'off', hidden: 'boundaries', colour: 'area_m2' });
await lookAt('map-prediction', { at: near, hidden: 'fields,boundaries', prediction: 'classes', predictionOpacity: '0.65' });
await lookAt('map-ndvi', { at: near, hidden: 'fields,boundaries', raster: 'ndvi' });
await lookAt('map-compare', { at: near, hidden: 'boundaries', time: '2023-01-01', compare: '2024-01-01', split: '64' });

// A new job, looked at before its start.
await open({ job, at: near, hidden: 'fields,boundaries', tab: 'new' });
const type = async (id, value) => {
  await page.fill(id, value);
  await page.press(id, 'Tab');
};
await type('#job-scenes', catalogue);
await type('#job-start', '2023-01-01');
await type('#job-end', '2025-01-01');
await type('#box', box);
await page.selectOption('#job-recipe', 'other');
await type('#job-model', model);
await type('#job-features', 'field, field_boundaries');
await page.click('#check-job');
await page.waitForFunction(() => !document.getElementById('start-job').disabled);
await page.locator('#findings').scrollIntoViewIfNeeded();
await page.evaluate(() => { document.getElementById('new').scrollTop = 1e6; document.activeElement.blur(); document.getElementById('status').className = ''; });
await rest();
await page.waitForTimeout(500);
await shoot('map-new-job');

const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
const small = await phone.newPage();
small.setDefaultTimeout(LONG);
await small.goto(`${service}api/map#${new URLSearchParams({ job, tab: 'layers', hidden: 'boundaries' })}`);
await small.waitForFunction((id) => document.body.dataset.shown === id && document.getElementById('stage').getAttribute('aria-busy') === 'false', job);
await shoot('map-phone', small);
await browser.close();
console.log(JSON.stringify({ pictures: folder, job }));
process.exit(0);

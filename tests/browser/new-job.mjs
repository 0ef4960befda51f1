// Starts a job on the map page as a person would: finds a place, draws an area, looks before the start, starts, watches, and opens the result.
// Usage: node tests/browser/new-job.mjs <service address> <catalogue address> <GeoJSON file of the catalogue's area>
import { readFileSync } from 'node:fs';
import { executable, launch } from './chromium.mjs';

const [service, catalogue, areaFile] = process.argv.slice(2);
if (!executable) {
  console.log(JSON.stringify({ skipped: 'There is no Chromium on this machine (Debian: apt-get install chromium; or set RASTERFLOW_CHROMIUM).' }));
  process.exit(0);
}

const corners = JSON.stringify(JSON.parse(readFileSync(areaFile)), (key, value) => value).match(/\[-?[\d.]+,-?[\d.]+\]/g).map(JSON.parse);
const [lons, lats] = [corners.map((c) => c[0]), corners.map((c) => c[1])];
const centre = [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];

const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(120_000);
const found = { problems: [], statesSeen: [] };
page.on('pageerror', (error) => found.problems.push(String(error)));
page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('status of 400')) found.problems.push(message.text()); });

await page.goto(`${service}api/map#tab=new`);
await page.fill('#place-search', 'Haskell');
await page.waitForSelector('#place-results button');
found.places = await page.locator('#place-results button').allTextContents();
await page.click('#place-results button:has-text("Haskell, Kansas")');
found.placeNote = await page.textContent('#area-note');

// A document with a mistake is refused by name.
await page.click('#document summary');
const editDocument = async (change) => {
  const job = JSON.parse(await page.inputValue('#job-document'));
  change(job);
  await page.fill('#job-document', JSON.stringify(job, null, 2));
};
await editDocument((job) => { job.datasets = ['NO_SUCH_DATASET']; });
await page.click('#check-job');
await page.waitForSelector('#findings .problems');
found.refusal = await page.textContent('#findings');

// The area by two clicks on the map, at the middle of the scenes.
await page.goto('about:blank'); // a changed hash alone does not load the page anew
await page.goto(`${service}api/map#tab=new&at=13/${centre[1]}/${centre[0]}`);
await page.waitForFunction(() => document.getElementById('stage').getAttribute('aria-busy') === 'false');
await page.click('#draw-rectangle');
await page.mouse.move(600, 360);
await page.mouse.click(600, 360);
await page.mouse.move(660, 420, { steps: 4 });
await page.mouse.click(680, 440);
await page.waitForFunction(() => document.getElementById('area-note').textContent.includes('corners'));
found.drawn = JSON.parse(await page.inputValue('#job-document')).aoi;

await page.click('#document summary');
await editDocument((job) => {
  job.scenes = catalogue;
  job.start = '2023-01-01';
  job.end = '2024-01-01';
});
await page.click('#check-job');
await page.waitForFunction(() => !document.getElementById('start-job').disabled);
found.findings = await page.textContent('#findings');
await page.click('#start-job');
const note = await page.waitForFunction(() => /Job (\S+) has started/.exec(document.getElementById('status').textContent)?.[1]);
found.id = await note.jsonValue();

// Progress as it is drawn, until the job is done.
const entry = page.locator(`.job:has([data-focus="show ${found.id}"])`);
for (let state = ''; state !== 'succeeded' && state !== 'failed';) {
  state = await entry.locator('.badge').textContent();
  if (found.statesSeen.at(-1) !== state) found.statesSeen.push(state);
  await page.waitForTimeout(100);
}
await page.click(`[data-focus="show ${found.id}"]`);
await page.waitForFunction((id) => document.body.dataset.shown === id, found.id);
found.shown = await page.evaluate(() => document.body.dataset.shown);
await browser.close();
console.log(JSON.stringify(found));

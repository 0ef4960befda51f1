// The map page with a job on it, driven and looked at: what the browser tests of the map share.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoder, executable, launch, leaveAfter } from './chromium.mjs';

export const LONG = 90_000; // drawing by software on a busy machine
const PANEL = 400; // pixels at the left that the panel covers

/** Ends the script when there is no browser, and says so in its answer. */
export function skipWithoutBrowser() {
  if (executable) return;
  console.log(JSON.stringify({ skipped: 'There is no Chromium on this machine (Debian: apt-get install chromium; or set RASTERFLOW_CHROMIUM).' }));
  process.exit(0);
}

/** Opens a browser with one window. Pictures are kept in a folder if one is named. */
export async function openMapPage(service, pictures, seconds) {
  const browser = await launch();
  const decode = await decoder(browser);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(LONG);
  leaveAfter(seconds, page);
  const problems = [];
  const outside = [];
  page.on('pageerror', (error) => problems.push(error.stack ?? String(error)));
  page.on('console', async (message) => {
    if (message.type() !== 'error') return;
    const at = problems.push(message.text()) - 1;
    const told = await Promise.all(message.args().map((arg) => arg.evaluate((error) => `${error?.stack ?? error}${error?.cause ? `, cause: ${error.cause}` : ''}`).catch(() => '')));
    problems[at] = `${told.join(' ')} (${page.url()})`;
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== new URL(service).origin) outside.push(request.url());
  });

  const rest = () => page.waitForFunction(() => document.getElementById('stage').getAttribute('aria-busy') === 'false');
  const settle = async (job) => {
    await page.waitForFunction((id) => document.body.dataset.shown === id && document.getElementById('stage').getAttribute('aria-busy') === 'false', job);
    await page.waitForTimeout(100);
  };
  /** Shows a state as a link in the open page does: all but the first without loading it anew. */
  const open = async (state) => {
    const hash = `#${new URLSearchParams(state)}`;
    if (!page.url().startsWith(service)) await page.goto(`${service}api/map${hash}`);
    else if (new URL(page.url()).hash !== hash) await page.evaluate((next) => new Promise((done) => { addEventListener('hashchange', done, { once: true }); location.hash = next; }), hash);
    await settle(state.job);
  };
  const picture = async (name) => {
    const png = await page.screenshot();
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      writeFileSync(join(pictures, `${name}.png`), png);
    }
    return decode(png);
  };
  /** Looks until the picture has changed as wanted, and returns by how much; the last look's share when it never does. */
  const changeFrom = async (before, isWanted = (share) => share > 0.1, range = [0, 1]) => {
    let share;
    for (let tries = 0; tries < 60 && !isWanted(share); tries++) {
      await page.waitForTimeout(250);
      share = difference(before, await picture('change'), range);
    }
    return share;
  };
  /** A member of the state in the address. */
  const stateOf = (name) => new URLSearchParams(new URL(page.url()).hash.slice(1)).get(name);
  return { browser, context, page, decode, problems, outside, rest, settle, open, picture, changeFrom, stateOf };
}

/** Means and the number of colours in a box of the screen given by shares of the map to the right of the panel. */
export function look({ width, height, data }, [x0, x1] = [0.3, 0.7]) {
  const [left, right, top, bottom] = [PANEL + (width - PANEL) * x0, PANEL + (width - PANEL) * x1, height * 0.3, height * 0.7].map(Math.round);
  const sums = [0, 0, 0];
  const colours = new Map();
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++, count++) {
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) sums[c] += data[at + c];
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
  }
  /** The share of pixels of exactly a colour. */
  const shareOf = (hex) => (colours.get(parseInt(hex.slice(1), 16)) ?? 0) / count;
  return { mean: sums.map((sum) => sum / count), colours: colours.size, shareOf };
}

/** Whether two pictures are of visibly different colour at a byte offset. */
export function differs(a, b, at) {
  return Math.abs(a.data[at] - b.data[at]) + Math.abs(a.data[at + 1] - b.data[at + 1]) + Math.abs(a.data[at + 2] - b.data[at + 2]) > 24;
}

/** The share of pixels that two pictures do not have in common, to the right of the panel. */
export function difference(a, b, [x0, x1] = [0, 1]) {
  const [left, right] = [PANEL + (a.width - PANEL) * x0, PANEL + (a.width - PANEL) * x1].map(Math.round);
  let hits = 0;
  for (let y = 0; y < a.height; y++) {
    for (let x = left; x < right; x++) {
      if (differs(a, b, 4 * (y * a.width + x))) hits++;
    }
  }
  return hits / (a.height * (right - left));
}

/** A place well inside what one picture shows and another does not, within a box given by shares of the screen; undefined when there is none. */
export function placeInside(shown, empty, [x0, x1]) {
  const isShown = (x, y) => differs(shown, empty, 4 * (y * shown.width + x));
  const inside = (x, y) => [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]].every(([dx, dy]) => isShown(x + dx, y + dy));
  const grid = (from, to) => Array.from({ length: Math.ceil((to - from) / 7) }, (_, k) => Math.round(from) + 7 * k);
  return grid(shown.height * 0.35, shown.height - 4).flatMap((y) => grid(shown.width * x0, shown.width * x1).map((x) => ({ x, y }))).find(({ x, y }) => inside(x, y));
}

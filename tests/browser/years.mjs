// Opens jobs that predict each year, or something else than probabilities, on the map page and prints, as JSON, what the canvas shows.
// Usage: node tests/browser/years.mjs <service address> <yearly job> <class job> <logits job> <values job> [<folder for screenshots>]
// The yearly job's polygons are in one layer, LAYER, from zoom 0 to 13.
import { difference, look, openMapPage, placeInside, skipWithoutBrowser } from './map-page.mjs';

const [service, yearly, classes, logits, values, pictures] = process.argv.slice(2);
skipWithoutBrowser();

const LAYER = 'fields, by year';
const HIDDEN = 'fields\\, by year'; // in a list of names
const BESIDE_LEGEND = [0, 0.7];
const { browser, page, problems, outside, rest, settle, open, picture, stateOf } = await openMapPage(service, pictures, 300);
const found = { problems, outside };
const legend = () => page.locator('#legend').innerText();
const times = ['2023-01-01', '2024-01-01'];

await open({ job: yearly, raster: 'off', hidden: HIDDEN });
const empty = await picture('empty');
const place = stateOf('at');
const shown = (state) => open({ job: yearly, at: place, raster: 'off', ...state });

// The prediction of each year; without a choice the last one.
const predictions = [];
for (const time of times) {
  await shown({ hidden: HIDDEN, prediction: 'classes', predictionOpacity: '1', time });
  predictions.push(await picture(`prediction-${time}`));
}
found.predictionLegend = await legend();
await shown({ hidden: HIDDEN, prediction: 'classes', predictionOpacity: '1' });
found.lastIsDefault = difference(await picture('prediction'), predictions[1]);
found.predictionDiffers = difference(predictions[0], empty);
found.predictionYearsDiffer = difference(predictions[0], predictions[1]);

// The polygons of each year alone, and what they say of themselves.
const polygons = [];
found.polygonTimes = [];
for (const time of times) {
  await shown({ time });
  polygons.push(await picture(`polygons-${time}`));
  const target = placeInside(polygons.at(-1), empty, [0.6, 0.9]);
  await page.mouse.click(target.x, target.y);
  await page.waitForSelector('.maplibregl-popup .attributes');
  found.polygonTimes.push(await page.locator('.attributes tr:has-text("Time step") td').first().textContent());
}
found.polygonYearsDiffer = difference(polygons[0], polygons[1]);
found.polygonLegend = await legend();

// Before and after, with no mosaic at all: to the left of the slider the one year, to the right the other; and a click tells of what is seen.
const both = [];
for (const time of times) {
  await shown({ prediction: 'classes', predictionOpacity: '1', time });
  both.push(await picture(`both-${time}`));
}
await shown({ prediction: 'classes', predictionOpacity: '1', time: times[0], compare: times[1], split: '60' });
const compared = await picture('both-compared');
found.leftIsFirst = difference(compared, both[0], [0.05, 0.25]);
found.rightIsLast = difference(compared, both[1], [0.6, 0.7]);
found.rightIsNotFirst = difference(compared, both[0], [0.6, 0.7]);
await shown({ time: times[0], compare: times[1], split: '60' });
const right = placeInside(polygons[1], empty, [0.7, 0.8]);
await page.mouse.click(right.x, right.y);
await page.waitForSelector('.maplibregl-popup .attributes');
found.timeBehindTheSlider = await page.locator('.attributes tr:has-text("Time step") td').first().textContent();
found.popupIsSeen = await page.evaluate(() => { const box = document.querySelector('.maplibregl-popup-content').getBoundingClientRect(); return Boolean(document.elementFromPoint(box.left + box.width / 2, box.top + 12)?.closest('.maplibregl-popup')); });

// A layer whose name has a comma can be switched off, and the link keeps it.
await shown({ tab: 'layers' });
await page.getByLabel(LAYER).uncheck();
await rest();
found.hiddenDiffers = difference(await picture('hidden'), empty, BESIDE_LEGEND);
await page.reload();
await settle(yearly);
found.hiddenAfterReload = difference(await picture('hidden-again'), empty, BESIDE_LEGEND);
found.isStillUnchecked = !(await page.getByLabel(LAYER).isChecked());

// An attribute that only deep tiles have is not drawn grey further out, and the legend says so.
const [, lat, lon] = place.split('/');
const far = { at: `10.5/${lat}/${lon}` };
await shown({ ...far });
const plain = await picture('far');
await shown({ ...far, colour: 'perimeter_m' });
found.farDiffers = difference(await picture('far-perimeter'), plain, BESIDE_LEGEND);
found.farLegend = await legend();
await shown({ colour: 'perimeter_m' });
found.nearDiffers = difference(await picture('near-perimeter'), polygons[1], BESIDE_LEGEND);
found.nearLegend = await legend();

// From a label of one job to another job, by the list: the label stays behind.
await shown({ hidden: HIDDEN, prediction: 'field', predictionOpacity: '1', tab: 'jobs' });
found.labelLegend = await legend();
await page.click(`[data-focus="show ${classes}"]`);
await settle(classes);
found.otherJob = { prediction: stateOf('prediction'), legend: await legend(), look: await page.locator('#prediction-look').inputValue() };
const drawnClasses = look(await picture('class-numbers'));
found.classShares = ['#f7dd4a', '#38b6ff'].map(drawnClasses.shareOf);

// A label that the job does not have, by a link.
await open({ job: classes, at: place, raster: 'off', prediction: 'height' });
found.unknownLabel = { differs: difference(await picture('unknown-label'), empty), look: await page.locator('#prediction-look').inputValue() };

await open({ job: logits, at: place, raster: 'off', prediction: 'field', predictionOpacity: '1' });
found.logits = { legend: await legend(), colours: look(await picture('logits')).colours };
await open({ job: logits, at: place, raster: 'off', prediction: 'classes', predictionOpacity: '1' });
found.logitClassesDiffer = difference(await picture('logit-classes'), predictions[1]); // but for edges, where overviews average probabilities or logits

await open({ job: values, at: place, raster: 'off', prediction: 'classes', predictionOpacity: '1' });
found.values = { legend: await legend(), colours: look(await picture('values')).colours };

// Links that make no sense (url-state.mjs tries thousands) open the page all the same.
found.hashes = [];
for (const hash of ['at=5/100/0', 'at=1e400/-1e9/400', 'at=//&job=..', 'split=-5&compare=x&mosaicOpacity=2&predictionOpacity=x&score=1e9', 'tab=none&raster=none&time=9999-99-99&bands=%5C&hidden=%5C&%E0%A4%A&==']) {
  await page.goto('about:blank');
  await page.goto(`${service}api/map#${hash}&job=${yearly}`);
  await rest();
  found.hashes.push({ hash, isThere: await page.locator('#map canvas').isVisible() && (await page.locator('#tab-jobs').isVisible()) });
}

await browser.close();
console.log(JSON.stringify(found));

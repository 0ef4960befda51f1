// What the service says to a document: the look before the start, and what is wrong with it.
import { ApiError } from '../api.js';
import { element } from '../dom.js';

/** A refusal: its message and every problem by its field. */
export function problems(error) {
  const list = error instanceof ApiError ? error.errors : [];
  return [element('p', { class: 'problem' }, error.message), list.length ? element('ul', { class: 'problems' }, ...list.map(({ field: name, message }) => element('li', {}, element('code', {}, name), ` ${message}`))) : null].filter(Boolean);
}

/** A pre-flight's answer: figures of the whole, a row for each time step and dataset, and what a person should know. */
export function describe({ canRun, areaKm2, size, steps, warnings }) {
  const number = (value) => Number(value).toLocaleString('en', { maximumFractionDigits: 1 });
  const rows = steps.flatMap((step) => step.datasets.map((found) => element('tr', {},
    element('th', { scope: 'row' }, step.start), element('td', {}, number(found.scenes)), element('td', {}, `${(100 * found.coveredShare).toFixed(1)} %`), element('td', {}, number(found.expectedClearLooks)))));
  return [
    element('p', {}, canRun
      ? `${number(areaKm2)} km²: ${number(size.pixels)} pixels in ${number(size.blocks)} blocks, about ${number((size.mosaicBytes + size.levelBytes + size.predictionBytes) / 1e6)} MB before compression.`
      : 'There is no scene to work with.'),
    element('table', { class: 'attributes' },
      element('thead', {}, element('tr', {}, ...['Step', 'Scenes', 'Covered', 'Clear looks'].map((name) => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...rows)),
    ...warnings.map((warning) => element('p', { class: 'problem' }, warning)),
    ...leftOut(steps).map((line) => element('p', { class: 'note' }, line)),
  ].filter(Boolean);
}

/** A line a time step and dataset that leaves scenes out, with the reasons. */
function leftOut(steps) {
  return steps.flatMap((step) => step.datasets.filter(({ unused }) => unused.length).map(({ dataset, unused }) =>
    `${step.start}, ${dataset}: left out ${unused.map(({ scenes, text }) => `${scenes} ${scenes === 1 ? 'scene' : 'scenes'} ${text}`).join('; ')}.`));
}

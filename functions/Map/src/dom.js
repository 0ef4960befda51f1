// Building elements. Texts are always set as texts, never as markup.

/** element('p', { class: 'note' }, 'text', child): attributes, listeners (onclick) and properties (value, checked) by name. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (name === 'style') made.style.cssText = value; // the page's content policy allows no style attributes
    else if (['value', 'checked', 'disabled', 'hidden', 'selected', 'open', 'max', 'indeterminate'].includes(name)) made[name] = value;
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Says something to everyone: shown for a while, and read out by screen readers. */
export function announce(text, isError = false) {
  const status = byId('status');
  status.textContent = text;
  status.className = isError ? 'shown error' : 'shown';
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { status.className = ''; }, isError ? 9000 : 4000);
}

/** Tells screen readers what others see already. */
export function readOut(text) {
  clearTimeout(announce.timer);
  byId('status').className = '';
  byId('status').textContent = text;
}

/** A labelled control. */
export function field(label, control, hint) {
  return element('label', { class: 'field' }, element('span', {}, label), control, hint ? element('small', {}, hint) : null);
}

/** A drop-down of [value, text] pairs. */
export function choice(options, value, onchange, attributes = {}) {
  const select = element('select', { ...attributes, onchange: (event) => onchange(event.target.value) },
    ...options.map(([key, text]) => element('option', { value: key, selected: key === value }, text)));
  return select;
}

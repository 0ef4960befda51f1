// The three tabs of the panel, by pointer and by arrow keys (WAI-ARIA Authoring Practices, tabs pattern).
import { byId } from '../dom.js';

const NAMES = ['jobs', 'layers', 'new'];

export function selectTab(name) {
  for (const other of NAMES) {
    const selected = other === name;
    const tab = byId(`tab-${other}`);
    tab.setAttribute('aria-selected', String(selected));
    tab.tabIndex = selected ? 0 : -1;
    byId(other).hidden = !selected;
  }
}

export function startTabs(onSelect) {
  NAMES.forEach((name, k) => {
    const tab = byId(`tab-${name}`);
    tab.addEventListener('click', () => onSelect(name));
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = NAMES[(k + step + NAMES.length) % NAMES.length];
      onSelect(next);
      byId(`tab-${next}`).focus();
    });
  });
}

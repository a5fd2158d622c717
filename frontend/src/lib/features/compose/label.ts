/** A saved reply as nodes for the text, its blanks named for the person who fills them. */
import type { SavedInsert } from '$lib/api';
import { inert } from './writer';

/** "Until when?" for `{{ask "Until when?"}}`, "meeting title" for `{{meeting.title}}`. */
export function labelled(s: SavedInsert): HTMLElement {
  const body = inert(s.html);
  for (const span of body.querySelectorAll<HTMLElement>('span[data-blank]')) {
    const b = s.blanks.find((x) => String(x.n) === span.dataset['blank']);
    const words = b ? b.prompt || spaced(b.name) : span.textContent;
    span.textContent = words.trim() || 'blank';
  }
  return body;
}

function spaced(name: string): string {
  return name
    .replace(/^\w+\./, (m) => (m === 'contact.' || m === 'ticket.' ? '' : m.replace('.', ' ')))
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/[._]/g, ' ');
}

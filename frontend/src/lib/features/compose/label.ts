/** A saved reply as nodes for the text, its blanks named for the person who fills them. */
import type { SavedInsert } from '$lib/api';
import { inert } from './writer';

/** The blanks of a reply, each said as what it asks for; `blanks` knows them better than the tags do. */
export function labelled(html: string, blanks: SavedInsert['blanks'] = []): HTMLElement {
  const body = inert(html);
  for (const span of body.querySelectorAll<HTMLElement>('span[data-blank]')) {
    const b = blanks.find((x) => String(x.n) === span.dataset['blank']);
    span.textContent = (b ? b.prompt || spaced(b.name) : saying(span.textContent)) || 'blank';
  }
  return body;
}

/** "Until when?" for `{{ask "Until when?"}}`, "meeting title" for `{{meeting.title}}`. */
export function saying(tag: string): string {
  const inner = tag.replace(/^\s*\{\{\s*|\s*\}\}\s*$/g, '').trim();
  const ask = /^ask\s+["“](.*)["”]$/.exec(inner)?.[1];
  return ask ?? (/^[\w.]+$/.test(inner) ? spaced(inner) : inner);
}

/** "first name" for contact.firstName, "meeting title" for meeting.title. */
function spaced(name: string): string {
  return name
    .replace(/^(?:contact|ticket|ask)\./, '')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/[._]/g, ' ');
}

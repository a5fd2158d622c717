// Where a key press happened: in a place for reading, in a field, or in something that has its own keys.
// Asks the event's composed path, not the active element, so that fields in shadow roots count too.

import type { Mode } from './commands';

const textRoles: ReadonlySet<string> = new Set(['textbox', 'combobox', 'searchbox', 'spinbutton']);
const fieldTags: ReadonlySet<string> = new Set(['INPUT', 'TEXTAREA', 'SELECT', 'IFRAME']);
/** Inputs that take no text: keys pass, so that a checkbox with the focus does not silence the keys. */
const wordless: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'range', 'submit', 'reset']);
const ownKeys: ReadonlySet<string> = new Set(['dialog', 'alertdialog', 'menu']);

/** own: a dialog, a menu or a popover handles its keys itself; no command of the window may fire. */
export type Place = Mode | 'own';

function isField(el: Element): boolean {
  if (el.tagName === 'INPUT') return !wordless.has(el.getAttribute('type') ?? 'text');
  if (fieldTags.has(el.tagName)) return true;
  const editable = el.getAttribute('contenteditable');
  if (editable !== null && editable !== 'false') return true;
  return textRoles.has(el.getAttribute('role') ?? '');
}

function hasOwnKeys(el: Element): boolean {
  return ownKeys.has(el.getAttribute('role') ?? '') || el.getAttribute('data-keys') === 'own';
}

/** The place of an event, from its composed path (innermost first). */
export function place(path: readonly EventTarget[]): Place {
  const els = path.filter((t): t is Element => t instanceof Element);
  if (els.some(hasOwnKeys)) return 'own';
  return els.some(isField) ? 'write' : 'read';
}

/** The mode of an event; a dialog counts as write, its letters are never commands. */
export function modeOf(e: Event): Mode {
  return place(e.composedPath()) === 'read' ? 'read' : 'write';
}

/** True where Enter already means something: a button, a link, a tab, a summary. */
export function activates(path: readonly EventTarget[]): boolean {
  return path.some((t) => {
    if (!(t instanceof Element)) return false;
    if (/^(BUTTON|A|SUMMARY|INPUT)$/.test(t.tagName)) return true;
    return /^(button|link|tab|menuitem|switch|checkbox|radio)$/.test(t.getAttribute('role') ?? '');
  });
}

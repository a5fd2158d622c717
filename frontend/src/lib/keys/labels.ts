// A stroke as people read it: "Shift A", "Ctrl K", "Esc"; and in aria-keyshortcuts spelling.
// Letters are shown as the person's own layout prints them, as far as the keys pressed so far have told.

import type { KeyInput } from './stroke';

/** Physical key to the letter it types here; filled by `learn`. */
export type Layout = Readonly<Record<string, string>>;

/** What one key press says about the layout, or null: only bare letters of another script count. */
export function learn(e: KeyInput): [code: string, letter: string] | null {
  if (e.ctrlKey || e.metaKey || e.altKey || e.altGraph || e.shiftKey || e.isComposing) return null;
  if (!/^Key[A-Z]$/.test(e.code) || !/^\p{L}$/u.test(e.key)) return null;
  return /\p{Script=Latin}/u.test(e.key) ? null : [e.code, e.key.toUpperCase()];
}

function part(p: string, layout: Layout): string {
  if (p === 'Escape') return 'Esc';
  if (!/^[a-z]$/.test(p)) return p;
  return layout[`Key${p.toUpperCase()}`] ?? p.toUpperCase();
}

/** The parts of a stroke, one for each `kbd`: ["Ctrl", "K"]. "Enter" stays a word; the Kbd component draws its icon. */
export function labels(stroke: string, layout: Layout = {}): string[] {
  return stroke.split('+').map((p) => part(p, layout));
}

/** The value of aria-keyshortcuts, or undefined. */
export function ariaKeys(strokes: readonly string[]): string | undefined {
  if (strokes.length === 0) return undefined;
  return strokes.map((s) => s.replace('Ctrl', 'Control')).join(' ');
}

// A stroke is the one spelling of a key press: "e", "Shift+a", "Ctrl+k", "Escape", "?", "1".
// This file turns an event into a stroke by the resolution order of keys.md, whatever the
// keyboard layout. It must not know which command a stroke starts.

import type { Mode } from './commands';

/** What we need of a KeyboardEvent, so that a test can write one down. */
export interface KeyInput {
  key: string;
  code: string;
  ctrlKey?: boolean;
  metaKey?: boolean;
  altKey?: boolean;
  shiftKey?: boolean;
  /** getModifierState('AltGraph'). */
  altGraph?: boolean;
  repeat?: boolean;
  isComposing?: boolean;
  keyCode?: number;
}

/** A KeyboardEvent as plain data. */
export function keyInput(e: KeyboardEvent): KeyInput {
  return {
    key: e.key,
    code: e.code,
    ctrlKey: e.ctrlKey,
    metaKey: e.metaKey,
    altKey: e.altKey,
    shiftKey: e.shiftKey,
    altGraph: e.getModifierState('AltGraph'),
    repeat: e.repeat,
    isComposing: e.isComposing,
    keyCode: e.keyCode,
  };
}

const named: ReadonlySet<string> = new Set(['Enter', 'Escape', 'F1', 'F6']);
const signs: ReadonlySet<string> = new Set(['#', '@', '/', '?', '!']);
const latinLetter = /^[a-z]$/i;
const otherLetters = /^[\p{L}\p{M}\u200c\u200d]+$/u;
const anyLatin = /\p{Script=Latin}/u;

/** The letter that QWERTY prints on this physical key, or ''. */
function qwerty(code: string): string {
  return /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : '';
}

/** True for a letter that is not Latin (Devanagari vowel signs are marks), or an input method's Process. */
function foreign(key: string): boolean {
  return key === 'Process' || (otherLetters.test(key) && !anyLatin.test(key));
}

/** Composing text is never a key; Dead is half a character. In read mode nothing is composed, so an input
 *  method's Process (always keyCode 229) is the bare key press that step 5 reads by its code. */
function composing(e: KeyInput, mode: Mode): boolean {
  if (e.isComposing || e.key === 'Dead') return true;
  return e.keyCode === 229 && !(mode !== 'write' && e.key === 'Process');
}

function chord(e: KeyInput, mac: boolean): string | null {
  if (e.altKey) return null;
  if (e.metaKey && !mac) return null;
  const shift = e.shiftKey ? 'Shift+' : '';
  if (named.has(e.key)) return `Ctrl+${shift}${e.key}`;
  if (latinLetter.test(e.key)) return `Ctrl+${shift}${e.key.toLowerCase()}`;
  const letter = foreign(e.key) ? qwerty(e.code) : '';
  return letter ? `Ctrl+${shift}${letter}` : null;
}

/** Steps 2 to 4 for a key that types `e.key` and nothing else counts: AltGr. */
function typed(e: KeyInput): string | null {
  if (signs.has(e.key)) return e.key;
  if (/^[1-4]$/.test(e.key)) return e.key;
  return latinLetter.test(e.key) ? e.key.toLowerCase() : null;
}

function plain(e: KeyInput): string | null {
  const shift = e.shiftKey ? 'Shift+' : '';
  if (named.has(e.key)) return shift + e.key;
  if (signs.has(e.key)) return e.key; // step 2: by the typed character, Shift does not matter
  const digit = /^Digit([1-4])$/.exec(e.code)?.[1];
  if (digit && !e.shiftKey) return digit; // step 3, before the letters: AZERTY types é on Digit2
  if (/^[1-4]$/.test(e.key)) return e.key;
  if (latinLetter.test(e.key)) return shift + e.key.toLowerCase(); // step 4: CapsLock is not Shift
  const letter = foreign(e.key) ? qwerty(e.code) : ''; // step 5
  return letter ? shift + letter : null;
}

/** The stroke of a key press, or null when it is no key of ours. */
export function stroke(e: KeyInput, mode: Mode, mac = false): string | null {
  if (composing(e, mode)) return null;
  if (e.altGraph) return typed(e);
  if (e.ctrlKey || e.metaKey) return chord(e, mac);
  if (e.altKey) {
    if (mac && signs.has(e.key)) return e.key; // Option types @ and # on many Macs
    return mode === 'write' && e.key === 'Enter' ? 'Alt+Enter' : null;
  }
  return plain(e);
}

/** True for a stroke made of a printable character alone: what WCAG 2.1.4 wants to be able to switch off. */
export function isCharacter(s: string): boolean {
  const bare = s.startsWith('Shift+') ? s.slice(6) : s;
  return bare.length === 1;
}

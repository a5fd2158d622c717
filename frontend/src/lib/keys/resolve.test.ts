import { describe, expect, it } from 'vitest';
import type { CommandId } from './commands';
import { keymap } from './keymap';
import { resolve } from './resolve';
import { press as k } from './testkeys';
import type { KeyInput } from './stroke';

type Case = [what: string, e: KeyInput, want: CommandId | null];

const layouts: Record<string, Case[]> = {
  US: [
    ['e', k('e', 'KeyE'), 'resolve'],
    ['Shift+a', k('A', 'KeyA', { shiftKey: true }), 'assign'],
    ['Shift+c', k('C', 'KeyC', { shiftKey: true }), 'callback'],
    ['c alone', k('c', 'KeyC'), null],
    ['/', k('/', 'Slash'), 'search'],
    ['?', k('?', 'Slash', { shiftKey: true }), 'help'],
    ['! is Shift+1', k('!', 'Digit1', { shiftKey: true }), 'spam'],
    ['@ is Shift+2', k('@', 'Digit2', { shiftKey: true }), 'mention'],
    ['$ is Shift+4', k('$', 'Digit4', { shiftKey: true }), null],
    ['2', k('2', 'Digit2'), 'priority-medium'],
    ['5', k('5', 'Digit5'), null],
    ['Enter', k('Enter', 'Enter'), 'open'],
    ['number pad Enter', k('Enter', 'NumpadEnter'), 'open'],
    ['Esc', k('Escape', 'Escape'), 'back'],
    ['F1', k('F1', 'F1'), 'help'],
    ['F6', k('F6', 'F6'), 'pane-next'],
    ['Shift+F6', k('F6', 'F6', { shiftKey: true }), 'pane-previous'],
    ['Shift+j', k('J', 'KeyJ', { shiftKey: true }), 'extend-next'],
    ['Ctrl+K', k('k', 'KeyK', { ctrlKey: true }), 'palette'],
    ['Ctrl+A', k('a', 'KeyA', { ctrlKey: true }), 'select-all'],
    ['Ctrl+Z', k('z', 'KeyZ', { ctrlKey: true }), 'undo'],
    ['Ctrl+T is not t (Zammad #5312)', k('t', 'KeyT', { ctrlKey: true }), null],
    ['Ctrl+Shift+K', k('K', 'KeyK', { ctrlKey: true, shiftKey: true }), null],
    ['Alt+e', k('e', 'KeyE', { altKey: true }), null],
    ['Ctrl+Alt+k', k('k', 'KeyK', { ctrlKey: true, altKey: true }), null],
    ['Windows key + e', k('e', 'KeyE', { metaKey: true }), null],
  ],
  UK: [
    ['@ is Shift+Quote', k('@', 'Quote', { shiftKey: true }), 'mention'],
    ['" is Shift+2', k('"', 'Digit2', { shiftKey: true }), null],
    ['# has a key of its own', k('#', 'Backslash'), 'saved-reply'],
    ['£ is Shift+3', k('£', 'Digit3', { shiftKey: true }), null],
  ],
  DE: [
    ['z sits on KeyY', k('z', 'KeyY'), 'snooze'],
    ['y sits on KeyZ', k('y', 'KeyZ'), null],
    ['/ is Shift+7', k('/', 'Digit7', { shiftKey: true }), 'search'],
    ['? is Shift+ß', k('?', 'Minus', { shiftKey: true }), 'help'],
    ['@ is AltGr+Q', k('@', 'KeyQ', { altGraph: true }), 'mention'],
    [
      '@ as Windows reports AltGr',
      k('@', 'KeyQ', { altGraph: true, ctrlKey: true, altKey: true }),
      'mention',
    ],
    ['€ is AltGr+E', k('€', 'KeyE', { altGraph: true }), null],
    ['² is AltGr+2', k('²', 'Digit2', { altGraph: true }), null],
    ['µ is AltGr+M', k('µ', 'KeyM', { altGraph: true }), null],
    ['ö', k('ö', 'Semicolon'), null],
    ['Ctrl+Z sits on KeyY', k('z', 'KeyY', { ctrlKey: true }), 'undo'],
  ],
  CH: [
    ['z', k('z', 'KeyY'), 'snooze'],
    ['@ is AltGr+2', k('@', 'Digit2', { altGraph: true, ctrlKey: true, altKey: true }), 'mention'],
    ['! has its own key, shifted', k('!', 'BracketRight', { shiftKey: true }), 'spam'],
    ['è', k('è', 'BracketLeft'), null],
    ['+ is Shift+1', k('+', 'Digit1', { shiftKey: true }), null],
  ],
  'FR AZERTY': [
    ['& is the bare 1', k('&', 'Digit1'), 'priority-low'],
    ['é is the bare 2', k('é', 'Digit2'), 'priority-medium'],
    ['Shift gives 3', k('3', 'Digit3', { shiftKey: true }), 'priority-high'],
    ["' is the bare 4", k("'", 'Digit4'), 'priority-urgent'],
    ['a sits on KeyQ', k('a', 'KeyQ'), 'claim'],
    ['q sits on KeyA', k('q', 'KeyA'), null],
    ['z sits on KeyW', k('z', 'KeyW'), 'snooze'],
    ['! has its own key', k('!', 'Slash'), 'spam'],
    ['@ is AltGr+0', k('@', 'Digit0', { altGraph: true }), 'mention'],
    ['~ is AltGr+2', k('~', 'Digit2', { altGraph: true }), null],
    ['/ is Shift+:', k('/', 'Period', { shiftKey: true }), 'search'],
  ],
  PL: [
    ['e', k('e', 'KeyE'), 'resolve'],
    ['ę is AltGr+E (Zammad #656)', k('ę', 'KeyE', { altGraph: true }), null],
    ['ś is AltGr+S on Windows', k('ś', 'KeyS', { altGraph: true, ctrlKey: true, altKey: true }), null],
    ['ż', k('ż', 'KeyZ', { altGraph: true }), null],
  ],
  ES: [
    ['/ is Shift+7', k('/', 'Digit7', { shiftKey: true }), 'search'],
    ['¿', k('¿', 'Equal', { shiftKey: true }), null],
    ['ñ', k('ñ', 'Semicolon'), null],
    ['@ is AltGr+2', k('@', 'Digit2', { altGraph: true }), 'mention'],
  ],
  Dvorak: [
    ['e sits on KeyD', k('e', 'KeyD'), 'resolve'],
    ['KeyE types a full stop', k('.', 'KeyE'), null],
    ['j sits on KeyC', k('j', 'KeyC'), 'next'],
    ['Ctrl+K sits on KeyV', k('k', 'KeyV', { ctrlKey: true }), 'palette'],
  ],
  Colemak: [
    ['j sits on KeyY', k('j', 'KeyY'), 'next'],
    ['KeyJ types n', k('n', 'KeyJ'), 'note'],
    ['KeyE types f', k('f', 'KeyE'), 'forward'],
  ],
  'Hindi InScript': [
    ['KeyJ types र', k('र', 'KeyJ'), 'next'],
    ['KeyE types a vowel sign', k('ा', 'KeyE'), 'resolve'],
    ['KeyZ types ॆ', k('ॆ', 'KeyZ'), 'snooze'],
    ['Shift+KeyA types ओ', k('ओ', 'KeyA', { shiftKey: true }), 'assign'],
    ['Devanagari digit', k('२', 'Digit2'), 'priority-medium'],
    ['a letter beside the letters', k('च', 'Semicolon'), null],
  ],
  Russian: [
    ['у on KeyE', k('у', 'KeyE'), 'resolve'],
    ['Ф on Shift+KeyA', k('Ф', 'KeyA', { shiftKey: true }), 'assign'],
    ['х on BracketLeft', k('х', 'BracketLeft'), null],
    ['Ctrl+л is Ctrl+K', k('л', 'KeyK', { ctrlKey: true }), 'palette'],
    ['? is Shift+7', k('?', 'Digit7', { shiftKey: true }), 'help'],
  ],
  'Korean IME': [
    ['Process in read mode', k('Process', 'KeyE', { keyCode: 229 }), 'resolve'],
    ['the letter itself', k('ㄷ', 'KeyE'), 'resolve'],
    ['composing', k('Process', 'KeyE', { keyCode: 229, isComposing: true }), null],
    ['229 with a plain key', k('e', 'KeyE', { keyCode: 229 }), null],
  ],
  CapsLock: [
    ['E without Shift', k('E', 'KeyE'), 'resolve'],
    ['a with Shift', k('a', 'KeyA', { shiftKey: true }), 'assign'],
    ['Ctrl+K', k('K', 'KeyK', { ctrlKey: true }), 'palette'],
  ],
  'number pad': [
    ['1', k('1', 'Numpad1'), 'priority-low'],
    ['1 without NumLock', k('End', 'Numpad1'), null],
    ['divide', k('/', 'NumpadDivide'), 'search'],
    ['7', k('7', 'Numpad7'), null],
  ],
  'dead keys': [
    ['circumflex', k('Dead', 'Backquote'), null],
    ['Option+E on a Mac', k('Dead', 'KeyE', { altKey: true }), null],
    ['Dead on a letter', k('Dead', 'KeyE'), null],
  ],
};

describe('resolve, by layout', () => {
  for (const [layout, cases] of Object.entries(layouts)) {
    it.each(cases)(`${layout}: %s`, (_what, e, want) => {
      expect(resolve(e, 'read')).toBe(want);
    });
  }

  it('reads Option as typing of signs on a Mac only, and Cmd as Ctrl', () => {
    expect(resolve(k('@', 'KeyL', { altKey: true }), 'read', { mac: true })).toBe('mention');
    expect(resolve(k('@', 'KeyL', { altKey: true }), 'read')).toBe(null);
    expect(resolve(k('µ', 'KeyM', { altKey: true }), 'read', { mac: true })).toBe(null);
    expect(resolve(k('k', 'KeyK', { metaKey: true }), 'read', { mac: true })).toBe('palette');
    expect(resolve(k('k', 'KeyK', { ctrlKey: true }), 'read', { mac: true })).toBe('palette');
  });
});

describe('resolve, write mode', () => {
  it.each<Case>([
    ['a letter', k('e', 'KeyE'), null],
    ['a digit', k('2', 'Digit2'), null],
    ['a sign', k('?', 'Slash', { shiftKey: true }), null],
    ['AltGr @', k('@', 'KeyQ', { altGraph: true }), null],
    ['Ctrl+Enter is the composer’s own', k('Enter', 'Enter', { ctrlKey: true }), null],
    ['Ctrl+Shift+Enter, too', k('Enter', 'Enter', { ctrlKey: true, shiftKey: true }), null],
    ['Alt+Enter', k('Enter', 'Enter', { altKey: true }), 'save'],
    ['Enter', k('Enter', 'Enter'), null],
    ['Esc', k('Escape', 'Escape'), 'leave'],
    ['Ctrl+K', k('k', 'KeyK', { ctrlKey: true }), 'palette'],
    ['Ctrl+A stays with the field', k('a', 'KeyA', { ctrlKey: true }), null],
    ['Ctrl+Z stays with the field', k('z', 'KeyZ', { ctrlKey: true }), null],
    ['Ctrl+Shift+U stays free', k('U', 'KeyU', { ctrlKey: true, shiftKey: true }), null],
    ['composing Esc', k('Escape', 'Escape', { isComposing: true }), null],
  ])('%s', (_what, e, want) => {
    expect(resolve(e, 'write')).toBe(want);
  });
});

describe('repeat', () => {
  it('resolves a held e once, and lets j and k run on', () => {
    const held = Array.from({ length: 90 }, (_, i) => k('e', 'KeyE', { repeat: i > 0 }));
    expect(held.map((e) => resolve(e, 'read')).filter(Boolean)).toEqual(['resolve']);
    expect(resolve(k('j', 'KeyJ', { repeat: true }), 'read')).toBe('next');
    expect(resolve(k('k', 'KeyK', { repeat: true }), 'read')).toBe('previous');
    expect(resolve(k('J', 'KeyJ', { repeat: true, shiftKey: true }), 'read')).toBe(null);
  });
});

describe('single keys off', () => {
  const off = { keymap: keymap({}, false) };
  it.each(['e', 'z', '2', '?', '/', '@', '!', 'j', 'A'])('%s does nothing', (key) => {
    const shiftKey = key === 'A';
    expect(resolve(k(key, `Key${key.toUpperCase()}`, { shiftKey }), 'read', off)).toBe(null);
  });
  it('keeps the chords, Enter, Esc and the function keys', () => {
    expect(resolve(k('k', 'KeyK', { ctrlKey: true }), 'read', off)).toBe('palette');
    expect(resolve(k('z', 'KeyZ', { ctrlKey: true }), 'read', off)).toBe('undo');
    expect(resolve(k('Enter', 'Enter'), 'read', off)).toBe('open');
    expect(resolve(k('F1', 'F1'), 'read', off)).toBe('help');
    expect(resolve(k('F6', 'F6'), 'read', off)).toBe('pane-next');
  });
});

import { describe, expect, it } from 'vitest';
import { specs } from './commands';
import { clash, keymap, parseRemap, presets, refusal } from './keymap';
import { ariaKeys, labels, learn } from './labels';
import { press } from './testkeys';

describe('keymap', () => {
  it('has no clash in the default table', () => {
    for (const c of specs)
      for (const s of c.keys) expect([c.id, s, clash({}, c.id, s)]).toEqual([c.id, s, null]);
  });

  it('has no sequences, no Alt but Alt+Enter, no Ctrl+Alt', () => {
    for (const c of specs) for (const s of c.keys) expect(s === 'Alt+Enter' || !s.includes('Alt')).toBe(true);
  });

  it('remaps, and frees the old key', () => {
    const map = keymap({ resolve: ['Ctrl+e'] });
    expect(map.find('e', 'read')).toBe(null);
    expect(map.find('Ctrl+e', 'read')).toBe('resolve');
  });

  it('names the clash, and keeps the fixed keys', () => {
    expect(refusal({}, 'resolve', 'z')).toBe('Already “Snooze until”');
    expect(refusal({}, 'resolve', 'e')).toBe('');
    expect(refusal({}, 'resolve', 'Escape')).toBe('Esc keeps its meaning');
    expect(refusal({}, 'resolve', 'Ctrl+Shift+u')).toBe('The system uses this one');
  });

  it('offers a Gmail preset without a clash', () => {
    const remap = presets.Gmail;
    expect(keymap(remap).find('u', 'read')).toBe('back');
    expect(keymap(remap).find('z', 'read')).toBe('undo');
    expect(keymap(remap).find('b', 'read')).toBe('snooze');
    for (const c of specs) for (const s of remap[c.id] ?? c.keys) expect(clash(remap, c.id, s)).toBe(null);
  });

  it('reads a damaged store as nothing', () => {
    expect(parseRemap('{')).toEqual({});
    expect(parseRemap('[1]')).toEqual({});
    expect(parseRemap('{"resolve":["q",3],"gone":["w"]}')).toEqual({ resolve: ['q'] });
  });
});

describe('labels', () => {
  it('shows a stroke in parts, by the layout it has seen', () => {
    expect(labels('Ctrl+k')).toEqual(['Ctrl', 'K']);
    expect(labels('Escape')).toEqual(['Esc']);
    const seen = learn(press('у', 'KeyE'));
    expect(seen).toEqual(['KeyE', 'У']);
    expect(labels('e', { KeyE: 'У' })).toEqual(['У']);
    expect(learn(press('e', 'KeyD'))).toBe(null);
    expect(ariaKeys(['u', 'Ctrl+z'])).toBe('u Control+z');
  });
});

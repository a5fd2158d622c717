import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keymap } from './keymap';
import { burstSentence, listen } from './listen';
import { prose } from './testkeys';

let ran: string[] = [];
let said: string[] = [];
let clock = 0;
let stop = (): void => {};

beforeEach(() => {
  ran = [];
  said = [];
  clock = 0;
  document.body.replaceChildren();
  stop = listen(window, {
    keymap: () => keymap(),
    run: (id) => void ran.push(id),
    say: (t) => void said.push(t),
    now: () => clock,
  });
});
afterEach(() => stop());

function add(html: string): HTMLElement {
  const host = document.createElement('div');
  host.append(document.createRange().createContextualFragment(html));
  document.body.append(host);
  const target = host.querySelector<HTMLElement>('[data-t]');
  if (!target) throw new Error('no target');
  return target;
}

function type(target: EventTarget, text: string, gap = 200): void {
  for (const key of text) {
    clock += gap;
    const code = /[a-z]/i.test(key) ? `Key${key.toUpperCase()}` : /\d/.test(key) ? `Digit${key}` : '';
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, code, bubbles: true, composed: true, cancelable: true }),
    );
  }
}

describe('listen', () => {
  it.each([
    ['a note', '<textarea data-t></textarea>'],
    ['the search', '<input type="search" data-t>'],
    ['the tag box', '<div role="combobox" tabindex="0" data-t></div>'],
    ['an editor', '<div contenteditable="true"><p data-t></p></div>'],
    ['a rename field', '<input data-t>'],
    ['a popover with its own keys', '<div role="dialog"><ul data-t></ul></div>'],
  ])('fires nothing for 1,000 words typed in %s', (_what, html) => {
    const target = add(html);
    const words = prose.repeat(30).split(' ').slice(0, 1000).join(' ');
    type(target, words, 10);
    expect(ran).toEqual([]);
    expect(said).toEqual([]);
  });

  it('sees a field inside a shadow root', () => {
    const root = add('<div data-t></div>').attachShadow({ mode: 'open' });
    const field = document.createElement('input');
    root.append(field);
    type(field, 'eza');
    expect(ran).toEqual([]);
  });

  it('runs single keys in read mode, a checkbox included', () => {
    type(add('<ul><li tabindex="0" data-t></li></ul>'), 'jez');
    type(add('<input type="checkbox" data-t>'), 'u');
    expect(ran).toEqual(['next', 'resolve', 'snooze', 'undo']);
  });

  it('leaves Enter to a button', () => {
    const enter = new KeyboardEvent('keydown', {
      key: 'Enter',
      code: 'Enter',
      bubbles: true,
      cancelable: true,
    });
    add('<button data-t>x</button>').dispatchEvent(enter);
    expect(ran).toEqual([]);
    expect(enter.defaultPrevented).toBe(false);
  });

  it('stops three keys within 150 ms, says so once, and goes on after a pause', () => {
    const target = add('<ul data-t></ul>');
    type(target, 'thanksagain', 30);
    expect(ran).toEqual(['tag', 'claim']); // n is the third within 150 ms: it and all that follow start nothing
    expect(said).toEqual([burstSentence]);
    clock += 700;
    type(target, 'e');
    expect(ran).toEqual(['tag', 'claim', 'resolve']);
  });

  it('lets a quick hand walk the list', () => {
    type(add('<ul data-t></ul>'), 'jjjjk', 20);
    expect(ran).toEqual(['next', 'next', 'next', 'next', 'previous']);
    expect(said).toEqual([]);
  });
});

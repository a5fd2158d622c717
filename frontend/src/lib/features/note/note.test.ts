import { render, screen, fireEvent } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend, type Backend } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { nav } from '$lib/stores/nav.svelte';
import { deskWith, settle } from '$lib/test/desk';
import { DraftKeeper } from './draft';
import { fitting, insert, mentionAt } from './mention';
import NoteComposer from './NoteComposer.svelte';

let f: Fake;
let asked: string[];

/** The desk, with every question written down. */
function listening(b: Fake): Backend {
  return new Proxy(b, {
    get(target, name: keyof Fake) {
      const v: unknown = target[name];
      if (typeof v !== 'function') return v;
      return (...args: unknown[]) => {
        asked.push(name);
        return (v as (...a: unknown[]) => unknown)(...args);
      };
    },
  });
}

beforeEach(async () => {
  f = await deskWith();
  asked = [];
  useBackend(listening(f));
});

async function compose() {
  const view = await f.open('7Q2M-9FKX');
  render(NoteComposer, { view });
  const area = screen.getByRole('textbox') as HTMLTextAreaElement;
  await fireEvent.focus(area);
  return area;
}
async function type(area: HTMLTextAreaElement, text: string) {
  area.value = text;
  area.setSelectionRange(text.length, text.length);
  await fireEvent.input(area);
}

// features: E1, E8
describe('the note composer', () => {
  it('has no path to send: no key and no button asks the desk for anything but a note', async () => {
    const area = await compose();
    for (const key of [
      { key: 'Enter', ctrlKey: true },
      { key: 'Enter', altKey: true },
      { key: 'Enter', metaKey: true },
      { key: 'Enter', ctrlKey: true, shiftKey: true },
      { key: 'Enter', altKey: true, shiftKey: true },
    ]) {
      await type(area, 'Only for us');
      await fireEvent.keyDown(area, key);
      await settle(5);
    }
    await type(area, 'Once more');
    await fireEvent.blur(area);
    await settle(5);
    await fireEvent.click(screen.getByRole('button', { name: /Add note/ }));
    await settle(5);
    expect(new Set(asked)).toEqual(new Set(['note', 'saveNoteDraft']));
    expect(screen.queryByText(/^(To|From|Cc|Send)$/)).toBeNull();
    expect(
      screen.queryByRole('textbox', { name: /to|subject/i })?.getAttribute('aria-label') ?? 'Internal note',
    ).toContain('Internal note');
  });

  it('adds with Alt+Enter and with Ctrl+Enter, once, and not with Ctrl+Shift+Enter', async () => {
    const notes = () => f.state.get('7Q2M-9FKX').entries.filter((e) => e.kind === 'note').length;
    const before = notes();
    const area = await compose();
    await type(area, 'One');
    await fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true, shiftKey: true });
    await settle(5);
    expect(notes()).toBe(before);
    await Promise.all([
      fireEvent.keyDown(area, { key: 'Enter', altKey: true }),
      fireEvent.keyDown(area, { key: 'Enter', altKey: true }),
    ]);
    await settle(5);
    expect(notes()).toBe(before + 1);
    await type(area, 'Two');
    await fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true });
    await settle(5);
    expect(notes()).toBe(before + 2);
    expect(area.value).toBe('');
  });

  it('adds nothing while composing', async () => {
    const area = await compose();
    await type(area, 'にほん');
    await fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true, isComposing: true });
    await settle(5);
    expect(asked).not.toContain('note');
  });

  it('takes what its command types, and what was typed before it was there', async () => {
    const view = await f.open('7Q2M-9FKX');
    render(NoteComposer, { view, wish: { n: 1, put: '@', caught: 'le' } });
    const area = screen.getByRole<HTMLTextAreaElement>('textbox');
    await vi.waitFor(() => expect(area.value).toBe('@le'));
    expect(document.activeElement).toBe(area);
    expect(await screen.findByRole('option', { name: /Lena/ })).toBeTruthy();
  });

  it('keeps the draft at a pause and on Esc, and gives the keys back', async () => {
    const area = await compose();
    await type(area, 'half a thought');
    const n = nav.wants.n;
    await fireEvent.keyDown(area, { key: 'Escape' });
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').draft).toEqual({ text: 'half a thought', kind: 'note' });
    expect(nav.wants.n).toBe(n + 1);
  });

  it('is done with its own draft when it is added, and leaves other words alone', async () => {
    const area = await compose();
    await type(area, 'half a thought');
    await fireEvent.keyDown(area, { key: 'Escape' });
    await settle(5);
    await f.note('7Q2M-9FKX', 'another note', 'note');
    expect(f.state.get('7Q2M-9FKX').draft?.text).toBe('half a thought');
    await type(area, 'a whole thought');
    await fireEvent.keyDown(area, { key: 'Enter', ctrlKey: true });
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').draft).toBeNull();
  });

  it('keeps what could not be saved of a ticket while another is written in', async () => {
    const view = await f.open('7Q2M-9FKX');
    const { rerender } = render(NoteComposer, { view });
    const area = screen.getByRole<HTMLTextAreaElement>('textbox');
    const disk = vi.spyOn(f, 'saveNoteDraft').mockRejectedValue(new Error('the disk is full'));
    await type(area, 'first');
    await rerender({ view: await f.open('P6TN-0VB4') });
    await settle(5);
    await type(area, 'second');
    await rerender({ view });
    await settle(5);
    expect(area.value).toBe('first');
    disk.mockRestore();
    await fireEvent.blur(area);
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').draft?.text).toBe('first');
    expect(f.state.get('P6TN-0VB4').draft?.text).toBe('second');
  });

  it('leaves what is typed while a note is added in the field', async () => {
    const area = await compose();
    await type(area, 'One');
    void fireEvent.keyDown(area, { key: 'Enter', altKey: true });
    await type(area, 'One and two');
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').entries.at(-1)?.text).toBe('One');
    expect(area.value).toBe('and two');
    await fireEvent.blur(area);
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').draft?.text).toBe('and two');
  });

  it('puts a saved reply into no other ticket', async () => {
    const { rerender } = render(NoteComposer, { view: await f.open('7Q2M-9FKX') });
    const area = screen.getByRole<HTMLTextAreaElement>('textbox');
    let go: (() => void) | undefined;
    const real = f.insertSaved.bind(f);
    f.insertSaved = async (...a) => {
      await new Promise<void>((r) => (go = r));
      return real(...a);
    };
    await type(area, '#t');
    await settle(5);
    await fireEvent.keyDown(area, { key: 'Enter' });
    expect(go).toBeTruthy();
    await rerender({ view: await f.open('P6TN-0VB4') });
    go?.();
    await settle(5);
    expect(area.value).toBe('');
  });

  it('takes the draft of the ticket it shows', async () => {
    await f.saveNoteDraft('7Q2M-9FKX', 'from yesterday', 'question');
    const area = await compose();
    expect(area.value).toBe('from yesterday');
    expect(screen.getByRole('button', { name: 'Kind: Question' })).toBeTruthy();
  });
});

// features: E9
describe('mentions', () => {
  it('start at a word start only', () => {
    expect(mentionAt('@', 1)).toEqual({ from: 0, to: 1, query: '' });
    expect(mentionAt('ask @an', 7)).toEqual({ from: 4, to: 7, query: 'an' });
    expect(mentionAt('(@an', 4)?.query).toBe('an');
    expect(mentionAt('mail ada@an', 11)).toBeNull();
    expect(mentionAt('C#@an', 5)).toBeNull();
    expect(mentionAt('@an wrote', 9)).toBeNull();
  });
  it('find names without their accents', () => {
    const people = [
      { id: 'lena', name: 'Lena' },
      { id: 'a', name: 'Anaïs' },
    ];
    expect(fitting(people, 'anai').map((p) => p.name)).toEqual(['Anaïs']);
    expect(fitting(people, 'zz')).toEqual([]);
    expect(insert('ask @an now', { from: 4, to: 7, query: 'an' }, 'Anaïs')).toEqual({
      text: 'ask @Anaïs now',
      caret: 11,
    });
  });
  it('are taken with Enter only after a letter or an arrow', async () => {
    const area = await compose();
    await type(area, 'see @');
    await fireEvent.keyDown(area, { key: 'Enter' });
    expect(area.value).toBe('see @');
    await type(area, 'see @an');
    await fireEvent.keyDown(area, { key: 'Enter' });
    await settle();
    expect(area.value).toBe('see @Anaïs ');
    await type(area, 'see @');
    await fireEvent.keyDown(area, { key: 'ArrowDown' });
    await fireEvent.keyDown(area, { key: 'Enter' });
    await settle();
    expect(area.value).toBe('see @Asha ');
  });
  it('leave the character on Esc', async () => {
    const area = await compose();
    await type(area, '@an');
    expect(screen.getByRole('listbox', { name: 'Mention' })).toBeTruthy();
    await fireEvent.keyDown(area, { key: 'Escape' });
    expect(screen.queryByRole('listbox', { name: 'Mention' })).toBeNull();
    expect(area.value).toBe('@an');
  });
});

// features: E4, E5
describe('saved replies in a note', () => {
  it('go in as words, and a template is refused with its reason', async () => {
    const area = await compose();
    const all = await f.savedReplies('', 'note', '7Q2M-9FKX', 60);
    const snippet = all.find((h) => h.kind === 'snippet' && !h.refused);
    const template = all.find((h) => h.kind === 'template');
    if (!snippet || !template?.refused) throw new Error('the sample has no snippet, or takes templates');
    await type(area, `see #${snippet.name}`);
    await settle(5);
    await fireEvent.keyDown(area, { key: 'Enter' });
    await settle(5);
    expect(area.value).toMatch(/^see [^#]+/);
    expect(area.value.length).toBeGreaterThan(8);
    await type(area, `#${template.name}`);
    await settle(5);
    expect(screen.getByText(template.refused)).toBeTruthy();
    await fireEvent.keyDown(area, { key: 'Enter' });
    await settle(5);
    expect(area.value).toBe(`#${template.name}`);
  });
});

describe('a draft', () => {
  it('is saved once per pause, tried again after a failure, and dropped when added', async () => {
    vi.useFakeTimers();
    const save = vi.fn().mockRejectedValueOnce(new Error('disk')).mockResolvedValue(undefined);
    const states: string[] = [];
    const k = new DraftKeeper(save, (s) => states.push(s), 500);
    k.changed('t', 'a', 'note');
    k.changed('t', 'ab', 'note');
    await vi.advanceTimersByTimeAsync(500);
    expect(save.mock.calls).toEqual([['t', 'ab', 'note']]);
    expect(states.at(-1)).toBe('failed');
    await k.flush();
    expect(states.at(-1)).toBe('saved');
    k.changed('t', 'abc', 'note');
    k.drop('t');
    await vi.advanceTimersByTimeAsync(1000);
    expect(save).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });
});

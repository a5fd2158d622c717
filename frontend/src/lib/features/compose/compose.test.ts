import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, useBackend, type DraftKind } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { list } from '$lib/stores/list.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { deskWith } from '$lib/test/desk';
import { active } from './active.svelte';
import ComposerTest from './ComposerTest.svelte';
import { watched, type Watched } from './watched';

const id = '7Q2M-9FKX';
let f: Fake;
let w: Watched;
const quiet = () => w.quiet();
const sends = () => w.calls('send');
const saves = () => w.calls('saveDraft').map(([d]) => (d as { html: string }).html);

beforeEach(async () => {
  f = await deskWith();
  w = watched(f);
  useBackend(w.backend);
  desk.settings.autoAdvance = false;
  nav.ticket = id;
});

async function compose(kind: DraftKind | '' | '#' = 'reply') {
  const view = await backend.open(id);
  const shown = render(ComposerTest, { view });
  if (kind) {
    nav.focus('mail', kind);
    await quiet();
  }
  return shown;
}
const editor = () => screen.getByRole('textbox', { name: /^(Reply to|Mail that)/ });
/** The TipTap editor behind the element, which carries it. */
const tiptap = () => (editor() as unknown as { editor: import('@tiptap/core').Editor }).editor;
async function type(text: string) {
  for (const c of text) tiptap().commands.insertContent({ type: 'text', text: c });
  await quiet();
}
async function press(key: string, more: KeyboardEventInit = {}) {
  const keyCode = { Enter: 13, Escape: 27, Tab: 9 }[key]; // by which the editor takes them
  await fireEvent.keyDown(editor(), { key, keyCode, ...more });
  await quiet();
}

// features: E1
describe('the composer', () => {
  it('is one line until something is written, and offers each way with its key', async () => {
    await compose('');
    expect(screen.queryByRole('tablist')).toBeNull();
    for (const name of ['Reply', 'Reply all', 'Forward', 'Note'])
      expect(screen.getByRole('button', { name })).toBeTruthy();
  });

  it('opens a reply with the caret in it, to the customer', async () => {
    await compose();
    expect(document.activeElement).toBe(editor());
    expect(screen.getByRole('tab', { name: 'Email', selected: true })).toBeTruthy();
    expect(screen.getByText('Marco')).toBeTruthy();
    expect(screen.getByTitle('To 1 person outside')).toBeTruthy();
  });

  it('answers all with the others in Cc, and otherwise offers them', async () => {
    await compose();
    expect(screen.getByTitle(/Also wrote here: lena@/)).toBeTruthy();
    nav.focus('mail', 'reply-all');
    await quiet();
    expect(screen.getByTitle('lena@halvorsen.example')).toBeTruthy();
    expect(screen.getByTitle('To 2 people outside')).toBeTruthy();
  });

  it.each<[string, () => unknown]>([
    ['a paragraph', () => undefined],
    ['a list', () => tiptap().commands.toggleBulletList()],
    ['a quote', () => tiptap().commands.toggleBlockquote()],
    ['code', () => tiptap().commands.toggleCodeBlock()],
  ])('sends once with Ctrl+Enter from %s, and breaks no line', async (_where, make) => {
    await compose();
    await type('One line');
    make();
    const e = editor();
    for (let i = 0; i < 3; i++) await fireEvent.keyDown(e, { key: 'Enter', ctrlKey: true });
    await quiet();
    expect(sends().length).toBe(1);
    expect(saves().at(-1)).not.toMatch(/<br|<p><\/p>/);
  });

  it('does nothing with Alt+Enter, sends nothing while composing, and takes Cmd as Ctrl', async () => {
    await compose();
    await type('Hello');
    await press('Enter', { altKey: true });
    await press('Enter', { ctrlKey: true, isComposing: true });
    expect(sends()).toEqual([]);
    expect(tiptap().getHTML()).toBe('<p>Hello</p>');
    await press('Enter', { metaKey: true });
    await quiet();
    expect(sends()).toEqual([[expect.any(String), false, false]]);
  });

  it('gives the focus back to reading after sending, with the delay in the toast', async () => {
    await compose();
    await type('Done');
    await press('Enter', { ctrlKey: true });
    await quiet();
    expect(nav.wants.pane).toBe('list');
    expect(toast.current).toMatchObject({ text: 'Sending to Marco in 10 s' });
    expect(screen.queryByRole('textbox', { name: /^Reply to/ })).toBeNull();
  });

  it('opens the close dialog when lines are open, with the draft that goes with it', async () => {
    await compose();
    await type('It is mended');
    await press('Enter', { ctrlKey: true, shiftKey: true });
    await quiet();
    expect(nav.overlay).toMatchObject({ name: 'close', ticket: id, as: 'resolved' });
    expect((nav.overlay as { sending?: string }).sending).toBe(sends()[0]?.[0]);
    expect(editor()).toBeTruthy();
  });

  it('leaves to reading on Esc with the draft kept, and shows it again', async () => {
    const { unmount } = await compose();
    await type('half a thought');
    const n = nav.wants.n;
    await press('Escape');
    await quiet();
    expect(nav.wants).toMatchObject({ pane: 'ticket', n: n + 1 });
    expect(saves()).toEqual(['<p>half a thought</p>']);
    unmount();
    const view = await backend.open(id);
    render(ComposerTest, { view });
    await quiet();
    expect(editor().textContent).toContain('half a thought');
    expect(screen.getByText('Draft saved')).toBeTruthy();
  });

  it('closes an empty one on Esc', async () => {
    await compose();
    await press('Escape');
    expect(screen.queryByRole('tablist')).toBeNull();
  });

  it('makes a new draft of what is typed while the mail is on its way', async () => {
    await compose();
    await type('First. ');
    let go: (() => void) | undefined;
    const real = f.send.bind(f);
    f.send = async (...a) => {
      await new Promise<void>((r) => {
        go = r;
      });
      return real(...a);
    };
    await fireEvent.keyDown(editor(), { key: 'Enter', ctrlKey: true });
    await vi.waitFor(() => expect(go).toBeTruthy());
    tiptap().commands.insertContent('Second.');
    go?.();
    await quiet();
    expect(editor().textContent).toBe('Second.');
    window.dispatchEvent(new Event('blur'));
    await quiet();
    expect(saves().at(-1)).toBe('<p>Second.</p>');
    expect([...f.state.tickets.keys()]).toContain(id);
  });

  it('shows who wrote meanwhile, does not send, and sends anyway when told', async () => {
    await compose();
    await type('The answer');
    f.arrive(id, 'One thing more');
    await press('Enter', { ctrlKey: true });
    await quiet();
    expect(screen.getByText(/Marco wrote after you began/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Send anyway' }));
    await quiet();
    expect(sends().map((s) => s[2])).toEqual([false, true]);
    expect(screen.queryByRole('textbox', { name: /^Reply to/ })).toBeNull();
  });

  it('says in words that a draft is not saved, keeps the text and tries again', async () => {
    await compose();
    const save = vi.spyOn(f, 'saveDraft').mockRejectedValueOnce(new Error('the disk is full'));
    await type('kept');
    window.dispatchEvent(new Event('blur'));
    await quiet();
    expect(screen.getByText(/Draft not saved, trying again: the disk is full/)).toBeTruthy();
    expect(editor().textContent).toBe('kept');
    window.dispatchEvent(new Event('blur'));
    await quiet();
    expect(save).toHaveBeenCalledTimes(2);
    expect(screen.getByText('Draft saved')).toBeTruthy();
  });

  it('keeps what could not be saved when the ticket is left, and shows it again', async () => {
    const other = list.rows.find((r) => r.id !== id)?.id ?? 'P6TN-0VB4';
    const { rerender } = await compose();
    const save = vi.spyOn(f, 'saveDraft').mockRejectedValue(new Error('the disk is full'));
    await type('not lost');
    nav.ticket = other;
    await rerender({ view: await backend.open(other) });
    await quiet();
    expect(toast.current?.text).toMatch(/is not saved yet/);
    nav.ticket = id;
    await rerender({ view: await backend.open(id) });
    await quiet();
    expect(editor().textContent).toBe('not lost');
    save.mockRestore();
    window.dispatchEvent(new Event('blur'));
    await quiet();
    expect((await backend.open(id)).mailDraft?.snippet).toContain('not lost');
  });

  it('goes to the next ticket after sending, when that is wanted', async () => {
    desk.settings.autoAdvance = true;
    await list.show('mine', '');
    list.focus = id;
    const at = list.index;
    await compose();
    await type('On');
    await press('Enter', { ctrlKey: true });
    await quiet();
    expect(nav.ticket).toBe(list.rows[at + 1]?.id);
  });

  it('is gone at once when it went out with the close of its ticket', async () => {
    await compose();
    await type('Here it is');
    await quiet();
    const { id: draft } = await f.draft(id, 'reply', '');
    outbox.left = { draft: 'another' };
    await tick();
    expect(editor()).toBeTruthy();
    outbox.left = { draft };
    await tick();
    expect(screen.queryByRole('textbox', { name: /^Reply to/ })).toBeNull();
  });

  it('discards with a way back', async () => {
    await compose();
    await type('Never mind');
    await quiet();
    active.now?.discard();
    await quiet();
    expect(screen.queryByRole('tablist')).toBeNull();
    expect(toast.current?.act?.label).toBe('Restore');
    expect((await backend.open(id)).mailDraft).toBeNull();
  });
});

// features: E1
describe('Email and Note', () => {
  it('differ in colour, in what they ask for, and in what they can do', async () => {
    await compose();
    const area = () => document.querySelector('section.composer');
    expect(area()?.classList.contains('note')).toBe(false);
    nav.focus('note');
    await quiet();
    expect(area()?.classList.contains('note')).toBe(true);
    expect(screen.getByText('Internal. Only the team reads this; it cannot be mailed.')).toBeTruthy();
    expect(screen.queryByText('From')).toBeNull();
    expect(screen.queryByRole('button', { name: /^Send/ })).toBeNull();
  });
});

describe('addresses', () => {
  it('become chips, and a wrong one is said in words and not sent to', async () => {
    await compose('forward');
    const to = screen.getByRole('combobox', { name: 'To' }) as HTMLInputElement;
    expect(document.activeElement).toBe(to);
    to.value = 'ada@x.example, nobody@;';
    await fireEvent.input(to);
    window.dispatchEvent(new Event('blur'));
    await quiet();
    expect(screen.getByText('ada@x.example')).toBeTruthy();
    expect(screen.getAllByText(/“nobody@” is no address/).length).toBeGreaterThan(0);
    await fireEvent.keyDown(to, { key: 'Enter', ctrlKey: true });
    await quiet();
    expect(nav.wants.pane).toBe('mail');
    expect(to.isConnected).toBe(true);
  });

  it('are offered as one types', async () => {
    await compose('forward');
    const to = screen.getByRole('combobox', { name: 'To' }) as HTMLInputElement;
    to.value = 'nad';
    await fireEvent.input(to);
    await quiet();
    await fireEvent.keyDown(to, { key: 'Enter' });
    await quiet();
    expect(screen.getByText('Nadia')).toBeTruthy();
  });

  it('keep the focus in the composer when the button that was pressed goes', async () => {
    await compose();
    await fireEvent.click(screen.getByTitle(/Also wrote here/));
    const more = await screen.findByRole('button', { name: 'lena@halvorsen.example' });
    more.focus();
    await fireEvent.click(more);
    await quiet();
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Cc' }));
    active.now?.attach(false);
    await quiet();
    const remove = screen.getByRole('button', { name: 'Remove export-october.csv' });
    remove.focus();
    await fireEvent.click(remove);
    await quiet();
    expect(document.activeElement).toBe(editor());
  });
});

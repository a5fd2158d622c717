import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, useBackend, type DraftKind } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { deskWith } from '$lib/test/desk';
import { active } from './active.svelte';
import ComposerTest from './ComposerTest.svelte';
import { watched, type Watched } from './watched';

const id = '7Q2M-9FKX';
const other = 'P6TN-0VB4';
let f: Fake;
let w: Watched;

beforeEach(async () => {
  f = await deskWith();
  w = watched(f);
  useBackend(w.backend);
  desk.settings.autoAdvance = false;
  nav.ticket = id;
});

const quiet = () => w.quiet();
const editor = () => screen.getByRole('textbox', { name: /^(Reply to|Mail that)/ });
const tiptap = () => (editor() as unknown as { editor: import('@tiptap/core').Editor }).editor;
const put = (text: string) => tiptap().commands.insertContent({ type: 'text', text });
const html = async (ticket: string, kind: DraftKind = 'reply') => (await f.draft(ticket, kind, '')).html;

async function compose() {
  const shown = render(ComposerTest, { view: await backend.open(id) });
  nav.focus('mail', 'reply');
  await quiet();
  return shown;
}

/** Holds each call of this method back; `go` lets all of them on. */
function hold(name: 'send' | 'saveDraft' | 'draft') {
  const real = f[name].bind(f) as (...a: unknown[]) => Promise<unknown>;
  const waiting: (() => void)[] = [];
  let open = false;
  Object.assign(f, {
    [name]: async (...a: unknown[]) => {
      if (!open) await new Promise<void>((r) => waiting.push(r));
      return real(...a);
    },
  });
  return {
    begun: () => vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0)),
    async go() {
      open = true;
      waiting.forEach((r) => r());
      await quiet();
    },
  };
}

describe('words typed while something is on its way', () => {
  it('are the next draft when the saving before a send took its time', async () => {
    await compose();
    put('First. ');
    const save = hold('saveDraft');
    await fireEvent.keyDown(editor(), { key: 'Enter', ctrlKey: true });
    await save.begun();
    put('Second.');
    await save.go();
    expect(w.calls('send')).toHaveLength(1);
    expect(editor().textContent).toBe('Second.');
  });

  it('are kept where they repeat the end of what was sent', async () => {
    await compose();
    put('ha');
    const send = hold('send');
    await fireEvent.keyDown(editor(), { key: 'Enter', ctrlKey: true });
    await send.begun();
    put('ha');
    await send.go();
    expect(editor().textContent).toBe('ha');
  });

  it('stay with their ticket when one goes on before the next draft is there', async () => {
    const { rerender } = await compose();
    put('First. ');
    const send = hold('send');
    await fireEvent.keyDown(editor(), { key: 'Enter', ctrlKey: true });
    await send.begun();
    put('Second.');
    const draft = hold('draft');
    void send.go();
    await draft.begun();
    nav.ticket = other;
    await rerender({ view: await backend.open(other) });
    await draft.go();
    expect(screen.queryByRole('textbox', { name: /^Reply to/ })).toBeNull();
    await vi.waitFor(async () => expect(await html(id)).toContain('Second.'));
  });

  it('are kept when the kind of mail is changed meanwhile', async () => {
    await compose();
    put('To be kept');
    const draft = hold('draft');
    nav.focus('mail', 'forward');
    await draft.begun();
    put(' and more');
    await draft.go();
    expect(screen.getByRole('textbox', { name: /^Mail that/ })).toBeTruthy();
    await vi.waitFor(async () => expect(await html(id)).toContain('To be kept and more'));
  });

  describe.each(['mail', 'note'] as const)('when its ticket is not here yet, for the %s', (pane) => {
    const catcher = () => screen.getByLabelText<HTMLTextAreaElement>('Mail', { selector: 'textarea' });
    async function early() {
      const shown = render(ComposerTest, { view: await backend.open(other) });
      nav.focus(pane, pane === 'mail' ? 'reply' : '');
      await quiet();
      expect(document.activeElement).toBe(catcher());
      catcher().value = 'Dear Marco';
      return shown;
    }

    it('are its text', async () => {
      const { rerender } = await early();
      await rerender({ view: await backend.open(id) });
      await quiet();
      if (pane === 'mail') expect(editor().textContent).toBe('Dear Marco');
      else expect(screen.getByText('Typed early: Dear Marco')).toBeTruthy();
      expect(catcher().value).toBe('');
    });

    it('are nobody’s once another is wanted', async () => {
      const { rerender } = await early();
      nav.ticket = other;
      await quiet();
      expect([catcher().value, document.activeElement]).toEqual(['', document.body]);
      nav.ticket = id;
      await rerender({ view: await backend.open(id) });
      await quiet();
      expect(screen.queryByText(/Dear Marco/)).toBeNull();
    });
  });

  it('do not reach another ticket from the field that catches them', async () => {
    const { rerender } = render(ComposerTest, { view: await backend.open(id) });
    const draft = hold('draft');
    nav.focus('mail', 'reply');
    await draft.begun();
    const catcher = screen.getByLabelText<HTMLTextAreaElement>('Mail', { selector: 'textarea' });
    catcher.value = 'Dear Marco';
    nav.ticket = other;
    await rerender({ view: await backend.open(other) });
    await draft.go();
    nav.focus('mail', 'reply');
    await quiet();
    expect(editor().textContent).toBe('');
  });
});

describe('a letter that could not be saved', () => {
  it('is not shown in the ticket one went on to', async () => {
    const { rerender } = await compose();
    const disk = vi.spyOn(f, 'saveDraft').mockRejectedValue(new Error('the disk is full'));
    put('only for Marco');
    await rerender({ view: await backend.open(other) });
    await quiet();
    let refuse: (() => void) | undefined;
    disk.mockImplementation(() => new Promise((_, no) => (refuse = () => no(new Error('the disk is full')))));
    const first = await backend.open(id);
    await rerender({ view: first });
    await vi.waitFor(() => expect(refuse).toBeTruthy());
    await rerender({ view: await backend.open(other) });
    refuse?.();
    await quiet();
    expect(screen.queryByText('only for Marco')).toBeNull();
    disk.mockRejectedValue(new Error('the disk is full'));
    await rerender({ view: first });
    await quiet();
    expect(editor().textContent).toBe('only for Marco');
  });
});

describe('discarding', () => {
  it('closes no composer of a ticket one went on to', async () => {
    const { rerender } = await compose();
    put('Never mind');
    const save = hold('saveDraft');
    active.now?.discard();
    await save.begun();
    nav.ticket = other;
    await rerender({ view: await backend.open(other) });
    nav.focus('mail', 'reply');
    await vi.waitFor(() => expect(editor()).toBeTruthy());
    await save.go();
    expect(editor()).toBeTruthy();
    expect((await backend.open(id)).mailDraft).toBeNull();
  });
});

import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { backend, useBackend } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { nav } from '$lib/stores/nav.svelte';
import { deskWith } from '$lib/test/desk';
import ComposerTest from './ComposerTest.svelte';
import { watched, type Watched } from './watched';

const id = '7Q2M-9FKX';
let f: Fake;
let w: Watched;

beforeEach(async () => {
  f = await deskWith();
  w = watched(f);
  useBackend(w.backend);
  nav.ticket = id;
});

async function begin(kind: 'reply' | '#') {
  render(ComposerTest, { view: await backend.open(id) });
  nav.focus('mail', kind);
  await w.quiet();
}
const editor = () => screen.getByRole('textbox', { name: /^Reply to/ });
const tiptap = () => (editor() as unknown as { editor: import('@tiptap/core').Editor }).editor;
const popup = () => screen.queryByRole('listbox', { name: 'Saved replies' });
const text = () => tiptap().getText();
async function type(s: string) {
  for (const c of s) tiptap().view.dispatch(tiptap().state.tr.insertText(c));
  await w.quiet();
}
async function press(key: string, more: KeyboardEventInit = {}) {
  const keyCode = { Enter: 13, Escape: 27, Tab: 9 }[key]; // by which the editor takes them
  await fireEvent.keyDown(editor(), { key, keyCode, ...more });
  await w.quiet();
}

// features: E4
describe('saved replies in a mail', () => {
  it('open with # as a command, and Enter takes the first at once', async () => {
    await begin('#');
    expect(popup()).toBeTruthy();
    await press('Enter');
    expect(popup()).toBeNull();
    expect(text()).not.toContain('#');
    expect(text().length).toBeGreaterThan(10);
  });

  it('typed, take Enter only after a letter or an arrow', async () => {
    await begin('reply');
    await type('see #');
    expect(popup()).toBeTruthy();
    await press('Enter');
    expect(text()).toContain('see #\n');
    await type('#');
    await press('ArrowDown');
    await press('Enter');
    expect(text()).toContain('see #\n');
    expect(text().length).toBeGreaterThan(12);
  });

  it('leave the sign on Esc and do not come back for it', async () => {
    await begin('reply');
    await type('a #t');
    expect(popup()).toBeTruthy();
    await press('Escape');
    expect(popup()).toBeNull();
    await type('st');
    expect(popup()).toBeNull();
    expect(text()).toBe('a #tst');
  });

  it('stop the send while a blank is not filled, and Tab finds it', async () => {
    await begin('#');
    const [hit] = (await f.savedReplies('', 'email', id, 60)).filter((h) => h.blanks > 0 && !h.refused);
    await type(hit?.name ?? '');
    await press('Enter');
    expect(screen.getByText(/blanks? (is|are) not filled/)).toBeTruthy();
    await press('Enter', { ctrlKey: true });
    expect(screen.getByRole('alert').textContent).toMatch(/Not filled in yet: “What do you need/);
    expect(f.state.get(id).entries.some((e) => e.outbox)).toBe(false);
  });

  it('that resolve say so on the button', async () => {
    await begin('#');
    const hit = (await f.savedReplies('', 'email', id, 60)).find((h) => h.resolves);
    if (!hit) throw new Error('the sample has no reply that resolves');
    await type(hit.name);
    await press('Enter');
    expect(screen.getByRole('button', { name: 'Send and resolve' })).toBeTruthy();
  });

  it('show what fits, how often it was used, and a preview without markup of its own', async () => {
    await begin('#');
    expect(screen.getAllByRole('option').length).toBeGreaterThan(1);
    expect(screen.getByText(/used \d+ times/)).toBeTruthy();
    expect(editor().getAttribute('aria-activedescendant')).toContain('saved-0');
  });
});

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
  render(ComposerTest, { view: await backend.open(id) });
  nav.focus('mail', 'reply');
  await w.quiet();
});

const editor = () => screen.getByRole('textbox', { name: /^Reply to/ });
async function type(text: string) {
  const { editor: e } = editor() as unknown as { editor: import('@tiptap/core').Editor };
  for (const c of text) e.commands.insertContent({ type: 'text', text: c });
  await w.quiet();
}
async function save() {
  window.dispatchEvent(new Event('blur'));
  await w.quiet();
}
/** Another window writes. */
async function elsewhere(html: string, more: { to?: string } = {}) {
  const d = await f.draft(id, 'reply', '');
  await f.saveDraft({ ...d, html, saved: [], ...more });
  await w.quiet();
}

describe('a draft that is written in two places', () => {
  it('is taken over where nothing waits to be saved, with whom it goes to', async () => {
    await type('Mine');
    await save();
    await elsewhere('<p>Theirs, longer</p>', { to: 'ada@x.example' });
    expect(editor().textContent).toBe('Theirs, longer');
    expect(screen.getByText('ada@x.example')).toBeTruthy();
    await elsewhere('<p>Theirs, longer</p>', { to: 'bob@x.example' });
    expect(screen.getByText('bob@x.example')).toBeTruthy();
    await type('!');
    await save();
    expect(screen.queryByText(/in two places/)).toBeNull();
    expect((await f.draft(id, 'reply', '')).to).toBe('bob@x.example');
  });

  it('keeps the other words and puts them below when asked', async () => {
    await type('Mine');
    await elsewhere('<p>Theirs</p>');
    expect(editor().textContent).toBe('Mine');
    await save();
    expect(screen.getByText(/in two places. The other version is kept/)).toBeTruthy();
    expect((await f.draft(id, 'reply', '')).html).toBe('<p>Mine</p>');
    screen.getByRole('button', { name: 'Put it below' }).focus();
    await fireEvent.click(screen.getByRole('button', { name: 'Put it below' }));
    await w.quiet();
    expect(document.activeElement).toBe(editor());
    expect(screen.queryByText(/in two places/)).toBeNull();
    const d = await f.draft(id, 'reply', '');
    expect(d.html).toBe('<p>Mine</p><hr><p>Theirs</p>');
    expect(d.other).toBeNull();
  });

  it('says so once, and leaves the other version where it is kept', async () => {
    await type('Mine');
    await elsewhere('<p>Theirs</p>');
    await save();
    await type(', and more');
    await save();
    expect([...f.drafts.all.values()].filter((d) => d.beside)).toHaveLength(1);
    await fireEvent.click(screen.getByRole('button', { name: 'Leave it' }));
    await w.quiet();
    expect(screen.queryByText(/in two places/)).toBeNull();
    expect(editor().textContent).toBe('Mine, and more');
  });
});

import { render, screen, fireEvent, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fake } from '$lib/api/fake';
import { clock } from '$lib/stores/clock.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { older } from '$lib/stores/older.svelte';
import { open } from '$lib/stores/open.svelte';
import { deskWith, mine, noon, settle } from '$lib/test/desk';
import { commands } from './commands';
import Talk from './Talk.svelte';
import { firstLine } from './words';

let f: Fake;
const ctx = { view: 'queue', ticket: null, targets: [], writing: false };
const fetch = commands.find((c) => c.id === 'fetch');

beforeEach(async () => {
  f = await deskWith([mine('A'), mine('B')]);
  older.asked = new Map();
  older.failed = new Map();
  nav.ticket = 'A';
});

async function shown(part: 'head' | 'part') {
  if (part === 'head') f.boxes.older('A');
  else f.boxes.large('A');
  await open.show('A');
  const view = render(Talk, { view: open.view as NonNullable<typeof open.view> });
  f.on('changed', () => void open.show('A').then(() => open.view && view.rerender({ view: open.view })));
  return view;
}
const rest = () => document.querySelector('[data-rest]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('a mail that is here by its head', () => {
  it('fetches itself when it is shown, and its text takes the place', async () => {
    f.boxes.takes = 30;
    const asked = vi.spyOn(f, 'fetchMail');
    await shown('head');
    await waitFor(() => expect(rest()).toMatch(/older than what this computer keeps. Fetching it…/));
    expect(await screen.findByText(/the export of last year has the same gap/)).toBeTruthy();
    expect(asked).toHaveBeenCalledOnce();
    expect(rest()).toBe('');
    expect(fetch?.enabled(ctx)).toBe('Every mail of this ticket is here whole');
  });

  it('is not asked for by who only passes by', async () => {
    const asked = vi.spyOn(f, 'fetchMail');
    const { unmount } = await shown('head');
    await settle(60);
    expect(rest()).toMatch(/Fetching it…/);
    unmount();
    await settle(300);
    expect(asked).not.toHaveBeenCalled();
  });

  it('says offline that it comes later, and comes once one is online', async () => {
    desk.sync = { ...desk.sync, word: 'offline' };
    f.boxes.sync.word = 'offline';
    const asked = vi.spyOn(f, 'fetchMail');
    await shown('head');
    expect(rest()).toMatch(/It comes when you are online. Fetch/);
    await fireEvent.click(screen.getByRole('button', { name: /^Fetch/ }));
    expect(asked).toHaveBeenCalledOnce();
    f.boxes.sync.word = 'synced';
    older.asked = new Map();
    desk.sync = { ...desk.sync, word: 'synced' };
    expect(await screen.findByText(/the export of last year/)).toBeTruthy();
  });

  it('says why it could not be asked for, and asks again by key', async () => {
    vi.spyOn(f, 'fetchMail').mockRejectedValueOnce(new Error('No engine runs.'));
    await shown('head');
    await waitFor(() => expect(rest()).toMatch(/No engine runs. Fetch/));
    expect(fetch?.enabled(ctx)).toBe(true);
    fetch?.run(ctx);
    expect(await screen.findByText(/the export of last year/)).toBeTruthy();
  });

  it('says after a while that it has not come', async () => {
    f.boxes.takes = 60_000;
    await shown('head');
    await waitFor(() => expect(rest()).toMatch(/Fetching it…/));
    clock.now = Date.now() + 30_000;
    await waitFor(() => expect(rest()).toMatch(/It has not come yet. Fetch/));
    clock.now = noon;
  });

  it('is one line when it is folded, and counts as read only once its text was seen', async () => {
    f.boxes.older('A');
    await open.show('A');
    const [head] = open.view?.entries ?? [];
    expect(head && firstLine(head)).toBe('Here by its head');
  });
});

describe('a large mail', () => {
  it('shows its text, and fetches the rest when that or a file of it is asked for', async () => {
    const asked = vi.spyOn(f, 'fetchMail');
    const save = vi.spyOn(f, 'saveAttachment');
    f.boxes.takes = 30;
    await shown('part');
    await settle(20);
    expect(asked).not.toHaveBeenCalled();
    expect(screen.getByText('Text of A')).toBeTruthy();
    expect(rest()).toMatch(/The rest of this mail, 41 MB, is on the server. Fetch/);
    await fireEvent.click(screen.getByRole('button', { name: /warehouse-dump.zip on the server/ }));
    expect(rest()).toMatch(/Fetching it…/);
    await waitFor(() => expect(rest()).toBe(''));
    expect(save).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole('button', { name: /warehouse-dump.zip/ }));
    await waitFor(() => expect(save).toHaveBeenCalledOnce());
  });
});

import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { list } from '$lib/stores/list.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { older } from '$lib/stores/older.svelte';
import { open } from '$lib/stores/open.svelte';
import { deskWith, mine } from '$lib/test/desk';
import ListPane from './ListPane.svelte';

let f: Fake;
const row = () => document.querySelector('[data-older]')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

beforeEach(async () => {
  f = await deskWith([mine('A'), mine('B')]);
  f.state.olderHeads = 12_400;
  open.view = null;
  older.forget();
  nav.query = 'subject';
  render(ListPane, { onopen: vi.fn() });
  await waitFor(() => expect(list.rows.length).toBe(2));
});

describe('older mail under a search', () => {
  it('is counted, and the server searches it at a press', async () => {
    await waitFor(() =>
      expect(row()).toMatch(/^12,400 older mails are here by their heads. Search them on the server/),
    );
    const ask = vi.spyOn(f, 'searchOlder').mockResolvedValue({ asked: 7, found: 3 });
    await fireEvent.click(screen.getByRole('button', { name: /^Search them on the server/ }));
    expect(ask).toHaveBeenCalledWith('subject');
    await waitFor(() => expect(row()).toBe('The server found 7; 4 of them come by themselves.'));
  });

  it('is searched by key, from the list and from the field', async () => {
    f.boxes.takes = 30;
    expect(older.can(true)).toBe(true);
    older.get(true);
    await waitFor(() => expect(row()).toBe('The server searches 12,400 older mails…'));
    await waitFor(() => expect(row()).toBe('The server found nothing more.'));
  });

  it('waits while there is no line', async () => {
    const ask = vi.spyOn(f, 'searchOlder');
    desk.sync = { ...desk.sync, word: 'offline' };
    await waitFor(() => expect(row()).toMatch(/Their texts can be searched once you are online/));
    older.get(true);
    expect(ask).not.toHaveBeenCalled();
  });

  it('says what went wrong, and forgets it with the next search', async () => {
    vi.spyOn(f, 'searchOlder').mockRejectedValueOnce(new Error('The server did not answer.'));
    await fireEvent.click(await screen.findByRole('button', { name: /^Search them on the server/ }));
    await waitFor(() => expect(row()).toMatch(/The server did not answer./));
    nav.query = 'text';
    await waitFor(() => expect(row()).toMatch(/^12,400 older mails/));
  });

  it('is not spoken of where every mail is here whole', async () => {
    f.state.olderHeads = 0;
    nav.query = 'ada';
    await waitFor(() => expect(row()).toBe(''));
    expect(older.can(true)).toBe('Every mail is here whole: the search saw all of it');
  });
});

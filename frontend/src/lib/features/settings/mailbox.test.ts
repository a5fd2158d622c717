import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, useBackend, type FolderState } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { commands } from './commands';
import Settings from './Settings.svelte';

let b: Fake;
const props = { onadd: vi.fn(), onback: vi.fn() };

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  nav.openAccount('a1');
});

const folder = (name: string) =>
  document.querySelector<HTMLElement>(`[data-folder="${name}"]`) as HTMLElement;

describe('the page of a mailbox', () => {
  it('is opened by name, and left for its row', async () => {
    nav.account = '';
    commands.find((c) => c.id === 'mailbox')?.run({ view: '', ticket: null, targets: [], writing: false });
    expect([nav.view, nav.account]).toEqual(['settings', 'a1']);
    render(Settings, props);
    expect(await screen.findByText('Written to the server')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'support@kestrel.example' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    const row = await screen.findByRole('button', { name: /^support@/ });
    expect(nav.view).toBe('settings');
    await waitFor(() => expect(document.activeElement).toBe(row));
    expect(row.textContent).toMatch(/Synced.*9,878 here, 8,200 by their heads/s);
  });

  it('says of each folder what is here, and follows one with a press', async () => {
    const edit = vi.spyOn(b, 'editAccount');
    render(Settings, props);
    await screen.findByText('all 3,120 here');
    expect(folder('Trash').textContent).toMatch(/228 here, 312 still to come/);
    expect(folder('INBOX').textContent).toMatch(/Always followed/);
    expect(within(folder('INBOX')).queryByRole('switch')).toBe(null);
    expect(folder('Drafts').textContent).toMatch(/Never read/);
    const on = within(folder('Projects/Northwind pilot')).getByRole('switch');
    expect(on.getAttribute('aria-checked')).toBe('false');
    await fireEvent.click(on);
    await waitFor(() => expect(folder('Projects/Northwind pilot').textContent).toMatch(/88 still to come/));
    expect(edit).toHaveBeenCalledWith('a1', {
      reach: null,
      follow: [{ name: 'Projects/Northwind pilot', on: true }],
      mirror: [],
    });
  });

  it('puts a switch back that the desk refuses', async () => {
    vi.spyOn(b, 'editAccount').mockRejectedValueOnce(new ApiError('refused', 'Not now.'));
    render(Settings, props);
    await screen.findByText('all 3,120 here');
    const sent = within(folder('Sent')).getByRole('switch');
    await fireEvent.click(sent);
    await waitFor(() => expect(sent.getAttribute('aria-checked')).toBe('true'));
  });

  it('keeps both of two quick presses, however late the first answer is', async () => {
    const real = b.editAccount.bind(b);
    let first = true;
    vi.spyOn(b, 'editAccount').mockImplementation(async (id, e) => {
      const answer = await real(id, e);
      if (first) await new Promise((ok) => setTimeout(ok, 80));
      first = false;
      return answer;
    });
    render(Settings, props);
    await screen.findByText('all 3,120 here');
    const on = (name: string) => within(folder(name)).getByRole('switch');
    await fireEvent.click(on('Projects/Halvorsen migration'));
    await fireEvent.click(on('Projects/Northwind pilot'));
    await waitFor(() => expect(folder('Projects/Northwind pilot').textContent).toMatch(/88 still to come/));
    await new Promise((ok) => setTimeout(ok, 120));
    expect(on('Projects/Halvorsen migration').getAttribute('aria-checked')).toBe('true');
    expect(on('Projects/Northwind pilot').getAttribute('aria-checked')).toBe('true');
  });

  it('finds a folder in whatever way its letters are written', async () => {
    const [a] = b.boxes.accounts;
    const [inbox] = a?.folders ?? [];
    if (!a || !inbox) throw new Error('no mailbox');
    const names = [
      'Résumés'.normalize('NFD'),
      '顧客／東京',
      ...Array.from({ length: 12 }, (_, i) => `F${i}`),
    ];
    a.folders = [inbox, ...names.map((name) => ({ ...inbox, role: '' as const, name }))];
    render(Settings, props);
    const field = await screen.findByLabelText('Find a folder');
    await fireEvent.input(field, { target: { value: 'résu'.normalize('NFC') } });
    expect(document.querySelectorAll('[data-folder]').length).toBe(1);
    await fireEvent.input(field, { target: { value: '東京' } });
    expect(document.querySelectorAll('[data-folder]').length).toBe(1);
  });

  it('gives the focus to what stands where the pressed button stood', async () => {
    b.boxes.takes = 40;
    render(Settings, props);
    await fireEvent.click(await screen.findByRole('button', { name: 'Change…' }));
    const leave = screen.getByRole('button', { name: /^Leave it/ });
    await waitFor(() => expect(document.activeElement).toBe(leave));
    const other = within(folder('Sent')).getByRole('switch');
    other.focus(); // went on meanwhile
    await screen.findByRole('radiogroup');
    expect(document.activeElement).toBe(other);
    await fireEvent.click(screen.getByRole('button', { name: 'Remove…' }));
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/Keep it/));
  });

  it('draws forty of ten thousand folders, and finds the others by a part of their name', async () => {
    const [a] = b.boxes.accounts;
    const [inbox] = a?.folders ?? [];
    if (!a || !inbox) throw new Error('no mailbox');
    const many = (i: number): FolderState => ({
      ...inbox,
      role: '',
      name: `Customers/${String(i).padStart(5, '0')}`,
      messages: 0,
      synced: 0,
      followed: false,
    });
    a.folders = [inbox, ...Array.from({ length: 10_000 }, (_, i) => many(i))];
    const began = performance.now();
    render(Settings, props);
    await screen.findByText(/9,961 more/);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(document.querySelectorAll('[data-folder]').length).toBe(40);
    await fireEvent.input(screen.getByLabelText('Find a folder'), { target: { value: 'cust 0777' } });
    expect(document.querySelectorAll('[data-folder]').length).toBe(11);
    await fireEvent.input(screen.getByLabelText('Find a folder'), { target: { value: 'nothing so' } });
    expect(screen.getByText('No folder is called “nothing so”.')).toBeTruthy();
  });

  it('counts before it changes how far back, and changes nothing until told', async () => {
    const edit = vi.spyOn(b, 'editAccount');
    b.boxes.takes = 50;
    render(Settings, props);
    await fireEvent.click(await screen.findByRole('button', { name: 'Change…' }));
    expect(screen.getByText(/Counting the mail on the server/)).toBeTruthy();
    const all = await screen.findByRole('radio', { name: /^All mail/ });
    await waitFor(() => expect(document.activeElement).toBe(all));
    expect(screen.getByText('This is how it is now.')).toBeTruthy();
    await fireEvent.keyDown(all, { key: 'ArrowDown' });
    await waitFor(() => expect(screen.getByRole('button', { name: /^Change to 12 months/ })).toBeTruthy());
    expect(edit).not.toHaveBeenCalled();
    await fireEvent.keyDown(screen.getByRole('radio', { name: /^12 months/ }), { key: 'Enter' });
    await waitFor(() => expect(edit).toHaveBeenCalledWith('a1', { reach: 365, follow: [], mirror: [] }));
    const again = await screen.findByRole('button', { name: 'Change…' });
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect(screen.getByText(/last 12 months are kept here whole/)).toBeTruthy();
  });

  it('says that it cannot count while offline, and leaves all as it is', async () => {
    b.boxes.tell({ word: 'offline' });
    render(Settings, props);
    await fireEvent.click(await screen.findByRole('button', { name: 'Change…' }));
    expect(await screen.findByText('The server cannot be reached.')).toBeTruthy();
    b.boxes.tell({ word: 'synced' });
    await fireEvent.click(screen.getByRole('button', { name: 'Count again' }));
    const all = await screen.findByRole('radio', { name: /^All mail/ });
    await fireEvent.keyDown(all, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('radiogroup')).toBe(null));
  });

  it('writes nothing to the server until a switch says so, and says what others will see', async () => {
    render(Settings, props);
    expect(await screen.findByText(/^Nothing, but a copy of what you send/)).toBeTruthy();
    const names = [
      'Read marks',
      'Answered marks',
      'Flags',
      'Resolved mail into Archive',
      'Spam into Junk',
      'Deleted mail into Trash',
    ];
    for (const name of names)
      expect(screen.getByRole('switch', { name }).getAttribute('aria-checked')).toBe('false');
    await fireEvent.click(screen.getByRole('switch', { name: 'Read marks' }));
    expect(await screen.findByText(/^Only what is switched on/)).toBeTruthy();
    expect(b.boxes.accounts[0]?.mirror).toEqual(['seen']);
    nav.account = '';
    expect(await screen.findByText('Deskhand writes what you switched on')).toBeTruthy();
  });

  it('shows what the server would not take, and tries it again', async () => {
    const [a] = b.boxes.accounts;
    if (a) a.parked = [{ kind: 'archive', messages: 3, why: 'There is no folder for it', since: 1 }];
    const sync = vi.spyOn(b, 'syncNow');
    render(Settings, props);
    expect(await screen.findByText('3 mails wait: There is no folder for it')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(sync).toHaveBeenCalledOnce());
  });
});

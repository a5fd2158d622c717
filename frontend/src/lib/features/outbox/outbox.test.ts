import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { createRawSnippet, tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend, type EntryView, type MailView } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import Toast from '$lib/components/Toast.svelte';
import { keyStore, keymap, listen } from '$lib/keys';
import { mailMark, mailSays, nextWords } from '$lib/outbox';
import { clock } from '$lib/stores/clock.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { registry } from '$lib/stores/registry.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { undo } from '$lib/work';
import { commands } from './commands';
import { groupMails } from './groups';
import Outbox from './Outbox.svelte';
import { screen as state } from './screen.svelte';

const held = 's7kq2m9fkxa';
const guests = 's1guestseat';
const entry = createRawSnippet<[EntryView, boolean]>((e) => ({ render: () => `<p>${e().text}</p>` }));

let b: Fake;
let stops: (() => void)[] = [];

beforeEach(async () => {
  b = fake();
  useBackend(b);
  clock.now = Date.now();
  nav.view = 'outbox';
  nav.mail = '';
  nav.overlay = null;
  toast.settled(toast.leaving?.mail ?? '');
  toast.clear();
  state.armed = '';
  registry.all = commands;
  await desk.load();
  const run = (id: string) => registry.run(id);
  stops = [
    outbox.start(),
    listen(window, { keymap: () => keyStore.map, run, say: vi.fn(), reading: () => 'outbox' }),
  ];
  await waitFor(() => expect(outbox.mails).toHaveLength(3));
});
afterEach(() => {
  for (const s of stops) s();
  vi.useRealTimers();
});

async function show(): Promise<void> {
  render(Outbox, { list: 332, entry });
  await screen.findByText('New since then');
}
const press = (key: string, at: Element = document.activeElement ?? document.body) =>
  fireEvent.keyDown(at, { key, code: `Key${key.toUpperCase()}` });
const focused = () => document.activeElement?.getAttribute('data-id');

describe('the Outbox screen', () => {
  it('puts what asks for a person on top, with its reason in words', async () => {
    await show();
    expect(screen.getAllByRole('option').map((o) => o.dataset['id'])).toEqual([held, guests, 's2formerstf']);
    expect(screen.getAllByRole('group').map((g) => g.firstElementChild?.textContent)).toEqual([
      'Held1',
      'Next2',
    ]);
    expect(screen.getByText('Held before sending.')).toBeTruthy();
    expect(screen.getAllByText('Nadia wrote 12 minutes after you queued this reply.')).toHaveLength(2);
    expect(screen.getAllByText('offline: leaves when the network is back')).toHaveLength(2);
    expect(screen.getByText('flow-1-result.txt')).toBeTruthy();
    expect(screen.getByText('To 1 person outside')).toBeTruthy();
    expect(screen.getByText(/Hello Asha, here is the header/)).toBeTruthy();
    expect(screen.getByText('Before that')).toBeTruthy();
    await waitFor(() => expect(focused()).toBe(held));
  });

  it('walks with j and k, opens the ticket with o', async () => {
    await show();
    await waitFor(() => expect(focused()).toBe(held));
    await press('j');
    await waitFor(() => expect(focused()).toBe(guests));
    expect(screen.getByText('Waits for the network.')).toBeTruthy();
    await press('k');
    await waitFor(() => expect(focused()).toBe(held));
    await press('o');
    expect([nav.view, nav.ticket]).toEqual(['queue', 'P6TN-0VB4']);
  });

  it('goes back to the composer with Enter, the draft as it was', async () => {
    await show();
    await waitFor(() => expect(focused()).toBe(held));
    await fireEvent.keyDown(document.activeElement as Element, { key: 'Enter', code: 'Enter' });
    await waitFor(() => expect(nav.wants.pane).toBe('mail'));
    expect([nav.view, nav.ticket]).toEqual(['queue', 'P6TN-0VB4']);
    expect(outbox.find(held)).toBeUndefined();
    expect((await b.draft('P6TN-0VB4', 'reply', '')).html).toContain('I have run both flows');
  });

  it('never sends at a single key: s puts the focus on the button, Enter there sends', async () => {
    const act = vi.spyOn(b, 'outboxAct');
    await show();
    await waitFor(() => expect(focused()).toBe(held));
    await press('s');
    const button = screen.getByRole('button', { name: /^Send as it is/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(act).not.toHaveBeenCalled();
    await fireEvent.keyDown(button, { key: 'Escape' });
    await waitFor(() => expect(focused()).toBe(held));
    expect(screen.queryByText(/Enter sends it/)).toBeNull();
    await press('s');
    expect(await screen.findByText('Enter sends it, although there is something new')).toBeTruthy();
    await fireEvent.click(document.activeElement as Element); // Enter on a button is a click
    await waitFor(() => expect(act).toHaveBeenCalledWith(held, 'send-anyway'));
    await waitFor(() => expect(outbox.find(held)?.state ?? 'sending').toBe('sending'));
  });

  it('arms no other mail when the armed one goes by itself', async () => {
    const act = vi.spyOn(b, 'outboxAct');
    await show();
    b.mails.move(guests, {
      state: 'held',
      reason: 'guard',
      words: 'One more',
      actions: ['send-anyway', 'edit'],
    });
    await waitFor(() => expect(outbox.find(guests)?.state).toBe('held'));
    state.choose(held);
    await press('s');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Send as it is'));
    b.mails.move(held, { state: 'filed', reason: '', words: '' });
    await waitFor(() => expect(outbox.find(held)).toBeUndefined());
    await tick();
    expect(state.current?.id).not.toBe(held);
    expect(document.activeElement?.tagName).not.toBe('BUTTON');
    expect(act).not.toHaveBeenCalled();
  });

  it('stays with its mail when another one comes to stand above it', async () => {
    await show();
    await waitFor(() => expect(state.current?.id).toBe(held));
    b.mails.move(guests, { state: 'held', reason: 'guard', words: 'One more', actions: ['edit'] });
    await waitFor(() => expect(state.order[0]?.id).toBe(guests));
    expect(state.current?.id).toBe(held);
  });

  it('discards with d, gives it back, and stays where it was in the list', async () => {
    await show();
    await waitFor(() => expect(focused()).toBe(held));
    await press('d');
    await waitFor(() => expect(toast.current?.act?.label).toBe('Undo'));
    await waitFor(() => expect(focused()).toBe(guests));
    expect(await b.outbox()).toHaveLength(2);
    await undo();
    await waitFor(() => expect(nav.wants.pane).toBe('mail'));
    expect((await b.draft('P6TN-0VB4', 'reply', '')).html).toContain('I have run both flows');
  });

  it('cancels what waits: the draft stays in the ticket', async () => {
    await show();
    await waitFor(() => expect(focused()).toBe(held));
    await press('j');
    await fireEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(outbox.find(guests)).toBeUndefined());
    expect((await b.open('H1QY-7C5M')).mailDraft?.snippet).toContain('with the plan');
  });

  it('offers an unsure mail twice over, and neither by itself', async () => {
    b.mails.move(held, { state: 'unsure', reason: 'lost', words: '' });
    await waitFor(() => expect(outbox.unsure).toBe(1));
    await show();
    expect(screen.getByText('May have gone out.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Send again' }).className).toContain('line');
    await waitFor(() => expect(focused()).toBe(held));
    await fireEvent.keyDown(document.activeElement as Element, { key: 'Enter', code: 'Enter' });
    await waitFor(() => expect(document.activeElement?.textContent).toContain('Send again'));
    await fireEvent.click(screen.getByRole('button', { name: 'It went' }));
    await waitFor(() => expect(outbox.find(held)).toBeUndefined());
  });

  it('shows the server’s words a recipient each', async () => {
    b.mails.move(held, {
      state: 'held',
      reason: 'refused',
      words: '550 5.1.1 no such user',
      recipients: [
        { addr: 'nadia@orchard.example', taken: false, code: 550, words: '5.1.1 no such user' },
        { addr: 'ops@orchard.example', taken: true, code: 0, words: '' },
      ],
    });
    await waitFor(() => expect(outbox.find(held)?.reason).toBe('refused'));
    await show();
    expect(screen.getByText('The server refused it.')).toBeTruthy();
    expect(screen.getByText('550 5.1.1 no such user', { selector: 'li *' })).toBeTruthy();
    expect(screen.getByText('got it')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send again' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Edit' })).toBeTruthy();
  });

  it('asks for the password where that is what it waits for', async () => {
    b.mails.move(held, { state: 'held', reason: 'sign-in', words: 'The password was refused.' });
    await waitFor(() => expect(outbox.find(held)?.reason).toBe('sign-in'));
    await show();
    expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Enter the password' }));
    expect(nav.view).toBe('problems');
    nav.leave();
    expect(nav.view).toBe('outbox');
  });

  it('says what it is for when it is empty', async () => {
    for (const m of await b.outbox()) await b.outboxAct(m.id, m.state === 'held' ? 'discard' : 'cancel');
    await waitFor(() => expect(outbox.mails).toHaveLength(0));
    render(Outbox, { list: 332, entry });
    expect(screen.getByText('Nothing waits to leave')).toBeTruthy();
    expect(screen.getByText('What you send stands here until the server has it.')).toBeTruthy();
  });
});

describe('undo send', () => {
  const id = '7Q2M-9FKX';
  async function send(): Promise<string> {
    const d = await b.draft(id, 'reply', '');
    await b.saveDraft({ ...d, html: '<p>Hello Marco</p>', saved: [] });
    const r = await b.send(d.id, false, true);
    outbox.sent(r);
    return r.mail;
  }

  it('counts down across views and other toasts, and then says Sent', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    render(Toast, { onundo: vi.fn(), onback: vi.fn() });
    await send();
    await tick();
    expect(screen.getByText('Sending to Marco in 10 s')).toBeTruthy();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(screen.getByText('Sending to Marco in 9 s')).toBeTruthy();
    nav.go('today');
    toast.note('Theme: dark');
    await tick();
    expect(screen.queryByText(/Sending/)).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    expect(screen.getByText(/Sending to Marco in \d s/)).toBeTruthy();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(screen.queryByRole('button', { name: /Undo/ })).toBeNull();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(screen.getByText('Sent to Marco')).toBeTruthy();
  });

  it('takes the mail back with u and opens the draft', async () => {
    const mail = await send();
    await undo();
    expect(outbox.find(mail)).toBeUndefined();
    expect([nav.view, nav.ticket, nav.wants.pane]).toEqual(['queue', id, 'mail']);
    expect((await b.open(id)).mailDraft?.snippet).toBe('Hello Marco');
    expect(toast.current?.text).toContain('Not sent');
  });

  it('takes back the newer act first, then the mail', async () => {
    const mail = await send();
    toast.done(await b.setPriority(id, 'urgent'));
    await undo();
    expect(b.state.get(id).row.priority).toBe('high');
    expect((await b.outbox()).map((m) => m.id)).toContain(mail);
    await undo();
    expect((await b.outbox()).map((m) => m.id)).not.toContain(mail);
    await waitFor(() => expect(nav.wants.pane).toBe('mail'));
  });

  it('takes a mail back once, also when u is pressed again before that is done', async () => {
    await b.setPriority(id, 'urgent');
    await send();
    const act = vi.spyOn(b, 'outboxAct');
    await Promise.all([undo(), undo()]);
    expect(act).toHaveBeenCalledTimes(1);
    expect(b.state.get(id).row.priority).toBe('high');
  });

  it('says why a mail was held, with a way there', async () => {
    const mail = await send();
    b.mails.move(mail, { state: 'held', reason: 'guard', words: 'Marco wrote meanwhile.' });
    await waitFor(() => expect(toast.current?.text).toBe('Held before sending: Marco wrote meanwhile.'));
    nav.view = 'queue';
    toast.current?.act?.run();
    expect([nav.view, nav.mail]).toEqual(['outbox', mail]);
  });
});

describe('its words', () => {
  const m = (p: Partial<MailView>): MailView => ({
    ...(b.mails.get(held).view as MailView),
    words: '',
    reason: '',
    undoUntil: 0,
    nextTry: 0,
    ...p,
  });
  const now = Date.UTC(2025, 2, 12, 12);

  it('say when the next try is', () => {
    const later = { state: 'waiting', reason: 'temporary' } as const;
    expect(nextWords(m({ ...later, nextTry: now + 4 * 60_000 }), now)).toBe('next try in 4 min');
    expect(nextWords(m({ ...later, nextTry: now + 20_000 }), now)).toBe('next try soon');
    expect(nextWords(m({ state: 'waiting', reason: 'offline' }), now)).toContain('network is back');
    expect(mailSays(m({ ...later, words: 'Greylisted.', nextTry: now + 240_000 }), 0, now)).toEqual({
      what: 'Waits for the server.',
      why: 'Greylisted. Next try in 4 min.',
    });
  });

  it('have an icon and a word for every state', () => {
    expect(mailMark({ state: 'waiting', reason: '' }, 7).text).toBe('7 s to undo');
    expect(mailMark({ state: 'held', reason: 'guard' })).toMatchObject({ icon: 'hand', text: 'held' });
    expect(mailMark({ state: 'unsure', reason: 'lost' })).toMatchObject({ icon: 'hand', text: 'unsure' });
    const all = [m({ state: 'held' }), m({ state: 'filed', reason: 'some' }), m({ state: 'sending' })];
    expect(groupMails(all, () => 0).map((g) => g.label)).toEqual(['Held', 'Next', 'Not to everybody']);
  });

  it('its keys live on its screen only', () => {
    const map = keymap();
    expect([map.find('s', 'read'), map.find('s', 'outbox')]).toEqual(['status', 'outbox-send']);
    expect([map.find('d', 'outbox'), map.find('o', 'outbox')]).toEqual(['outbox-discard', 'outbox-ticket']);
    expect([map.find('e', 'outbox'), map.find('r', 'outbox')]).toEqual([null, null]);
    expect([map.find('u', 'outbox'), map.find('j', 'outbox')]).toEqual(['undo', 'next']);
  });
});

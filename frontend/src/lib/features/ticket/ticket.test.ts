import { render, screen, fireEvent } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, useBackend } from '$lib/api';
import { entry } from '$lib/api/fake/ticket';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { deskWith, noon, settle } from '$lib/test/desk';
import { Dwell } from './dwell';
import { eventRuns, foldedAtFirst } from './fold';
import Message from './Message.svelte';
import Talk from './Talk.svelte';
import { addressees, cutLinks, cutMentions, machineLabel, memberOf, problemWords } from './words';

const mail = (id: string, read = true, direction: 'in' | 'out' = 'in') =>
  entry({ id, at: noon, text: id, read, direction, fromName: 'Ada' });
const event = (id: string) => entry({ id, at: noon, text: '', kind: 'event', direction: '' });

// features: A8
describe('folding', () => {
  const many = [mail('1'), mail('2'), mail('3', true, 'out'), mail('4'), mail('5'), mail('6')];
  it('folds what is old and read, and leaves the newest four open', () => {
    expect([...foldedAtFirst(many)]).toEqual(['1', '2']);
  });
  it('never folds an unread message or what follows it', () => {
    const some = [mail('0'), mail('1'), mail('2', false), ...many.slice(2)];
    expect([...foldedAtFirst(some)]).toEqual(['0', '1']);
    expect([...foldedAtFirst([mail('1', false), ...many])]).toEqual([]);
  });
  it('leaves a short conversation alone, and one old entry too', () => {
    expect(foldedAtFirst(many.slice(0, 5)).size).toBe(0);
    expect(foldedAtFirst([]).size).toBe(0);
  });
  it('does not count events, and gathers long runs of them', () => {
    const es = [mail('1'), event('a'), event('b'), event('c'), mail('2'), event('d')];
    expect(foldedAtFirst(es).size).toBe(0);
    expect([...eventRuns(es)]).toEqual([['a', ['a', 'b', 'c']]]);
  });
});

// features: A8
describe('reading', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  it('marks a message after one second on the screen, not before, and together', () => {
    const read = vi.fn();
    const d = new Dwell(read);
    d.enter('m1');
    d.enter('m2');
    vi.advanceTimersByTime(990);
    expect(read).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60);
    expect(read.mock.calls).toEqual([[['m1', 'm2']]]);
    d.enter('m1');
    vi.advanceTimersByTime(5000);
    expect(read).toHaveBeenCalledTimes(1);
  });
  it('does not mark what scrolled past', () => {
    const read = vi.fn();
    const d = new Dwell(read);
    d.enter('m1');
    vi.advanceTimersByTime(600);
    d.leave('m1');
    d.enter('m1');
    vi.advanceTimersByTime(600);
    expect(read).not.toHaveBeenCalled();
    d.stop();
    vi.advanceTimersByTime(5000);
    expect(read).not.toHaveBeenCalled();
  });
});

// features: A8, E8
describe('the conversation', () => {
  it('shows notes as internal, events as lines, machine mail by name', async () => {
    const f = await deskWith();
    render(Talk, { view: await f.open('7Q2M-9FKX') });
    expect(screen.getByText('Internal note')).toBeTruthy();
    expect(screen.getByText('@Asha').className).toContain('at');
    expect(screen.getByText(/raised priority/)).toBeTruthy();
    expect(screen.getByText(/12 quoted lines/)).toBeTruthy();
    expect(machineLabel('bounce: no such user')).toBe('Undeliverable · no such user');
    expect(screen.getByRole('log')).toBeTruthy();
  });
  it('unfolds by click and stays folded when read elsewhere', async () => {
    const f = await deskWith();
    const view = await f.open('7Q2M-9FKX');
    const old = ['x', 'y', 'z'].map((id) => entry({ id, at: noon, text: `old ${id}`, fromName: 'Ada' }));
    const { rerender } = render(Talk, { view: { ...view, entries: [...old, ...view.entries] } });
    const line = screen.getByRole('button', { name: /old x/ });
    await fireEvent.click(line);
    expect(screen.queryByRole('button', { name: /old x/ })).toBeNull();
    await rerender({
      view: { ...view, entries: [...old, ...view.entries.map((e) => ({ ...e, read: true }))] },
    });
    expect(screen.getByText('old x')).toBeTruthy();
    expect(screen.getByRole('button', { name: /old y/ })).toBeTruthy();
  });
});

describe('a mail of ours that is not out', () => {
  const held = 'P6TN-0VB4';
  const pending = async () => (await fake.open(held)).entries.filter((e) => e.outbox !== null);
  let fake: Awaited<ReturnType<typeof deskWith>>;
  beforeEach(async () => {
    fake = await deskWith();
    outbox.mails = [];
  });

  it('stands in the conversation with its state, its reason and a way to the Outbox', async () => {
    render(Talk, { view: await fake.open(held) });
    expect(await pending()).toHaveLength(1);
    expect(screen.getByText('held')).toBeTruthy();
    expect(screen.getByText('Nadia wrote 12 minutes after you queued this reply.')).toBeTruthy();
    expect(screen.queryByLabelText('sent')).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'See why' }));
    expect([nav.view, nav.mail]).toEqual(['outbox', 's7kq2m9fkxa']);
  });

  it('counts its undo delay down, and is taken back there too', async () => {
    fake.mails.move('s7kq2m9fkxa', { state: 'waiting', reason: '', undoUntil: Date.now() + 7_000 });
    const act = vi.spyOn(fake, 'outboxAct');
    render(Talk, { view: await fake.open(held) });
    await settle();
    expect(screen.getByText('7 s to undo')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /Undo/ }));
    expect(act).toHaveBeenCalledWith('s7kq2m9fkxa', 'cancel');
  });

  it('says when it leaves, and goes back to the composer', async () => {
    fake.mails.move('s7kq2m9fkxa', { state: 'waiting', reason: 'offline', undoUntil: 0 });
    render(Talk, { view: await fake.open(held) });
    expect(screen.getByText('Waits for the network.')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
    await settle(5);
    expect(nav.wants.pane).toBe('mail');
  });
});

describe('a mail', () => {
  it('shows HTML only in a frame without scripts, at the desk’s own address', async () => {
    await deskWith();
    const e = entry({ id: 'h', at: noon, text: '<b>x</b>', hasHtml: true, frameUrl: '/mail/h' });
    const { container } = render(Message, { e, sender: 'Ada' });
    const frame = container.querySelector('iframe');
    expect(frame?.getAttribute('sandbox')).toBe('allow-same-origin');
    expect(frame?.getAttribute('src')).toBe('/mail/h');
    expect(frame?.hasAttribute('srcdoc')).toBe(false);
  });
  it('shows the text instead when the web view failed the canary', async () => {
    await deskWith();
    desk.session = { ...desk.session, htmlSafe: false };
    const e = entry({ id: 'h', at: noon, text: '<b>as text</b>', hasHtml: true, frameUrl: '/mail/h' });
    const { container } = render(Message, { e, sender: 'Ada' });
    expect(container.querySelector('iframe')).toBeNull();
    expect(container.querySelector('b')).toBeNull();
    expect(screen.getByText('<b>as text</b>')).toBeTruthy();
  });
  it('asks before a doubtful link, says a refused one, and opens nothing by itself', async () => {
    const f = await deskWith();
    const openLink = vi.fn(async (_k: string, n: number, confirmed: boolean) =>
      n === 2
        ? { ok: false, ask: '', refused: 'This kind of link is not opened.', ticket: '', text: '' }
        : { ok: confirmed, ask: confirmed ? '' : 'It goes elsewhere.', refused: '', ticket: '', text: '' },
    );
    useBackend({ ...f, openLink });
    const e = entry({
      id: 'l',
      at: noon,
      text: 'see our bank and file',
      links: [
        { n: 1, text: 'our bank', host: '203.0.113.9', warning: 'x' },
        { n: 2, text: 'file', host: 'share', warning: '' },
      ],
    });
    render(Message, { e, sender: 'Ada' });
    expect(openLink).not.toHaveBeenCalled();
    expect(screen.getByText('203.0.113.9')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'our bank' }));
    await settle();
    expect(openLink).toHaveBeenLastCalledWith('ml', 1, false);
    await fireEvent.click(screen.getByRole('button', { name: 'Open it' }));
    await settle();
    expect(openLink).toHaveBeenLastCalledWith('ml', 1, true);
    await fireEvent.click(screen.getByRole('button', { name: 'file' }));
    await settle();
    expect(toast.current?.text).toContain('not opened');
  });
  it('writes to whom a mail link names, in the reply of the ticket', async () => {
    const f = await deskWith();
    useBackend(f);
    const e = entry({
      id: 'm',
      at: noon,
      text: 'write to our billing',
      links: [{ n: 0, text: 'our billing', host: 'billing@halvorsen.example', warning: '' }],
    });
    f.state.get('7Q2M-9FKX').entries.push(e);
    render(Message, { e, sender: 'Ada' });
    await fireEvent.click(screen.getByRole('button', { name: 'our billing' }));
    await settle(5);
    expect(nav.wants).toMatchObject({ pane: 'mail', text: 'reply' });
    expect(nav.ticket).toBe('7Q2M-9FKX');
    expect(toast.current?.text).toBe('This reply goes to billing@halvorsen.example');
    expect((await f.draft('7Q2M-9FKX', 'reply', '')).to).toBe('billing@halvorsen.example');
  });
  it('shows what is wrong and the raw message', async () => {
    await deskWith();
    const e = entry({ id: 'b', at: noon, text: 'x', problems: ['Part 3 has no end.'] });
    render(Message, { e, sender: 'Ada' });
    await fireEvent.click(screen.getByRole('button', { name: 'Show raw' }));
    await settle(5);
    expect(screen.getByText(/Message-ID/).textContent).toBe(await backend.raw('mb'));
  });
});

describe('words', () => {
  it('names the known, shortens our own, counts the rest', () => {
    const e = entry({
      id: '1',
      at: noon,
      text: '',
      to: ['support@kestrel.example', 'Marco <m@x.example>', 'a@b.example'],
      cc: ['q@b.example'],
    });
    const names = new Map([['m@x.example', 'Marco']]);
    expect(addressees(e, names, new Set(['kestrel.example']))).toBe(
      'to support@, Marco and 1 more, cc q@b.example',
    );
  });
  it('cuts links in order and loses no text', () => {
    const links = [
      { n: 1, text: 'a.example', host: 'a.example', warning: '' },
      { n: 2, text: 'not there', host: 'b', warning: '' },
    ];
    const cut = cutLinks('go to a.example now', links);
    expect(cut.map((p) => p.text).join('')).toBe('go to a.example now');
    expect(cut.filter((p) => p.link).map((p) => p.link?.n)).toEqual([1]);
  });
  it('marks mentions of members only', () => {
    const cut = cutMentions('@Ana and @Anaïs, not mail@ana.example', ['Ana', 'Anaïs']);
    expect(cut.filter((p) => p.mention).map((p) => p.text)).toEqual(['@Ana', '@Anaïs']);
  });
});

describe('who wrote for the team', () => {
  const members = [
    { id: 'asha', name: 'Asha' },
    { id: 'ana', name: 'Ana' },
    { id: 'ana2', name: 'Ana' },
  ];
  it('is told by the name before the address, when one member has it', () => {
    for (const name of ['Asha', 'asha', 'Asha at Kestrel', 'Asha (Kestrel Support)', 'Asha | Kestrel'])
      expect(memberOf(name, members)).toBe('asha');
    for (const name of ['Ana', 'Kestrel Support', '', 'Ashanti']) expect(memberOf(name, members)).toBe('');
  });
  it('says what is wrong with a mail in one sentence', () => {
    expect(problemWords(['part 1: unknown charset.', 'it ends early'])).toBe(
      'Part 1: unknown charset; it ends early',
    );
  });
});

import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BounceView, EntryView, InviteView } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { attached, entry } from '$lib/api/fake/ticket';
import { notDelivered } from '$lib/bounce';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { deskWith, mine, noon, settle } from '$lib/test/desk';
import { undo } from '$lib/work';
import { commands } from './commands';
import { secureWords, seriesOf, thereOf, whenOf } from './mailwords';
import Message from './Message.svelte';
import Merge from './Merge.svelte';
import Split from './Split.svelte';
import Suggest from './Suggest.svelte';
import Talk from './Talk.svelte';
import { splits } from './threads';

let f: Fake;
beforeEach(async () => {
  f = await deskWith([mine('A'), mine('B', { at: noon - 90_000 }), mine('C', { status: 'resolved' })]);
  nav.ticket = 'A';
  toast.lastOp = '';
});

const full: BounceView = {
  action: 'failed',
  recipient: 'nora@lindholm.example',
  status: '5.2.2',
  reason: '552 5.2.2 Over quota.',
  hard: true,
  at: noon,
};
const change = (ticket: string, part: Partial<EntryView>) => {
  const t = f.state.get(ticket);
  t.entries = t.entries.map((e) => ({ ...e, ...part }));
};
const talk = async (ticket = 'A') => {
  await open.show(ticket);
  return render(Talk, { view: open.view as NonNullable<typeof open.view> });
};
const said = (css: string) => document.querySelector(css)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('a mail of ours that did not arrive', () => {
  it('says so in words, with what to do; a delay is soft', () => {
    expect(notDelivered(full)).toEqual({
      what: 'Not delivered to nora@lindholm.example: the mailbox is full.',
      next: 'It will not arrive by waiting: write to another address, or call.',
    });
    const soft = notDelivered({ ...full, action: 'delayed', status: '4.4.1', hard: false });
    expect(soft.what).toBe('Not delivered to nora@lindholm.example yet: its server does not answer.');
    expect(soft.next).toMatch(/nothing to do now/);
    expect(notDelivered({ ...full, status: '', recipient: '', hard: false })).toEqual({
      what: 'Not delivered: 552 5.2.2 Over quota.',
      next: 'It will not arrive by waiting; sending it again later may work.',
    });
  });

  it('stands at the bounce with buttons and at our mail without; nothing else', async () => {
    const t = f.state.get('A');
    t.row = { ...t.row, bounce: full };
    t.entries = [
      ...t.entries,
      entry({ id: 'ours', at: noon, text: 'Hello', direction: 'out', bounce: full }),
      entry({ id: 'b', at: noon + 1, text: 'Mail delivery failed', machine: 'bounce', bounce: full }),
    ];
    await talk();
    expect(document.querySelectorAll('[data-bounce=failed]')).toHaveLength(2);
    expect(said('[data-entry=b] [data-bounce]')).toMatch(/or call. Write again Plan a call$/);
    expect(said('[data-entry=ours] [data-bounce]')).toMatch(/Its server says: 552 5.2.2 Over quota.$/);
    expect(screen.queryByLabelText('sent')).toBeNull();
  });
});

describe('who wrote it', () => {
  it('stands at the sender in words, one line each, and folded as a word', async () => {
    const warnings = [
      { kind: 'failed', text: 'The mail may not be from lindholm.example: its check failed.' },
      { kind: 'reply-to', text: 'Answers would go to pay@elsewhere.example.' },
    ];
    change('A', { sender: { auth: 'fail', warnings } });
    await talk();
    for (const w of warnings) expect(screen.getByText(w.text)).toBeTruthy();
    expect(document.querySelectorAll('[data-sender]')).toHaveLength(2);
  });

  it('draws nothing where there is nothing to say', async () => {
    change('A', { sender: { auth: 'pass', warnings: [] } });
    await talk();
    expect(document.querySelector('[data-sender]')).toBeNull();
    expect(document.querySelector('[data-newhere]')).toBeNull();
  });

  it('takes a stranger in by a press', async () => {
    change('A', { newHere: true });
    await talk();
    expect(said('[data-newhere]')).toMatch(/^New here Came in by a reply/);
    await fireEvent.click(screen.getByRole('button', { name: 'Accept' }));
    await settle();
    expect(f.state.get('A').entries[0]?.newHere).toBe(false);
    await undo();
    expect(f.state.get('A').entries[0]?.newHere).toBe(true);
  });
});

describe('merging', () => {
  const dialog = async () => {
    await open.show('A');
    const onclose = vi.fn();
    render(Merge, { survivor: f.state.get('A').row, onclose });
    await settle();
    return screen.getByRole('combobox');
  };

  it('offers open tickets of the same sender first; Enter merges into the open one, u undoes', async () => {
    const box = await dialog();
    const offered = screen.getAllByRole('option').map((o) => o.textContent?.replace(/\s+/g, ' ') ?? '');
    expect(offered.map((o) => /Subject (\w)/.exec(o)?.[1])).toEqual(['B', 'C']);
    await fireEvent.keyDown(box, { key: 'Enter' });
    await settle();
    expect(f.state.tickets.has('B')).toBe(false);
    expect([nav.ticket, open.view?.entries.length]).toEqual(['A', 2]);
    expect(toast.current?.text).toMatch(/Merged/);
    await undo();
    expect(f.state.tickets.has('B')).toBe(true);
  });

  it('finds any other by number or words, and an Enter that comes before the answer is meant for it', async () => {
    const box = await dialog();
    await fireEvent.input(box, { target: { value: 'subject c' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await settle();
    expect(f.state.tickets.has('C')).toBe(false);
    expect(f.state.tickets.has('B')).toBe(true);
  });

  it('does nothing where nothing is found', async () => {
    const box = await dialog();
    await fireEvent.input(box, { target: { value: 'zzzz' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await settle();
    expect(f.state.tickets.size).toBe(3);
    expect(screen.getByText(/Type a number or words/)).toBeTruthy();
  });

  it('is a command on one ticket', () => {
    const run = commands.find((c) => c.id === 'merge');
    const ctx = { view: 'queue', ticket: f.state.get('A').row, targets: ['A'], writing: false };
    expect(run?.enabled({ ...ctx, targets: ['A', 'B'] })).toBe('One ticket at a time');
    expect(run?.enabled(ctx)).toBe(true);
    run?.run(ctx);
    expect(nav.overlay).toMatchObject({ name: 'merge', survivor: { id: 'A' } });
  });
});

describe('splitting', () => {
  beforeEach(() => {
    const t = f.state.get('A');
    t.entries = ['1', '2', '3'].map((id) =>
      entry({ id, at: noon + Number(id), text: `mail ${id}`, fromName: 'Ada' }),
    );
  });

  it('knows what would be left', () => {
    const { entries } = f.state.get('A');
    expect(splits(entries, 'm1')).toEqual({ one: ['m1'], later: [] });
    expect(splits(entries, 'm2')).toEqual({ one: ['m2'], later: ['m2', 'm3'] });
    expect(splits(entries, 'm3')).toEqual({ one: ['m3'], later: [] });
    expect(splits(entries.slice(0, 1), 'm1')).toEqual({ one: [], later: [] });
  });

  it('from a mail’s menu goes to the new ticket, and back when it is undone', async () => {
    await talk();
    const [, second] = screen.getAllByRole('button', { name: 'More about this mail' });
    await fireEvent.click(second as HTMLElement);
    await fireEvent.click(screen.getByText('Split off this and the later one into a new ticket'));
    await settle();
    expect(nav.ticket).not.toBe('A');
    expect(f.state.get(nav.ticket).entries.map((e) => e.id)).toEqual(['2', '3']);
    await open.show(nav.ticket);
    await undo();
    expect(nav.ticket).toBe('A');
    expect(f.state.get('A').entries).toHaveLength(3);
  });

  it('from the palette offers each mail alone and with what follows', async () => {
    const split = vi.spyOn(f, 'split');
    render(Split, { ticket: 'A', mails: f.state.get('A').entries, onclose: vi.fn() });
    expect(screen.getAllByRole('option')).toHaveLength(4);
    await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
    await settle();
    expect(split).toHaveBeenCalledWith('A', ['m3']);
  });

  it('a mail is said to be a machine’s, and a person’s again', async () => {
    const judge = vi.spyOn(f, 'judge');
    await talk();
    await fireEvent.click(screen.getAllByRole('button', { name: 'More about this mail' })[0] as HTMLElement);
    await fireEvent.click(screen.getByText('This was written by a machine'));
    expect(judge).toHaveBeenCalledWith('m1', 'machine');
  });
});

describe('a suggestion', () => {
  const merge = (id: string) => ({
    id,
    kind: 'merge' as const,
    why: 'subject',
    ticket: 'B',
    number: 'B',
    subject: 'Subject B',
    message: 'me-A',
    text: `B, ${id}`,
  });
  const shown = async () => {
    await open.show('A');
    return render(Suggest, { row: f.state.get('A').row, list: open.suggestions });
  };

  it('is one line with how many more; Merge joins, Look shows', async () => {
    f.proposed.push(merge('s1'), merge('s2'));
    await shown();
    expect(said('[data-suggestion=merge] p')).toBe('Perhaps the same conversation. B, s1');
    expect(screen.getByText('+1 more')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Look' }));
    expect(nav.ticket).toBe('B');
    await fireEvent.click(screen.getByRole('button', { name: 'Merge' }));
    await settle();
    expect(f.state.tickets.has('B')).toBe(false);
    expect(nav.ticket).toBe('A');
  });

  it('that is not wanted does not come again', async () => {
    f.proposed.push(merge('s1'));
    const view = await shown();
    await fireEvent.click(screen.getByRole('button', { name: 'Not this' }));
    await settle();
    await view.rerender({ list: open.suggestions });
    expect(document.querySelector('[data-suggestion]')).toBeNull();
  });
});

describe('files', () => {
  const files = (...attachments: EntryView['attachments']) =>
    render(Message, { e: entry({ id: 'x', at: noon, text: '', attachments }), sender: 'Ada' });

  it('open where they may, with a second target that saves', async () => {
    const opened = vi.spyOn(f, 'openAttachment');
    const saved = vi.spyOn(f, 'saveAttachment');
    files(attached({ id: 'a', name: 'plan.pdf', size: 10, opens: true }));
    await fireEvent.click(screen.getByTitle('Open plan.pdf'));
    expect(opened).toHaveBeenCalledWith('a', false);
    await fireEvent.click(screen.getByRole('button', { name: 'Save plan.pdf' }));
    await waitFor(() => expect(saved).toHaveBeenCalledWith('a', false));
  });

  it('that could do harm say how, and ask before they are saved', async () => {
    const bad = attached({
      id: 'b',
      name: 'bill.pdf.exe',
      size: 10,
      risk: 'program',
      riskText: 'A program.',
    });
    const t = f.state.get('A');
    t.entries = t.entries.map((e) => ({ ...e, attachments: [bad] }));
    files(bad);
    expect(screen.getByText('A program.')).toBeTruthy();
    await fireEvent.click(screen.getByTitle('Save bill.pdf.exe'));
    const asked = await screen.findByRole('dialog', { name: 'Save bill.pdf.exe?' });
    expect(asked.textContent).toContain('A program.');
    const saved = vi.spyOn(f, 'saveAttachment');
    await fireEvent.click(screen.getByRole('button', { name: 'Save it' }));
    await waitFor(() => expect(saved).toHaveBeenCalledWith('b', true));
  });

  it('that are packed are marked quietly', () => {
    files(attached({ id: 'z', name: 'all.zip', size: 10, risk: 'archive', riskText: 'Nobody looked.' }));
    expect(screen.getByText('archive').title).toBe('Nobody looked.');
    expect(screen.queryByText('Nobody looked.')).toBeNull();
  });
});

const said0 = { op: 'o1', text: '', undo: true, mail: '', undoUntil: 0 };
const weekly: InviteView = {
  title: 'Flow review',
  start: Date.UTC(2025, 2, 13, 14),
  end: Date.UTC(2025, 2, 13, 14, 30),
  allDay: false,
  timeZone: 'America/New_York',
  repeats: 'every week on Thursday',
  next: Date.UTC(2025, 2, 13, 14),
  location: '',
  joinHost: 'meet.orchard.example',
  organizer: 'nadia@orchard.example',
  method: 'REQUEST',
  cancelled: false,
  answers: [],
  proposal: 'add',
  taken: false,
  problems: [],
};

describe('an invitation', () => {
  const card = (part: Partial<InviteView> = {}) => {
    change('A', { invite: { ...weekly, ...part } });
    return talk();
  };

  it('is here, there, how often, where and by whom; a press puts it into the agenda', async () => {
    const taken = vi.spyOn(f, 'takeInvite').mockResolvedValue({ ...said0, text: 'Meeting tomorrow 15:00' });
    await card();
    const text = said('[data-invite]');
    expect(text).toContain(whenOf(weekly, noon));
    expect(text).toContain('10:00 in New York');
    expect(text).toMatch(/Every week on Thursday, next/);
    expect(text).toMatch(/meet.orchard.example Organised by nadia@orchard.example/);
    await fireEvent.click(screen.getByRole('button', { name: 'Add to agenda' }));
    await settle();
    expect(taken).toHaveBeenCalledWith('me-A');
    expect(toast.current?.text).toBe('Meeting tomorrow 15:00');
  });

  it('that is called off says so and proposes to take it out', async () => {
    await card({ cancelled: true, method: 'CANCEL', proposal: 'remove' });
    expect(screen.getByText('Cancelled')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Take it out of the agenda' })).toBeTruthy();
  });

  it('shows who answered, and a day without an hour as that day everywhere', async () => {
    await card({ method: 'REPLY', proposal: '', answers: [{ who: 'ana@x.example', answer: 'tentative' }] });
    expect(screen.getByText('ana@x.example may come')).toBeTruthy();
    const day = { ...weekly, allDay: true, start: Date.UTC(2025, 2, 17), end: Date.UTC(2025, 2, 18) };
    expect(whenOf(day, noon)).toBe('Mon 17 Mar, all day');
    expect(whenOf({ ...day, end: Date.UTC(2025, 2, 20) }, noon)).toBe('Mon 17 Mar to Wed 19 Mar');
    expect(thereOf(day)).toBe('');
    expect(seriesOf({ ...weekly, next: 0 }, noon)).toBe('Every week on Thursday; it is over');
  });
});

describe('signed and encrypted mail', () => {
  it('says that nothing is checked, and what to do with what cannot be read', () => {
    expect(secureWords('signed', 'S/MIME')).toBe('Signed (S/MIME), not checked');
    expect(secureWords('encrypted', 'PGP')).toMatch(/^Encrypted \(PGP\): ask for it in the clear/);
  });
});

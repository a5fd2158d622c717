import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend, type AgendaItem } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { keyStore } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { registry } from '$lib/stores/registry.svelte';
import { arrange, line, rows, summary } from './day';
import Reminders from './Reminders.svelte';
import Today from './Today.svelte';

const now = Date.UTC(2026, 10, 19, 14, 2);
const minute = 60_000;

function item(part: Partial<AgendaItem> & Pick<AgendaItem, 'id' | 'kind' | 'at'>): AgendaItem {
  return {
    until: 0,
    ticket: 'T',
    number: 'T',
    title: 'Matter',
    who: 'Ana',
    action: 'open',
    actions: ['open', 'done'],
    overdue: part.at < now,
    joinHost: '',
    number_: '',
    ...part,
  };
}

// features: G1, G7
describe('the day', () => {
  it('says in words how late and how soon', () => {
    const left = (p: Parameters<typeof item>[0]) => line(item(p), now).left;
    expect(left({ id: 'a', kind: 'sla', at: now - 17 * minute })).toBe('17 m over');
    expect(left({ id: 'b', kind: 'promise', at: now - 152 * minute })).toBe('2 h 32 m late');
    expect(left({ id: 'c', kind: 'callback', at: now + 28 * minute })).toBe('in 28 m');
    expect(left({ id: 'd', kind: 'sla', at: now + 65 * minute })).toBe('1 h 05 m left');
    expect(
      left({ id: 'e', kind: 'meeting', at: now - 2 * minute, until: now + 30 * minute, overdue: false }),
    ).toBe('since 2 m');
  });

  it('puts what is late on top, then what runs, then what comes', () => {
    const day = arrange(
      [
        item({ id: 'soon', kind: 'callback', at: now + 28 * minute }),
        item({ id: 'runs', kind: 'meeting', at: now - 2 * minute, until: now + minute, overdue: false }),
        item({ id: 'late', kind: 'sla', at: now - 17 * minute }),
      ],
      now,
    );
    expect(rows(day).map((l) => l.item.id)).toEqual(['late', 'runs', 'soon']);
    expect(summary(day, 9)).toBe('1 late, 2 to come, 9 done');
  });
});

let b: Fake;
beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  nav.close();
  nav.go('today');
  nav.ticket = '';
  keyStore.use({});
  keyStore.singleKeys = true;
});
const current = () => document.querySelector('[aria-current=true]');
const key = (k: string, code = `Key${k.toUpperCase()}`) =>
  fireEvent.keyDown(current() ?? document.body, { key: k, code });

// features: G1, G7
describe('today', () => {
  it('shows overdue, the now line, one first action a row, and real items for quiet times', async () => {
    render(Today);
    expect(await screen.findByText('Overdue')).toBeTruthy();
    expect(screen.getByLabelText('Now')).toBeTruthy();
    expect(screen.getAllByText('Call').length).toBeGreaterThan(0);
    expect(screen.getByText('Join')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /^Take/ }));
    expect(nav.queue).toBe('unassigned');
  });

  it('walks with j and k, runs the first action with Enter, z means later', async () => {
    const act = vi.spyOn(b, 'agendaAct');
    render(Today);
    await screen.findByText('Overdue');
    await waitFor(() => expect(current()?.getAttribute('data-id')).toBe('ag1'));
    await key('j');
    expect(current()?.getAttribute('data-id')).toBe('ag2');
    expect(registry.context().targets).toEqual(['N7ZP-2DH6']);
    await key('Enter', 'Enter');
    await waitFor(() => expect(act).toHaveBeenCalledWith('ag2', 'call'));
    await key('k');
    await key('z');
    expect(nav.overlay?.name).toBe('snooze');
  });

  it('opens the ticket where the first action is to open', async () => {
    render(Today);
    await waitFor(() => expect(current()?.getAttribute('data-id')).toBe('ag1'));
    await key('Enter', 'Enter');
    expect(nav.ticket).toBe('3KD8-W2ZR');
  });

  it('leaves its letters alone when single keys are off', async () => {
    keyStore.singleKeys = false;
    render(Today);
    await waitFor(() => expect(current()?.getAttribute('data-id')).toBe('ag1'));
    await key('j');
    expect(current()?.getAttribute('data-id')).toBe('ag1');
    await fireEvent.keyDown(current() ?? document.body, { key: 'ArrowDown', code: 'ArrowDown' });
    expect(current()?.getAttribute('data-id')).toBe('ag2');
  });

  it('asks again on news, so that the first action changes with time', async () => {
    render(Today);
    await screen.findByText('Join');
    const before = await b.today();
    vi.spyOn(b, 'today').mockResolvedValue({
      ...before,
      items: before.items.map((i) => (i.kind === 'meeting' ? { ...i, action: 'waiting' as const } : i)),
    });
    b.state.emit('changed', { tickets: [], queues: true });
    const first = () => document.querySelector('[data-id=ag3] button')?.textContent;
    expect(first()).toContain('Join');
    await waitFor(() => expect(first()).toContain('Open “waiting”'));
  });

  it('helps when nothing is left', async () => {
    const empty = { ...(await b.today()), items: [], doneToday: 4 };
    vi.spyOn(b, 'today').mockResolvedValue(empty);
    render(Today);
    expect(await screen.findByText('Nothing waits for you')).toBeTruthy();
    expect(screen.getByText(/Follow up: Second warehouse/)).toBeTruthy();
  });
});

describe('reminders', () => {
  it('is a quiet line, merges, and opens', async () => {
    render(Reminders);
    b.state.emit('reminder', { title: 'Callback in 2 minutes', ticket: 'N7ZP-2DH6' });
    expect(await screen.findByText('Callback in 2 minutes')).toBeTruthy();
    b.state.emit('reminder', { title: 'Meeting in 10 minutes', ticket: 'U9BH-3CV7' });
    expect(await screen.findByText('Callback in 2 minutes, and 1 more')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
    b.state.emit('reminder', { title: 'Callback now', ticket: 'N7ZP-2DH6' });
    await fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
    expect(nav.ticket).toBe('N7ZP-2DH6');
    expect(document.activeElement?.tagName).not.toBe('DIALOG');
  });
});

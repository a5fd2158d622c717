import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { crew, replying } from '$lib/stores/crew.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { registry } from '$lib/stores/registry.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { define } from '$lib/keys';
import { lostWords } from './lost';
import TicketPane from './TicketPane.svelte';

let b: Fake;
const id = '7Q2M-9FKX';
beforeEach(async () => {
  b = fake({ team: true });
  useBackend(b);
  crew.reset();
  nav.view = 'queue';
  nav.overlay = null;
  nav.ticket = id;
  nav.wants = { pane: 'list', n: 0, text: '' };
  toast.clear();
  await desk.load();
  await crew.load();
  await open.show('');
  await open.show(id);
});
const pane = () => render(TicketPane, { recordHidden: false });

/** Until the bar's button has done all: what it asks for at its end would come into the next test. */
const done = () => waitFor(() => expect(nav.wants.n).toBeGreaterThan(0));

describe('a lost claim', () => {
  it('says who was first and that the draft is kept; taking over ends it', async () => {
    b.drafts.api();
    pane();
    const bar = screen.getByRole('region', { name: 'Somebody else was first' });
    expect(bar.textContent).toMatch(/Lena took this at \d\d:\d\d while you were offline\./);
    await fireEvent.click(screen.getByRole('button', { name: 'Take over' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Somebody else was first' })).toBe(null));
    expect(b.state.get(id).row.owner).toBe('asha');
    await done();
  });

  it('is handed over with what was written', async () => {
    const assign = vi.spyOn(b, 'assign');
    if (open.view) open.view = { ...open.view, row: { ...open.view.row, draft: 'Hello Marco' } };
    pane();
    expect(screen.getByText(/Your draft is kept/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Hand over' }));
    await waitFor(() => expect(assign).toHaveBeenCalledWith(id, 'lena', 'Hello Marco'));
    await done();
  });

  it('of another field names both values, keeps theirs or sets mine again', async () => {
    await open.show('Z1MD-8QT6');
    pane();
    const bar = screen.getByRole('region', { name: 'Somebody else was first' });
    expect(bar.textContent).toMatch(/Jonas set Urgent at .* yours was High\./s);
    await fireEvent.click(screen.getByRole('button', { name: 'Keep Urgent' }));
    await waitFor(() => expect(b.state.get('Z1MD-8QT6').lost).toBe(null));
    await done();
  });

  it('sets mine again by a press', async () => {
    await open.show('Z1MD-8QT6');
    pane();
    await fireEvent.click(screen.getByRole('button', { name: 'Set High again' }));
    await waitFor(() => expect(b.state.get('Z1MD-8QT6').row.priority).toBe('high'));
    await done();
  });

  it('has words for what was given on and what was taken off', () => {
    const l = {
      field: 'owner',
      mine: 'Asha',
      mineId: 'asha',
      theirs: 'Jonas',
      by: 'lena',
      byName: 'Lena',
      at: 1,
    };
    expect(lostWords(l).what).toBe('Lena gave this to Jonas');
    expect(lostWords({ ...l, field: 'tags', mine: '', theirs: 'VIP' }).why).toMatch(/you had taken it off/);
  });
});

describe('the time machine', () => {
  it('shows the ticket as of a moment, to be read, and steps from change to change', async () => {
    const at = open.changes.find((c) => c.op === 'a3')?.at ?? 0;
    await open.look(at);
    pane();
    const bar = document.querySelector('[data-asof]');
    expect(bar?.textContent).toMatch(/As of .*Lena took it/s);
    const now = screen.getByText('Back to now', { exact: false });
    await waitFor(() => expect(document.activeElement).toBe(now));
    expect(document.querySelector('[data-lost]')).toBe(null);
    expect(screen.queryByText('Resolve')).toBe(null);
    expect(document.querySelector('[aria-label^="Priority:"]')?.hasAttribute('disabled')).toBe(true);
    await fireEvent.click(screen.getByLabelText('One change on'));
    expect(open.at).toBe(open.changes.find((c) => c.op === 'a2')?.at);
    await fireEvent.click(now);
    await waitFor(() => expect(document.querySelector('[data-asof]')).toBe(null));
    expect(open.at).toBe(0);
  });

  it('does nothing to the ticket by key, and is left by Escape and by another ticket', async () => {
    await open.look(open.changes[0]?.at ?? 1);
    const run = vi.fn();
    registry.all = [define('resolve', { run }), define('back', { run: () => void open.look(0) })];
    registry.run('resolve');
    expect(run).not.toHaveBeenCalled();
    expect(toast.current?.text).toMatch(/^This is how it stood then/);
    registry.run('back');
    await waitFor(() => expect(open.at).toBe(0));
    await open.look(5);
    await open.show('Z1MD-8QT6');
    expect(open.at).toBe(0);
  });
});

describe('a ticket that a newer Deskhand changed', () => {
  it('can be read, and says why no more', async () => {
    b.state.get(id).readOnly = 'A newer Deskhand changed it: update this laptop.';
    await open.show(id);
    pane();
    expect(screen.getByRole('region', { name: 'Read only' }).textContent).toMatch(
      /A newer Deskhand changed it/,
    );
    expect(screen.queryByRole('button', { name: /^Resolve/ })).toBe(null);
    expect(screen.getByRole('button', { name: /^Owner/ }).hasAttribute('disabled')).toBe(true);
  });
});

describe('why a field is so', () => {
  it('stands on the field itself', () => {
    pane();
    expect(screen.getByRole('button', { name: /^Priority:/ }).title).toMatch(/, by plan Scale$/);
  });
});

describe('who replies', () => {
  it('is said in words', () => {
    expect([replying([]), replying(['Ana']), replying(['Ana', 'Lena'])]).toEqual([
      '',
      'Ana is replying',
      'Ana and Lena are replying',
    ]);
  });
  it('comes with the ticket and by itself, and ends', async () => {
    expect(crew.writing.get(id)).toEqual(['Lena']);
    const stop = crew.start();
    b.state.emit('presence', { ticket: id, names: [] });
    expect(crew.writing.get(id)).toBe(undefined);
    b.state.emit('presence', { ticket: id, names: ['Jonas', 'Lena'] });
    expect(crew.writing.get(id)).toEqual(['Jonas', 'Lena']);
    stop();
  });
  it('is told to the others, not too often, only in a team', () => {
    const writing = vi.spyOn(b, 'writing');
    crew.typing(id);
    crew.typing(id);
    expect(writing).toHaveBeenCalledTimes(1);
    crew.stopped(id);
    expect(b.crewed.typing.has(id)).toBe(false);
    crew.reset();
    crew.typing(id);
    expect(writing).toHaveBeenCalledTimes(1);
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend, type Page, type SearchPage } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { row } from '$lib/api/fake/ticket';
import { deskWith, mine, some } from '$lib/test/desk';
import { each, undo } from '$lib/work';
import { List } from './list.svelte';
import { nav } from './nav.svelte';

let f: Fake;
beforeEach(async () => {
  f = await deskWith(some(200));
});

// features: B5
describe('the list', () => {
  it('pages on without losing or doubling a row', async () => {
    const l = new List();
    await l.show('mine', '');
    expect(l.rows).toHaveLength(60);
    await Promise.all([l.more(), l.more()]);
    expect(l.rows).toHaveLength(120);
    await l.more();
    await l.more();
    expect(new Set(l.rows.map((r) => r.id)).size).toBe(200);
    expect(l.next).toBe('');
  });

  it('drops the late answer of an earlier search', async () => {
    const answers = new Map<string, (p: SearchPage) => void>();
    const page = (id: string): SearchPage => ({
      rows: [row({ id, subject: id, contactName: '' })],
      next: '',
      total: 1,
      snippets: {},
      unindexed: 0,
      heads: id === 'right' ? 3 : 7,
      ask: [],
    });
    useBackend({ ...f, search: (q) => new Promise((ok) => answers.set(q, ok)) });
    const l = new List();
    const first = l.show('mine', 'ex');
    const second = l.show('mine', 'export');
    answers.get('export')?.(page('right'));
    await second;
    answers.get('ex')?.(page('stale'));
    await first;
    expect(l.rows.map((r) => r.id)).toEqual(['right']);
    expect(l.found.heads).toBe(3);
  });

  it('keeps news that come while another queue is on its way until its rows are there', async () => {
    const l = new List();
    await l.show('mine', '');
    const mine = l.rows;
    let late: (p: Page) => void = () => undefined;
    const empty: Page = { rows: [], next: '', total: 0 };
    useBackend({ ...f, list: () => new Promise((ok) => (late = ok)) });
    const shown = l.show('snoozed', '');
    await l.refresh();
    expect([l.busy, l.rows, l.left]).toEqual([true, mine, null]);
    const came = row({ id: 'A', subject: 'A', contactName: '' });
    useBackend({ ...f, list: async () => ({ rows: [came], next: '', total: 1 }) });
    late(empty);
    await shown;
    expect([l.busy, l.rows]).toEqual([false, [came]]);
  });

  it('moves the focus to the row that takes the place', async () => {
    const l = new List();
    await l.show('mine', '');
    l.step(1);
    const [, gone, next] = l.rows.map((r) => r.id);
    expect(l.focus).toBe(gone);
    await f.closeNoAnswer([gone ?? ''], 'thanks');
    await l.refresh();
    expect(l.focus).toBe(next);
    expect(l.left).toEqual({ id: gone, next });
  });

  it('selects with x, Shift+j and Ctrl+A', async () => {
    const l = new List();
    await l.show('mine', '');
    l.toggle(l.focus);
    l.extend(1);
    l.extend(1);
    l.extend(-1);
    expect([...l.selected]).toEqual(l.rows.slice(0, 2).map((r) => r.id));
    expect(l.targets).toHaveLength(2);
    l.selectAll();
    expect(l.selected.size).toBe(60);
    l.clear();
    expect(l.targets).toEqual([l.focus]);
  });

  it('takes a bulk action back with one undo', async () => {
    const ids = ['T0000', 'T0001', 'T0002'];
    await each(
      ids,
      (t) => f.setPriority(t, 'urgent'),
      (n) => `Priority Urgent: ${n} tickets`,
    );
    expect(ids.map((t) => f.state.get(t).row.priority)).toEqual(['urgent', 'urgent', 'urgent']);
    await undo();
    expect(ids.map((t) => f.state.get(t).row.priority)).toEqual(['medium', 'medium', 'medium']);
  });

  it('says an error and keeps the rows', async () => {
    const l = new List();
    await l.show('mine', '');
    useBackend({ ...f, list: vi.fn().mockRejectedValue(new Error('no')) });
    await l.refresh();
    expect(l.rows).toHaveLength(60);
  });

  it('shows at once what arrives in an empty queue', async () => {
    f = await deskWith([mine('A', { owner: 'lena' })]);
    nav.queue = 'mine';
    const l = new List();
    await l.show('mine', '');
    expect(l.rows).toHaveLength(0);
    await f.assign('A', 'asha', '');
    await l.refresh();
    expect(l.rows.map((r) => r.id)).toEqual(['A']);
    expect(l.waiting).toEqual([]);
  });
});

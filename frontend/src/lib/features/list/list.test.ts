import { render, screen, fireEvent } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fake } from '$lib/api/fake';
import { list } from '$lib/stores/list.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { deskWith, mine, settle, some } from '$lib/test/desk';
import { listCommands } from './commands';
import ListPane from './ListPane.svelte';
import SearchField from './SearchField.svelte';
import { piecesOf } from './marks';
import { nearest, tops, visible } from './window';

let f: Fake;
const shown = () => screen.getAllByRole('option').map((o) => o.dataset['id']);
const run = (id: string) =>
  listCommands(vi.fn())
    .find((c) => c.id === id)
    ?.run({ view: 'queue', ticket: null, targets: [], writing: false });

beforeEach(async () => {
  f = await deskWith([...some(4), mine('ZZ', { owner: 'lena', at: Date.UTC(2025, 2, 12) })]);
  list.focus = '';
});

// features: B1, B5, B18
describe('the list pane', () => {
  it('never jumps: what arrives waits behind the chip until it is asked for', async () => {
    const { container } = render(ListPane, { onopen: vi.fn() });
    await settle(5);
    const before = shown();
    const rows = container.querySelector<HTMLElement>('[role="listbox"]');
    if (rows) rows.scrollTop = 40;
    await f.assign('ZZ', 'asha', '');
    f.arrive('T0003', 'I am back');
    await settle(5);
    expect(shown()).toEqual(before);
    expect(rows?.scrollTop).toBe(40);
    const chip = screen.getByRole('button', { name: '1 new' });
    list.focus = 'T0001';
    await fireEvent.click(chip);
    await settle(5);
    expect(shown()).toContain('ZZ');
    expect(list.focus).toBe('T0001');
    expect(screen.queryByRole('button', { name: /new$/ })).toBeNull();
  });

  it('has one row in the tab order, and it follows j and k', async () => {
    render(ListPane, { onopen: vi.fn() });
    await settle(5);
    const stops = () => screen.getAllByRole('option').filter((o) => o.tabIndex === 0);
    expect(stops().map((o) => o.dataset['id'])).toEqual(['T0000']);
    stops()[0]?.focus();
    run('next');
    run('next');
    await settle(5);
    expect(stops().map((o) => o.dataset['id'])).toEqual(['T0002']);
    expect(document.activeElement).toBe(stops()[0]);
    run('previous');
    await settle(5);
    expect(document.activeElement).toBe(screen.getByRole('option', { name: /T0001/ }));
  });

  it('has no control inside a row, so that a reader stays in the list', async () => {
    render(ListPane, { onopen: vi.fn() });
    await settle(5);
    for (const o of screen.getAllByRole('option')) {
      expect(o.querySelector('button, a, input, [tabindex]')).toBeNull();
      expect(o.getAttribute('aria-label')).toContain('Ada');
    }
    expect(screen.getByRole('listbox').getAttribute('aria-multiselectable')).toBe('true');
  });

  it('opens a row by click, extends with Shift, adds with Ctrl', async () => {
    const onopen = vi.fn();
    render(ListPane, { onopen });
    await settle(5);
    const [a, , c] = screen.getAllByRole('option');
    await fireEvent.click(a as HTMLElement);
    expect(onopen).toHaveBeenCalledWith('T0000', false);
    await fireEvent.click(c as HTMLElement, { shiftKey: true });
    expect([...list.selected]).toEqual(['T0000', 'T0001', 'T0002']);
    await fireEvent.click(a as HTMLElement, { ctrlKey: true });
    expect([...list.selected]).toEqual(['T0001', 'T0002']);
    expect(screen.getByRole('toolbar', { name: '2 selected' })).toBeTruthy();
  });

  it('says what would match when nothing does, and takes it with Enter', async () => {
    render(ListPane, { onopen: vi.fn() });
    nav.search('is:open tag:zzz');
    await settle(50);
    expect(screen.getByText('No ticket matches.')).toBeTruthy();
    const field = screen.getByRole('searchbox');
    await fireEvent.keyDown(field, { key: 'Enter' });
    await settle(5);
    expect(nav.query).toBe('open zzz');
  });

  it('marks a draft with its first words, and a mail that is not out', async () => {
    const d = await f.draft('T0000', 'reply', '');
    await f.saveDraft({ ...d, html: '<p>Hello Ada, it is repaired</p>', saved: [] });
    for (const id of ['T0001', 'T0002']) {
      const to = await f.draft(id, 'reply', '');
      f.mails.queue(f.drafts.get(to.id), 0, '', false, `s-${id}`);
    }
    f.mails.move('s-T0001', { state: 'waiting', reason: 'offline' });
    f.mails.move('s-T0002', { state: 'held', reason: 'guard' });
    render(ListPane, { onopen: vi.fn() });
    await settle(5);
    const row = (id: string) => screen.getByRole('option', { name: new RegExp(id) });
    expect(row('T0000').textContent).toContain('Draft Hello Ada, it is repaired');
    expect(row('T0000').getAttribute('aria-label')).toContain('Draft: Hello Ada');
    expect(row('T0001').getAttribute('aria-label')).toContain('Mail waiting');
    expect(row('T0002').textContent).toContain('held');
  });

  it('draws a long queue as a handful of rows', async () => {
    f = await deskWith(some(300));
    list.rows = [];
    render(ListPane, { onopen: vi.fn() });
    await settle(5);
    expect(screen.getAllByRole('option').length).toBeLessThan(40);
  });
});

describe('the search field', () => {
  it('asks within 30 ms of the last key, once', async () => {
    vi.useFakeTimers();
    const onquery = vi.fn();
    render(SearchField, {
      value: '',
      onquery,
      onleave: vi.fn(),
      onrows: vi.fn(),
      onsuggest: () => false,
      empty: false,
    });
    const field = screen.getByRole('searchbox');
    await fireEvent.input(field, { target: { value: 'ex' } });
    vi.advanceTimersByTime(20);
    await fireEvent.input(field, { target: { value: 'exp' } });
    expect(onquery).not.toHaveBeenCalled();
    vi.advanceTimersByTime(30);
    expect(onquery.mock.calls).toEqual([['exp']]);
    vi.useRealTimers();
  });
  it('asks for all that is typed when Enter comes right behind the last letter', async () => {
    const did: string[] = [];
    render(SearchField, {
      value: '',
      onquery: (q) => did.push(q),
      onleave: vi.fn(),
      onrows: () => did.push('to the rows'),
      onsuggest: () => false,
      empty: false,
    });
    const field = screen.getByRole('searchbox');
    await fireEvent.input(field, { target: { value: 'exp' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await settle(40);
    expect(did).toEqual(['exp', 'to the rows']);
  });
  it('knows an operator that is turned around', () => {
    expect(piecesOf('-has:note filename:rooms -x:y').map((p) => p.kind)).toEqual([
      'operator',
      'value',
      'space',
      'operator',
      'value',
      'space',
      'word',
    ]);
  });

  it('tells operators from words', () => {
    expect(piecesOf('from:ada "two words" is: http://x').map((p) => [p.kind, p.text])).toEqual([
      ['operator', 'from:'],
      ['value', 'ada'],
      ['space', ' '],
      ['word', '"two words"'],
      ['space', ' '],
      ['operator', 'is:'],
      ['space', ' '],
      ['word', 'http://x'],
    ]);
    const text = 'subject:"a b" tag:x  y';
    expect(
      piecesOf(text)
        .map((p) => p.text)
        .join(''),
    ).toBe(text);
  });
});

describe('the window over a long list', () => {
  it('finds what is seen and moves the least', () => {
    const t = tops(Array.from({ length: 1000 }, () => 72));
    const s = visible(t, 7200, 720, 0);
    expect(s).toEqual({ from: 100, to: 111 });
    expect(visible(t, 0, 720, 400).from).toBe(0);
    expect(visible(t, 71_900, 720, 0).to).toBe(1000);
    expect(visible(tops([]), 0, 720)).toEqual({ from: 0, to: 0 });
    expect(nearest(100, 200, 150, 222)).toBe(100);
    expect(nearest(100, 200, 50, 122)).toBe(50);
    expect(nearest(100, 200, 250, 322)).toBe(122);
  });
});

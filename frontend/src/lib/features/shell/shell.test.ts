import { render, screen, fireEvent } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { deskWith, noon } from '$lib/test/desk';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { inspect } from './canary';
import { commands } from './commands';
import { least, normal, widths } from './panes';
import Splitter from './Splitter.svelte';
import StatusLine from './StatusLine.svelte';
import { syncWords } from './sync';

describe('the panes', () => {
  it('have the measures of the look at both sizes', () => {
    expect(widths(1440, 332, 284, true)).toEqual({ rail: 204, list: 332, record: 284 });
    expect(widths(1280, 332, 284, true)).toEqual({ rail: 192, list: 308, record: 252 });
    expect(normal(1280).rail).toBe(192);
  });
  it('remember a dragged width and never squeeze the mail', () => {
    expect(widths(1440, 400, 300, true)).toEqual({ rail: 204, list: 400, record: 300 });
    const w = widths(1280, 520, 420, true);
    expect(1280 - w.rail - w.list - w.record).toBeGreaterThanOrEqual(least - 80);
    expect(widths(1440, 332, 284, false).record).toBe(0);
  });
  it('are sized by key as well', async () => {
    const onchange = vi.fn();
    render(Splitter, {
      label: 'Width',
      value: 300,
      min: 296,
      max: 400,
      normal: 332,
      side: 'right',
      onchange,
    });
    const s = screen.getByRole('separator');
    await fireEvent.keyDown(s, { key: 'ArrowLeft' });
    expect(onchange).toHaveBeenLastCalledWith(308, true);
    await fireEvent.keyDown(s, { key: 'ArrowRight' });
    expect(onchange).toHaveBeenLastCalledWith(296, true);
    await fireEvent.dblClick(s);
    expect(onchange).toHaveBeenLastCalledWith(332, true);
  });
});

describe('Esc in Settings and in Problems', () => {
  it.each(['settings', 'problems'] as const)('leaves %s for where it was opened from', (view) => {
    const back = commands.find((c) => c.id === 'back');
    for (const from of ['today', 'queue'] as const) {
      nav.go(from);
      nav.go(view);
      back?.run({ view, ticket: null, targets: [], writing: false });
      expect(nav.view).toBe(from);
    }
  });
});

describe('Esc on the page of a mailbox', () => {
  it('goes back to Settings, then to where that was opened from', () => {
    const back = commands.find((c) => c.id === 'back');
    const esc = () => back?.run({ view: nav.view, ticket: null, targets: [], writing: false });
    nav.go('today');
    nav.openAccount('a1');
    esc();
    expect([nav.view, nav.account]).toEqual(['settings', '']);
    esc();
    expect(nav.view).toBe('today');
  });
});

describe('the Outbox', () => {
  it('is left with Esc for where it was opened from, Settings from it for it', () => {
    const back = commands.find((c) => c.id === 'back');
    const esc = () => back?.run({ view: nav.view, ticket: null, targets: [], writing: false });
    nav.go('queue');
    nav.openOutbox('s1');
    expect([nav.view, nav.mail]).toEqual(['outbox', 's1']);
    nav.go('settings');
    esc();
    expect(nav.view).toBe('outbox');
    esc();
    expect(nav.view).toBe('queue');
  });

  it('is a press away from the status line when something is held or waits offline', async () => {
    const f = await deskWith();
    await outbox.load();
    desk.sync = { ...desk.sync, word: 'offline', waiting: 0 };
    nav.go('queue');
    render(StatusLine, { pane: 'list', writing: false });
    await fireEvent.click(screen.getByRole('button', { name: '1 held' }));
    expect(nav.view).toBe('outbox');
    nav.go('queue');
    await fireEvent.click(screen.getByRole('button', { name: 'Offline (2 waiting)' }));
    expect(nav.view).toBe('outbox');
    expect(f.mails.counts().waiting).toBe(2);
  });
});

describe('the sync word', () => {
  const s = {
    lastSync: noon - 40_000,
    count: 0,
    total: 0,
    waiting: 0,
    filling: false,
    held: '' as const,
    changes: 0,
    orphans: 0,
  };
  it('is one quiet word', () => {
    expect(syncWords({ ...s, word: 'synced' }, 0, noon).text).toBe('Synced 40 s ago');
    expect(syncWords({ ...s, word: 'syncing', count: 12, total: 12 }, 0, noon).text).toBe('Syncing 12');
    expect(syncWords({ ...s, word: 'syncing', count: 12_400, total: 31_000 }, 0, noon).text).toBe(
      'Syncing 12,400 of 31,000',
    );
    expect(syncWords({ ...s, word: 'offline', waiting: 4 }, 0, noon).text).toBe('Offline (4 waiting)');
    expect(syncWords({ ...s, word: 'problem' }, 1, noon).text).toBe('Problem');
  });
  it('says quietly what of the team has not left, or waits for its mail', () => {
    const at = (changes: number, orphans: number) =>
      syncWords({ ...s, word: 'synced', changes, orphans }, 0, noon);
    expect(at(3, 12).text).toBe('Synced 40 s ago · 3 changes not sent');
    expect(at(3, 12).full).toMatch(/3 changes for the team are about to leave\. 12 changes of the team wait/);
    expect(at(1, 0).text).toBe('Synced 40 s ago · 1 change not sent');
    expect(at(0, 12).text).toBe('Synced 40 s ago · 12 changes wait for their mail');
    expect(at(0, 1).text).toBe('Synced 40 s ago · 1 change waits for its mail');
    expect(syncWords({ ...s, word: 'offline', changes: 3 }, 0, noon).text).toBe('Offline (3 waiting)');
  });
  it('says quietly how far older mail is, and why it waits', () => {
    const filling = { ...s, word: 'synced' as const, filling: true, count: 10_540, total: 31_000 };
    expect(syncWords(filling, 0, noon).text).toBe('Synced · older mail 34 %');
    expect(syncWords({ ...filling, total: 0 }, 0, noon).text).toBe('Synced · older mail');
    const held = syncWords({ ...filling, held: 'battery' }, 0, noon);
    expect(held.text).toBe('Synced · older mail waits: on battery');
    expect(held.full).toMatch(/Older mail waits: running on battery/);
    expect(syncWords({ ...filling, held: 'metered' }, 0, noon).text).toMatch(/on a metered line/);
  });
});

describe('the canary', () => {
  const page = (html: string) => new DOMParser().parseFromString(html, 'text/html');
  it('says what came through', () => {
    expect(inspect(page('<p data-canary>x'))).toEqual({ script: false, remote: false });
    expect(inspect(page('<html data-ran="1"><p data-canary>x'))).toEqual({ script: true, remote: false });
  });
  it('says nothing about a page that is not its own', () => {
    expect(inspect(page('<p>not found'))).toBeNull();
    expect(inspect(null)).toBeNull();
  });
});

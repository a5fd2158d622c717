/** The small shared parts: times, marks, matching, placing, groups, Wails errors, the house's one colour file. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { row } from '$lib/api/fake/ticket';
import { wails } from '$lib/api/wails';
import { coalesce } from '$lib/coalesce';
import { fuzzy, pieces } from '$lib/components/fuzzy';
import { place } from '$lib/components/place';
import { rowClock, snoozeWords } from '$lib/marks';
import { group } from '$lib/stores/groups';
import { age, bytes, coming, span } from '$lib/time';

const now = new Date(2025, 2, 12, 12, 0).getTime();
const minute = 60_000;
const r = (id: string, part = {}) => row({ id, subject: id, contactName: '', at: now, ...part });

describe('times', () => {
  it('are words that help', () => {
    expect([0, 38, 300, 2880, 30_240].map((m) => age(now - m * minute, now))).toEqual([
      'now',
      '38 m',
      '5 h',
      '2 d',
      '3 w',
    ]);
    expect([17, 65, 1620].map((m) => span(m * minute))).toEqual(['17 m', '1 h 05 m', '1 d 3 h']);
    expect(coming(now + 24 * 60 * minute, now)).toBe('tomorrow 12:00');
    expect([12, 84_000, 6_000_000, 51_200_000].map(bytes)).toEqual(['12 B', '84 KB', '6 MB', '51 MB']);
  });
});

// features: B11, C12
describe('the clock of a row', () => {
  it('says SLA first, else how long the customer waits', () => {
    expect(rowClock(r('a', { slaDue: now - 17 * minute, slaBreached: true }), now)).toMatchObject({
      text: '17\u00a0m\u00a0over',
      state: 'over',
    });
    expect(rowClock(r('a', { slaDue: now + 65 * minute }), now)).toMatchObject({
      text: '1\u00a0h\u00a005\u00a0m',
      state: 'soon',
    });
    expect(rowClock(r('a', { waitsSince: now - 180 * minute }), now)?.full).toBe('Customer waits 3 h');
    expect(rowClock(r('a', { status: 'pending-partner' }), now)?.state).toBe('paused');
    expect(rowClock(r('a', { status: 'closed', slaDue: now }), now)).toBeNull();
    expect(snoozeWords(r('a', { snoozedUntil: now, snoozeReason: 'client' }), () => 'Tue 09:00')).toBe(
      'until Tue 09:00 · waiting for the client',
    );
  });
});

describe('groups', () => {
  it('stand over runs only', () => {
    const rows = [r('a', { slaDue: now - minute }), r('b', { slaDue: now + 60 * minute }), r('c')];
    expect(group(rows, now, false).flatMap((i) => (i.kind === 'head' ? [i.label] : []))).toEqual([
      'Overdue',
      'Next two hours',
      'No deadline',
    ]);
    expect(group([...rows, rows[0] ?? r('x')], now, false).some((i) => i.kind === 'head')).toBe(false);
    expect(group(rows, now, true).findLast((i) => i.kind === 'head')).toMatchObject({ count: -1 });
  });
  it('say who waits where there is no deadline', () => {
    const rows = [r('a', { waitsSince: now - minute }), r('b', { waitsSince: now }), r('c')];
    const heads = group(rows, now, false).filter((i) => i.kind === 'head');
    expect(heads).toEqual([
      { kind: 'head', label: 'Customer waits', over: false, count: 2 },
      { kind: 'head', label: 'No answer due', over: false, count: 1 },
    ]);
  });
});

describe('matching and placing', () => {
  it('finds letters in order, best at word starts, accents aside', () => {
    expect(fuzzy('snoo', 'Snooze until')?.score).toBeLessThan(fuzzy('snoo', 'Go to Snoozed')?.score ?? 0);
    expect(fuzzy('anais', 'Anaïs')).not.toBeNull();
    expect(fuzzy('xyz', 'Snooze')).toBeNull();
    expect(pieces('Snooze', [0, 1])).toEqual([
      { text: 'Sn', hit: true },
      { text: 'ooze', hit: false },
    ]);
  });
  it('keeps a popover inside the window', () => {
    const win = { width: 1280, height: 720 };
    const at = (left: number, top: number) =>
      place({ left, right: left + 50, top, bottom: top + 20 }, { width: 300, height: 200 }, win);
    expect(at(10, 10)).toEqual({ left: 10, top: 34 });
    expect(at(1250, 10).left).toBe(972);
    expect(at(10, 700).top).toBe(496);
  });
});

describe('coalescing', () => {
  it('runs at once, and once more after a burst', () => {
    vi.useFakeTimers();
    const fn = vi.fn();
    const c = coalesce(fn, 50);
    for (let i = 0; i < 100; i++) c();
    expect(fn).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(200);
    expect(fn).toHaveBeenCalledTimes(2);
    c();
    expect(fn).toHaveBeenCalledTimes(3);
    vi.useRealTimers();
  });
});

describe('wails', () => {
  afterEach(() => void delete window.go);
  it('turns a refusal into words, and search snippets into a record', async () => {
    const Search = vi.fn().mockResolvedValue({
      rows: [],
      next: '',
      total: 0,
      snippets: [{ ticket: 'T', text: 'x' }],
      unindexed: 0,
      ask: [],
    });
    const Claim = vi
      .fn()
      .mockRejectedValue('{"code":"owned","message":"Lena has it.","hint":"Take it over."}');
    window.go = { app: { Inbox: { Search }, Work: { Claim } } };
    expect((await wails().search('x', 5)).snippets).toEqual({ T: 'x' });
    await expect(wails().claim('T', false)).rejects.toMatchObject({
      code: 'owned',
      message: 'Lena has it.',
      hint: 'Take it over.',
    });
    await expect(wails().quit()).rejects.toMatchObject({ code: 'unknown' });
  });
});

describe('the house', () => {
  it('has colour literals in tokens.css only', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (f) => f.endsWith('.css') && !f.endsWith('tokens.css'),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const f of files)
      expect(readFileSync(`src/${f}`, 'utf8')).not.toMatch(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i);
  });
  it('keeps the policy of the page', () => {
    const page = readFileSync('index.html', 'utf8');
    expect(page).toContain("default-src 'none'; script-src 'self'");
    expect(page).toContain("frame-src 'self'; base-uri 'none'; form-action 'none'");
  });
});

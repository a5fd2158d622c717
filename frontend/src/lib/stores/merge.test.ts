import { describe, expect, it } from 'vitest';
import { row } from '$lib/api/fake/ticket';
import { merge } from './merge';

const r = (id: string, subject = id) => row({ id, subject, contactName: '' });
const ids = (rows: { id: string }[]) => rows.map((x) => x.id).join('');
const none = new Set<string>();

// features: B5, B18
describe('a list takes news without moving', () => {
  it('keeps the order that is shown, however the fresh one is sorted', () => {
    const m = merge([r('a'), r('b'), r('c')], [r('c', 'new text'), r('a'), r('b')], none, '', true);
    expect(ids(m.rows)).toBe('abc');
    expect(m.rows[2]?.subject).toBe('new text');
    expect(m.waiting).toEqual([]);
  });
  it('holds what is new behind the chip', () => {
    const m = merge([r('a'), r('b')], [r('x'), r('a'), r('y'), r('b')], none, '', true);
    expect(ids(m.rows)).toBe('ab');
    expect(m.waiting).toEqual(['x', 'y']);
  });
  it('does not call the next page new', () => {
    const m = merge([r('a'), r('b')], [r('a'), r('b'), r('c')], none, '', false);
    expect(m.waiting).toEqual([]);
  });
  it('lets go what left, and puts it back in its place after an undo', () => {
    const gone = merge([r('a'), r('b'), r('c')], [r('a'), r('c')], none, '', true);
    expect(gone.gone).toEqual(['b']);
    const back = merge(gone.rows, [r('a'), r('b'), r('c')], new Set(['b']), '', true);
    expect(ids(back.rows)).toBe('abc');
    expect(back.waiting).toEqual([]);
    const first = merge([r('b')], [r('a'), r('b')], new Set(['a']), '', true);
    expect(ids(first.rows)).toBe('ab');
  });
  it('keeps the ticket being read although reading took it out', () => {
    const m = merge([r('a'), r('b')], [r('b')], none, 'a', true);
    expect(ids(m.rows)).toBe('ab');
    expect(m.gone).toEqual([]);
  });
});

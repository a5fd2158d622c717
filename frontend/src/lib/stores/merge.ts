/**
 * How a list takes news without moving under the cursor: rows keep their
 * places, what is new waits behind the chip, what left the queue leaves.
 */
import type { Row } from '$lib/api';

export interface Merged {
  rows: Row[];
  /** Ids that are new and wait behind the chip. */
  waiting: string[];
  /** Ids that left. */
  gone: string[];
}

/**
 * Lays a fresh reading over what is shown. `known` are ids that were shown
 * before and may return to their place at once (an undo); `keep` is the id that
 * stays although the queue no longer holds it (the ticket being read).
 */
export function merge(
  shown: Row[],
  fresh: Row[],
  known: ReadonlySet<string>,
  keep: string,
  end: boolean,
): Merged {
  const now = new Map(fresh.map((r) => [r.id, r]));
  const had = new Set(shown.map((r) => r.id));
  const gone: string[] = [];
  const rows: Row[] = [];
  for (const r of shown) {
    const next = now.get(r.id);
    if (next) rows.push(next);
    else if (r.id === keep) rows.push(r);
    else gone.push(r.id);
  }
  const waiting: string[] = [];
  fresh.forEach((r, i) => {
    if (had.has(r.id)) return;
    if (known.has(r.id)) putBack(rows, fresh, r, i);
    else if (end || i < shown.length) waiting.push(r.id);
  });
  return { rows, waiting, gone };
}

/** Puts a returning row behind the nearest row that stands before it in the fresh order. */
function putBack(rows: Row[], fresh: Row[], r: Row, i: number): void {
  for (let j = i - 1; j >= 0; j--) {
    const before = rows.findIndex((x) => x.id === fresh[j]?.id);
    if (before >= 0) {
      rows.splice(before + 1, 0, r);
      return;
    }
  }
  rows.unshift(r);
}

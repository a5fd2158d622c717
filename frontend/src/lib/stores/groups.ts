/** Heads over the rows of a list: by time left where there is an SLA, else by day. */
import type { Row } from '$lib/api';
import { dayDiff } from '$lib/time';

export interface Head {
  kind: 'head';
  label: string;
  over: boolean;
  /** -1: the group goes on beyond what is loaded. */
  count: number;
}
export interface Line {
  kind: 'row';
  row: Row;
}
export type Item = Head | Line;

const hour = 3_600_000;

function byDue(r: Row, now: number): string {
  if (r.slaDue === 0) return 'No deadline';
  if (r.slaBreached || r.slaDue <= now) return 'Overdue';
  if (r.slaDue - now <= 2 * hour) return 'Next two hours';
  return dayDiff(r.slaDue, now) === 0 ? 'Later today' : 'After today';
}

function byDay(r: Row, now: number): string {
  const d = dayDiff(r.lastCustomerAt || r.at, now);
  if (d >= 0) return 'Today';
  if (d === -1) return 'Yesterday';
  return d > -7 ? 'This week' : 'Earlier';
}

/** Heads only where each group is one run of rows; a jumble gets none. */
export function group(rows: Row[], now: number, more: boolean): Item[] {
  const lines: Item[] = rows.map((row) => ({ kind: 'row', row }));
  if (rows.length < 2) return lines;
  const due = rows.some((r) => r.slaDue > 0);
  const names = rows.map((r) => (due ? byDue(r, now) : byDay(r, now)));
  const starts = names.filter((n, i) => n !== names[i - 1]);
  if (starts.length < 2 || new Set(starts).size !== starts.length) return lines;
  const out: Item[] = [];
  names.forEach((label, i) => {
    if (label !== names[i - 1]) {
      const open = more && label === names[names.length - 1];
      const count = open ? -1 : names.filter((n) => n === label).length;
      out.push({ kind: 'head', label, over: label === 'Overdue', count });
    }
    out.push(lines[i] as Item);
  });
  return out;
}

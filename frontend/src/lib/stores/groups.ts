/** Heads over the rows of a list: by time left where there is an SLA, else by who waits, else by day. */
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

/** Without deadlines: who waits, the longest first, and the rest. */
function byWait(r: Row): string {
  return r.waitsSince > 0 ? 'Customer waits' : 'No answer due';
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
  const ways = due ? [byDue] : [byWait, byDay];
  const names = ways.map((by) => rows.map((r) => by(r, now))).find(runs);
  if (!names) return lines;
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

/** Two groups or more, each one run of rows. */
function runs(names: string[]): boolean {
  const starts = names.filter((n, i) => n !== names[i - 1]);
  return starts.length > 1 && new Set(starts).size === starts.length;
}

/** Which entries of a conversation stand folded to one line when it is opened. */
import type { EntryView } from '$lib/api';

/** So many of the newest stay open. */
const open = 4;

/**
 * Folds what is read and old: never an unread message or what follows it, never
 * an event (it is one line already), never the newest few. One alone is not
 * worth a fold.
 */
export function foldedAtFirst(entries: EntryView[]): Set<string> {
  const real = entries.filter((e) => e.kind !== 'event');
  const unread = real.findIndex((e) => e.kind === 'message' && e.direction === 'in' && !e.read);
  const end = Math.min(real.length - open, unread < 0 ? real.length : unread);
  const old = real.slice(0, Math.max(0, end));
  return new Set(old.length > 1 ? old.map((e) => e.id) : []);
}

/** Long runs of events fold into one line: "4 changes"; answers the ids each head stands for. */
export function eventRuns(entries: EntryView[]): Map<string, string[]> {
  const runs = new Map<string, string[]>();
  let run: string[] = [];
  const close = () => {
    if (run.length > 2 && run[0]) runs.set(run[0], run);
    run = [];
  };
  for (const e of entries) {
    if (e.kind === 'event') run.push(e.id);
    else close();
  }
  close();
  return runs;
}

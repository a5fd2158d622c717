/**
 * Acts on tickets: one call each, one toast for all, one undo. Features call
 * these, so that a bulk action reads the same everywhere.
 */
import { backend, type Done } from '$lib/api';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { toast } from '$lib/stores/toast.svelte';

/** The ops of the last bulk action, so that one undo takes all of them back. */
let batch: { first: string; ops: string[] } | null = null;

/** What the window does when an op is taken back, besides reading anew. */
const back = new Map<string, () => void>();

export function whenUndone(op: string, run: () => void): void {
  back.set(op, run);
}

/** Runs one action on each ticket. `many` names the bulk: "Tagged 3 tickets". */
export async function each(
  tickets: readonly string[],
  act: (ticket: string) => Promise<Done>,
  many: (n: number) => string,
): Promise<boolean> {
  const ops: Done[] = [];
  for (const t of tickets) {
    try {
      ops.push(await act(t));
    } catch (e) {
      toast.failed(e);
      return false;
    }
  }
  const did = ops.filter((d) => d.op !== '');
  const one = did[0] ?? ops[0];
  if (!one) return false;
  if (did.length > 1) {
    batch = { first: one.op, ops: did.map((d) => d.op) };
    toast.done({ op: one.op, text: many(did.length), undo: did.every((d) => d.undo) });
  } else {
    toast.done(one);
  }
  return true;
}

/**
 * Undoes an op, or my last; a bulk action as one. Asks when others built on it. A mail in its undo delay is my last
 * act until something else is done, and then comes when that is undone.
 */
export async function undo(op = '', anyway = false): Promise<void> {
  const leaving = op === '' ? toast.leaving : null;
  const offered = op === '' ? toast.back : null;
  if (offered) {
    toast.clear(); // a second press is about what came before
    return offered();
  }
  if (op === '' && toast.undoable) return outbox.takeBack(toast.undoable);
  const bulk = batch && (op || toast.lastOp) === batch.first ? batch : null;
  try {
    if (bulk) {
      for (const o of [...bulk.ops].reverse()) await backend.undo(o, anyway);
      batch = null;
      toast.note(`Undone: ${bulk.ops.length} tickets are as they were`);
      return;
    }
    const which = op || toast.lastOp;
    const d = await backend.undo(op, anyway);
    if (!d.ask) back.get(which)?.();
    if (d.ask) nav.open({ name: 'undo-anyway', op, ask: d.ask });
    else toast.done({ ...d, undo: false, mail: '' });
    if (leaving) await cameBack(leaving.mail);
  } catch (e) {
    toast.failed(e);
  }
}

/** Undo took this mail back instead of an op: its draft is opened. */
async function cameBack(mail: string): Promise<void> {
  const ticket = outbox.find(mail)?.ticket;
  await outbox.load();
  if (ticket && toast.leaving === null && !outbox.find(mail)) nav.write(ticket);
}

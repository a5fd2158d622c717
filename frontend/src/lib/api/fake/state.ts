/** The in-memory desk's state: tickets, queues, ops with undo, events. */
import { ApiError, type Done, type Events, type QueueInfo, type Row } from '../backend';
import { me, nameOf } from './policy';
import type { FakeTicket } from './ticket';

type Listener = (payload: never) => void;

interface Op {
  op: string;
  text: string;
  before: FakeTicket[];
  undone: boolean;
  /** What else its undo takes back. */
  also?: () => void;
}

/** A change made here, that nobody overruled. */
export const alone = {
  cameAt: 0,
  overruled: false,
  overruledBy: '',
  device: 'this laptop',
  unconfirmed: false,
};

/** What an action answers that did nothing. */
export const nothing: Done = { op: '', text: '', undo: false, mail: '', undoUntil: 0 };

const labels: [string, string][] = [
  ['mine', 'Mine'],
  ['unassigned', 'Unassigned'],
  ['waiting', 'Waiting'],
  ['mentions', 'Mentions'],
  ['snoozed', 'Snoozed'],
  ['machine', 'Machine'],
  ['spam', 'Spam'],
  ['all', 'All'],
];

const done = (r: Row) => r.status === 'resolved' || r.status === 'closed';

export class State {
  readonly tickets = new Map<string, FakeTicket>();
  readonly ops: Op[] = [];
  /** Texts that only the server has, by the key of their mail. */
  readonly onServer = new Map<string, string>();
  /** Heads of older mail that belong to no ticket of the seed. */
  olderHeads = 0;
  readonly mentions = new Set(['7Q2M-9FKX']);
  #listeners = new Map<string, Set<Listener>>();
  #n = 100;

  constructor(
    seed: FakeTicket[],
    readonly now: () => number,
  ) {
    for (const t of seed) this.tickets.set(t.row.id, t);
  }

  on<E extends keyof Events>(event: E, fn: (p: Events[E]) => void): () => void {
    const all = this.#listeners.get(event) ?? new Set<Listener>();
    this.#listeners.set(event, all.add(fn as Listener));
    return () => all.delete(fn as Listener);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const fn of this.#listeners.get(event) ?? []) (fn as (p: Events[E]) => void)(payload);
  }

  get(id: string): FakeTicket {
    const t = this.tickets.get(id);
    if (!t) throw new ApiError('not_found', `There is no ticket ${id}.`, 'Search for its subject.');
    return t;
  }

  id(prefix: string): string {
    return `${prefix}-${++this.#n}`;
  }

  inQueue(t: FakeTicket, queue: string): boolean {
    const r = t.row;
    const spam = t.queues.includes('spam');
    const live = !done(r) && r.snoozedUntil === 0 && !spam && !r.machine && !r.history;
    switch (queue) {
      case 'mine':
        return live && r.owner === me;
      case 'unassigned':
        return live && r.owner === '';
      case 'waiting':
        return live && r.status.startsWith('pending');
      case 'mentions':
        return this.mentions.has(r.id);
      case 'snoozed':
        return r.snoozedUntil > 0 && !done(r);
      case 'machine':
        return r.machine;
      case 'spam':
        return spam;
      case 'all':
        return !r.machine && !spam;
      default:
        return false;
    }
  }

  /** Most pressing first: what is due, then newest. */
  rows(queue: string): Row[] {
    const rows = [...this.tickets.values()].filter((t) => this.inQueue(t, queue)).map((t) => t.row);
    const due = (r: Row) => r.slaDue || Infinity;
    return rows.sort((a, b) => (queue === 'all' ? 0 : due(a) - due(b) || 0) || b.at - a.at);
  }

  queues(): QueueInfo[] {
    return labels.map(([name, label]) => {
      const rows = this.rows(name);
      return { name, label, count: rows.length, unread: rows.filter((r) => r.unread).length };
    });
  }

  /** Does one thing to tickets, remembers how they were, tells the window. */
  act(ids: string[], field: string, text: string, fn: (t: FakeTicket) => void, op = this.id('o')): Done {
    const hit = ids.map((id) => this.get(id));
    const before = hit.map((t) => structuredClone(t));
    for (const t of hit) {
      const old = String((t.row as unknown as Record<string, unknown>)[field] ?? '');
      fn(t);
      t.lost = null; // somebody here acted on it again
      const now = String((t.row as unknown as Record<string, unknown>)[field] ?? '');
      t.changes.unshift({
        op,
        by: me,
        byName: nameOf(me),
        at: this.now(),
        field,
        old,
        new: now,
        text,
        undone: false,
        canUndo: true,
        ...alone,
      });
    }
    this.ops.push({ op, text, before, undone: false });
    this.changed(ids);
    return { ...nothing, op, text, undo: true };
  }

  onUndo(op: string, also: () => void): void {
    const found = this.ops.find((o) => o.op === op);
    if (found) found.also = also;
  }

  undo(op: string): Done {
    const last = op ? this.ops.find((o) => o.op === op) : [...this.ops].reverse().find((o) => !o.undone);
    if (!last || last.undone) return { ...nothing, text: 'Nothing to undo.' };
    last.undone = true;
    last.also?.();
    for (const old of last.before) {
      const now = this.tickets.get(old.row.id) ?? old;
      const changes = now.changes.map((c) => (c.op === last.op ? { ...c, undone: true, canUndo: false } : c));
      this.tickets.set(old.row.id, { ...old, changes });
    }
    this.changed(last.before.map((t) => t.row.id));
    return { ...nothing, op: last.op, text: `Undone: ${last.text}` };
  }

  changed(tickets: string[]): void {
    this.emit('changed', { tickets, queues: true });
  }
}

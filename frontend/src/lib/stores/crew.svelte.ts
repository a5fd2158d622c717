/** The team as the window knows it, kept fresh by the desk's events; and who writes an answer where just now. */
import { backend, type CrewView, type Done, type LossView } from '$lib/api';
import { coalesce } from '$lib/coalesce';
import { toast } from './toast.svelte';

const none: CrewView = {
  id: '',
  name: '',
  agent: '',
  device: '',
  admin: false,
  confirmed: true,
  digits: '',
  revoked: false,
  encrypted: false,
  transport: { kind: '', account: '', folder: '', limited: '' },
  members: [],
  devices: [],
  waiting: [],
  invitations: [],
  invitable: [],
};

/** A laptop that went offline takes nothing back: what it said ends by itself. */
const holds = 3 * 60_000 + 10_000;
/** How often the desk is told that one types on. */
const tellEvery = 3_000;

class Crew {
  view = $state.raw<CrewView>(none);
  /** It was read at least once. */
  ready = $state(false);
  error = $state<unknown>(null);
  /** This laptop was taken out of the team; null: it was not. */
  loss = $state.raw<LossView | null>(null);
  /** Names of who writes an answer, by ticket. */
  writing = $state.raw<ReadonlyMap<string, readonly string[]>>(new Map());
  /** Laptops that ask to come in and wait for somebody at this one. */
  readonly asking = $derived.by(() => this.view.waiting.filter((w) => this.view.admin || w.mine));
  #turn = 0;
  /** When an answer on a ticket was last told to the others. */
  #told = new Map<string, number>();
  #ends = new Map<string, ReturnType<typeof setTimeout>>();

  /** Follows the desk; answers the function that stops. */
  start(): () => void {
    const again = coalesce(() => void this.load(), 200);
    const stop = [
      backend.on('team', again),
      backend.on('presence', ({ ticket, names }) => this.write(ticket, names)),
    ];
    return () => stop.forEach((f) => f());
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const before = this.asking.length;
      const view = await backend.crew();
      if (turn !== this.#turn) return;
      if (view.revoked) this.loss = await backend.loss();
      this.view = view;
      this.ready = true;
      this.error = null;
      const [first] = this.asking;
      if (first && this.asking.length > before) toast.say(`${first.name} asks to join the team.`);
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    }
  }

  /** Does one thing to the team, says what it did, and reads it anew; true when it was done. */
  async act(fn: () => Promise<Done>): Promise<boolean> {
    try {
      toast.done(await fn());
      return true;
    } catch (e) {
      toast.failed(e);
      return false;
    } finally {
      await this.load();
    }
  }

  /** An answer is being written here. How often the others hear of it is the desk's to say. */
  typing(ticket: string): void {
    const now = Date.now();
    if (!this.view.id || now - (this.#told.get(ticket) ?? 0) < tellEvery) return;
    this.#told.set(ticket, now);
    backend.writing(ticket).catch(() => undefined); // a courtesy, not a need
  }

  stopped(ticket: string): void {
    if (this.#told.delete(ticket)) backend.stopWriting(ticket).catch(() => undefined);
  }

  write(ticket: string, names: readonly string[]): void {
    clearTimeout(this.#ends.get(ticket));
    if (names.length)
      this.#ends.set(
        ticket,
        setTimeout(() => this.write(ticket, []), holds),
      );
    const next = new Map(this.writing);
    if (names.length) next.set(ticket, names);
    else next.delete(ticket);
    this.writing = next;
  }

  /** For tests only. */
  reset(): void {
    this.view = none;
    this.ready = false;
    this.error = null;
    this.loss = null;
    this.writing = new Map();
  }
}

export const crew = new Crew();

/** "Ana is replying", "Ana and Lena are replying"; '' nobody. */
export function replying(names: readonly string[]): string {
  if (names.length === 0) return '';
  const last = names.at(-1) ?? '';
  const all = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return `${all} ${names.length === 1 ? 'is' : 'are'} replying`;
}

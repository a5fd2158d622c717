/** The one toast, and the polite announcements that readers hear. */
import { ApiError, type Done } from '$lib/api/backend';
import { countdown } from './countdown.svelte';

interface Shown {
  id: number;
  text: string;
  /** Op that "Undo" takes back, '' when there is nothing to undo. */
  op: string;
  bad: boolean;
  /** A mail in its undo delay: what "Undo" takes back, and until when (Unix milliseconds). */
  mail: string;
  until: number;
  /** When it was shown; the bar runs from here to `until`. */
  from: number;
  /** A button of its own, instead of "Undo"; one that brings something back is what u does, too. */
  act: { label: string; keys: string; run: () => void; back?: boolean } | null;
}

/** A mail that leaves when its undo delay is over. */
export interface Leaving {
  mail: string;
  /** "Sending to Marco in 10 s" */
  text: string;
  until: number;
}

const life = 8_000;
/** "Sent" stands so long. */
const short = 3_000;

/** How long after an action what moves in the lists is its doing. */
const recent = 2_000;
/** The event of an action may be heard before its answer. */
const soon = 200;

class Toast {
  current = $state<Shown | null>(null);
  /** The op of the last thing done; what u takes back. */
  lastOp = '';
  /** What a screen reader is told; the window shows it in a live region. */
  said = $state('');
  #n = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #actedAt = 0;
  #leaving: (Leaving & { from: number; op: string }) | null = null;

  /** Names what was done. Nothing happened (op ''): the sentence alone. */
  done(d: Pick<Done, 'op' | 'text' | 'undo'> & Partial<Done>): void {
    if (d.op) [this.lastOp, this.#actedAt] = [d.op, Date.now()];
    if (d.mail && d.undoUntil) return this.sending({ mail: d.mail, text: d.text, until: d.undoUntil });
    if (!d.text) return;
    this.#show({ text: d.text, op: d.undo ? d.op : '' });
    this.say(d.undo && d.op ? `${d.text}. u undoes.` : d.text);
  }

  /** Says something that needs no undo. */
  note(text: string): void {
    this.#show({ text });
    this.say(text);
  }

  /** Says something that one key answers. */
  offer(text: string, act: NonNullable<Shown['act']>): void {
    this.#show({ text, act });
    this.say(`${text}. ${act.keys ? `${act.keys}: ` : ''}${act.label}`);
  }

  /** Says what failed, and the hint. */
  failed(e: unknown): void {
    const message = e instanceof Error ? e.message : String(e);
    const text = e instanceof ApiError && e.hint ? `${message} ${e.hint}` : message;
    this.#show({ text, bad: true });
    this.say(text);
  }

  /** Counts the undo delay down. Whatever else is said meanwhile is shown first; then this comes back. */
  sending(l: Leaving): void {
    this.#actedAt = Date.now();
    this.#leaving = { ...l, from: Date.now(), op: this.lastOp };
    countdown.watch(l.until);
    this.#count(this.#leaving);
    this.say(`${l.text}. u takes it back.`);
  }

  /** Something was done here a moment ago, or its answer is just coming: what moves now is one's own doing. */
  async acted(): Promise<boolean> {
    const own = () => Date.now() - this.#actedAt < recent;
    if (!own()) await new Promise((r) => setTimeout(r, soon));
    return own();
  }

  /** The mail whose end is not known yet, null none. */
  get leaving(): Leaving | null {
    return this.#leaving;
  }

  /** u takes this mail back: nothing else was done since it was sent; '' none. */
  get undoable(): string {
    const l = this.#leaving;
    return l && l.until > Date.now() && this.lastOp === l.op ? l.mail : '';
  }

  /** What u does while the toast offers to bring something back that no op took away, such as a draft. */
  get back(): (() => void) | null {
    return this.current?.act?.back ? this.current.act.run : null;
  }

  /** The mail is out, held or taken back: its countdown goes, and `text` says what became of it. */
  settled(mail: string, text = ''): void {
    if (this.#leaving?.mail === mail) this.#leaving = null;
    const shown = this.current?.mail === mail;
    if (text && (shown || this.current === null)) {
      this.#show({ text }, short);
      this.say(text);
    } else if (shown) this.clear();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }

  /** The toast was put away by hand, or its time is over: what still counts down comes back. */
  dismiss(): void {
    const was = this.current?.mail ?? '';
    this.clear();
    const l = this.#leaving;
    if (l && l.mail !== was && l.until > Date.now()) this.#count(l);
  }

  /** Told to readers only; the same sentence twice is spoken twice. */
  say(text: string): void {
    this.said = this.said === text ? `${text} ` : text;
  }

  #count(l: Leaving & { from: number }): void {
    this.#show(l, Math.max(0, l.until - Date.now()) + life);
  }

  #show(s: Partial<Omit<Shown, 'id'>> & { text: string }, ms = life): void {
    clearTimeout(this.#timer);
    const none = { op: '', bad: false, mail: '', until: 0, from: 0, act: null };
    this.current = { id: ++this.#n, ...none, ...s };
    this.#timer = setTimeout(() => this.dismiss(), ms);
  }
}

export const toast = new Toast();

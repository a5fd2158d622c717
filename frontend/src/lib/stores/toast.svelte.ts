/** The one toast, and the polite announcements that readers hear. */
import { ApiError, type Done } from '$lib/api/backend';

interface Shown {
  id: number;
  text: string;
  /** Op that "Undo" takes back, '' when there is nothing to undo. */
  op: string;
  bad: boolean;
}

const life = 8_000;

class Toast {
  current = $state<Shown | null>(null);
  /** The op of the last thing done; what u takes back. */
  lastOp = '';
  /** What a screen reader is told; the window shows it in a live region. */
  said = $state('');
  #n = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Names what was done. Nothing happened (op ''): the sentence alone. */
  done(d: Done): void {
    if (d.op) this.lastOp = d.op;
    if (!d.text) return;
    this.#show({ text: d.text, op: d.undo ? d.op : '', bad: false });
    this.say(d.undo && d.op ? `${d.text}. u undoes.` : d.text);
  }

  /** Says something that needs no undo. */
  note(text: string): void {
    this.#show({ text, op: '', bad: false });
    this.say(text);
  }

  /** Says what failed, and the hint. */
  failed(e: unknown): void {
    const message = e instanceof Error ? e.message : String(e);
    const text = e instanceof ApiError && e.hint ? `${message} ${e.hint}` : message;
    this.#show({ text, op: '', bad: true });
    this.say(text);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }

  /** Told to readers only; the same sentence twice is spoken twice. */
  say(text: string): void {
    this.said = this.said === text ? `${text} ` : text;
  }

  #show(s: Omit<Shown, 'id'>): void {
    clearTimeout(this.#timer);
    this.current = { id: ++this.#n, ...s };
    this.#timer = setTimeout(() => (this.current = null), life);
  }
}

export const toast = new Toast();

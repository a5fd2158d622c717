/**
 * Keeps what is being written safe: at each pause, and before the ticket
 * changes. A save that fails is tried again at the next pause and said once.
 */
export type SaveDraft = (ticket: string, text: string, kind: string) => Promise<void>;

interface Pending {
  ticket: string;
  text: string;
  kind: string;
}

export class DraftKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: Pending | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly save: SaveDraft,
    readonly onstate: (state: 'saved' | 'unsaved' | 'failed') => void,
    readonly pause = 500,
  ) {}

  changed(ticket: string, text: string, kind: string): void {
    this.#pending = { ticket, text, kind };
    this.onstate('unsaved');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.pause);
  }

  /** Saves now what is not saved yet, after what is just being saved. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    const p = this.#pending;
    this.#pending = null;
    if (p) this.#running = this.#running.then(() => this.#save(p));
    return this.#running;
  }

  async #save(p: Pending): Promise<void> {
    try {
      await this.save(p.ticket, p.text, p.kind);
      if (!this.#pending) this.onstate('saved');
    } catch {
      this.#pending ??= p;
      this.onstate('failed');
    }
  }

  /** The note was added: there is nothing left to save. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#pending = null;
  }
}

/**
 * Keeps what is being written safe: at each pause, and before the ticket
 * changes. A save that fails is tried again, soon and at the next pause, and said once.
 */
export type SaveDraft = (ticket: string, text: string, kind: string) => Promise<void>;

interface Pending {
  ticket: string;
  text: string;
  kind: string;
}

export class DraftKeeper {
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** By ticket: one that could not be saved waits here while another is written in. */
  readonly #pending = new Map<string, Pending>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    readonly save: SaveDraft,
    readonly onstate: (state: 'saved' | 'unsaved' | 'failed') => void,
    readonly pause = 500,
  ) {}

  changed(ticket: string, text: string, kind: string): void {
    this.#pending.set(ticket, { ticket, text, kind });
    this.onstate('unsaved');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), this.pause);
  }

  /** What is not on disk yet of this ticket. */
  waiting(ticket: string): Pending | undefined {
    return this.#pending.get(ticket);
  }

  /** Saves now what is not saved yet, after what is just being saved. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    const all = [...this.#pending.values()];
    this.#pending.clear();
    if (all.length)
      this.#running = this.#running.then(async () => {
        for (const p of all) await this.#save(p);
      });
    return this.#running;
  }

  async #save(p: Pending): Promise<void> {
    try {
      await this.save(p.ticket, p.text, p.kind);
      if (this.#pending.size === 0) this.onstate('saved');
    } catch {
      if (!this.#pending.has(p.ticket)) this.#pending.set(p.ticket, p);
      this.onstate('failed');
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.flush(), 10 * this.pause);
    }
  }

  /** The note was added: there is nothing left to save of it. */
  drop(ticket: string): void {
    this.#pending.delete(ticket);
  }
}

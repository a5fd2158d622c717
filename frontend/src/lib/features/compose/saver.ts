/**
 * Keeps what is being written on disk: at each pause, at least every few seconds while one types on, and whenever it
 * is asked. What is saved is gathered at that moment, so that a key press costs no more than a comparison of times.
 */
export type SaveState = '' | 'unsaved' | 'saved' | 'failed';

export interface SaverOptions<T> {
  /** What is to be saved, as it is now; null: nothing. */
  gather: () => T | null;
  save: (what: T) => Promise<void>;
  onstate: (state: SaveState, error?: unknown) => void;
  /** Milliseconds of quiet that make a pause. */
  quiet?: number;
  /** The longest that typing stays unsaved, in milliseconds. */
  most?: number;
  now?: () => number;
}

export class Saver<T> {
  #dirty = false;
  #first = 0;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<boolean> = Promise.resolve(true);
  #failures = 0;
  #dropped = false;
  readonly #quiet: number;
  readonly #most: number;
  readonly #now: () => number;

  constructor(readonly o: SaverOptions<T>) {
    this.#quiet = o.quiet ?? 450;
    this.#most = o.most ?? 2_500;
    this.#now = o.now ?? (() => performance.now());
  }

  /** Something is not saved yet. */
  get dirty(): boolean {
    return this.#dirty;
  }

  changed(): void {
    const now = this.#now();
    this.#last = now;
    if (!this.#dirty) {
      this.#dirty = true;
      this.#first = now;
      this.o.onstate('unsaved');
    }
    this.#timer ??= setTimeout(this.#due, this.#quiet);
  }

  readonly #due = (): void => {
    this.#timer = undefined;
    const now = this.#now();
    const wait = Math.min(this.#last + this.#quiet, this.#first + this.#most) - now;
    if (wait > 5) this.#timer = setTimeout(this.#due, wait);
    else void this.flush();
  };

  /** Saves now; what it saves is taken before it returns. True when all is on disk. */
  flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#dirty) return this.#running;
    const what = this.o.gather();
    this.#dirty = false;
    if (what === null) return this.#running;
    this.#running = this.#running.then(() => this.#save(what));
    return this.#running;
  }

  /** Forgets what is not saved, for good: it was sent or thrown away. */
  drop(): void {
    this.#dropped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dirty = false;
    this.#failures = 0;
  }

  async #save(what: T): Promise<boolean> {
    try {
      await this.o.save(what);
      this.#failures = 0;
      if (!this.#dirty) this.o.onstate('saved');
      return true;
    } catch (e) {
      if (this.#dropped) return false;
      this.#dirty = true;
      this.#first = this.#last = this.#now();
      this.o.onstate('failed', e);
      // Tried again soon, then ever more rarely; the next key press tries at its pause.
      this.#timer ??= setTimeout(this.#due, Math.min(30_000, 2_000 * 2 ** this.#failures++));
      return false;
    }
  }
}

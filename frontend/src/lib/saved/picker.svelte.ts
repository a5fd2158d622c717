/**
 * The saved replies behind "#", for the mail and for the note: what fits the letters, which one is in focus, and what
 * its keys do. It puts nothing into a text; whoever has the caret does.
 */
import { backend, type SavedHit } from '$lib/api';

/** More are found by a letter than by scrolling, and each row costs its drawing at every key. */
const limit = 24;

export interface PickerOptions {
  mode: 'email' | 'note';
  ticket: () => string;
  /** Puts this one in at the caret; its promise ends when it stands there or could not be had. */
  take: (hit: SavedHit) => Promise<void>;
}

export class SavedPicker {
  hits = $state.raw<readonly SavedHit[]>([]);
  at = $state(0);
  /** Letters typed after "#". */
  query = $state('');
  /** A "#" is being typed, and it was not sent away by Esc. */
  wanted = $state(false);
  /** Enter takes: after a letter or an arrow, or when a key of the window opened it. */
  armed = $state(false);
  error = $state<unknown>(null);
  readonly shown = $derived(this.wanted && (this.hits.length > 0 || this.error !== null));
  readonly current = $derived<SavedHit | null>(this.hits[this.at] ?? null);
  #turn = 0;
  #sentAway = false;
  /** Hits belong to the letters before these, or have not come for any yet. */
  #asking = false;
  /** Enter came before the hits: the first of them is taken. */
  #soon = false;
  /** One is on its way into the text: a second Enter takes no second one. */
  #taking = false;

  constructor(readonly o: PickerOptions) {}

  /** The "#" at the caret changed: its letters, or null when there is none. */
  look(query: string | null): void {
    if (query === null) {
      this.#sentAway = false;
      this.close();
      return;
    }
    if (this.#sentAway) return;
    if (this.wanted && query === this.query) return;
    if (query !== '') this.armed = true;
    else if (this.wanted) this.armed = false;
    this.wanted = true;
    this.query = query;
    this.#soon = false;
    void this.#ask(query);
  }

  /** Opened by a key or a button: Enter takes the first at once. */
  arm(): void {
    this.#sentAway = false;
    this.armed = true;
  }

  close(): void {
    this.#turn++;
    this.#asking = false;
    this.#soon = false;
    this.wanted = false;
    this.armed = false;
    this.query = '';
    this.hits = [];
    this.at = 0;
    this.error = null;
  }

  take(i: number): void {
    const hit = this.hits[i];
    if (!hit || hit.refused || this.#taking) return;
    this.#taking = true;
    void this.o.take(hit).finally(() => (this.#taking = false));
  }

  /** True when the key was for the popup. */
  key(e: KeyboardEvent): boolean {
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    const takes = (e.key === 'Enter' || e.key === 'Tab') && !e.shiftKey && this.armed;
    if (takes && this.#taking) return true;
    if (takes && this.wanted && this.#asking) return (this.#soon = true);
    if (!this.shown) return false;
    const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0;
    if (step) this.#move(step);
    else if (takes) this.take(this.at);
    else if (e.key === 'Escape') {
      this.close();
      this.#sentAway = true;
    } else return false;
    return true;
  }

  #move(step: number): void {
    const n = this.hits.length;
    if (this.armed && n) this.at = (this.at + step + n) % n;
    this.armed = true;
  }

  async #ask(query: string): Promise<void> {
    const turn = ++this.#turn;
    // Nothing fitted fewer letters, so nothing will fit these: Enter is a line break at once.
    this.#asking ||= this.hits.length > 0 || this.query.length <= 1;
    try {
      const hits = await backend.savedReplies(query, this.o.mode, this.o.ticket(), limit);
      if (turn !== this.#turn) return;
      this.hits = hits;
      this.at = 0;
      this.error = null;
    } catch (e) {
      if (turn !== this.#turn) return;
      this.hits = [];
      this.error = e;
    }
    this.#asking = false;
    if (this.#soon) this.take(0);
    this.#soon = false;
  }
}

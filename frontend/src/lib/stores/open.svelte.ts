/** The ticket in the reading pane: read at once, kept fresh, never half of one and half of another. */
import { backend, type ChangeView, type EntryView, type Suggestion, type TicketView } from '$lib/api';
import { crew } from './crew.svelte';
import { nav } from './nav.svelte';

class Open {
  view = $state.raw<TicketView | null>(null);
  error = $state<unknown>(null);
  changes = $state.raw<ChangeView[]>([]);
  suggestions = $state.raw<Suggestion[]>([]);
  /** The moment at which it is looked at, Unix milliseconds; 0: now. */
  at = $state(0);
  #turn = 0;
  #shown = '';

  async show(ticket: string): Promise<void> {
    const turn = ++this.#turn;
    if (ticket !== this.#shown) this.at = 0;
    this.#shown = ticket;
    if (!ticket) {
      this.view = null;
      this.changes = [];
      this.suggestions = [];
      this.error = null;
      return;
    }
    try {
      const [view, changes, suggestions] = await Promise.all([
        this.at ? backend.openAt(ticket, this.at) : backend.open(ticket),
        backend.history(ticket),
        backend.suggestions(ticket).catch(() => []), // they are a help, not a need
      ]);
      if (turn !== this.#turn) return;
      if (view.row.id !== ticket && nav.ticket === ticket) nav.openTicket(view.row.id); // it was merged
      this.view = view;
      crew.write(view.row.id, view.replying);
      this.changes = changes;
      this.suggestions = this.at ? [] : suggestions;
      this.error = null;
    } catch (e) {
      if (turn !== this.#turn) return;
      this.view = null;
      this.suggestions = [];
      this.error = e;
    }
  }

  /** The ticket as it stood then; 0: as it stands. */
  async look(at: number): Promise<void> {
    this.at = at;
    await this.show(this.#shown);
  }

  /** Says that a mail's frame has another address now (its images are shown). */
  frame(key: string, url: string): void {
    if (!this.view) return;
    const entries = this.view.entries.map((e: EntryView) =>
      e.key === key ? { ...e, frameUrl: url, remoteBlocked: 0 } : e,
    );
    this.view = { ...this.view, entries };
  }
}

export const open = new Open();

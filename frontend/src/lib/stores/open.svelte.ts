/** The ticket in the reading pane: read at once, kept fresh, never half of one and half of another. */
import { backend, type ChangeView, type EntryView, type TicketView } from '$lib/api';

class Open {
  view = $state.raw<TicketView | null>(null);
  error = $state<unknown>(null);
  changes = $state.raw<ChangeView[]>([]);
  #turn = 0;

  async show(ticket: string): Promise<void> {
    const turn = ++this.#turn;
    if (!ticket) {
      this.view = null;
      this.changes = [];
      this.error = null;
      return;
    }
    try {
      const [view, changes] = await Promise.all([backend.open(ticket), backend.history(ticket)]);
      if (turn !== this.#turn) return;
      this.view = view;
      this.changes = changes;
      this.error = null;
    } catch (e) {
      if (turn === this.#turn) {
        this.view = null;
        this.error = e;
      }
    }
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

/**
 * The commands of the window, assembled by App.svelte, and the context they
 * act on. Keys, buttons, menus and the palette all run them from here.
 */
import type { Command, CommandContext } from '$lib/keys';
import { list } from './list.svelte';
import { nav } from './nav.svelte';
import { open } from './open.svelte';
import { toast } from './toast.svelte';

/** In the past nothing can be done. */
const then = 'This is how it stood then. Esc goes back to now';

class Registry {
  all = $state.raw<Command[]>([]);
  readonly #byId = $derived(new Map(this.all.map((c) => [c.id, c])));
  /** Views that are not the list bring their own ticket in focus. */
  #elsewhere: () => string = () => '';

  /** Today says here which ticket its focused row is about. */
  from(ticket: () => string): void {
    this.#elsewhere = ticket;
  }

  context(): CommandContext {
    const inList = nav.view === 'queue';
    const other = inList ? '' : this.#elsewhere();
    const one = inList ? nav.ticket || list.focus : other;
    const targets = inList && list.selected.size > 0 ? [...list.selected] : one ? [one] : [];
    const row = open.view?.row.id === one ? open.view.row : (list.rows.find((r) => r.id === one) ?? null);
    return { view: inList && nav.query ? 'search' : nav.view, ticket: row, targets, writing: false };
  }

  find(id: string): Command | undefined {
    return this.#byId.get(id);
  }

  /** Runs it, or says why not. False when there is no such command. */
  run(id: string): boolean {
    const c = this.find(id);
    if (!c) return false;
    const ctx = this.context();
    const ok = open.at && c.group === 'ticket' && id !== 'history' ? then : c.enabled(ctx);
    if (ok === true) c.run(ctx);
    else toast.note(ok.endsWith('.') ? ok : `${ok}.`);
    return true;
  }
}

export const registry = new Registry();

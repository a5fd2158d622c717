/** Joins and parts tickets; what is left in front is the ticket that holds the mail now. */
import { backend, type EntryView } from '$lib/api';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { whenUndone } from '$lib/work';

/** The other ticket goes into the survivor, which stays in front. */
export async function merge(survivor: string, other: string): Promise<void> {
  try {
    toast.done(await backend.merge(survivor, [other]));
    nav.openTicket(survivor);
    await open.show(survivor);
  } catch (e) {
    toast.failed(e);
  }
}

/** Mails become a ticket of their own, which is shown. */
export async function split(ticket: string, messages: string[]): Promise<void> {
  try {
    const d = await backend.split(ticket, messages);
    toast.done(d);
    if (!d.ticket) return;
    whenUndone(d.op, () => nav.openTicket(ticket));
    nav.openTicket(d.ticket);
  } catch (e) {
    toast.failed(e);
  }
}

/** What could be split off at a mail: that mail, and it with all that follow; none where nothing would be left. */
export function splits(entries: readonly EntryView[], key: string): { one: string[]; later: string[] } {
  const keys = entries.filter((e) => e.kind === 'message' && e.outbox === null).map((e) => e.key);
  const at = keys.indexOf(key);
  const later = keys.slice(at);
  return { one: at >= 0 && keys.length > 1 ? [key] : [], later: at > 0 && later.length > 1 ? later : [] };
}

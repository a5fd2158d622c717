/** The commands of the window itself: palette, search, keys, undo. */
import { backend } from '$lib/api';
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

async function undo(): Promise<void> {
  try {
    const d = await backend.undo('', false);
    // A change that others built on asks first; the toast says so, the history does it.
    if (d.ask) toast.note(`${d.ask} Undo it from the ticket’s history.`);
    else toast.done(d.text ? d : { ...d, text: 'Nothing to undo' });
  } catch (e) {
    toast.failed(e);
  }
}

export const commands: Command[] = [
  define('palette', { run: () => nav.open({ name: 'palette' }) }),
  define('search', { run: () => nav.focus('search') }),
  define('help', { run: () => nav.open({ name: 'keys' }) }),
  define('undo', { run: () => void undo() }),
];

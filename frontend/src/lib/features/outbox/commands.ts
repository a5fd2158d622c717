/** The commands of the Outbox screen, and the one that opens it. */
import { backend } from '$lib/api';
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { screen } from './screen.svelte';

/** What waits is tried at once. */
export async function sendNow(): Promise<void> {
  try {
    await backend.sendNow();
    toast.note('Trying what waits');
  } catch (e) {
    toast.failed(e);
  }
}

export const commands: Command[] = [
  define('outbox', { run: () => nav.openOutbox() }),
  define('outbox-edit', { enabled: () => screen.allows('edit', 'retry', 'went'), run: () => screen.edit() }),
  define('outbox-send', { enabled: () => screen.allows('send-anyway', 'retry'), run: () => screen.arm() }),
  define('outbox-discard', { enabled: () => screen.allows('discard', 'cancel'), run: () => screen.drop() }),
  define('outbox-went', { enabled: () => screen.allows('went'), run: () => void screen.act('went') }),
  define('outbox-ticket', {
    enabled: () => (screen.current ? true : screen.allows()),
    run: () => screen.current && nav.openTicket(screen.current.ticket),
  }),
  define('outbox-now', { run: () => void sendNow() }),
];

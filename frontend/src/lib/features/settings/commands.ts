/** The commands about the desk itself. */
import { backend, type Theme } from '$lib/api';
import { define, type Command } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

const after: Record<Theme, Theme> = { light: 'dark', dark: 'system', system: 'light' };

/** The page of the one mailbox; where there are several, their list. */
function mailbox(): void {
  const [one, more] = desk.session.accounts;
  if (one && !more) nav.openAccount(one.id);
  else nav.go('settings');
}

async function theme(): Promise<void> {
  const next = after[desk.settings.theme];
  await desk.change({ theme: next });
  toast.note(`Theme: ${next}`);
}

async function quit(): Promise<void> {
  try {
    nav.open({ name: 'quit', text: (await backend.quitInfo()).text });
  } catch (e) {
    toast.failed(e);
  }
}

/** The folder with the saved replies, in the file manager. */
async function replies(): Promise<void> {
  try {
    toast.done(await backend.openReplies());
  } catch (e) {
    toast.failed(e);
  }
}

export const commands: Command[] = [
  define('settings', { run: () => nav.go('settings') }),
  define('mailbox', { run: mailbox }),
  define('theme', { run: () => void theme() }),
  define('replies', { run: () => void replies() }),
  define('quit', { run: () => void quit() }),
];

/** The commands about the mailbox's state. */
import { backend } from '$lib/api';
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

export const commands: Command[] = [
  define('problems', { run: () => nav.go('problems') }),
  define('sync', { run: () => void backend.syncNow().catch((e: unknown) => toast.failed(e)) }),
];

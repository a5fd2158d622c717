/** The commands that end a ticket. */
import { backend } from '$lib/api';
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

export const commands: Command[] = [
  define('resolve', {
    run: (c) => c.targets[0] && nav.open({ name: 'close', ticket: c.targets[0], as: 'resolved' }),
  }),
  define('close', {
    run: (c) => c.targets[0] && nav.open({ name: 'close', ticket: c.targets[0], as: 'closed' }),
  }),
  define('no-answer', { run: (c) => nav.open({ name: 'no-answer', tickets: c.targets }) }),
  define('spam', {
    run: (c) =>
      void backend.closeNoAnswer([...c.targets], 'spam').then(
        (d) => toast.done(d),
        (e: unknown) => toast.failed(e),
      ),
  }),
];

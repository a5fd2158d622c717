/** The commands about a moment: snooze and bring in, callback, meeting. */
import { backend, type Done } from '$lib/api';
import { define, type Command, type CommandContext } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

/** i: ends a snooze, reopens what was resolved or closed. */
async function bringIn(ctx: CommandContext): Promise<void> {
  const ended = ctx.ticket?.status === 'resolved' || ctx.ticket?.status === 'closed';
  try {
    let last: Done | null = null;
    for (const t of ctx.targets)
      last = ended ? await backend.setStatus(t, 'open') : await backend.unsnooze(t);
    if (last) toast.done(last);
  } catch (e) {
    toast.failed(e);
  }
}

export const commands: Command[] = [
  define('snooze', { run: (c) => nav.open({ name: 'snooze', tickets: c.targets }) }),
  define('bring-in', { run: (c) => void bringIn(c) }),
  define('callback', { run: (c) => c.targets[0] && nav.open({ name: 'callback', ticket: c.targets[0] }) }),
  define('meeting', { run: (c) => c.targets[0] && nav.open({ name: 'meeting', ticket: c.targets[0] }) }),
];

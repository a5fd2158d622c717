/** The commands about a moment: snooze and bring in, callback, meeting. */
import { backend } from '$lib/api';
import { define, type Command, type CommandContext } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { each } from '$lib/work';

/** i: ends a snooze, reopens what was resolved or closed. */
async function bringIn(ctx: CommandContext): Promise<void> {
  const ended = ctx.ticket?.status === 'resolved' || ctx.ticket?.status === 'closed';
  await each(
    ctx.targets,
    (t) => (ended ? backend.setStatus(t, 'open') : backend.unsnooze(t)),
    (n) => (ended ? `Reopened ${n} tickets` : `Brought in ${n} tickets`),
  );
}

export const commands: Command[] = [
  define('snooze', { run: (c) => nav.open({ name: 'snooze', tickets: c.targets }) }),
  define('bring-in', { run: (c) => void bringIn(c) }),
  define('callback', { run: (c) => c.targets[0] && nav.open({ name: 'callback', ticket: c.targets[0] }) }),
  define('meeting', { run: (c) => c.targets[0] && nav.open({ name: 'meeting', ticket: c.targets[0] }) }),
];

/** The commands that start a note. */
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';

const inQueue = (ctx: { view: string }) =>
  ctx.view === 'queue' || ctx.view === 'search' ? true : 'Open a ticket first';

export const commands: Command[] = [
  define('note', { enabled: inQueue, run: () => nav.focus('note') }),
  define('mention', { enabled: inQueue, run: () => nav.focus('note', '@') }),
];

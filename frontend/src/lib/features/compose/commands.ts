/** The commands that begin a mail, and those that work while one is written. */
import type { DraftKind } from '$lib/api';
import { define, type Command, type CommandContext } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { active, type Active } from './active.svelte';

const begin = (kind: DraftKind | '#') => ({
  run: (ctx: CommandContext) => {
    const ticket = ctx.ticket?.id ?? ctx.targets[0];
    if (!ticket) return;
    nav.openTicket(ticket);
    nav.focus('mail', kind);
  },
});
const writing = (run: (a: Active) => void) => ({
  enabled: () => (active.now ? true : 'Begin a mail first'),
  run: () => {
    if (active.now) run(active.now);
  },
});

export const commands: Command[] = [
  define('reply', begin('reply')),
  define('reply-all', begin('reply-all')),
  define('forward', begin('forward')),
  define('saved-reply', begin('#')),
  define(
    'send',
    writing((a) => a.send(false)),
  ),
  define(
    'send-resolve',
    writing((a) => a.send(true)),
  ),
  define(
    'insert-answer',
    writing((a) => a.answer()),
  ),
  define(
    'insert-saved',
    writing((a) => a.saved()),
  ),
  define(
    'attach',
    writing((a) => a.attach(false)),
  ),
  define(
    'picture',
    writing((a) => a.attach(true)),
  ),
  define(
    'link',
    writing((a) => a.link()),
  ),
  define(
    'format',
    writing((a) => a.format()),
  ),
  define(
    'discard-draft',
    writing((a) => a.discard()),
  ),
];

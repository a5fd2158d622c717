/** The commands of the reading pane. */
import type { MailPlace } from '$lib/api';
import { define, type Command, type CommandContext, type CommandId } from '$lib/keys';
import { mayPlace } from '$lib/mailbox';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { older } from '$lib/stores/older.svelte';
import { open } from '$lib/stores/open.svelte';
import { place } from './place';

/** The keys are in the list, not in a mail. */
const inList = (): boolean => document.activeElement?.closest('[data-pane="list"]') !== null;

/** The open ticket's mails that a mailbox holds, newest first. */
const mails = () =>
  open.view?.entries.filter((e) => e.kind === 'message' && e.outbox === null).toReversed() ?? [];

function canPlace(c: CommandContext, where: MailPlace): true | string {
  if (c.targets.length > 1) return 'One ticket at a time';
  if (open.view?.row.id !== c.targets[0]) return 'Open the ticket first';
  if (mails().length === 0) return 'It has no mail';
  return desk.session.accounts.some((a) => mayPlace(a, where)) || 'Off: nothing is written to the server';
}

/** The one mail at once; of several one is chosen, the newest first. */
function placing(id: CommandId, where: MailPlace): Command {
  return define(id, {
    enabled: (c) => canPlace(c, where),
    run: () => {
      const all = mails();
      const [one, more] = all;
      if (one && !more) void place(one.key, where);
      else if (one) nav.open({ name: 'which-mail', where, mails: all });
    },
  });
}

/** The open ticket, into which others can go. */
function canMerge(c: CommandContext): true | string {
  if (c.targets.length > 1) return 'One ticket at a time';
  return c.ticket !== null || 'Open the ticket first';
}

function canSplit(c: CommandContext): true | string {
  if (c.targets.length > 1) return 'One ticket at a time';
  if (open.view?.row.id !== c.targets[0]) return 'Open the ticket first';
  return mails().length > 1 || 'It has one mail';
}

export const commands: Command[] = [
  define('merge', {
    enabled: canMerge,
    run: (c) => c.ticket && nav.open({ name: 'merge', survivor: c.ticket }),
  }),
  define('split', {
    enabled: canSplit,
    run: (c) => nav.open({ name: 'split', ticket: c.targets[0] ?? '', mails: mails().toReversed() }),
  }),
  define('history', {
    run: () => {
      void desk.change({ recordOpen: true });
      nav.focus('record', 'history');
    },
  }),
  placing('place-archive', 'archive'),
  placing('place-junk', 'junk'),
  placing('place-trash', 'trash'),
  placing('place-inbox', 'inbox'),
  define('fetch', { enabled: () => older.can(inList()), run: () => older.get(inList()) }),
  define('record', { run: () => void desk.change({ recordOpen: !desk.settings.recordOpen }) }),
];

// Every command of the window, once: what it is called, which keys start it, where it works.
// The `?` page, the palette, the remap table in Settings and the resolver all read this table;
// nothing else may name a key. It runs nothing and knows no backend.

import type { Command, CommandContext } from './command';

/** Where a command lives: shown as the group head in the palette and on the `?` page. */
export type Group = 'ticket' | 'list' | 'go' | 'desk' | 'write' | 'outbox';

/** What must be at hand for the command to make sense. */
export type Needs = 'nothing' | 'ticket' | 'list' | 'mail';

export interface Spec {
  id: CommandId;
  title: string;
  group: Group;
  /** Default strokes (see stroke.ts), the first is the one shown. None: palette only. */
  keys: readonly string[];
  /** A name of components/icons.ts. */
  icon: string;
  needs: Needs;
  /** Other words a person may type for it in the palette. */
  words: string;
  /** Works while a key is held down (only j and k). */
  repeats: boolean;
  /** Modes in which its keys are live; the palette runs it in any. */
  modes: readonly Mode[];
}

/**
 * Read: single keys live. Write: the focus is in a field, only chords and Esc live. Outbox: reading on the Outbox
 * screen, where keys are about the mail in focus and none is about a ticket.
 */
export type Mode = 'read' | 'write' | 'outbox';

export type CommandId = (typeof table)[number][0];

const all: readonly Mode[] = ['read', 'write', 'outbox'];
const reading: readonly Mode[] = ['read', 'outbox'];
const read: readonly Mode[] = ['read'];
const write: readonly Mode[] = ['write'];
const outbox: readonly Mode[] = ['outbox'];

// id, group, needs, keys, icon, title, words
const table = [
  ['next', 'list', 'list', ['j'], 'arrow-down', 'Next ticket', 'down'],
  ['previous', 'list', 'list', ['k'], 'arrow-up', 'Previous ticket', 'up'],
  ['open', 'list', 'list', ['Enter'], 'corner-down-left', 'Open, into the reading pane', 'read enter'],
  ['select', 'list', 'list', ['x'], 'check', 'Select this row', 'mark tick bulk'],
  ['extend-next', 'list', 'list', ['Shift+j'], 'arrow-down', 'Extend the selection down', 'bulk'],
  ['extend-previous', 'list', 'list', ['Shift+k'], 'arrow-up', 'Extend the selection up', 'bulk'],
  ['select-all', 'list', 'list', ['Ctrl+a'], 'list-checks', 'Select every row', 'all bulk'],

  ['resolve', 'ticket', 'ticket', ['e'], 'circle-check', 'Resolve…', 'done finish solved checklist'],
  ['close', 'ticket', 'ticket', [], 'circle-minus', 'Close: silent customer…', 'attempts closed checklist'],
  [
    'no-answer',
    'ticket',
    'ticket',
    [],
    'circle-slash',
    'No answer needed…',
    'close thanks duplicate information',
  ],
  ['spam', 'ticket', 'ticket', ['!'], 'shield-alert', 'Spam: close it as such', 'junk'],
  ['snooze', 'ticket', 'ticket', ['z'], 'alarm-clock', 'Snooze until…', 'later wait hide remind'],
  [
    'bring-in',
    'ticket',
    'ticket',
    ['i'],
    'inbox',
    'Bring in: end the snooze, reopen',
    'unsnooze reopen wake',
  ],
  ['reply', 'ticket', 'ticket', ['r'], 'reply', 'Reply', 'answer mail write email'],
  ['reply-all', 'ticket', 'ticket', ['Shift+r'], 'reply-all', 'Reply to all', 'answer mail everybody cc'],
  ['forward', 'ticket', 'ticket', ['f'], 'forward', 'Forward', 'pass on mail'],
  [
    'saved-reply',
    'ticket',
    'ticket',
    ['#'],
    'hash',
    'Reply with a saved reply',
    'template snippet canned macro',
  ],
  ['note', 'ticket', 'ticket', ['n'], 'lock', 'Note', 'internal comment write'],
  ['mention', 'ticket', 'ticket', ['@'], 'at-sign', 'Note with a mention', 'colleague ask'],
  ['claim', 'ticket', 'ticket', ['a'], 'hand', 'Take it', 'assign me mine claim own'],
  ['assign', 'ticket', 'ticket', ['Shift+a'], 'user-plus', 'Assign to…', 'owner give hand team'],
  ['status', 'ticket', 'ticket', ['s'], 'circle-dot', 'Status…', 'triage pending progress'],
  ['priority-low', 'ticket', 'ticket', ['1'], 'chevron-down', 'Priority Low', 'p1'],
  ['priority-medium', 'ticket', 'ticket', ['2'], 'equal', 'Priority Medium', 'p2 normal'],
  ['priority-high', 'ticket', 'ticket', ['3'], 'chevron-up', 'Priority High', 'p3'],
  ['priority-urgent', 'ticket', 'ticket', ['4'], 'chevrons-up', 'Priority Urgent', 'p4'],
  ['priority', 'ticket', 'ticket', [], 'chevrons-up', 'Priority, with what each means…', 'urgency'],
  ['tag', 'ticket', 'ticket', ['t'], 'tag', 'Tags…', 'label area type'],
  ['rename', 'ticket', 'ticket', [], 'pencil', 'Rename…', 'subject title name'],
  ['callback', 'ticket', 'ticket', ['Shift+c'], 'phone-outgoing', 'Plan a callback…', 'call telephone ring'],
  ['meeting', 'ticket', 'ticket', [], 'video', 'Plan a meeting…', 'appointment calendar'],
  [
    'merge',
    'ticket',
    'ticket',
    ['m'],
    'merge',
    'Merge another ticket into this one…',
    'join combine same duplicate',
  ],
  [
    'split',
    'ticket',
    'ticket',
    [],
    'split',
    'Split off mail into a new ticket…',
    'part separate new subject divide',
  ],
  ['place-archive', 'ticket', 'ticket', [], 'archive', 'Mail into Archive…', 'move server folder'],
  ['place-junk', 'ticket', 'ticket', [], 'ban', 'Mail into Junk…', 'move server folder spam'],
  ['place-trash', 'ticket', 'ticket', [], 'trash', 'Mail into Trash…', 'move server folder delete bin'],
  ['place-inbox', 'ticket', 'ticket', [], 'inbox', 'Mail back into the inbox…', 'move server folder'],
  ['history', 'ticket', 'ticket', [], 'rotate-ccw-clock', 'History of this ticket', 'changes log who'],

  [
    'fetch',
    'go',
    'nothing',
    ['g', 'Ctrl+g'],
    'download',
    'Get it from the server',
    'fetch older mail whole head search',
  ],

  ['palette', 'desk', 'nothing', ['Ctrl+k'], 'command', 'Everything, by name', 'palette commands'],
  ['search', 'go', 'nothing', ['/'], 'search', 'Search', 'find'],
  ['help', 'desk', 'nothing', ['?', 'F1'], 'keyboard', 'Keys', 'help shortcuts'],
  ['undo', 'desk', 'nothing', ['u', 'Ctrl+z'], 'undo-2', 'Undo the last action', 'back revert'],
  ['new-ticket', 'desk', 'nothing', [], 'plus', 'New ticket…', 'create add'],
  ['back', 'desk', 'nothing', ['Escape'], 'arrow-left', 'Back one level', 'leave cancel'],
  ['pane-next', 'desk', 'nothing', ['F6'], 'panel-right', 'Next pane', 'focus'],
  ['pane-previous', 'desk', 'nothing', ['Shift+F6'], 'panel-right', 'Previous pane', 'focus'],
  ['record', 'desk', 'nothing', [], 'panel-right', 'Show or hide the record', 'context pane contact'],
  ['sync', 'desk', 'nothing', [], 'refresh-cw', 'Sync now', 'fetch mail refresh'],
  ['problems', 'desk', 'nothing', [], 'circle-alert', 'Problems', 'errors sync offline'],
  ['settings', 'desk', 'nothing', [], 'settings', 'Settings', 'preferences account mailbox options'],
  [
    'mailbox',
    'desk',
    'nothing',
    [],
    'mail',
    'Mailbox: folders, how far back',
    'account imap sync archive flags server',
  ],
  [
    'team',
    'desk',
    'nothing',
    [],
    'users-round',
    'Team: people and laptops',
    'invite join device member admin colleague revoke leave',
  ],
  [
    'team-files',
    'desk',
    'nothing',
    [],
    'file-text',
    'Team files: versions, proposals',
    'replies handbook policy roster restore diff conflict',
  ],
  ['replies', 'desk', 'nothing', [], 'folder', 'Saved replies: open the folder', 'templates snippets files'],
  ['theme', 'desk', 'nothing', [], 'sun', 'Theme: light, dark, system', 'night day colour'],
  ['quit', 'desk', 'nothing', [], 'log-out', 'Quit Deskhand', 'exit'],

  ['today', 'go', 'nothing', [], 'calendar-clock', 'Today', 'home agenda timeline'],
  ['outbox', 'go', 'nothing', [], 'send', 'Outbox', 'waiting held unsure sent mail queue'],

  ['outbox-now', 'desk', 'nothing', [], 'send-horizontal', 'Send what waits now', 'outbox retry offline'],

  ['outbox-edit', 'outbox', 'mail', ['Enter'], 'pencil', 'Edit this mail', 'change correct composer'],
  ['outbox-send', 'outbox', 'mail', ['s'], 'send-horizontal', 'Send this mail…', 'as it is again now retry'],
  ['outbox-discard', 'outbox', 'mail', ['d'], 'trash', 'Discard or cancel this mail', 'delete take back'],
  ['outbox-went', 'outbox', 'mail', [], 'check-check', 'It went: this mail is out', 'sent gone unsure noted'],
  ['outbox-ticket', 'outbox', 'mail', ['o'], 'external-link', 'Open the ticket of this mail', 'conversation'],

  ['send', 'write', 'nothing', ['Ctrl+Enter'], 'send', 'Send the mail; in a note, add it', 'submit mail'],
  [
    'send-resolve',
    'write',
    'nothing',
    ['Ctrl+Shift+Enter'],
    'circle-check',
    'Send the mail and resolve',
    'submit done close',
  ],
  ['save', 'write', 'nothing', ['Alt+Enter'], 'lock', 'Add the note', 'write submit'],
  [
    'insert-answer',
    'write',
    'nothing',
    ['Ctrl+Shift+f'],
    'search',
    'Insert an earlier answer…',
    'search find ours old',
  ],
  ['insert-saved', 'write', 'nothing', [], 'hash', 'Saved reply at the cursor', 'template snippet insert'],
  ['attach', 'write', 'nothing', [], 'paperclip', 'Attach files…', 'file attachment'],
  ['picture', 'write', 'nothing', [], 'image', 'Picture in the text…', 'image screenshot'],
  ['link', 'write', 'nothing', [], 'link', 'Link…', 'url address'],
  ['format', 'write', 'nothing', [], 'type', 'Format…', 'bold italic list quote code heading'],
  ['discard-draft', 'write', 'nothing', [], 'trash', 'Discard the draft', 'delete throw away'],
  ['leave', 'write', 'nothing', ['Escape'], 'arrow-left', 'Leave the field, draft kept', 'cancel'],
] as const satisfies readonly (readonly [string, Group, Needs, readonly string[], string, string, string])[];

const anywhere: ReadonlySet<string> = new Set(['fetch', 'palette', 'help', 'pane-next', 'pane-previous']);

/** What also works on the Outbox screen: the moves, and what is about the window. */
const moving: ReadonlySet<string> = new Set(['next', 'previous']);

/** Their keys belong to the mail composer itself: in no other field may a key send what is written there. */
const inPlace: ReadonlySet<string> = new Set(['send', 'send-resolve']);

function modesOf(id: string, group: Group): readonly Mode[] {
  if (inPlace.has(id)) return [];
  if (group === 'write') return write;
  if (group === 'outbox') return outbox;
  if (anywhere.has(id)) return all;
  return group === 'ticket' || (group === 'list' && !moving.has(id)) ? read : reading;
}

/** All commands, in the order in which they are shown. */
export const specs: readonly Spec[] = table.map(([id, group, needs, keys, icon, title, words]) => ({
  id,
  group,
  needs,
  keys,
  icon,
  title,
  words,
  repeats: id === 'next' || id === 'previous',
  modes: modesOf(id, group),
}));

const byId: ReadonlyMap<string, Spec> = new Map(specs.map((c) => [c.id, c]));

export function spec(id: CommandId): Spec {
  const found = byId.get(id);
  if (!found) throw new Error(`no command ${id}`);
  return found;
}

/** A runnable command (command.ts) with everything the table knows already filled in. */
export function define(id: CommandId, c: Pick<Command, 'run'> & Partial<Pick<Command, 'enabled'>>): Command {
  const { title, group, keys, icon, needs, words } = spec(id);
  const ready = (ctx: CommandContext): string | true =>
    needs === 'ticket' && ctx.targets.length === 0 ? 'Choose a ticket first' : (c.enabled?.(ctx) ?? true);
  return { id, title, group, key: keys[0] ?? null, icon, words, enabled: ready, run: c.run };
}

export function isCommand(id: string): id is CommandId {
  return byId.has(id);
}

/** Group heads as they are shown. */
export const groupLabels: Readonly<Record<Group, string>> = {
  ticket: 'This ticket',
  list: 'List',
  go: 'Go to',
  desk: 'Desk',
  write: 'While writing',
  outbox: 'In the Outbox',
};

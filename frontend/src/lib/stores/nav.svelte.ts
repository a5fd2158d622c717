/**
 * Where the window is: the view in front, the queue, the open ticket, and what
 * floats above. Features steer through it and never import each other.
 */
import type {
  CrewDevice,
  CrewMember,
  DraftKind,
  EntryView,
  MailPlace,
  RecoverySheet,
  Row,
} from '$lib/api/backend';

export type View = 'today' | 'queue' | 'outbox' | 'settings' | 'problems' | 'team' | 'files';

/** What floats: one at a time. Its owner mounts in App.svelte by this name. */
export type Overlay =
  | { name: 'palette'; query?: string }
  | { name: 'keys' }
  /** `sending`: the draft that goes out with it, '' none. */
  | { name: 'close'; ticket: string; as: 'resolved' | 'closed'; sending?: string }
  | { name: 'unsent'; ticket: string; as: 'resolved' | 'closed'; draft: string; snippet: string }
  | { name: 'no-answer'; tickets: string[] }
  | { name: 'snooze'; tickets: string[]; text?: string }
  | { name: 'callback'; ticket: string; text?: string }
  | { name: 'meeting'; ticket: string; text?: string }
  | { name: 'pick'; what: 'status' | 'priority' | 'tags' | 'owner'; tickets: string[] }
  | { name: 'take-over'; ticket: string; owner: string }
  | { name: 'rename'; ticket: string }
  | { name: 'which-mail'; where: MailPlace; mails: EntryView[] }
  | { name: 'merge'; survivor: Row }
  | { name: 'split'; ticket: string; mails: EntryView[] }
  | { name: 'new-ticket' }
  | { name: 'undo-anyway'; op: string; ask: string }
  | { name: 'sheet'; sheet: RecoverySheet }
  | { name: 'revoke'; device: CrewDevice }
  | { name: 'leave-team'; member: CrewMember }
  | { name: 'quit'; text: string };

class Nav {
  #before: 'today' | 'queue' | 'outbox' = 'today';
  /** The team's page was opened from Settings. */
  #above = false;
  view = $state<View>('today');
  /** The queue of the list, also while Today is in front. */
  queue = $state('mine');
  /** The ticket in the reading pane, '' none. */
  ticket = $state('');
  /** The ticket that was asked for by itself: it stays in front although the list beside it does not hold it. */
  asked = '';
  /** The mailbox whose page is open in Settings, '' none. */
  account = $state('');
  /** The team's file in front, '' none. */
  file = $state('');
  /** The search text; '' shows the queue. */
  query = $state('');
  /** The mail in focus on the Outbox screen, '' the first. */
  mail = $state('');
  overlay = $state<Overlay | null>(null);
  /** "Connect the team mailbox" is in front of everything. */
  connecting = $state(false);
  /** Counts up when something wants the focus in that pane. */
  wants = $state<{
    pane: 'list' | 'ticket' | 'note' | 'mail' | 'search' | 'record' | 'rail' | 'main';
    n: number;
    text: string;
  }>({
    pane: 'list',
    n: 0,
    text: '',
  });

  go(view: View): void {
    const from = this.view;
    const place = from === 'today' || from === 'queue' || from === 'outbox';
    if (place && from !== view && view !== 'today' && view !== 'queue') this.#before = from;
    this.view = view;
    this.account = '';
  }

  /** The team, or one of its files: '' the list of them. */
  openTeam(): void {
    this.#above = this.view === 'settings';
    this.go('team');
  }
  openFiles(path = ''): void {
    this.go('files');
    this.file = path;
  }

  /** One page up: from the team's files to the team, from there to where it was opened. */
  up(): void {
    if (this.view === 'files') this.go('team');
    else if (this.view === 'team' && this.#above) this.go('settings');
    else this.leave();
  }

  /** The page of a mailbox in Settings. */
  openAccount(id: string): void {
    this.go('settings');
    this.account = id;
  }

  /** Leaves Outbox, Settings or Problems for where one came from. */
  leave(): void {
    this.view = this.view === 'outbox' && this.#before === 'outbox' ? 'queue' : this.#before;
    if (this.view === 'queue') this.focus('list');
  }

  /** Shows a queue in the list. */
  openQueue(name: string): void {
    this.asked = '';
    this.queue = name;
    this.query = '';
    this.view = 'queue';
    this.focus('list');
  }

  /** Shows a ticket beside whatever list is in front. */
  openTicket(id: string): void {
    this.asked = id;
    this.ticket = id;
    this.view = 'queue';
  }

  /** The Outbox, with this mail in focus. */
  openOutbox(mail = ''): void {
    if (mail) this.mail = mail;
    this.go('outbox');
  }

  /**
   * Opens a ticket with the mail composer in focus: `kind` '' takes up the draft that is there. It is asked for as
   * wants.pane 'mail', with the kind as its text.
   */
  write(ticket: string, kind: DraftKind | '' = ''): void {
    this.openTicket(ticket);
    this.focus('mail', kind);
  }

  /** Runs a search in the list pane. */
  search(query: string): void {
    this.asked = '';
    this.query = query;
    this.view = 'queue';
    this.focus('search');
  }

  open(overlay: Overlay): void {
    this.overlay = overlay;
  }

  close(): void {
    this.overlay = null;
  }

  /** Asks a pane to take the focus; `text` is typed into it (a note's "@"). */
  focus(pane: Nav['wants']['pane'], text = ''): void {
    this.wants = { pane, n: this.wants.n + 1, text };
  }
}

/** A note is wanted: what its command types into it, and what a quick hand typed before it was there. */
export interface NoteWish {
  /** Which wish of `nav` this is. */
  n: number;
  put: string;
  caught: string;
}

export const nav = new Nav();

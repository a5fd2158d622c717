/**
 * Where the window is: the view in front, the queue, the open ticket, and what
 * floats above. Features steer through it and never import each other.
 */
export type View = 'today' | 'queue' | 'settings' | 'problems';

/** What floats: one at a time. Its owner mounts in App.svelte by this name. */
export type Overlay =
  | { name: 'palette'; query?: string }
  | { name: 'keys' }
  | { name: 'close'; ticket: string; as: 'resolved' | 'closed' }
  | { name: 'no-answer'; tickets: string[] }
  | { name: 'snooze'; tickets: string[]; text?: string }
  | { name: 'callback'; ticket: string; text?: string }
  | { name: 'meeting'; ticket: string; text?: string }
  | { name: 'pick'; what: 'status' | 'priority' | 'tags' | 'owner'; tickets: string[] }
  | { name: 'take-over'; ticket: string; owner: string }
  | { name: 'rename'; ticket: string }
  | { name: 'new-ticket' }
  | { name: 'undo-anyway'; op: string; ask: string }
  | { name: 'quit'; text: string };

class Nav {
  #before: 'today' | 'queue' = 'today';
  view = $state<View>('today');
  /** The queue of the list, also while Today is in front. */
  queue = $state('mine');
  /** The ticket in the reading pane, '' none. */
  ticket = $state('');
  /** The search text; '' shows the queue. */
  query = $state('');
  overlay = $state<Overlay | null>(null);
  /** "Connect the team mailbox" is in front of everything. */
  connecting = $state(false);
  /** Counts up when something wants the focus in that pane. */
  wants = $state<{
    pane: 'list' | 'ticket' | 'note' | 'search' | 'record' | 'rail' | 'main';
    n: number;
    text: string;
  }>({
    pane: 'list',
    n: 0,
    text: '',
  });

  go(view: View): void {
    if (this.view === 'today' || this.view === 'queue') this.#before = this.view;
    this.view = view;
  }

  /** Leaves Settings or Problems for where one came from. */
  leave(): void {
    this.view = this.#before;
    if (this.view === 'queue') this.focus('list');
  }

  /** Shows a queue in the list. */
  openQueue(name: string): void {
    this.queue = name;
    this.query = '';
    this.view = 'queue';
    this.focus('list');
  }

  /** Shows a ticket beside whatever list is in front. */
  openTicket(id: string): void {
    this.ticket = id;
    this.view = 'queue';
  }

  /** Runs a search in the list pane. */
  search(query: string): void {
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

export const nav = new Nav();

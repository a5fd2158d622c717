/** The commands of the window itself: back one level, and the panes. */
import { define, type Command } from '$lib/keys';
import { list } from '$lib/stores/list.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { paneOf, panes } from './focus';

/** One level back: where Outbox, Settings or Problems were opened from, to the list, then the selection, the search, Today. */
function back(): void {
  if (nav.view === 'settings' && nav.account) nav.account = '';
  else if (nav.view === 'team' || nav.view === 'files') nav.up();
  else if (nav.view === 'settings' || nav.view === 'problems') nav.leave();
  else if (nav.view === 'outbox' && paneOf(document.activeElement) === 'ticket') nav.focus('list');
  else if (nav.view === 'outbox') nav.leave();
  else if (nav.view === 'queue' && open.at) void open.look(0);
  else if (nav.view !== 'queue') {
    nav.go('queue');
    nav.focus('list');
  } else if (list.selected.size) list.clear();
  else if (paneOf(document.activeElement) !== 'list') nav.focus('list');
  else if (nav.query) {
    nav.query = '';
    nav.focus('list');
  } else nav.go('today');
}

function pane(by: 1 | -1): void {
  const all = panes();
  const i = all.indexOf(paneOf(document.activeElement));
  const next = all[(i + by + all.length) % all.length];
  if (next) nav.focus(next);
}

export const commands: Command[] = [
  define('back', { run: back }),
  define('pane-next', { run: () => pane(1) }),
  define('pane-previous', { run: () => pane(-1) }),
];

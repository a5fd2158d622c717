/** The commands of the reading pane. */
import { define, type Command } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { older } from '$lib/stores/older.svelte';

/** The keys are in the list, not in a mail. */
const inList = (): boolean => document.activeElement?.closest('[data-pane="list"]') !== null;

export const commands: Command[] = [
  define('history', {
    run: () => {
      void desk.change({ recordOpen: true });
      nav.focus('record', 'history');
    },
  }),
  define('fetch', { enabled: () => older.can(inList()), run: () => older.get(inList()) }),
  define('record', { run: () => void desk.change({ recordOpen: !desk.settings.recordOpen }) }),
];

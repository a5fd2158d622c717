/** The commands of the reading pane. */
import { define, type Command } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';

export const commands: Command[] = [
  define('history', {
    run: () => {
      void desk.change({ recordOpen: true });
      nav.focus('record', 'history');
    },
  }),
  define('record', { run: () => void desk.change({ recordOpen: !desk.settings.recordOpen }) }),
];

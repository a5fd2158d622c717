/** The commands about the team. */
import { define, type Command } from '$lib/keys';
import { crew } from '$lib/stores/crew.svelte';
import { nav } from '$lib/stores/nav.svelte';

export const commands: Command[] = [
  define('team', { run: () => nav.openTeam() }),
  define('team-files', {
    enabled: () => crew.view.id !== '' || 'This desk is in no team',
    run: () => nav.openFiles(),
  }),
];

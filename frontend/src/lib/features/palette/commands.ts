/** The commands of the window itself: palette, keys, undo. */
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { undo } from '$lib/work';

export const commands: Command[] = [
  define('palette', { run: () => nav.open({ name: 'palette' }) }),
  define('help', { run: () => nav.open({ name: 'keys' }) }),
  define('undo', { run: () => void undo() }),
];

/** The way home. */
import { define, type Command } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';

export const commands: Command[] = [define('today', { run: () => nav.go('today') })];

export { default as Today } from './Today.svelte';
export { default as Reminders } from './Reminders.svelte';
export { commands } from './commands';

export { default as Outbox } from './Outbox.svelte';
export { commands } from './commands';

export { default as Pick } from './Pick.svelte';
export { default as TakeOver } from './TakeOver.svelte';
export { default as Rename } from './Rename.svelte';
export { default as NewTicket } from './NewTicket.svelte';
export { commands } from './commands';

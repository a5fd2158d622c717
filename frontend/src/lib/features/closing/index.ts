export { default as CloseDialog } from './CloseDialog.svelte';
export { default as NoAnswer } from './NoAnswer.svelte';
export { commands, end } from './commands';
export { default as Unsent } from './Unsent.svelte';

export { default as Composer, type NoteSlot } from './Composer.svelte';
export { commands } from './commands';

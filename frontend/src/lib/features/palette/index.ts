export { default as Palette } from './Palette.svelte';
export { default as KeysHelp } from './KeysHelp.svelte';
export { commands } from './commands';

export { default as Settings } from './Settings.svelte';
export { default as Quit } from './Quit.svelte';
export { commands } from './commands';

export { default as Problems } from './Problems.svelte';
export { commands } from './commands';

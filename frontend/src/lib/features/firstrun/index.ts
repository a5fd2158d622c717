export { default as FirstRun } from './FirstRun.svelte';
export { default as ConnectDialog } from './ConnectDialog.svelte';

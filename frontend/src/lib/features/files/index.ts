export { default as FilesPage } from './FilesPage.svelte';

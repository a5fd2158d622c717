export { default as TeamPage } from './TeamPage.svelte';
export { default as JoinForm } from './JoinForm.svelte';
export { default as Revoked } from './Revoked.svelte';
export { default as SheetDialog } from './SheetDialog.svelte';
export { default as RevokeDialog } from './RevokeDialog.svelte';
export { default as LeaveDialog } from './LeaveDialog.svelte';
export { commands } from './commands';

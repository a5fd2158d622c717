export { default as SnoozeDialog } from './SnoozeDialog.svelte';
export { default as CallbackDialog } from './CallbackDialog.svelte';
export { default as MeetingDialog } from './MeetingDialog.svelte';
export { commands } from './commands';

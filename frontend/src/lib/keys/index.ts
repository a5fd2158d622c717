// The keys of the window: one table of commands, one resolver, one listener.
export type { Command, CommandContext } from './command';
export {
  specs,
  spec,
  define,
  groupLabels,
  isCommand,
  type Spec,
  type CommandId,
  type Group,
  type Mode,
} from './commands';
export { keymap, clash, refusal, presets, parseRemap, type Keymap, type Remap } from './keymap';
export { stroke, keyInput, isCharacter, type KeyInput } from './stroke';
export { resolve, type ResolveOptions } from './resolve';
export { place, modeOf, activates, type Place } from './mode';
export { BurstGuard, burstWindow, burstQuiet } from './burst';
export { labels, ariaKeys, learn, type Layout } from './labels';
export { listen, type ListenOptions } from './listen';
export { KeyStore, keyStore } from './store.svelte';

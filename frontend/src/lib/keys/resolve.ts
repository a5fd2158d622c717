// One function from a key press to a command. Pure: no DOM, no clock, no backend.

import { spec, type CommandId, type Mode } from './commands';
import { keymap, type Keymap } from './keymap';
import { stroke, type KeyInput } from './stroke';

export interface ResolveOptions {
  keymap?: Keymap;
  /** Apple keyboard: Cmd counts as Ctrl, Option types signs. */
  mac?: boolean;
}

const standard = keymap();

/** The command a key press starts, or null. The order is that of keys.md, "Resolution order". */
export function resolve(e: KeyInput, mode: Mode, options: ResolveOptions = {}): CommandId | null {
  const s = stroke(e, mode, options.mac);
  if (s === null) return null;
  const id = (options.keymap ?? standard).find(s, mode);
  if (id === null) return null;
  // A held e must not resolve the queue.
  return e.repeat && !spec(id).repeats ? null : id;
}

// Which stroke starts which command: the table of commands.ts with a person's changes laid over it.
// Answers clashes and refuses strokes that a system or a screen reader needs. It stores nothing.

import { isCommand, spec, specs, type CommandId, type Mode } from './commands';
import { isCharacter } from './stroke';

/** A person's changes: command id to its strokes. A command that is absent keeps its defaults. */
export type Remap = Readonly<Partial<Record<CommandId, readonly string[]>>>;

export interface Keymap {
  /** The strokes of a command, the shown one first. */
  keys(id: CommandId): readonly string[];
  /** The command a stroke starts in a mode, or null. */
  find(stroke: string, mode: Mode): CommandId | null;
}

export function keymap(remap: Remap = {}, singleKeys = true): Keymap {
  const maps: Record<Mode, Map<string, CommandId>> = { read: new Map(), write: new Map(), outbox: new Map() };
  const keys = (id: CommandId): readonly string[] => remap[id] ?? spec(id).keys;
  for (const c of specs) {
    for (const s of keys(c.id)) {
      if (!singleKeys && isCharacter(s)) continue;
      for (const m of c.modes) {
        if (m === 'write' && isCharacter(s)) continue;
        if (!maps[m].has(s)) maps[m].set(s, c.id);
      }
    }
  }
  return { keys, find: (s, mode) => maps[mode].get(s) ?? null };
}

/** Strokes that stay what they are: the way out and the way in must not be lost. */
const fixed: ReadonlySet<string> = new Set([
  'Enter',
  'Escape',
  'Ctrl+Enter',
  'Ctrl+Shift+Enter',
  'Alt+Enter',
  'Ctrl+k',
]);

/** Taken by the platform or the editor everywhere: copy, paste, the web view, Unicode entry in GTK. */
const taken: ReadonlySet<string> = new Set([
  'Ctrl+c',
  'Ctrl+v',
  'Ctrl+x',
  'Ctrl+w',
  'Ctrl+q',
  'Ctrl+Shift+u',
  'Ctrl+Shift+i',
]);

/** Why a stroke may not be given to a command, in words; '' when it may. */
export function refusal(remap: Remap, id: CommandId, s: string): string {
  if (fixed.has(s)) return `${s.replace('Escape', 'Esc')} keeps its meaning`;
  if (taken.has(s)) return 'The system uses this one';
  const other = clash(remap, id, s);
  return other ? `Already “${spec(other).title.replace('…', '')}”` : '';
}

/** The other command that has this stroke in a shared mode, or null. */
export function clash(remap: Remap, id: CommandId, s: string): CommandId | null {
  const mine = spec(id).modes;
  for (const c of specs) {
    if (c.id === id || !c.modes.some((m) => mine.includes(m))) continue;
    if ((remap[c.id] ?? c.keys).includes(s)) return c.id;
  }
  return null;
}

/** Presets of Settings. Gmail: u goes back, z undoes, b snoozes. */
export const presets: Readonly<Record<'Default' | 'Gmail', Remap>> = {
  Default: {},
  Gmail: { back: ['u', 'Escape'], undo: ['z', 'Ctrl+z'], snooze: ['b'] },
};

/** Reads what was stored, dropping whatever no longer fits; never throws. */
export function parseRemap(text: string | null): Remap {
  if (!text) return {};
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return {};
  }
  if (typeof raw !== 'object' || raw === null) return {};
  const out: Partial<Record<CommandId, readonly string[]>> = {};
  for (const [id, keys] of Object.entries(raw)) {
    if (!isCommand(id) || !Array.isArray(keys)) continue;
    out[id] = keys.filter((k): k is string => typeof k === 'string' && k.length > 0 && k.length < 20);
  }
  return out;
}

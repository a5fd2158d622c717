// The person's key settings as reactive state: the remap, the off switch, the learned layout.
// Remaps live in the web view's local storage; the off switch is a setting of the desk.

import type { CommandId } from './commands';
import { keymap, parseRemap, type Keymap, type Remap } from './keymap';
import { labels, type Layout } from './labels';
import { isCharacter } from './stroke';

const storageKey = 'deskhand.keys';

export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export class KeyStore {
  remap = $state.raw<Remap>({});
  singleKeys = $state(true);
  layout = $state.raw<Layout>({});
  map: Keymap = $derived(keymap(this.remap, this.singleKeys));
  #storage: Storage | null;

  constructor(storage: Storage | null = null) {
    this.#storage = storage;
    this.remap = parseRemap(storage?.getItem(storageKey) ?? null);
  }

  /** Replaces the whole remap (a preset, or {} for the defaults) and keeps it. */
  use(remap: Remap): void {
    this.remap = remap;
    this.#storage?.setItem(storageKey, JSON.stringify(remap));
  }

  /** Gives a command these strokes. */
  set(id: CommandId, strokes: readonly string[]): void {
    this.use({ ...this.remap, [id]: strokes });
  }

  /** Takes a command back to its defaults. */
  reset(id: CommandId): void {
    this.use(Object.fromEntries(Object.entries(this.remap).filter(([k]) => k !== id)));
  }

  learned(code: string, letter: string): void {
    if (this.layout[code] !== letter) this.layout = { ...this.layout, [code]: letter };
  }

  /** A command's key as Kbd shows it ("Shift+A"), or '' when it has none. */
  shown(id: CommandId): string {
    const first = this.map.keys(id)[0];
    return first ? labels(first, this.layout).join('+') : '';
  }

  /** The key of a command that a field does not take for a letter, or ''. */
  chord(id: CommandId): string {
    const first = this.map.keys(id).find((k) => !isCharacter(k));
    return first ? labels(first, this.layout).join('+') : '';
  }
}

/** The window's own; Settings and the palette share it. */
export const keyStore = new KeyStore(typeof localStorage === 'undefined' ? null : localStorage);

// The window's one key listener: it finds the place, resolves the command, applies the burst guard
// and hands the command on. Whoever handled a key before (preventDefault) has the last word.

import { BurstGuard } from './burst';
import type { CommandId, Mode } from './commands';
import type { Keymap } from './keymap';
import { learn } from './labels';
import { activates, place } from './mode';
import { resolve } from './resolve';
import { isCharacter, keyInput, stroke } from './stroke';

export interface ListenOptions {
  keymap: () => Keymap;
  /** Runs the command; false when it did nothing, so that the browser keeps the key. */
  run: (id: CommandId) => unknown;
  /** Says one sentence quietly (a toast). */
  say: (text: string) => void;
  /** Told what a key press shows of the layout. */
  learned?: (code: string, letter: string) => void;
  /** What reading means where one is: on the Outbox screen its own keys live. */
  reading?: () => Mode;
  mac?: boolean;
  now?: () => number;
}

/** What changes nothing but the place. */
const moves = new Set(['next', 'previous']);

export const burstSentence = 'That looked like typing, so the keys were stopped. u takes back the last step.';

/** Listens on a target (the window); returns the function that stops it. */
export function listen(target: EventTarget, o: ListenOptions): () => void {
  const guard = new BurstGuard();
  const now = o.now ?? ((): number => performance.now());

  function onKey(event: Event): void {
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented) return;
    const path = event.composedPath();
    const where = place(path);
    if (where === 'own') return;
    const input = keyInput(event);
    const seen = learn(input);
    if (seen) o.learned?.(...seen);
    const mode = where === 'read' ? (o.reading?.() ?? where) : where;
    const id = resolve(input, mode, { keymap: o.keymap(), mac: o.mac });
    if (id === null) return;
    const s = stroke(input, mode, o.mac) ?? '';
    if (s === 'Enter' && activates(path)) return;
    if (isCharacter(s) && !input.repeat) {
      const verdict = guard.hit(now(), moves.has(id));
      if (verdict !== 'run') {
        event.preventDefault();
        if (verdict === 'stop') o.say(burstSentence);
        return;
      }
    }
    if (o.run(id) !== false) event.preventDefault();
  }

  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}

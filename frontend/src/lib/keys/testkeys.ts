// For tests only: key presses of real layouts, as browsers report them.
import type { KeyInput } from './stroke';

export function press(key: string, code: string, more: Partial<KeyInput> = {}): KeyInput {
  return { key, code, ...more };
}

/** Words of read mode gone astray: every bound character is in them. */
export const prose =
  'e z n @ c a s 1 2 3 4 t u / ? x i ! j k jazz snooze quick status 2 tickets @lena what? and/or urgent! 1234 unassigned ';

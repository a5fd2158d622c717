/** The "#" that opens the saved replies: only at a word start, and only while what follows could be their name. */
export interface Hash {
  /** How many signs before the caret, "#" included. */
  length: number;
  query: string;
}

const trigger = /(?:^|[\s\u00a0([{“"'])#((?:\p{L}[\p{L}\p{N}_.-]*)?)$/u;

/** The "#" being typed at the end of this text, or null: "#1234" and "C#" are ordinary text. */
export function hashAt(before: string): Hash | null {
  if (!before.includes('#')) return null;
  const m = trigger.exec(before);
  return m ? { length: (m[1] ?? '').length + 1, query: m[1] ?? '' } : null;
}

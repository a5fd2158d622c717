/** The "@" popup: only at a word start, and only while what follows could still be a name. */
export interface Mention {
  /** Where the "@" stands. */
  from: number;
  /** Where the caret stands. */
  to: number;
  query: string;
}

/** The mention being typed at the caret, or null. */
export function mentionAt(text: string, caret: number): Mention | null {
  const before = text.slice(0, caret);
  const m = /(?:^|[\s([{“"'])@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (!m) return null;
  const query = m[1] ?? '';
  return { from: caret - query.length - 1, to: caret, query };
}

export interface Person {
  id: string;
  name: string;
}

const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Who fits: names and ids that begin so, then names with a word that does. */
export function fitting(people: readonly Person[], query: string): Person[] {
  const q = fold(query);
  const rank = (p: Person) => {
    if (fold(p.name).startsWith(q) || fold(p.id).startsWith(q)) return 0;
    return fold(p.name)
      .split(/\s+/)
      .some((w) => w.startsWith(q))
      ? 1
      : 2;
  };
  return people
    .filter((p) => rank(p) < 2)
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 4);
}

/** The text with the mention put in, and where the caret goes. */
export function insert(text: string, m: Mention, name: string): { text: string; caret: number } {
  const put = `@${name} `;
  const rest = text.slice(m.to).replace(/^ /, '');
  return { text: text.slice(0, m.from) + put + rest, caret: m.from + put.length };
}

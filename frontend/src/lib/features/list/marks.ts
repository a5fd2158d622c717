/** The pieces of a search text, so that its operators stand out from its words. */
export interface Piece {
  text: string;
  kind: 'operator' | 'value' | 'word' | 'space';
}

export const operators = [
  'from',
  'to',
  'subject',
  'filename',
  'file',
  'tag',
  'category',
  'status',
  'priority',
  'owner',
  'is',
  'has',
  'before',
  'after',
  'in',
] as const;
const known = new Set<string>(operators);

export function piecesOf(query: string): Piece[] {
  const out: Piece[] = [];
  for (const token of query.match(/\s+|[^\s"]*"[^"]*"?|\S+/g) ?? []) {
    if (/^\s/.test(token)) {
      out.push({ text: token, kind: 'space' });
      continue;
    }
    const i = token.indexOf(':');
    if (i > 0 && known.has(token.slice(0, i).toLowerCase().replace(/^-/, ''))) {
      out.push({ text: token.slice(0, i + 1), kind: 'operator' });
      if (i + 1 < token.length) out.push({ text: token.slice(i + 1), kind: 'value' });
    } else out.push({ text: token, kind: 'word' });
  }
  return out;
}

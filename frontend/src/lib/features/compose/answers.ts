/** Our own earlier answers, found by what was asked or answered then. */
import { backend, type EntryView, type Row } from '$lib/api';
import { reflow } from '$lib/reflow';

export interface Answer {
  row: Row;
  entry: EntryView;
}

/** Tickets that are looked into for one question. */
const deep = 8;

const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of a question, without its operators (from:, tag:). */
export function wordsOf(query: string): string[] {
  return fold(query)
    .split(/\s+/)
    .filter((w) => w !== '' && !/^\w+:/.test(w));
}

/** The answer of ours in a ticket that says most of it; of equals the newest. null: we never answered there. */
export function best(entries: readonly EntryView[], words: readonly string[]): EntryView | null {
  const ours = entries.filter(
    (e) => e.kind === 'message' && e.direction === 'out' && !e.machine && !e.outbox,
  );
  let found: EntryView | null = null;
  let most = -1;
  for (const e of ours) {
    const text = fold(e.visibleText);
    const hits = words.filter((w) => text.includes(w)).length;
    if (hits >= most) [found, most] = [e, hits];
  }
  return found;
}

/** What we answered in the tickets that a search finds, those that say the words themselves first. */
export async function answers(query: string, not: string): Promise<Answer[]> {
  const page = await backend.search(query, deep * 2);
  const rows = page.rows.filter((r) => r.id !== not).slice(0, deep);
  const words = wordsOf(query);
  const all = await Promise.all(
    rows.map(async (row) => {
      const entry = best((await backend.open(row.id)).entries, words);
      return entry ? { row, entry } : null;
    }),
  );
  const says = (a: Answer) => words.some((w) => fold(a.entry.visibleText).includes(w));
  const found = all.filter((a) => a !== null);
  return [...found.filter(says), ...found.filter((a) => !says(a))];
}

/** An answer's text as paragraphs for the mail; it was words then and is words now. */
export function paragraphs(text: string): HTMLElement {
  const body = document.createElement('div');
  for (const block of reflow(text).split(/\n{2,}/)) {
    if (block.trim() === '') continue;
    const p = document.createElement('p');
    block.split('\n').forEach((line, i) => {
      if (i) p.append(document.createElement('br'));
      p.append(line.trim());
    });
    body.append(p);
  }
  return body;
}

/** Names and texts of a conversation as they are shown. */
import type { EntryView, LinkView } from '$lib/api';

/** "support@" for our own address, the name for a known one, else the address. */
export function shortAddress(
  addr: string,
  names: ReadonlyMap<string, string>,
  own: ReadonlySet<string>,
): string {
  const bare = (/<([^>]+)>/.exec(addr)?.[1] ?? addr).trim().toLowerCase();
  const name = names.get(bare);
  if (name) return name;
  const [local, domain] = bare.split('@');
  if (domain && own.has(domain)) return `${local}@`;
  return bare;
}

export function addressees(
  e: EntryView,
  names: ReadonlyMap<string, string>,
  own: ReadonlySet<string>,
): string {
  const few = (list: string[]) => {
    const shown = list.slice(0, 2).map((a) => shortAddress(a, names, own));
    return list.length > 2 ? `${shown.join(', ')} and ${list.length - 2} more` : shown.join(', ');
  };
  const to = e.to.length ? `to ${few(e.to)}` : '';
  const cc = e.cc.length ? `cc ${few(e.cc)}` : '';
  return [to, cc].filter(Boolean).join(', ');
}

/** What is wrong with a mail, as one sentence. */
export function problemWords(problems: string[]): string {
  const text = problems.map((p) => p.replace(/\.$/, '')).join('; ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The member who wrote an outgoing mail, '' when that is not certain. All send from the team's address, so only the
 * name before it tells: "Asha at Kestrel", "Asha (Kestrel Support)", "Asha".
 */
export function memberOf(fromName: string, members: readonly { id: string; name: string }[]): string {
  const bare = fromName
    .replace(/\s*(?:\(.*|[,|–—].*|\s(?:at|from|von|of|@)\s.*)$/iu, '')
    .trim()
    .toLowerCase();
  const same = members.filter((m) => m.name.toLowerCase() === bare);
  return same.length === 1 ? (same[0]?.id ?? '') : '';
}

export interface Piece {
  text: string;
  link: LinkView | null;
}

/** The text cut at its links, in order; a link that does not occur is left out. */
export function cutLinks(text: string, links: LinkView[]): Piece[] {
  const out: Piece[] = [];
  let from = 0;
  for (const link of links) {
    const at = link.text ? text.indexOf(link.text, from) : -1;
    if (at < 0) continue;
    if (at > from) out.push({ text: text.slice(from, at), link: null });
    out.push({ text: link.text, link });
    from = at + link.text.length;
  }
  if (from < text.length) out.push({ text: text.slice(from), link: null });
  return out;
}

/** A note's text cut at its mentions. */
export function cutMentions(text: string, names: string[]): { text: string; mention: boolean }[] {
  if (names.length === 0) return [{ text, mention: false }];
  const alt = names
    .toSorted((a, b) => b.length - a.length)
    .map((n) => n.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
  const re = new RegExp(`(?<![\\p{L}\\p{N}])@(?:${alt})(?![\\p{L}\\p{N}])`, 'giu');
  const out: { text: string; mention: boolean }[] = [];
  let from = 0;
  for (const m of text.matchAll(re)) {
    if (m.index > from) out.push({ text: text.slice(from, m.index), mention: false });
    out.push({ text: m[0], mention: true });
    from = m.index + m[0].length;
  }
  if (from < text.length) out.push({ text: text.slice(from), mention: false });
  return out;
}

export const machineWords: Record<string, string> = {
  'auto-reply': 'Automatic reply',
  bounce: 'Undeliverable',
  list: 'Mailing list',
  receipt: 'Receipt',
};

/** "Automatic reply", "Undeliverable · no such user". */
export function machineLabel(machine: string): string {
  const [kind, ...rest] = machine.split(':');
  const word = machineWords[kind?.trim() ?? ''] ?? kind?.trim() ?? '';
  const why = rest.join(':').trim();
  return why ? `${word} · ${why}` : word;
}

/** First line of a text, for a folded entry. */
export function firstLine(e: EntryView): string {
  const text = (e.visibleText || e.text).replace(/\s+/g, ' ').trim().slice(0, 160);
  return text || (e.extent === 'head' ? 'Here by its head' : '');
}

/** A run of a mail's text; what folds is hidden until it is asked for. */
export interface Part {
  text: string;
  quoted: boolean;
  folds: boolean;
}

/**
 * The text in its order. What is quoted folds only where another mail of the ticket shows it, and not between the
 * person's own words, which answer it.
 */
export function parts(
  e: Pick<EntryView, 'text' | 'visibleText' | 'quotedText' | 'quotedHeld' | 'runs'>,
): Part[] {
  const cut: { text: string; quoted: boolean }[] = [];
  if (e.runs.length === 0) {
    cut.push({ text: e.visibleText || e.text, quoted: false }, { text: e.quotedText, quoted: true });
  } else {
    const lines = e.text.split('\n');
    for (let i = 0, from = 0; i < e.runs.length; from += e.runs[i++] ?? 0)
      cut.push({ text: lines.slice(from, from + (e.runs[i] ?? 0)).join('\n'), quoted: i % 2 === 1 });
  }
  const said = cut.filter((p) => p.text.trim() !== '');
  const first = said.findIndex((p) => !p.quoted);
  const last = said.findLastIndex((p) => !p.quoted);
  return said.map((p, i) => ({ ...p, folds: p.quoted && e.quotedHeld && (i < first || i > last) }));
}

export const quotedLines = (s: string): number => s.split('\n').filter((l) => l.trim() !== '').length;

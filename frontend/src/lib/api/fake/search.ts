/** The in-memory desk's search: every word must match, operators as cli.md lists them. */
import type { Row, SearchPage } from '../backend';
import { me, session } from './policy';
import type { State } from './state';
import type { FakeTicket } from './ticket';

const lower = (s: string) => s.toLowerCase();

function tokens(query: string): string[] {
  return query.match(/\S+:"[^"]*"|"[^"]*"|\S+/g)?.map((t) => t.replaceAll('"', '')) ?? [];
}

function is(r: Row, word: string): boolean {
  if (word === 'open') return r.status !== 'resolved' && r.status !== 'closed';
  if (word === 'unread') return r.unread;
  if (word === 'mine') return r.owner === me;
  if (word === 'unassigned') return r.owner === '';
  if (word === 'snoozed') return r.snoozedUntil > 0;
  if (word === 'closed') return r.status === 'closed' || r.status === 'resolved';
  return false;
}

function matches(t: FakeTicket, token: string): boolean {
  const r = t.row;
  const m = /^(from|subject|tag|status|owner|is):(.*)$/i.exec(token);
  const body = () =>
    lower([r.number, r.subject, r.contactName, r.companyName, ...t.entries.map((e) => e.text)].join(' '));
  if (!m) return body().includes(lower(token));
  const v = lower(m[2] ?? '');
  switch (lower(m[1] ?? '')) {
    case 'from':
      return lower(`${r.contactName} ${t.contact.email} ${r.companyName}`).includes(v);
    case 'subject':
      return lower(r.subject).includes(v);
    case 'tag':
      return r.tags.some((x) => x.startsWith(v));
    case 'status':
      return r.status.startsWith(v);
    case 'owner':
      return (v === 'me' ? me : v) === r.owner;
    default:
      return is(r, v);
  }
}

function near(a: string, b: string): boolean {
  const [s, l] = a.length < b.length ? [a, b] : [b, a];
  let i = 0;
  for (const c of l) if (c === s[i]) i++;
  return i === s.length && l.length - s.length <= 2;
}

/** Mails that are here by their heads. */
function headsOf(state: State): number {
  let n = state.olderHeads;
  for (const t of state.tickets.values()) n += t.entries.filter((e) => e.extent === 'head').length;
  return n;
}

export function search(state: State, query: string, limit: number): SearchPage {
  const parts = tokens(query);
  const find = (p: string[]) => [...state.tickets.values()].filter((t) => p.every((x) => matches(t, x)));
  const hit = find(parts).sort((a, b) => b.row.at - a.row.at);
  const ask: SearchPage['ask'] = [];
  if (hit.length === 0) {
    const tag = parts.find((p) => p.startsWith('tag:'));
    const right =
      tag && session.tags.find((x) => near(x.id, tag.slice(4)) || near(lower(x.label), tag.slice(4)));
    if (tag && right)
      ask.push({
        text: `tag:${right.id} has ${find([`tag:${right.id}`]).length}`,
        query: query.replace(tag, `tag:${right.id}`),
      });
    const cut = parts.find((p) => p.startsWith('is:'));
    if (cut && parts.length > 1) {
      const rest = parts.filter((p) => p !== cut);
      const n = find(rest).length;
      if (n) ask.push({ text: `The same without ${cut} has ${n}`, query: rest.join(' ') });
    }
    const words = parts.map((p) => p.replace(/^\w+:/, '')).join(' ');
    if (words !== query) ask.push({ text: `Words only: “${words}”`, query: words });
  }
  const word = parts.find((p) => !p.includes(':'));
  const snippets: Record<string, string> = {};
  for (const t of hit) {
    const e = word && t.entries.find((x) => lower(x.text).includes(lower(word)));
    if (e)
      snippets[t.row.id] = e.text
        .slice(Math.max(0, lower(e.text).indexOf(lower(word)) - 24))
        .replace(/\s+/g, ' ');
  }
  const rows = hit.slice(0, limit).map((t) => structuredClone(t.row));
  return { rows, next: '', total: hit.length, snippets, unindexed: 0, heads: headsOf(state), ask };
}

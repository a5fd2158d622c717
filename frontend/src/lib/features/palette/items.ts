/** The rows of the palette for what was typed, best first. Pure: it is handed everything it shows. */
import type { QueueInfo, Row } from '$lib/api';
import { fuzzy } from '$lib/components/fuzzy';
import {
  groupLabels,
  isCommand,
  keymap,
  specs,
  type Command,
  type CommandContext,
  type Layout,
  type Mode,
  type Remap,
} from '$lib/keys';
import { queueIcon } from '$lib/marks';
import { hasOperator } from './words';

export interface Item {
  id: string;
  group: string;
  icon: string;
  title: string;
  /** Places of the matched letters. */
  at: number[];
  keys: string;
  detail: string;
  /** Why it cannot run now; '' when it can. */
  why: string;
  /** Lower is better. */
  score: number;
  run: () => void;
}

/** The command whose own key was typed: "e", "A" for Shift+A, "у" for e on a Russian layout. */
export function byKey(query: string, remap: Remap, layout: Layout, mode: Mode = 'read'): string | null {
  if (query.length !== 1) return null;
  const code = Object.entries(layout).find(([, letter]) => letter === query.toUpperCase())?.[0];
  const letter = code ? code.slice(3).toLowerCase() : query;
  const stroke = /^[A-Z]$/.test(letter) ? `Shift+${letter.toLowerCase()}` : letter;
  return keymap(remap).find(stroke, mode);
}

/** The order of the one table decides between equals. */
const rank = (id: string): number => specs.findIndex((s) => s.id === id) / 10_000;

export interface Source {
  query: string;
  commands: readonly Command[];
  ctx: CommandContext;
  remap: Remap;
  layout: Layout;
  shown: (id: string) => string;
  queues: readonly QueueInfo[];
  goQueue: (name: string) => void;
}

export function commandItems(s: Source): Item[] {
  const mode = s.ctx.view === 'outbox' ? 'outbox' : 'read';
  const own = byKey(s.query.trim(), s.remap, s.layout, mode);
  const out: Item[] = [];
  for (const c of s.commands) {
    const enabled = c.enabled(s.ctx);
    if (enabled !== true && s.query.trim() === '') continue;
    const hit = fuzzy(s.query, c.title) ?? wordsHit(s.query, c);
    const mine = c.id === own;
    if (!hit && !mine) continue;
    out.push({
      id: `c:${c.id}`,
      group: c.group === 'app' ? groupLabels.desk : groupLabels[c.group],
      icon: c.icon,
      title: c.title,
      at: hit?.at ?? [],
      keys: isCommand(c.id) ? s.shown(c.id) : (c.key ?? ''),
      detail: '',
      why: enabled === true ? '' : enabled,
      score: (mine ? -100 : (hit?.score ?? 0)) + (enabled === true ? 0 : 200) + rank(c.id),
      run: () => c.run(s.ctx),
    });
  }
  return out;
}

function wordsHit(query: string, c: Command): { score: number; at: number[] } | null {
  const words = c.words ?? '';
  if (query.trim().length < 2) return null;
  const found = words.split(' ').some((w) => w.startsWith(query.trim().toLowerCase()));
  return found ? { score: 40, at: [] } : null;
}

export function queueItems(s: Source): Item[] {
  return s.queues.flatMap((q) => {
    const hit = fuzzy(s.query, q.label);
    if (!hit) return [];
    return [
      {
        id: `q:${q.name}`,
        group: groupLabels.go,
        icon: queueIcon(q.name),
        title: q.label,
        at: hit.at,
        keys: '',
        detail: String(q.count),
        why: '',
        score: hit.score + 1,
        run: () => s.goQueue(q.name),
      },
    ];
  });
}

export function ticketItems(query: string, rows: readonly Row[], open: (id: string) => void): Item[] {
  return rows.map((r, i) => ({
    id: `t:${r.id}`,
    group: 'Tickets',
    icon: 'mail',
    title: r.subject,
    at: fuzzy(query, r.subject)?.at ?? [],
    keys: '',
    detail: [r.contactName, r.companyName].filter(Boolean).join(' · '),
    why: '',
    score: 300 + i,
    run: () => open(r.id),
  }));
}

export function searchItem(query: string, run: (q: string) => void): Item[] {
  const q = query.trim();
  if (q === '') return [];
  return [
    {
      id: 's',
      group: 'Search',
      icon: 'search',
      title: `Search for “${q}”`,
      at: [],
      keys: '',
      detail: '',
      why: '',
      score: hasOperator(q) ? -50 : 400,
      run: () => run(q),
    },
  ];
}

/** Groups stay together; the group with the best row comes first, and so does the row in it. */
export function arrange(items: readonly Item[]): Item[] {
  const groups = new Map<string, Item[]>();
  for (const i of items) groups.set(i.group, [...(groups.get(i.group) ?? []), i]);
  const order = [groupLabels.outbox, groupLabels.ticket, groupLabels.go, groupLabels.list, groupLabels.desk];
  const place = (list: readonly Item[]): number => order.indexOf(list[0]?.group ?? '') / 1000;
  const best = (list: readonly Item[]): number => Math.min(...list.map((i) => i.score)) + place(list);
  return [...groups.values()]
    .map((list) => [...list].sort((a, b) => a.score - b.score))
    .sort((a, b) => best(a) - best(b))
    .flat();
}

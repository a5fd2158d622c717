/** Rows for a command in words: "snooze tue 9" with the moment as the desk reads it, "assign lena". */
import { backend, type Done, type Session } from '$lib/api';
import { fuzzy } from '$lib/components/fuzzy';
import type { CommandContext } from '$lib/keys';
import type { Overlay } from '$lib/stores/nav.svelte';
import { each } from '$lib/work';
import type { Item } from './items';
import { momentAndReason, parseWords, type Words } from './words';

export interface Hands {
  ctx: CommandContext;
  session: Session;
  open: (o: Overlay) => void;
}

function item(title: string, icon: string, detail: string, run: () => void, id = title): Item {
  return {
    id: `w:${id}`,
    group: 'In words',
    icon,
    title,
    at: [],
    keys: '',
    detail,
    why: '',
    score: -90,
    run,
  };
}

/** Rows for the words, or none. Asks the desk only for moments. */
export async function inWords(query: string, h: Hands): Promise<Item[]> {
  const words = parseWords(query);
  if (!words || h.ctx.targets.length === 0) return [];
  switch (words.verb) {
    case 'snooze':
    case 'callback':
    case 'meeting':
      return moment(words, h);
    case 'rename':
      return [
        item(`Rename to “${words.rest}”`, 'pencil', '', () => act(h, (t) => backend.rename(t, words.rest))),
      ];
    case 'note':
      return [
        item(`Add the note “${words.rest}”`, 'lock', 'internal', () =>
          act(h, (t) => backend.note(t, words.rest, 'note')),
        ),
      ];
    case 'go':
      return [];
    default:
      return chosen(words, h);
  }
}

async function moment(words: Words, h: Hands): Promise<Item[]> {
  const ticket = h.ctx.targets[0] ?? '';
  const { when, reason } =
    words.verb === 'snooze' ? momentAndReason(words.rest) : { when: words.rest, reason: '' };
  const v = await backend.when(when, ticket);
  if (v.error)
    return [{ ...item('A moment', 'clock', '', () => undefined), title: `“${when}”`, why: v.error }];
  const there = v.there ? v.there : '';
  const at = v.reply ? v.here : v.at ? v.here : when;
  if (words.verb === 'snooze') {
    // “us” needs a note, so the dialog asks for it.
    if (reason && reason !== 'us') {
      const run = (): void => act(h, (t) => backend.snooze(t, when, reason, ''));
      return [item(`Snooze until ${at}, waiting for the ${reason}`, 'alarm-clock', there, run)];
    }
    const title = v.reply ? `Snooze ${at}` : `Snooze until ${at}`;
    return [
      item(title, 'alarm-clock', there, () => h.open({ name: 'snooze', tickets: h.ctx.targets, text: when })),
    ];
  }
  const what = words.verb === 'callback' ? 'Call' : 'Meet';
  const icon = words.verb === 'callback' ? 'phone-outgoing' : 'video';
  const name = words.verb === 'callback' ? 'callback' : 'meeting';
  return [item(`${what} at ${at}`, icon, there, () => h.open({ name, ticket, text: when }))];
}

function chosen(words: Words, h: Hands): Item[] {
  const s = h.session;
  const near = <T extends { id: string }>(list: readonly T[], label: (t: T) => string): T[] =>
    list
      .map((t) => ({ t, hit: fuzzy(words.rest, label(t)) }))
      .filter((x) => x.hit)
      .sort((a, b) => (a.hit?.score ?? 0) - (b.hit?.score ?? 0))
      .slice(0, 3)
      .map((x) => x.t);
  switch (words.verb) {
    case 'assign': {
      const all = [...s.members.map((m) => ({ id: m.id, label: m.name })), ...s.teams];
      return near(all, (x) => x.label).map((x) =>
        item(
          `Assign to ${x.label}`,
          'user-plus',
          '',
          () => act(h, (t) => backend.assign(t, x.id, '')),
          `a${x.id}`,
        ),
      );
    }
    case 'tag':
    case 'untag': {
      const off = words.verb === 'untag';
      return near(s.tags, (x) => x.label).map((x) =>
        item(`${off ? 'Remove tag' : 'Tag'} ${x.label}`, 'tag', x.group, () =>
          act(h, (t) => (off ? backend.tag(t, [], [x.id]) : backend.tag(t, [x.id], []))),
        ),
      );
    }
    case 'status':
      return near(s.statuses, (x) => x.label).map((x) =>
        item(`Status ${x.label}`, 'circle-dot', '', () => status(h, x.id)),
      );
    case 'priority':
      return near(s.priorities, (x) => x.label).map((x) =>
        item(`Priority ${x.label}`, 'chevrons-up', x.help, () => act(h, (t) => backend.setPriority(t, x.id))),
      );
    default:
      return [];
  }
}

function status(h: Hands, id: string): void {
  if (id === 'resolved' || id === 'closed') h.open({ name: 'close', ticket: h.ctx.targets[0] ?? '', as: id });
  else act(h, (t) => backend.setStatus(t, id));
}

function act(h: Hands, what: (ticket: string) => Promise<Done>): void {
  void each(h.ctx.targets, what, (n) => `Changed ${n} tickets`);
}

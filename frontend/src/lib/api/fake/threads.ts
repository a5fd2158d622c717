/** The in-memory desk's joining and parting of tickets, who belongs to them, and what is proposed. */
import { ApiError, type EntryView, type InboxApi, type Suggestion, type WorkApi } from '../backend';
import { nothing, type State } from './state';
import { contact, row, ticket as make } from './ticket';

export type Threads = Pick<WorkApi, 'merge' | 'split' | 'accept' | 'judge'> &
  Pick<InboxApi, 'suggestions' | 'dismissSuggestion' | 'candidates'>;

export function threads(state: State, proposed: Suggestion[]): Threads {
  const dismissed = new Set<string>();
  const holding = (key: string) => {
    for (const t of state.tickets.values()) if (t.entries.some((e) => e.key === key)) return t;
    throw new ApiError('not_found', 'There is no such mail.', '');
  };
  const one = (key: string, field: string, text: string, change: Partial<EntryView>) =>
    state.act([holding(key).row.id], field, text, (t) => {
      t.entries = t.entries.map((e) => (e.key === key ? { ...e, ...change } : e));
    });
  const open = (id: string) => !['resolved', 'closed'].includes(state.get(id).row.status);

  return {
    async suggestions(id) {
      const here = proposed.filter(
        (s) => (s.kind === 'merge' ? s.ticket !== id : true) && !dismissed.has(s.id),
      );
      return here.filter(
        (s) =>
          state.tickets.get(id)?.entries.some((e) => e.key === s.message) &&
          (s.kind === 'split' || state.tickets.has(s.ticket)),
      );
    },
    async dismissSuggestion(id, suggestion) {
      dismissed.add(suggestion);
      state.changed([id]);
    },
    async candidates(id, typed) {
      const q = typed.trim().toLowerCase();
      const me = state.get(id);
      const others = [...state.tickets.values()].filter((t) => t !== me);
      const found = others.filter((t) =>
        q === ''
          ? t.contact.email === me.contact.email
          : t.row.number.toLowerCase().startsWith(q) ||
            [t.row.subject, t.row.contactName, t.contact.email].some((x) => x.toLowerCase().includes(q)),
      );
      return found
        .map((t) => structuredClone(t.row))
        .toSorted((a, b) => Number(open(b.id)) - Number(open(a.id)) || b.at - a.at)
        .slice(0, 20);
    },
    async merge(survivor, others) {
      const gone = others.map((id) => state.get(id));
      const first = gone[0]?.row;
      const d = state.act(
        [survivor, ...others],
        'parent',
        `Merged “${first?.subject ?? ''}” into “${state.get(survivor).row.subject}”`,
        (t) => {
          if (t.row.id !== survivor) return void state.tickets.delete(t.row.id);
          t.entries = [...t.entries, ...gone.flatMap((g) => g.entries)].toSorted((a, b) => a.at - b.at);
        },
      );
      return d;
    },
    async split(id, messages) {
      const from = state.get(id);
      const moved = from.entries.filter((e) => messages.includes(e.key));
      const [head] = moved;
      if (!head || moved.length === from.entries.filter((e) => e.kind === 'message').length)
        throw new ApiError('refused', 'Nothing would be left of it.', 'Choose a later mail.');
      const to = `S${String(state.tickets.size).padStart(3, '0')}-0NEW`;
      const d = state.act([id], 'split', `Split off into ${to}`, (t) => {
        t.entries = t.entries.filter((e) => !messages.includes(e.key));
      });
      const r = row({ id: to, subject: from.row.subject, contactName: head.fromName, at: head.at });
      state.tickets.set(
        to,
        make({ ...r, owner: from.row.owner }, contact(head.fromName, head.fromAddr), moved),
      );
      state.onUndo(d.op, () => void state.tickets.delete(to));
      state.changed([id, to]);
      return { ...nothing, ...d, ticket: to };
    },
    accept: async (key) =>
      one(
        key,
        'accepted',
        `${holding(key).entries.find((e) => e.key === key)?.fromName ?? ''} belongs here`,
        {
          newHere: false,
        },
      ),
    judge: async (key, who) =>
      one(key, 'machine', who === 'person' ? 'A person wrote it' : 'A machine wrote it', {
        machine: who === 'person' ? '' : 'notification',
      }),
  };
}

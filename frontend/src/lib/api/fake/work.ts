/** The in-memory desk's work on tickets. */
import { ApiError, type Done, type WorkApi } from '../backend';
import { parseWhen } from './agenda';
import { labelOf, me, nameOf, session } from './policy';
import { nothing, type State } from './state';
import { contact, entry, row, ticket as make, type FakeTicket } from './ticket';

export function work(state: State): Omit<WorkApi, 'place' | 'merge' | 'split' | 'accept' | 'judge'> {
  const quote = (id: string) => `“${state.get(id).row.subject}”`;
  const set = (
    id: string,
    field: string,
    text: string,
    event: string,
    part: Partial<FakeTicket['row']>,
  ): Done => {
    const op = state.id('o');
    return state.act(
      [id],
      field,
      text,
      (t) => {
        t.row = { ...t.row, ...part };
        t.entries = [
          ...t.entries,
          entry({
            id: op,
            at: state.now(),
            kind: 'event',
            direction: '',
            by: me,
            text: '',
            eventText: event,
            op,
          }),
        ];
      },
      op,
    );
  };
  const said = (text: string): Done => ({ ...nothing, text });

  return {
    async assign(id, owner) {
      const name = owner === '' ? 'nobody' : nameOf(owner);
      return set(id, 'owner', `Assigned ${quote(id)} to ${name}`, `gave it to ${name}`, { owner });
    },
    async noted(id) {
      state.get(id).lost = null;
      state.changed([id]);
      return said('Noted');
    },
    async claim(id, takeOver) {
      const r = state.get(id).row;
      if (r.owner === me) return said('It is yours already.');
      if (r.owner && !takeOver)
        throw new ApiError('owned', `${nameOf(r.owner)} has it.`, 'Take it over, or leave a note.');
      return set(id, 'owner', `Took ${quote(id)}`, 'took it', { owner: me });
    },
    async setStatus(id, status) {
      if (status === 'resolved' || status === 'closed')
        throw new ApiError('use_close', 'Closing goes through the checklist.', 'Press e.');
      return set(id, 'status', `${quote(id)} is ${labelOf(status)}`, `set status to ${labelOf(status)}`, {
        status,
        statusLabel: labelOf(status),
      });
    },
    async setPriority(id, p) {
      const label = session.priorities.find((x) => x.id === p)?.label ?? p;
      if (state.get(id).row.priority === p) return said(`Priority is ${label} already.`);
      return set(id, 'priority', `Priority ${label}: ${quote(id)}`, `set priority to ${label}`, {
        priority: p,
      });
    },
    async tag(id, add, remove) {
      const label = (x: string) => session.tags.find((t) => t.id === x)?.label ?? x;
      const tags = [...new Set([...state.get(id).row.tags.filter((t) => !remove.includes(t)), ...add])];
      const words = [
        ...add.map((x) => `tagged ${label(x)}`),
        ...remove.map((x) => `removed tag ${label(x)}`),
      ].join(', ');
      return set(id, 'tags', `${words.charAt(0).toUpperCase()}${words.slice(1)}`, words, { tags });
    },
    async rename(id, text) {
      return set(id, 'subject', `Renamed to “${text}”`, `renamed it to “${text}”`, { subject: text });
    },
    async note(id, text, kind) {
      const mentions = session.members
        .filter((m) => text.toLowerCase().includes(`@${m.name.toLowerCase()}`))
        .map((m) => m.id);
      const op = state.id('o');
      return state.act(
        [id],
        'note',
        `Note added to ${quote(id)}`,
        (t) => {
          t.entries = [
            ...t.entries,
            entry({
              id: op,
              at: state.now(),
              kind: 'note',
              direction: '',
              by: me,
              noteKind: kind,
              text,
              mentions,
              op,
            }),
          ];
          if (t.draft?.text.trim() === text.trim()) t.draft = null;
        },
        op,
      );
    },
    async saveNoteDraft(id, text, kind) {
      state.get(id).draft = text ? { text, kind } : null;
    },
    when: async (text) => parseWhen(text, state.now()),
    async snooze(id, when, reason, note) {
      const w = parseWhen(when, state.now());
      if (w.error || (!w.at && !w.reply))
        throw new ApiError('bad_time', w.error || 'No time was given.', 'Try “tue 9” or “2h”.');
      const until = w.reply ? state.now() + 30 * 24 * 3_600_000 : w.at;
      return set(
        id,
        'snoozedUntil',
        `Snoozed ${quote(id)} until ${w.here}`,
        `snoozed it until ${w.here}${note ? ` · ${note}` : ''}`,
        { snoozedUntil: until, snoozeReason: reason, snoozeReply: w.reply },
      );
    },
    async unsnooze(id) {
      return set(id, 'snoozedUntil', `Brought in ${quote(id)}`, 'brought it in', {
        snoozedUntil: 0,
        snoozeReply: false,
        back: 'brought in by you',
      });
    },
    async newTicket(subject, from, channel, text) {
      const id = `N${String(state.tickets.size).padStart(3, '0')}-0NEW`;
      const at = state.now();
      state.tickets.set(
        id,
        make(
          row({ id, subject, contactName: from, channel, at, status: 'triage', snippet: text }),
          contact(from, from),
          [entry({ id: `e-${id}`, at, text, fromName: from })],
        ),
      );
      state.changed([id]);
      return { ...nothing, op: state.id('o'), text: `New ticket “${subject}”`, ticket: id };
    },
    undo: async (op) => ({ ...state.undo(op), ask: '' }),
    history: async (id) => structuredClone(state.get(id).changes),
  };
}

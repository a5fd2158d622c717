/** The in-memory desk's close: evidence where it exists, ticks where allowed. */
import {
  ApiError,
  type ChecklistLine,
  type CloseAs,
  type CloseView,
  type ClosingApi,
  type Done,
} from '../backend';
import { labelOf, session } from './policy';
import type { State } from './state';
import type { FakeTicket } from './ticket';

const area = new Set(session.tags.filter((t) => t.group === 'Area').map((t) => t.id));

/** sending: as if a reply that is written were sent. */
export function lines(t: FakeTicket, sending = false): ChecklistLine[] {
  const unread = t.entries.filter((e) => e.kind === 'message' && e.direction === 'in' && !e.read).length;
  const note = [...t.entries].reverse().find((e) => e.kind === 'note');
  const tags = t.row.tags.filter((x) => area.has(x));
  const filled = Boolean(t.handOff.inquiry && t.handOff.done);
  const base = (id: string, text: string, byHand: boolean, required = true): ChecklistLine => ({
    id,
    text,
    state: t.ticks[id] ?? 'open',
    by: t.ticks[id] ? 'hand' : '',
    required,
    why: '',
    evidence: null,
    byHand,
  });
  const proven = (
    l: ChecklistLine,
    ok: boolean,
    kind: string,
    ref: string,
    proof: string,
    why: string,
  ): ChecklistLine =>
    ok ? { ...l, state: 'ticked', by: 'evidence', evidence: { kind, ref, text: proof } } : { ...l, why };
  return [
    proven(
      base('read', 'Every message read', false),
      unread === 0,
      'message',
      t.entries[0]?.id ?? '',
      `${t.row.messages} of ${t.row.messages} read`,
      `${unread} unread`,
    ),
    proven(base('answered', 'Every question answered', true), sending, 'message', '', 'This reply', ''),
    proven(
      base('note', 'A pending note has its reason', true),
      note !== undefined,
      'note',
      note?.id ?? '',
      note?.text ?? '',
      'No note yet',
    ),
    proven(
      base('tag', 'An area tag', false),
      tags.length > 0,
      'tag',
      tags[0] ?? '',
      tags.join(', '),
      'No area tag yet',
    ),
    proven(
      base('handoff', 'Hand-off filled', false),
      filled,
      'handoff',
      '',
      t.handOff.done,
      'What was done is missing',
    ),
    base('bug', 'Bug report linked', true, false),
  ];
}

/** send queues a draft together with the close. */
export function closing(state: State, send: (draft: string) => Done): ClosingApi {
  const view = (id: string, sending = ''): CloseView => {
    const t = state.get(id);
    const all = lines(t, sending !== '');
    const ok = all.every((l) => !l.required || l.state !== 'open');
    return {
      ticket: t.row,
      lines: all,
      handOff: t.handOff,
      attempts: [],
      attemptsNeeded: 3,
      noAnswerReasons: [
        { id: 'thanks', label: 'Thanks only' },
        { id: 'information', label: 'Information only' },
        { id: 'automatic', label: 'Automatic message' },
        { id: 'duplicate', label: 'Answered in another ticket' },
      ],
      canResolve: ok,
      canClose: ok,
      areaTags: [...area],
    };
  };
  return {
    checklist: async (id, _as, sending) => view(id, sending),
    async tick(id, line, to) {
      const t = state.get(id);
      if (to === 'open') t.ticks = Object.fromEntries(Object.entries(t.ticks).filter(([k]) => k !== line));
      else t.ticks[line] = to;
      state.changed([id]);
      return view(id);
    },
    async handOff(id, h) {
      state.get(id).handOff = { ...h };
      state.changed([id]);
      return view(id);
    },
    async close(id, as: CloseAs, anywayWhy, sending = '') {
      const v = view(id, sending);
      if (!v.canResolve && !anywayWhy) {
        const first = v.lines.find((l) => l.required && l.state === 'open');
        throw new ApiError(
          'close_refused',
          `Not yet: ${first?.text ?? 'a line is open'}.`,
          'Complete the line, or close anyway with a reason.',
        );
      }
      return sending ? send(sending) : finish([id], as);
    },
    closeNoAnswer: async (ids) => finish(ids, 'resolved'),
  };

  function finish(ids: string[], as: CloseAs) {
    const first = state.get(ids[0] ?? '');
    const what = ids.length === 1 ? `“${first.row.subject}”` : `${ids.length} tickets`;
    return state.act(ids, 'status', `${labelOf(as)} ${what}`, (t) => {
      t.row = { ...t.row, status: as, statusLabel: labelOf(as) };
    });
  }
}

/** The in-memory desk's day: callbacks, meetings, returning snoozes, deadlines. */
import { ApiError, type AgendaApi, type AgendaItem, type WhenView } from '../backend';
import { nothing, type State } from './state';
import { day, hour, minute } from './ticket';

/** A few forms of plain words; the desk itself knows more. */
export function parseWhen(text: string, now: number): WhenView {
  const bad = (error: string): WhenView => ({ at: 0, reply: false, here: '', there: '', error });
  const s = text.trim().toLowerCase();
  if (s === '') return bad('');
  if (/^(when )?(they )?repl(y|ies)$/.test(s))
    return { at: 0, reply: true, here: 'when they reply', there: '', error: '' };
  const at = moment(s, now);
  if (at === 0) return bad('Not a time. Try “tue 9”, “2h”, “tomorrow”, “when they reply”.');
  const d = new Date(at);
  const hm = (x: Date) =>
    `${String(x.getHours()).padStart(2, '0')}:${String(x.getMinutes()).padStart(2, '0')}`;
  const wd = (x: Date) => x.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  const there = new Date(at - 5 * hour);
  return {
    at,
    reply: false,
    here: `${wd(d)}, ${hm(d)}`,
    there: `${wd(there)}, ${hm(there)} there`,
    error: '',
  };
}

function moment(s: string, now: number): number {
  const rel = /^(?:in )?(\d+) ?(m|min|h|d|w)$/.exec(s);
  if (rel) {
    const unit = { m: minute, min: minute, h: hour, d: day, w: 7 * day }[rel[2] as 'm'];
    return now + Number(rel[1]) * unit;
  }
  const m = /^([a-z]+)? ?(?:at )?(\d{1,2})?(?::(\d\d))?$/.exec(s);
  if (!m || (m[1] === undefined && m[2] === undefined)) return 0;
  const d = new Date(now);
  d.setHours(m[2] === undefined ? 9 : Number(m[2]), Number(m[3] ?? 0), 0, 0);
  const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
  if (m[1] && m[1].length >= 2) {
    if ('tomorrow'.startsWith(m[1]) && m[1].length > 2) d.setDate(d.getDate() + 1);
    else {
      const i = names.findIndex((n) => n.startsWith(m[1] ?? '?'));
      if (i < 0) return 0;
      d.setDate(d.getDate() + ((i - d.getDay() + 7) % 7 || 7));
    }
  } else if (m[1]) return 0;
  else if (d.getTime() <= now) d.setDate(d.getDate() + 1);
  return d.getTime();
}

export class Agenda {
  items: AgendaItem[] = [];
  doneToday = 3;

  constructor(readonly state: State) {
    const now = state.now();
    const add = (
      id: string,
      ticket: string,
      p: Partial<AgendaItem> & Pick<AgendaItem, 'kind' | 'at' | 'title' | 'action'>,
    ) => {
      const r = state.get(ticket).row;
      this.items.push({
        id,
        until: 0,
        ticket,
        number: r.number,
        who: `${r.contactName} · ${r.companyName}`,
        actions: ['open', 'done'],
        overdue: p.at < now,
        joinHost: '',
        number_: '',
        ...p,
      });
    };
    add('ag1', '3KD8-W2ZR', {
      kind: 'sla',
      at: now - 17 * minute,
      title: 'Next response: No sign-in after the SSO change',
      action: 'open',
    });
    add('ag2', 'N7ZP-2DH6', {
      kind: 'callback',
      at: now + 2 * minute,
      title: 'Migration window',
      action: 'call',
      actions: ['call', 'reschedule', 'done', 'open'],
      number_: '+971 4 555 0172',
    });
    add('ag3', 'U9BH-3CV7', {
      kind: 'meeting',
      at: now + 10 * minute,
      until: now + 40 * minute,
      title: 'Flow review',
      action: 'join',
      actions: ['join', 'here', 'waiting', 'reschedule', 'open'],
      joinHost: 'meet.orchard.example',
    });
    add('ag4', '7Q2M-9FKX', {
      kind: 'sla',
      at: now + 65 * minute,
      title: 'Next response: October export stops at 40 %',
      action: 'open',
    });
    add('ag5', 'C8VB-4JY0', {
      kind: 'snooze',
      at: now + 2 * hour,
      title: 'Roles for the night shift returns: waiting for the client',
      action: 'open',
    });
    add('ag6', '7Q2M-9FKX', {
      kind: 'callback',
      at: now + 3 * hour,
      title: 'Audit file',
      action: 'call',
      actions: ['call', 'reschedule', 'done', 'open'],
      number_: '+1 617 555 0134',
    });
  }

  api(): AgendaApi {
    const { state } = this;
    const plan = (
      kind: 'callback' | 'meeting',
      ticket: string,
      when: string,
      p: Partial<AgendaItem>,
      word: string,
    ) => {
      const w = parseWhen(when, state.now());
      const r = state.get(ticket).row;
      this.items.push({
        id: state.id('ag'),
        kind,
        at: w.at,
        until: 0,
        ticket,
        number: r.number,
        title: '',
        who: r.contactName,
        action: kind === 'callback' ? 'call' : 'join',
        actions: ['open', 'reschedule', 'done'],
        overdue: false,
        joinHost: '',
        number_: '',
        ...p,
      });
      this.items.sort((a, b) => a.at - b.at);
      return state.act([ticket], 'agenda', `${word} ${w.here}`, () => undefined);
    };
    return {
      today: async () => ({
        items: structuredClone(this.items.map((i) => ({ ...i, overdue: i.at < state.now() }))),
        doneToday: this.doneToday,
        comingDays: [
          { day: state.now() + day, text: '2 callbacks, 1 meeting' },
          { day: state.now() + 2 * day, text: '3 snoozes return' },
        ],
        quiet: [
          {
            kind: 'unassigned',
            text: 'Take one of 6 unassigned',
            action: 'queue',
            query: 'unassigned',
            count: 6,
          },
          {
            kind: 'silent',
            text: 'Follow up: Second warehouse, silent 6 days',
            action: 'open',
            query: 'Z1MD-8QT6',
            count: 1,
          },
        ],
      }),
      callback: async (ticket, when, number, topic) =>
        plan('callback', ticket, when, { number_: number, title: topic || 'Callback' }, 'Callback'),
      meeting: async (ticket, when, title, minutes) =>
        plan(
          'meeting',
          ticket,
          when,
          { title: title || 'Meeting', until: parseWhen(when, state.now()).at + minutes * minute },
          'Meeting',
        ),
      takeInvite: async (message) => {
        for (const t of this.state.tickets.values()) {
          const e = t.entries.find((x) => x.key === message);
          const { invite } = e ?? {};
          if (!e || !invite) continue;
          const taken = invite.proposal !== 'remove';
          const text = `${taken ? 'Added' : 'Took'} “${invite.title}” ${taken ? 'to' : 'out of'} the agenda`;
          return this.state.act([t.row.id], 'meeting', text, (now) => {
            const done = { ...invite, taken, proposal: '' as const };
            now.entries = now.entries.map((x) => (x.key === message ? { ...x, invite: done } : x));
          });
        }
        throw new ApiError('not_found', 'There is no such invitation.', '');
      },
      agendaAct: async (id, action) => {
        const i = this.items.find((x) => x.id === id);
        if (!i) return { ...nothing, text: 'It is already done.' };
        const next = { join: 'here', here: 'done', waiting: 'reschedule' } as const;
        if (action in next) i.action = next[action as keyof typeof next];
        else if (action === 'done' || action === 'call') {
          this.items = this.items.filter((x) => x !== i);
          this.doneToday++;
        } else return nothing;
        return state.act([i.ticket], 'agenda', `${i.title}: ${action}`, () => undefined);
      },
    };
  }
}

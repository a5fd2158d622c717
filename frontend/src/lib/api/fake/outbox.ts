/** The in-memory desk's outbox: sending with its undo delay, what is held, what a person may do. */
import {
  ApiError,
  type ComposeApi,
  type Done,
  type MailAction,
  type MailView,
  type OutboxState,
  type SendResult,
} from '../backend';
import { lines } from './closing';
import type { Drafts } from './compose';
import { actions, addresses, bad, open, pending, words, type FakeDraft, type FakeMail } from './mail';
import { labelOf, me } from './policy';
import { nothing, type State } from './state';
import type { FakeTicket } from './ticket';

type OutboxApi = Pick<ComposeApi, 'send' | 'outbox' | 'outboxMail' | 'outboxAct' | 'outboxState' | 'sendNow'>;

const rank: MailView['state'][] = ['unsure', 'held', 'waiting', 'sending', 'sent'];
const unsent = { mail: '', text: '', undoUntil: 0, ask: '' as const, news: null };

export class Outbox {
  readonly mails = new Map<string, FakeMail>();

  constructor(
    readonly state: State,
    readonly drafts: Drafts,
    readonly undoSend: () => number,
  ) {}

  get(id: string): FakeMail {
    const m = this.mails.get(id);
    if (!m) throw new ApiError('not_found', 'This mail is no longer in the outbox.', 'Look into the ticket.');
    return m;
  }

  of(ticket: string): FakeMail[] {
    return [...this.mails.values()].filter((m) => m.view.ticket === ticket && m.view.state !== 'filed');
  }

  worst(ticket: string): MailView['state'] | '' {
    const states = this.of(ticket).map((m) => m.view.state);
    return rank.find((s) => states.includes(s)) ?? '';
  }

  counts(): OutboxState {
    const c = { waiting: 0, sending: 0, sent: 0, held: 0, unsure: 0, some: 0 };
    for (const { view } of this.mails.values()) {
      if (view.reason === 'some') c.some++;
      else if (view.state !== 'filed') c[view.state]++;
    }
    return c;
  }

  /** A hand for tests: what the server or the guard made of a mail. */
  move(id: string, part: Partial<MailView>): void {
    const m = this.get(id);
    m.view = { ...m.view, ...part, changedAt: this.state.now() };
    m.view.actions = actions(m.view);
    if (m.view.state !== 'waiting') m.view.undoUntil = 0;
    if (m.view.state === 'sent' || m.view.state === 'filed') this.#arrived(m);
    this.#tell(m.view.ticket);
  }

  /** Puts a mail into the queue; until: of the undo delay, 0: none. */
  queue(d: FakeDraft, until: number, op: string, resolves: boolean, id = this.state.id('s')): FakeMail {
    const t = this.state.get(d.ticket);
    const at = this.state.now();
    const firm = t.row.companyName ? ` · ${t.row.companyName}` : '';
    const to = [...addresses(d.to), ...addresses(d.cc)];
    const view: MailView = {
      id,
      ticket: d.ticket,
      number: t.row.number,
      subject: d.subject,
      to: addresses(d.to),
      who: `${t.row.contactName}${firm}`,
      snippet: words(d.html),
      state: 'waiting',
      reason: '',
      words: '',
      tries: 0,
      nextTry: until,
      undoUntil: until,
      queuedAt: at,
      changedAt: at,
      size: 2_400 + d.files.reduce((n, f) => n + f.size, 0),
      actions: actions({ state: 'waiting', reason: '' }),
      recipients: to.map((addr) => ({ addr, taken: false, code: 0, words: '' })),
      resolves,
    };
    const m = { view, draft: d, op };
    d.mail = id;
    this.mails.set(id, m);
    return m;
  }

  /** Takes a mail back that still can be, where nothing newer was done (op ''), or the one of that op. */
  undo(op: string): Done | null {
    const newest = op || this.state.ops.findLast((o) => !o.undone)?.op;
    const m = [...this.mails.values()].findLast((x) => x.op === newest && x.op !== '');
    if (m?.view.state !== 'waiting' || m.view.undoUntil <= this.state.now()) return null;
    this.#back(m);
    return { ...nothing, text: `Not sent: ${m.view.subject}` };
  }

  api(): OutboxApi {
    return {
      send: async (id, resolve, anyway) => this.#send(id, resolve, anyway),
      outbox: async () =>
        structuredClone([...this.mails.values()].map((m) => m.view).filter(open)).sort(
          (a, b) => a.queuedAt - b.queuedAt,
        ),
      outboxMail: async (id) => {
        const m = this.get(id);
        const t = this.state.get(m.view.ticket);
        const since = t.entries.filter((e) => !m.draft.seen.has(e.id));
        return structuredClone({
          mail: m.view,
          from: m.draft.from,
          html: true,
          frameUrl: `/outbox/${id}`,
          text: words(m.draft.html),
          files: m.draft.files,
          since,
          before: t.entries.filter((e) => m.draft.seen.has(e.id) && e.kind === 'message').slice(-2),
        });
      },
      outboxAct: async (id, action) => {
        const m = this.get(id);
        if (!allowed(m, action))
          throw new ApiError('conflict', `That is not possible while it is ${m.view.state}.`, 'Look again.');
        return { ...this.#act(m, action), draft: m.draft.mail ? '' : m.draft.id, ticket: m.view.ticket };
      },
      outboxState: async () => this.counts(),
      sendNow: async () => {
        for (const m of this.mails.values())
          if (m.view.state === 'waiting' && m.view.undoUntil <= this.state.now()) this.#go(m);
      },
    };
  }

  #send(id: string, resolve: boolean, anyway: boolean): SendResult {
    const d = this.drafts.get(id);
    const t = this.state.get(d.ticket);
    const no = (problem: string, field: SendResult['field'], hint = ''): SendResult => ({
      ...unsent,
      problem,
      hint,
      field,
    });
    if (d.mail) return no('This draft was sent already.', '');
    if (!addresses(d.to).length) return no('No recipient.', 'to', 'Say who gets it.');
    if (bad(d.to)) return no(bad(d.to), 'to');
    if (bad(d.cc)) return no(bad(d.cc), 'cc');
    const blank = /<span data-blank[^>]*>([^<]*)</.exec(d.html)?.[1];
    if (blank) return no(`Not filled in yet: “${words(blank)}”.`, 'body', 'Fill it in, or delete it.');
    if (words(d.html) === '' && !d.files.length) return no('There is nothing in this mail.', 'body');
    const ok = { ...unsent, problem: '', hint: '', field: '' as const };
    const news = this.drafts.news(d).some((e) => !e.read) ? this.drafts.newsView(d) : null;
    if (news && !anyway) return { ...ok, ask: 'news', news: structuredClone(news) };
    if (resolve && lines(t, true).some((l) => l.required && l.state === 'open'))
      return { ...ok, ask: 'lines' };
    const done = this.queueDraft(d, resolve);
    return { ...ok, mail: done.mail, text: done.text, undoUntil: done.undoUntil };
  }

  /** Queues a draft that was judged good, with what else is done to its ticket. */
  queueDraft(d: FakeDraft, resolve: boolean): Done {
    const t = this.state.get(d.ticket);
    const wait = this.undoSend() * 1000;
    const until = wait ? this.state.now() + wait : 0;
    this.drafts.see(d);
    const { op } = this.state.act([d.ticket], 'status', `Sent “${d.subject}”`, (x) => begun(x, resolve));
    const m = this.queue(d, until, op, resolve);
    this.#tell(d.ticket);
    setTimeout(() => m.view.state === 'waiting' && m.view.undoUntil === until && this.#go(m), wait);
    const name = t.row.contactName.split(' ')[0];
    const text = wait ? `Sending to ${name} in ${wait / 1000} s` : `Sending to ${name}`;
    return { op, text, undo: until > 0, mail: m.view.id, undoUntil: until };
  }

  #act(m: FakeMail, action: MailAction): Done {
    const said = (text: string): Done => ({ ...nothing, text, mail: m.view.id });
    switch (action) {
      case 'edit':
      case 'cancel':
        this.#back(m);
        return said(action === 'edit' ? 'Back in the ticket' : `Not sent: ${m.view.subject}`);
      case 'discard':
        this.#back(m);
        m.draft.discarded = true;
        this.state.changed([m.view.ticket]);
        return said(`Discarded “${m.view.subject}”`);
      case 'went':
        this.move(m.view.id, { state: 'filed', reason: '', words: '' });
        return said('Noted');
      default:
        this.drafts.see(m.draft);
        this.move(m.view.id, { state: 'waiting', reason: '', words: '', undoUntil: 0 });
        this.#go(m);
        return said(`Sending “${m.view.subject}”`);
    }
  }

  /** The mail is a draft again, and what went with it is undone. */
  #back(m: FakeMail): void {
    this.mails.delete(m.view.id);
    m.draft.mail = '';
    const other = this.drafts
      .of(m.view.ticket)
      .find((d) => d !== m.draft && (d.kind === 'forward') === (m.draft.kind === 'forward'));
    if (other) {
      if (words(other.html)) m.draft.html += `<hr>${other.html}`;
      m.draft.files = [...m.draft.files, ...other.files];
      this.drafts.all.delete(other.id);
    }
    if (m.op && (m.view.undoUntil > this.state.now() || m.view.resolves)) this.state.undo(m.op);
    this.#tell(m.view.ticket);
  }

  #go(m: FakeMail): void {
    this.move(m.view.id, { state: 'sending' });
    setTimeout(() => {
      if (m.view.state === 'sending') this.move(m.view.id, { state: 'filed' });
    }, 600);
  }

  #arrived(m: FakeMail): void {
    const t = this.state.get(m.view.ticket);
    if (m.view.state !== 'filed' || t.entries.some((e) => e.id === m.view.id)) return;
    t.entries = [...t.entries, { ...pending(m), outbox: null }];
  }

  #tell(ticket: string): void {
    this.state.emit('outbox', this.counts());
    this.state.changed([ticket]);
  }
}

/** What the desk takes; its buttons are fewer. */
function allowed(m: FakeMail, action: MailAction): boolean {
  const back = action === 'edit' || action === 'cancel' || action === 'discard';
  return m.view.actions.includes(action) || (back && ['waiting', 'held'].includes(m.view.state));
}

function begun(t: FakeTicket, resolve: boolean): void {
  const status = resolve
    ? 'resolved'
    : ['triage', 'open'].includes(t.row.status)
      ? 'in-progress'
      : t.row.status;
  t.row = { ...t.row, owner: t.row.owner || me, status, statusLabel: labelOf(status) };
}

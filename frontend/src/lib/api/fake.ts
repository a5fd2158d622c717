/**
 * The desk in memory: for tests, the preview and the screenshots. It behaves:
 * what is claimed, snoozed, closed or undone changes its state and tells the
 * window. It knows no network and no disk.
 */
import type { Attachment, Backend, InboxApi, Row, Suggestion } from './backend';
import { Agenda } from './fake/agenda';
import { apart } from './fake/apart';
import { closing, lines } from './fake/closing';
import { Drafts } from './fake/compose';
import { Crew, someCrew } from './fake/crew';
import { TeamFiles } from './fake/files';
import { blankDraft, pending, words } from './fake/mail';
import { Mailboxes } from './fake/mailbox';
import { Outbox } from './fake/outbox';
import { session, settings } from './fake/policy';
import { Replies } from './fake/replies';
import { search } from './fake/search';
import { seed } from './fake/seed';
import { seedOutbox } from './fake/seed-outbox';
import { nothing, State } from './fake/state';
import { team } from './fake/team';
import { threads, type Threads } from './fake/threads';
import { entry, type FakeTicket } from './fake/ticket';
import { work } from './fake/work';

export interface FakeOptions {
  now?: () => number;
  firstRun?: boolean;
  tickets?: FakeTicket[];
  /** So many more saved replies. */
  replies?: number;
  /** A long-lived mailbox: older mail is on the server, some of it asked for, and a folder was emptied. */
  older?: boolean;
  /** A desk with a mailbox of its own, not the sample. */
  own?: boolean;
  /** The desk is in a team of three. */
  team?: boolean;
}

/** The backend, and a hand for tests: what arrives while one looks. */
export interface Fake extends Backend {
  state: State;
  /** Its drop lets files go over the window. */
  drafts: Drafts;
  /** Its move says what became of a mail. */
  mails: Outbox;
  /** Folders, older mail, what the server says of them. */
  boxes: Mailboxes;
  /** What its mail hints at. */
  proposed: Suggestion[];
  /** Who is in the team, and on which laptops. */
  crewed: Crew;
  /** The team's files and their versions. */
  files: TeamFiles;
  /** Its changed says that a colleague wrote one anew. */
  replies: Replies;
  /** A new mail: on that ticket, or as a new unassigned one. */
  arrive(ticket: string, text: string): void;
}

export function fake(options: FakeOptions = {}): Fake {
  const now = options.now ?? (() => Date.now());
  const state = new State(options.tickets ?? seed(now()), now);
  const agenda = options.tickets ? null : new Agenda(state);
  const flags = { firstRun: options.firstRun ?? false };
  const saved = { settings: { ...settings } };
  const drafts = new Drafts(state);
  const mails = new Outbox(state, drafts, () => saved.settings.undoSend);
  const boxes = new Mailboxes(state);
  const proposed: Suggestion[] = [];
  const crewed = new Crew(state, flags);
  const files = new TeamFiles(state);
  const replies = new Replies(state, options.replies);
  if (options.team) replies.changed('tst_delay', 'Lena');
  if (options.team && !options.tickets) apart(state);
  if (options.team) crewed.view = someCrew(now());
  if (options.older) boxes.furnish();
  if (!options.tickets) seedOutbox(drafts, mails);

  /** The row with what is written and sent in it. */
  const marked = (r: Row): Row => {
    const d = drafts.of(r.id).find((x) => !blankDraft(x));
    const draft = d ? words(d.html) : (state.get(r.id).draft?.text ?? '');
    return { ...r, draft, outbox: mails.worst(r.id) };
  };

  const inbox: Omit<InboxApi, 'fetchMail' | 'searchOlder' | keyof Threads> = {
    session: async () =>
      structuredClone({
        ...session,
        accounts: boxes.accounts,
        sample: session.sample && !options.own && !options.team,
        firstRun: flags.firstRun,
        ready: !flags.firstRun,
      }),
    queues: async () => state.queues(),
    async list(queue, after, limit) {
      const all = state.rows(queue);
      const from = after ? Number(after) : 0;
      const rows = structuredClone(all.slice(from, from + limit)).map(marked);
      return { rows, next: from + limit < all.length ? String(from + limit) : '', total: all.length };
    },
    async search(query, limit) {
      const page = search(state, query, limit);
      return { ...page, rows: page.rows.map(marked) };
    },
    async open(id) {
      const t = state.get(id);
      const all = lines(t);
      const written = drafts.of(id).find((d) => !blankDraft(d));
      const done = all.filter((l) => l.state !== 'open').length;
      const others = [...state.tickets.values()].filter(
        (o) => o !== t && o.row.companyName !== '' && o.row.companyName === t.row.companyName,
      );
      return structuredClone({
        row: marked(t.row),
        pipeline: 'support',
        pipelineLabel: 'Support',
        department: t.department,
        categories: t.categories,
        contact: t.contact,
        company: t.company,
        entries: [...t.entries, ...mails.of(id).map(pending)],
        others: others.map((o) => o.row).slice(0, 8),
        checklist: {
          done,
          total: all.length,
          next: all.find((l) => l.required && l.state === 'open')?.text ?? '',
        },
        agenda: agenda?.items.filter((i) => i.ticket === id) ?? [],
        draft: t.draft,
        mailDraft: written
          ? { id: written.id, kind: written.kind, snippet: words(written.html), updatedAt: written.savedAt }
          : null,
        asks: t.asks,
        lost: t.lost,
        replying: t.replying,
        readOnly: t.readOnly,
        why: t.why,
      });
    },
    async openAt(id, at) {
      const view = await inbox.open(id);
      const changed = state.get(id).changes.filter((c) => c.at > at && c.field in view.row);
      const row = { ...view.row, ...Object.fromEntries(changed.map((c) => [c.field, c.old])) };
      return {
        ...view,
        row,
        entries: view.entries.filter((e) => e.at <= at),
        lost: null,
        draft: null,
        mailDraft: null,
      };
    },
    async markRead(id, keys) {
      const t = state.get(id);
      t.entries = t.entries.map((e) => (keys.includes(e.key) ? { ...e, read: true } : e));
      t.row = { ...t.row, unread: t.entries.some((e) => !e.read && e.direction === 'in') };
      state.changed([id]);
    },
    raw: async (key) =>
      `Message-ID: <${key}@customer.example>\r\nSubject: Re: Zollanmeldung\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nAnbei die Unterlagen.\r\n`,
    async openLink(key, n, confirmed) {
      const no = { ok: false, ask: '', refused: '', ticket: '', text: '' };
      const t = [...state.tickets.values()].find((x) => x.entries.some((e) => e.key === key));
      const to = t?.entries.find((e) => e.key === key)?.links.find((l) => l.n === n)?.host ?? '';
      if (t && to.includes('@')) return { ...no, ticket: t.row.id, text: drafts.mailto(t.row.id, to) };
      if (n <= 1 || confirmed) return { ...no, ok: true };
      return { ...no, ask: 'The text names www.kestrel.example, the link goes to 203.0.113.9.' };
    },
    saveAttachment: async (id, confirmed) => {
      const file = fileOf(state, id);
      const ask = !confirmed && file && file.risk !== '' && file.risk !== 'archive' ? file.riskText : '';
      return { ...nothing, text: ask ? '' : 'Saved to Downloads.', ask };
    },
    openAttachment: async (id) => ({ ...nothing, text: `Opened ${fileOf(state, id)?.name ?? ''}.`, ask: '' }),
    showRemote: async (key) => `/mail/${key.slice(1)}?remote=1`,
  };

  function arrive(id: string, text: string): void {
    const t = state.get(id);
    const at = now();
    t.entries = [
      ...t.entries,
      entry({ id: state.id('e'), at, text, fromName: t.row.contactName, read: false }),
    ];
    t.row = { ...t.row, unread: true, at, lastCustomerAt: at, snippet: text };
    state.changed([id]);
    for (const q of state.queues())
      if (state.inQueue(t, q.name)) state.emit('arrived', { queue: q.name, n: 1 });
  }

  return {
    ...inbox,
    ...work(state),
    ...threads(state, proposed),
    undo: async (op) => ({ ...(mails.undo(op) ?? state.undo(op)), ask: '' }),
    ...closing(state, (id) => mails.queueDraft(drafts.get(id), true)),
    ...drafts.api(),
    ...mails.api(),
    ...replies.api(),
    ...(agenda ?? new Agenda(new State(seed(now()), now))).api(),
    ...boxes.inbox(),
    ...boxes.work(),
    ...team(state, flags, saved, boxes),
    ...crewed.api(),
    ...files.api(),
    on: (event, fn) => state.on(event, fn),
    state,
    proposed,
    crewed,
    files,
    replies,
    drafts,
    mails,
    boxes,
    arrive,
  };
}

function fileOf(state: State, id: string): Attachment | undefined {
  for (const t of state.tickets.values())
    for (const e of t.entries) for (const f of e.attachments) if (f.id === id) return f;
  return undefined;
}

/** The in-memory desk's mailboxes: folders, how far back, what is written to the server, older mail on it. */
import {
  ApiError,
  type AccountView,
  type EntryView,
  type FolderState,
  type InboxApi,
  type Problem,
  type SurveyView,
  type SyncState,
  type TeamApi,
  type WorkApi,
} from '../backend';
import { mayPlace } from '$lib/mailbox';
import { session } from './policy';
import { nothing, type State } from './state';
import { attached, day, minute, type FakeTicket } from './ticket';

const folder = (f: Partial<FolderState> & { name: string }): FolderState => ({
  role: '',
  messages: 0,
  synced: f.followed === false ? 0 : (f.messages ?? 0),
  heads: 0,
  parts: 0,
  missing: 0,
  followed: true,
  lookedAt: 0,
  ...f,
});

/** The folders of the team's mailbox as a long-lived one has them. */
function folders(now: number): FolderState[] {
  const lookedAt = now - 40_000;
  const off = { followed: false, lookedAt: 0 };
  return [
    folder({ name: 'INBOX', role: 'inbox', messages: 3120, lookedAt }),
    folder({ name: 'Sent', role: 'sent', messages: 2204, lookedAt }),
    folder({ name: 'Archive', role: 'archive', messages: 12_431, heads: 8200, lookedAt }),
    folder({ name: 'Junk', role: 'junk', messages: 96, synced: 95, missing: 1, lookedAt }),
    folder({ name: 'Trash', role: 'trash', messages: 540, synced: 228, missing: 312, lookedAt }),
    folder({ name: 'Drafts', role: 'drafts', messages: 4, ...off }),
    folder({ name: 'Projects/Halvorsen migration', messages: 210, ...off }),
    folder({ name: 'Projects/Northwind pilot', messages: 88, ...off }),
  ];
}

export class Mailboxes {
  accounts: AccountView[];
  problems: Problem[] = [];
  /** Says how it stands; a test sets it and tells. */
  sync: SyncState;
  /** How long the server takes to count and to send, in ms; a test turns it to 0. */
  takes = 0;
  survey: SurveyView = {
    choices: [
      { reach: 0, messages: 17_855, whole: 17_855, bytes: 2_310_000_000, disk: 1_120_000_000 },
      { reach: 365, messages: 17_855, whole: 8127, bytes: 1_090_000_000, disk: 545_000_000 },
      { reach: 90, messages: 17_855, whole: 2310, bytes: 322_000_000, disk: 178_000_000 },
    ],
    free: 118_400_000_000,
    estimated: true,
  };

  constructor(readonly state: State) {
    const now = state.now();
    this.accounts = session.accounts.map((a) => ({ ...a, lastSync: now - 40_000, folders: folders(now) }));
    this.sync = {
      word: 'synced',
      lastSync: now - 40_000,
      count: 0,
      total: 0,
      waiting: 0,
      filling: false,
      held: '',
      changes: 0,
      orphans: 0,
    };
  }

  tell(s: Partial<SyncState>): void {
    this.sync = { ...this.sync, ...s };
    this.state.emit('sync', { ...this.sync });
  }

  /** What came at once: a problem that asks. */
  vanish(id: string, name: string, gone: number, of: number): void {
    this.#say([
      ...this.problems,
      {
        code: 'vanished',
        message: `${gone.toLocaleString('en')} of ${of.toLocaleString('en')} mails of ${name} are gone from the server at once.`,
        hint: 'Somebody may have emptied it. They are kept here until you say.',
        since: this.state.now() - 2 * minute,
        file: '',
        line: 0,
        action: `vanished:${id}:${name}`,
      },
    ]);
  }

  #say(list: Problem[]): void {
    this.problems = list;
    this.state.emit('problems', structuredClone(list));
  }

  #account(id: string): AccountView {
    const a = this.accounts.find((x) => x.id === id);
    if (!a) throw new ApiError('not-found', 'This mailbox is no longer connected.');
    return a;
  }

  #online(): void {
    if (this.sync.word === 'offline')
      throw new ApiError('offline', 'The server cannot be reached.', 'It works again once you are online.');
  }

  #wait = (): Promise<void> => new Promise((done) => setTimeout(done, this.takes));

  /** A mail that is here in part, and its ticket. */
  #mail(key: string): { t: FakeTicket; e: EntryView } | null {
    for (const t of this.state.tickets.values()) {
      const e = t.entries.find((x) => x.key === key);
      if (e) return { t, e };
    }
    return null;
  }

  #put(t: FakeTicket, e: EntryView): void {
    t.entries = t.entries.map((x) => (x.key === e.key ? e : x));
    this.state.changed([t.row.id]);
  }

  /** The rest of a mail comes. */
  deliver(key: string, text = ''): void {
    const m = this.#mail(key);
    if (!m || m.e.extent === '') return;
    const body = text || this.state.onServer.get(key) || m.e.text;
    this.#put(m.t, { ...m.e, extent: '', wanted: false, text: body, visibleText: body });
  }

  inbox(): Pick<InboxApi, 'fetchMail' | 'searchOlder'> {
    return {
      fetchMail: async (key) => {
        const m = this.#mail(key);
        if (!m) throw new ApiError('not-found', 'This mail is not here any more.');
        if (m.e.extent === '') return;
        if (!m.e.wanted) this.#put(m.t, { ...m.e, wanted: true });
        if (this.sync.word === 'offline') return;
        if (this.takes >= 0) void this.#wait().then(() => this.deliver(key));
      },
      searchOlder: async (query) => {
        this.#online();
        await this.#wait();
        const word = query.toLowerCase().split(/\s+/)[0] ?? '';
        const hit = [...this.state.onServer].filter(([, text]) => text.toLowerCase().includes(word));
        for (const [key] of hit) this.deliver(key);
        return { asked: hit.length, found: hit.length };
      },
    };
  }

  work(): Pick<WorkApi, 'place'> {
    const said = {
      inbox: 'Goes back into the inbox on the server',
      archive: 'Goes into the archive on the server',
      junk: 'Goes into Junk on the server',
      trash: 'Goes into Trash on the server',
    };
    return {
      place: async (message, where) => {
        const m = this.#mail(message);
        if (!m) throw new ApiError('not-found', `There is no message ${message}.`);
        if (!this.accounts.some((a) => mayPlace(a, where)))
          throw new ApiError(
            'refused',
            'Deskhand is not allowed to move this mail on the server.',
            'Switch it on in the mailbox’s settings.',
          );
        return this.state.act([m.t.row.id], 'place', said[where], () => {});
      },
    };
  }

  team(): Pick<TeamApi, 'survey' | 'surveyForm' | 'editAccount' | 'vanished'> {
    return {
      survey: async () => {
        this.#online();
        await this.#wait();
        return structuredClone(this.survey);
      },
      surveyForm: async (f) => {
        if (f.password === '' || f.password === 'wrong')
          return {
            survey: null,
            refused: {
              ok: false,
              text: 'The server refused the password.',
              code: 'sign-in',
              hint: 'Many servers want an app password.',
              field: 'password',
              account: null,
            },
          };
        await this.#wait();
        return { survey: structuredClone(this.survey), refused: null };
      },
      editAccount: async (id, e) => {
        const a = this.#account(id);
        if (e.reach !== null) a.reach = e.reach;
        const on = new Map(e.follow.map((f) => [f.name, f.on]));
        a.folders = a.folders.map((f) => {
          const to = on.get(f.name) ?? f.followed;
          return to === f.followed
            ? f
            : { ...f, followed: to, missing: to ? f.messages - f.synced : f.missing };
        });
        for (const m of e.mirror) {
          const kind = m.name as AccountView['mirror'][number];
          a.mirror = m.on ? [...new Set([...a.mirror, kind])].sort() : a.mirror.filter((x) => x !== kind);
        }
        return structuredClone(a);
      },
      vanished: async (id, name, takeOut) => {
        const a = this.#account(id);
        this.#say(this.problems.filter((p) => p.action !== `vanished:${id}:${name}`));
        if (takeOut) {
          a.folders = a.folders.map((f) => (f.name === name ? { ...f, synced: f.messages } : f));
          return { ...nothing, text: `Taken out: ${name} is here as it is on the server` };
        }
        return { ...nothing, text: 'Kept here, as mail that is no longer on the server' };
      },
    };
  }

  /** What a mailbox of years looks like in the middle of its first day. */
  furnish(): void {
    this.takes = 3600_000;
    this.state.olderHeads = 12_400;
    this.older('7Q2M-9FKX');
    this.large('7Q2M-9FKX');
    this.vanish('a1', 'INBOX', 412, 900);
    this.sync = { ...this.sync, filling: true, count: 10_540, total: 31_000 };
    const [a] = this.accounts;
    if (a) {
      a.reach = 365;
      const lookedAt = this.state.now() - 40_000;
      a.folders = [
        ...a.folders,
        folder({ name: '顧客/東京支店/2025年度の請求書', messages: 88, synced: 60, missing: 28, lookedAt }),
        folder({
          name: 'Clients/Halvorsen Freight International GmbH & Co. KG/2025/Correspondence with the customs office',
          messages: 1204,
          heads: 1100,
          lookedAt,
        }),
      ];
      a.mirror = ['archive', 'seen'];
      a.parked = [
        { kind: 'seen', messages: 3, why: 'The server keeps this folder read-only', since: this.state.now() },
      ];
    }
  }

  /** The newest mail of a ticket is large: its text is here, its files are not. */
  large(id: string): void {
    const t = this.state.tickets.get(id);
    const e = t?.entries.findLast((x) => x.kind === 'message');
    if (!t || !e) return;
    const file = attached({ id: `${e.key}:3`, name: 'warehouse-dump.zip', type: 'application/zip', size: 0 });
    const part = { ...e, extent: 'part' as const, size: 41_200_000, attachments: [...e.attachments, file] };
    t.entries = t.entries.map((x) => (x === e ? part : x));
  }

  /** One ticket's oldest mail is here by its head, the newest without its large file: what older mail looks like. */
  older(id: string): void {
    const t = this.state.tickets.get(id);
    const [first] = t?.entries ?? [];
    if (!t || !first) return;
    const at = first.at - 400 * day;
    this.state.onServer.set(
      `${first.key}-old`,
      'Hello, the export of last year has the same gap. Can you look once more?',
    );
    t.entries = [
      {
        ...first,
        id: `${first.id}-old`,
        key: `${first.key}-old`,
        at,
        date: at,
        text: '',
        visibleText: '',
        attachments: [],
        extent: 'head',
        size: 18_400,
      },
      ...t.entries,
    ];
  }
}

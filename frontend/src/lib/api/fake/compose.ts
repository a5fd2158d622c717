/** The in-memory desk's drafts and their files. */
import {
  ApiError,
  type ComposeApi,
  type DraftKind,
  type DraftView,
  type FileView,
  type OtherView,
} from '../backend';
import { bad, blankDraft, file, outside, words, type FakeDraft } from './mail';
import { session } from './policy';
import { nothing, type State } from './state';
import type { FakeTicket } from './ticket';

type DraftApi = Pick<
  ComposeApi,
  | 'draft'
  | 'saveDraft'
  | 'discardDraft'
  | 'restoreDraft'
  | 'pickFiles'
  | 'takeDropped'
  | 'beginFile'
  | 'fileChunk'
  | 'endFile'
  | 'removeFile'
  | 'people'
>;

const largest = 100 << 20;
const same = (a: DraftKind, b: DraftKind) => (a === 'forward') === (b === 'forward');

export class Drafts {
  readonly all = new Map<string, FakeDraft>();
  readonly #dropped = new Map<string, { name: string; size: number }[]>();
  readonly #begun = new Map<string, { draft: string; file: FileView; got: number }>();

  constructor(readonly state: State) {}

  get(id: string): FakeDraft {
    const d = this.all.get(id);
    if (!d) throw new ApiError('not_found', 'There is no such draft any more.', 'Press r to begin one.');
    return d;
  }

  of(ticket: string): FakeDraft[] {
    return [...this.all.values()].filter((d) => d.ticket === ticket && !d.mail && !d.discarded);
  }

  /** What was written since, and what of it is unread. */
  news(d: FakeDraft) {
    return this.state
      .get(d.ticket)
      .entries.filter((e) => e.kind === 'message' && e.direction === 'in' && !d.seen.has(e.id));
  }

  see(d: FakeDraft): void {
    d.seen = new Set(this.state.get(d.ticket).entries.map((e) => e.id));
  }

  newsView(d: FakeDraft) {
    const entries = this.news(d);
    const who = entries.at(-1)?.fromName ?? '';
    return entries.length ? { text: `${who} wrote after you began this reply`, entries } : null;
  }

  view(d: FakeDraft): DraftView {
    const { id, ticket, kind, from, to, cc, subject, html, quote, quoted, files, left, notice, savedAt } = d;
    return structuredClone({
      ...{ id, ticket, kind, from, to, cc, subject, html, quote, quoted, files, left, notice, savedAt },
      froms: session.accounts.map((a) => a.email),
      outside: outside(d),
      blank: blankDraft(d),
      news: this.newsView(d),
      base: d.html,
      other: this.other(d),
    });
  }

  /** The newest version that was put aside. */
  other(d: FakeDraft): OtherView | null {
    const o = [...this.all.values()].findLast((x) => x.beside === d.id);
    const notice = 'This was written in two places. The other version is kept for 7 days.';
    return o ? { id: o.id, html: o.html, savedAt: o.savedAt, notice } : null;
  }

  /** Puts aside what stands there, where whoever saves has not seen it and it would be lost. */
  #keep(d: FakeDraft, html: string, base: string): OtherView | null {
    if (d.mail || d.html === base || words(html).includes(words(d.html))) return null;
    const id = this.state.id('d');
    this.all.set(id, { ...d, id, discarded: true, beside: d.id });
    return this.other(d);
  }

  /** A link of a mail writes to somebody: in what words that is said. */
  mailto(ticket: string, addr: string): string {
    const d = this.#open(ticket, 'reply', '');
    const blank = blankDraft(d);
    d.to = blank ? addr : `${d.to}, ${addr}`;
    d.savedAt = Math.max(this.state.now(), d.savedAt + 1);
    this.state.changed([ticket]);
    return blank ? `This reply goes to ${addr}` : `The reply that is being written here goes to ${addr} too`;
  }

  /** Files let go over the window; sizes in bytes. */
  drop(files: { name: string; size: number }[]): string {
    const token = this.state.id('drop');
    this.#dropped.set(token, files);
    this.state.emit('dropped', { token, names: files.map((f) => f.name) });
    return token;
  }

  api(): DraftApi {
    const touch = (d: FakeDraft): void => {
      d.savedAt = this.state.now();
      this.state.changed([d.ticket]);
    };
    const attach = (id: string, f: FileView): FileView => {
      if (f.size > largest)
        throw new ApiError(
          'too_large',
          `${f.name} is larger than 100 MB.`,
          'Put it where they can fetch it, and send the link.',
        );
      const d = this.get(id);
      d.files = [...d.files, f];
      touch(d);
      return f;
    };
    return {
      draft: async (ticket, kind, parent) => this.view(this.#open(ticket, kind, parent)),
      saveDraft: async (e) => {
        let d = this.get(e.id);
        if (d.mail && words(d.html) !== words(e.html)) {
          d = this.#open(d.ticket, e.kind, d.quote?.key ?? '');
        }
        const { kind, from, to, cc, subject, html, quoted, saved } = e;
        const changed = words(html) !== words(d.html) || to !== d.to || cc !== d.cc || subject !== d.subject;
        const other = this.#keep(d, html, e.base);
        if (!d.mail) Object.assign(d, { kind, from, to, cc, subject, html, quoted, saved });
        d.savedAt = Math.max(this.state.now(), d.savedAt + 1);
        if (changed) this.state.changed([d.ticket]);
        const { id, savedAt } = d;
        return { id, savedAt, outside: outside(d), badTo: bad(d.to), badCc: bad(d.cc), base: d.html, other };
      },
      discardDraft: async (id) => {
        const d = this.get(id);
        if (d.discarded) d.beside = '';
        d.discarded = true;
        this.state.changed([d.ticket]);
        return { ...nothing, text: 'Draft discarded' };
      },
      restoreDraft: async (id) => {
        const d = this.get(id);
        d.discarded = false;
        this.state.changed([d.ticket]);
        return this.view(d);
      },
      pickFiles: async (id, pictures) => [
        attach(
          id,
          pictures
            ? file(this.state.id('f'), 'screen.png', 48_200, 'image/png', true)
            : file(this.state.id('f'), 'export-october.csv', 4_120, 'text/csv'),
        ),
      ],
      takeDropped: async (id, token) => {
        const files = this.#dropped.get(token);
        if (!files) throw new ApiError('not_found', 'These files are no longer at hand.', 'Drop them again.');
        this.#dropped.delete(token);
        return files.map((f) => attach(id, file(this.state.id('f'), f.name, f.size)));
      },
      beginFile: async (draft, name, type, size) => {
        this.get(draft);
        const f = file(this.state.id('f'), name || 'pasted.png', size, type, type.startsWith('image/'));
        this.#begun.set(f.id, { draft, file: f, got: 0 });
        return f.id;
      },
      fileChunk: async (id, base64) => {
        const b = this.#begun.get(id);
        if (!b) throw new ApiError('not_found', 'This file was not begun.', 'Add it again.');
        b.got += atob(base64).length;
      },
      endFile: async (id) => {
        const b = this.#begun.get(id);
        this.#begun.delete(id);
        if (!b) throw new ApiError('not_found', 'This file was not begun.', 'Add it again.');
        if (b.got !== b.file.size)
          throw new ApiError('incomplete', `${b.file.name} came only in part.`, 'Add it again.');
        return attach(b.draft, b.file);
      },
      removeFile: async (id, one) => {
        const d = this.get(id);
        d.files = d.files.filter((f) => f.id !== one);
        touch(d);
      },
      people: async (query, limit) => {
        const q = query.toLowerCase();
        const known = [...this.state.tickets.values()].map((t) => t.contact);
        const all = new Map(
          known.filter((c) => c.email).map((c) => [c.email, { name: c.name, addr: c.email }]),
        );
        return [...all.values()]
          .filter((p) => p.name.toLowerCase().includes(q) || p.addr.toLowerCase().includes(q))
          .slice(0, limit);
      },
    };
  }

  #open(ticket: string, kind: DraftKind, parent: string): FakeDraft {
    const t = this.state.get(ticket);
    const there = this.of(ticket).find((d) => same(d.kind, kind));
    if (there) {
      if (there.kind !== kind && blankDraft(there)) Object.assign(there, this.#recipients(t, kind, parent));
      there.kind = kind;
      return there;
    }
    return this.begin(ticket, kind, parent);
  }

  #answered(t: FakeTicket, parent: string) {
    const messages = t.entries.filter((e) => e.kind === 'message' && !e.outbox);
    return (
      messages.find((e) => e.key === parent) ??
      messages.findLast((e) => e.direction === 'in') ??
      messages.at(-1)
    );
  }

  #recipients(t: FakeTicket, kind: DraftKind, parent: string): Pick<FakeDraft, 'to' | 'cc' | 'left'> {
    const e = this.#answered(t, parent);
    const to = `${t.contact.name} <${t.contact.email}>`;
    const others = (e?.cc ?? []).filter((a) => a !== t.contact.email);
    if (kind === 'forward') return { to: '', cc: '', left: [] };
    if (kind === 'reply-all') return { to, cc: others.join(', '), left: [] };
    return { to, cc: '', left: others.map((addr) => ({ name: '', addr })) };
  }

  begin(ticket: string, kind: DraftKind, parent: string): FakeDraft {
    const t = this.state.get(ticket);
    const e = this.#answered(t, parent);
    const lines = e ? e.text.split('\n').length + (e.quotedText ? e.quotedText.split('\n').length : 0) : 0;
    const bare = t.row.subject.replace(/^(re|fwd?):\s*/i, '');
    const d: FakeDraft = {
      id: this.state.id('d'),
      ticket: t.row.id,
      kind,
      ...this.#recipients(t, kind, parent),
      from: session.accounts[0]?.email ?? '',
      subject: `${kind === 'forward' ? 'Fwd' : 'Re'}: ${bare}`,
      html: '',
      quote: e
        ? { key: e.key, head: `${e.fromName} wrote:`, lines, frameUrl: e.frameUrl, text: e.text }
        : null,
      quoted: e !== undefined,
      files:
        kind === 'forward'
          ? (e?.attachments ?? []).map((a) => ({
              ...file(this.state.id('f'), a.name, a.size, a.type),
              along: true,
            }))
          : [],
      notice: '',
      savedAt: 0,
      begunAt: this.state.now(),
      saved: [],
      seen: new Set(t.entries.map((x) => x.id)),
      mail: '',
      discarded: false,
      beside: '',
    };
    this.all.set(d.id, d);
    return d;
  }
}

/**
 * One mail that is being written: its addresses, files and text as they stand, saved as it grows, and sent. One object
 * for each draft that was taken up; when the ticket is left it saves what it has, and goes on trying if that failed.
 */
import {
  ApiError,
  backend,
  type AddressView,
  type DraftKind,
  type DraftSave,
  type DraftView,
  type FileView,
  type NewsView,
  type OtherView,
  type QuoteView,
  type SavedHit,
  type SendResult,
} from '$lib/api';
import { join, parse, same } from './addresses';
import { crew } from '$lib/stores/crew.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { labelled } from './label';
import { Saver, type SaveState } from './saver';
import { inert, type Writer } from './writer';

/** Why it was not sent, and which part of it is meant. */
export interface Refusal {
  text: string;
  hint: string;
  field: SendResult['field'];
}

/** What became of a press on Send. */
export type Outcome = 'sent' | 'asks' | 'lines' | 'no';

export interface Sent {
  mail: string;
  text: string;
  undoUntil: number;
  /** What was typed while it was on its way. */
  rest: string;
}

/** A file on its way into the draft. */
export interface Coming {
  name: string;
  size: number;
  /** Bytes that have arrived. */
  done: number;
}

export class Letter {
  id = $state('');
  kind = $state<DraftKind>('reply');
  from = $state('');
  to = $state('');
  cc = $state('');
  subject = $state('');
  quoted = $state(true);
  files = $state.raw<readonly FileView[]>([]);
  coming = $state.raw<readonly Coming[]>([]);
  quote = $state.raw<QuoteView | null>(null);
  froms = $state.raw<readonly string[]>([]);
  left = $state.raw<readonly AddressView[]>([]);
  outside = $state(0);
  notice = $state('');
  news = $state.raw<NewsView | null>(null);
  /** A version from another window that was written over. */
  other = $state.raw<OtherView | null>(null);
  badTo = $state('');
  badCc = $state('');
  /** Addresses are being typed: half of one is not wrong yet. */
  addressing = $state(false);
  blanks = $state(0);
  /** A saved reply in it resolves the ticket when it is sent. */
  resolves = $state(false);
  state = $state<SaveState>('');
  unsaved = $state<unknown>(null);
  refusal = $state.raw<Refusal | null>(null);
  sending = $state(false);
  readonly ticket: string;
  /** The text when no editor holds it. */
  html = '';
  writer: Writer | null = null;
  #saved: string[] = [];
  /** The subject as the desk or a reply gave it; '' once a person changed it. */
  #subjectGiven = '';
  #firstSubject = '';
  readonly subjectChanged = $derived.by(() => this.subject !== this.#firstSubject);
  #seen = 0;
  /** Which text of the desk's ours goes on from. */
  #base = '';
  /** Sent or thrown away. */
  #over = false;
  readonly #saver: Saver<DraftSave>;

  constructor(view: DraftView) {
    this.ticket = view.ticket;
    this.#saver = new Saver<DraftSave>({
      gather: () => this.#gather(),
      save: (d) => this.#save(d),
      onstate: (s, e) => {
        this.state = s;
        if (s === 'failed' && !this.writer)
          toast.note(`The draft for ${this.to || 'nobody'} is not saved yet. Trying again.`);
        this.unsaved = s === 'failed' ? e : s === 'saved' ? null : this.unsaved;
      },
    });
    this.take(view);
    this.html = view.html;
    this.#subjectGiven = view.subject;
    this.#firstSubject = view.subject;
    this.state = view.savedAt && !view.blank ? 'saved' : '';
  }

  /** Nothing that could be lost. */
  get blank(): boolean {
    const empty = this.writer ? this.writer.empty : this.html === '';
    const own = this.files.some((f) => !f.along) || this.coming.length > 0;
    return empty && !own && (this.kind !== 'forward' || this.to + this.cc === '');
  }

  /** All of it is on disk. */
  get kept(): boolean {
    return this.#over || (!this.#saver.dirty && (this.state === '' || this.state === 'saved'));
  }

  get dirty(): boolean {
    return this.#saver.dirty;
  }

  /** Lays what the desk says over it; the text stays. */
  take(v: DraftView): void {
    this.id = v.id;
    this.kind = v.kind;
    this.from = v.from;
    this.to = v.to;
    this.cc = v.cc;
    this.subject = v.subject;
    this.quoted = v.quoted;
    this.files = v.files;
    this.quote = v.quote;
    this.froms = v.froms;
    this.#fresh(v);
  }

  #fresh(v: DraftView): void {
    this.left = v.left;
    this.outside = v.outside;
    this.notice = v.notice;
    this.news = v.news;
    this.other = v.other;
    this.#seen = v.savedAt;
    this.#base = v.base;
  }

  changed(): void {
    if (this.#over) return;
    if (this.refusal) this.refusal = null;
    this.#saver.changed();
  }

  flush(): Promise<boolean> {
    return this.#saver.flush();
  }

  /** The editor goes; its text stays here. */
  detach(): void {
    if (!this.writer) return;
    void this.flush();
    this.html = this.writer.html();
    this.writer = null;
  }

  /** Asks the desk what is new: news, or the draft as another window left it. False: it is sent or gone. */
  async refresh(): Promise<boolean> {
    if (this.sending || !this.id) return true;
    const v = await backend.draft(this.ticket, this.kind, this.quote?.key ?? '');
    if (this.sending || !this.kept) return true;
    if (v.id !== this.id) return false;
    if (v.savedAt < this.#seen) return true; // asked before our last save
    if (v.savedAt > this.#seen && words(v.html) !== words(this.#html())) return false;
    const files = this.coming.length === 0 ? v.files : this.files;
    if (this.addressing) this.#fresh(v);
    else this.take(v);
    this.files = files;
    return true;
  }

  /** Is done with the other version: it stands below this one now, or is left where it is kept. */
  async settle(below: boolean): Promise<void> {
    const o = this.other;
    if (!o) return;
    this.other = null;
    if (below) this.writer?.append(o.html);
    try {
      if (!below || (await this.flush())) await backend.discardDraft(o.id);
    } catch (e) {
      this.say(e, '');
    }
  }

  setTo(field: 'to' | 'cc', line: string): void {
    if (this[field] === line) return;
    this[field] = line;
    if (field === 'to') this.badTo = '';
    else this.badCc = '';
    this.changed();
  }

  setSubject(text: string): void {
    this.subject = text;
    this.#subjectGiven = '';
    this.changed();
  }

  setFrom(from: string): void {
    this.from = from;
    this.changed();
  }

  setQuoted(on: boolean): void {
    this.quoted = on;
    this.changed();
  }

  /** Somebody who stood in the conversation gets it too. */
  add(p: AddressView): void {
    const there = [...parse(this.to), ...parse(this.cc)].some((r) => same(r.addr, p.addr));
    if (!there) this.setTo('cc', join([...parse(this.cc), p]));
    this.left = this.left.filter((l) => !same(l.addr, p.addr));
  }

  leftOut(): readonly AddressView[] {
    const there = [...parse(this.to), ...parse(this.cc)];
    return this.left.filter((l) => !there.some((r) => same(r.addr, l.addr)));
  }

  /** A saved reply at the caret, in the text's own nodes. */
  async insert(hit: SavedHit): Promise<void> {
    const s = await backend.insertSaved(hit.name, hit.language, 'email', this.ticket);
    if (!this.writer) return;
    this.writer.insert(labelled(s.html, s.blanks));
    this.#saved = [...this.#saved, s.name];
    if (s.resolves) this.resolves = true;
    if (s.subject && this.subject === this.#subjectGiven) {
      this.subject = s.subject;
      this.#subjectGiven = s.subject;
    }
    this.changed();
  }

  attached(files: readonly FileView[]): void {
    const known = new Set(this.files.map((f) => f.id));
    this.files = [...this.files, ...files.filter((f) => !known.has(f.id))];
    for (const f of files) if (f.inline && f.cid) this.writer?.picture(f, f.cid);
    this.refusal = null;
  }

  /** The address that shows a picture of this draft. */
  picture(cid: string): string {
    return this.files.find((f) => f.cid === cid)?.url ?? '';
  }

  async remove(f: FileView): Promise<void> {
    await backend.removeFile(this.id, f.id);
    this.files = this.files.filter((x) => x.id !== f.id);
  }

  /** Sends it. What it answers: sent, or what stands in the way is in refusal or news. */
  async send(resolve: boolean, anyway: boolean): Promise<[Outcome, Sent | null]> {
    if (this.sending || this.#over) return ['no', null];
    this.sending = true;
    this.refusal = null;
    try {
      if (this.coming.length > 0) return this.#no('A file is still on its way.', 'Wait a moment.', 'files');
      const doc = this.writer?.doc() ?? null; // with the words that are saved now: what is typed from here on is the rest
      if (!(await this.flush()))
        return this.#no('It is not saved yet, so it was not sent.', 'Try again.', '');
      const r = await backend.send(this.id, resolve, anyway);
      if (r.ask === 'lines') return ['lines', null];
      if (r.ask === 'news') {
        this.news = r.news;
        return ['asks', null];
      }
      if (r.problem) return this.#no(r.problem, r.hint, r.field);
      const rest = doc && this.writer ? this.writer.since(doc) : '';
      this.end();
      return ['sent', { mail: r.mail, text: r.text, undoUntil: r.undoUntil, rest }];
    } catch (e) {
      this.say(e, '');
      return ['no', null];
    } finally {
      this.sending = false;
    }
  }

  /** Says what failed, in the row above the foot. */
  say(e: unknown, field: Refusal['field']): void {
    const hint = e instanceof ApiError ? e.hint : '';
    this.refusal = { text: e instanceof Error ? e.message : String(e), hint, field };
  }

  /** It was sent or thrown away: nothing of it is saved again. */
  end(): void {
    this.#over = true;
    crew.stopped(this.ticket);
    this.#saver.drop();
    this.writer = null;
  }

  #no(text: string, hint: string, field: Refusal['field']): [Outcome, null] {
    this.refusal = { text, hint, field };
    return ['no', null];
  }

  #html(): string {
    return this.writer ? this.writer.html() : this.html;
  }

  #gather(): DraftSave | null {
    if (!this.id) return null;
    const { id, kind, from, to, cc, subject, quoted } = this;
    return { id, kind, from, to, cc, subject, html: this.#html(), quoted, saved: this.#saved, base: '' };
  }

  async #save(d: DraftSave): Promise<void> {
    if (!this.blank) crew.typing(this.ticket);
    const s = await backend.saveDraft({ ...d, id: this.id, base: this.#base });
    this.id = s.id;
    this.outside = s.outside;
    this.badTo = s.badTo;
    this.badCc = s.badCc;
    this.#seen = s.savedAt;
    this.#base = s.base;
    this.other = s.other ?? this.other;
  }
}

/** What two versions of a text are compared by: the desk writes the same HTML in its own way. */
const words = (html: string): string => inert(html).textContent.replace(/\s+/g, ' ').trim();

/**
 * What the desk shows of mails that are written and sent: drafts, the outbox,
 * saved replies. Part of views.ts, which hands it on.
 */
import type { Done, EntryView } from './views';

export interface AddressView {
  name: string;
  addr: string;
}

export interface FileView {
  id: string;
  name: string;
  type: string;
  /** Bytes. */
  size: number;
  /** Stands in the text; else attached. */
  inline: boolean;
  /** /draft-file/ID for a picture in the text, else ''. */
  url: string;
  /** Content-ID of a picture in the text, as its <img src="cid:…"> names it, else ''. */
  cid: string;
  /** It came with the mail that is forwarded: nobody's work. */
  along: boolean;
}

/** The mail that is answered or passed on: one opaque block in the composer. */
export interface QuoteView {
  key: string;
  /** "On Tue 4 Nov, Marco wrote:" */
  head: string;
  lines: number;
  /** /mail/ID or ''. */
  frameUrl: string;
  text: string;
}

/** What came while one wrote. */
export interface NewsView {
  /** "Marco wrote after you began this reply" */
  text: string;
  entries: EntryView[];
}

/** A version of a draft from another window or the command line, that was written over and put aside. */
export interface OtherView {
  /** discardDraft says that it need not be shown any more. */
  id: string;
  html: string;
  notice: string;
  savedAt: number;
}

export type DraftKind = 'reply' | 'reply-all' | 'forward';

export interface DraftView {
  id: string;
  ticket: string;
  kind: DraftKind;
  from: string;
  /** Addresses that one may send from. */
  froms: string[];
  /** As typed. */
  to: string;
  cc: string;
  subject: string;
  /** The text; pictures in it are <img src="cid:…">, blanks <span data-blank="N">. */
  html: string;
  quote: QuoteView | null;
  /** Send with the quote. */
  quoted: boolean;
  files: FileView[];
  /** How many recipients are outside the team. */
  outside: number;
  /** Who stood in the conversation and gets nothing this time. */
  left: AddressView[];
  notice: string;
  news: NewsView | null;
  other: OtherView | null;
  /** Which text this is: a save that goes on from it hands it back. */
  base: string;
  /** 0: nothing saved yet. */
  savedAt: number;
  /** Nothing that could be lost: no words, no files of one's own, and a forward to nobody. */
  blank: boolean;
}

export interface DraftSave {
  id: string;
  kind: DraftKind;
  from: string;
  to: string;
  cc: string;
  subject: string;
  html: string;
  quoted: boolean;
  /** Names of the saved replies that were put in. */
  saved: string[];
  /** Of the draft or the save that it goes on from. */
  base: string;
}

export interface DraftSaved {
  /** Another one than was saved, where that was sent meanwhile. */
  id: string;
  savedAt: number;
  outside: number;
  /** What is wrong with an address, in words. */
  badTo: string;
  badCc: string;
  base: string;
  /** What stood there from another place, and was put aside. */
  other: OtherView | null;
}

/** problem or ask not '': nothing was sent. */
export interface SendResult {
  mail: string;
  /** "Sending to Marco in 10 s" */
  text: string;
  undoUntil: number;
  ask: '' | 'news' | 'lines';
  news: NewsView | null;
  problem: string;
  hint: string;
  field: '' | 'to' | 'cc' | 'subject' | 'body' | 'files';
}

export type MailState = 'waiting' | 'sending' | 'sent' | 'filed' | 'held' | 'unsure';
export type MailAction = 'retry' | 'edit' | 'send-anyway' | 'cancel' | 'went' | 'discard';

/** A mail of the outbox. */
export interface MailView {
  id: string;
  ticket: string;
  number: string;
  subject: string;
  to: string[];
  /** "Marco · Halvorsen Freight" */
  who: string;
  snippet: string;
  state: MailState;
  /** offline, temporary, server, sign-in, guard, refused, quota, size, address, broken, lost, some, or ''. */
  reason: string;
  /** For people: what the server said, what the guard found. */
  words: string;
  tries: number;
  nextTry: number;
  /** 0, or until when u takes it back. */
  undoUntil: number;
  queuedAt: number;
  changedAt: number;
  /** Bytes. */
  size: number;
  actions: MailAction[];
  recipients: { addr: string; taken: boolean; code: number; words: string }[];
  /** Sending it resolves, or resolved, the ticket. */
  resolves: boolean;
}

export interface MailDetail {
  mail: MailView;
  from: string;
  html: boolean;
  /** /outbox/ID */
  frameUrl: string;
  text: string;
  files: FileView[];
  /** What came since it was queued, and what was read before. */
  since: EntryView[];
  before: EntryView[];
}

/** How many mails stand where; `some`: not everybody got it. */
export interface OutboxState {
  waiting: number;
  sending: number;
  sent: number;
  held: number;
  unsure: number;
  some: number;
}

/** A mail that is being written, as the ticket tells of it. */
export interface MailDraft {
  id: string;
  kind: DraftKind;
  snippet: string;
  updatedAt: number;
}

/** A saved reply that was found. */
export interface SavedHit {
  name: string;
  category: string;
  kind: 'template' | 'snippet';
  language: string;
  uses: number;
  blanks: number;
  /** As the file says it: Markdown with its tags. */
  text: string;
  /** Filled for this ticket; blanks as span[data-blank]. */
  html: string;
  resolves: boolean;
  /** Why it cannot be put in here, or ''. */
  refused: string;
  /** By name: a colleague who changed it since it was last used here, '' nobody. */
  changedBy: string;
  changedAt: number;
  /** It is new as a whole. */
  newHere: boolean;
}

/** A saved reply, filled. `html` for a mail, `text` for a note. */
export interface SavedInsert {
  name: string;
  html: string;
  text: string;
  subject: string;
  /** n is the N of span[data-blank]; `why`: why a value could not be used. */
  blanks: { n: number; name: string; prompt: string; why: string }[];
  resolves: boolean;
}

/** Something that was promised or asked in a ticket. */
export interface AskView {
  key: string;
  text: string;
  open: boolean;
  at: number;
}

export type OutboxDone = Done & {
  /** The draft that came back, and the ticket to write it in. */
  draft: string;
  ticket: string;
};

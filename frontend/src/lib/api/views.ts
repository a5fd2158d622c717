/**
 * What the desk shows the window: plain data, as the services of package app
 * send it. Times are Unix milliseconds, 0 means none; lists are never null.
 * Names are those of the glossary. What is written and sent: views-compose.ts;
 * what was understood of a mail: views-mail.ts; mailboxes: views-mailbox.ts;
 * the team: views-team.ts.
 */
import type { AskView, MailDraft, MailState, MailView, OutboxState } from './views-compose';
import type { Attachment, BounceView, InviteView, LinkView, SenderView } from './views-mail';
import type { AccountView, SyncState } from './views-mailbox';
import type { LostView, WhyView } from './views-team';

export type * from './views-compose';
export type * from './views-mail';
export type * from './views-mailbox';
export type * from './views-team';

export type QueueName =
  | 'mine'
  | 'unassigned'
  | 'waiting'
  | 'mentions'
  | 'snoozed'
  | 'incomplete'
  | 'bot-chats'
  | 'machine'
  | 'spam'
  | 'all';

/** A queue of policy (security@, gdpr@) has the name "policy:<id>". */
export interface QueueInfo {
  name: string;
  label: string;
  count: number;
  unread: number;
}

export interface Row {
  id: string;
  number: string;
  subject: string;
  channel: string;
  contactName: string;
  companyName: string;
  snippet: string;
  status: string;
  statusLabel: string;
  priority: string;
  owner: string;
  unread: boolean;
  at: number;
  lastCustomerAt: number;
  waitsSince: number;
  snoozedUntil: number;
  snoozeReason: string;
  snoozeReply: boolean;
  back: string;
  tags: string[];
  history: boolean;
  machine: boolean;
  slaDue: number;
  slaBreached: boolean;
  messages: number;
  /** First words of what is being written, a mail or a note. */
  draft: string;
  /** The worst state of its mails that are not out yet. */
  outbox: '' | MailState;
  /** Our newest mail on it did not arrive. */
  bounce: BounceView | null;
  /** Changes of it made here that have not left. */
  waits: number;
}

export interface Page {
  rows: Row[];
  /** Cursor of the next page, '' at the end. */
  next: string;
  total: number;
}

export interface SearchPage extends Page {
  /** Ticket id to the text around the hit. */
  snippets: Record<string, string>;
  unindexed: number;
  /** Mails that are here by their heads alone: this search saw their subject and people, never their text. */
  heads: number;
  /** Other questions that would find something. */
  ask: { text: string; query: string }[];
}

export interface EntryView {
  id: string;
  key: string;
  kind: 'message' | 'note' | 'call' | 'event';
  direction: 'in' | 'out' | '';
  fromName: string;
  fromAddr: string;
  to: string[];
  cc: string[];
  /** What orders it (glossary, `at`); `date` is what the sender claims. */
  at: number;
  date: number;
  text: string;
  visibleText: string;
  quotedText: string;
  /** What is quoted can be read in another mail of the ticket, so it may be folded away. */
  quotedHeld: boolean;
  /** Lines of the text: the person's own, carried along, in turn. */
  runs: number[];
  hasHtml: boolean;
  /** /mail/ID or ''. */
  frameUrl: string;
  remoteBlocked: number;
  machine: string;
  attachments: Attachment[];
  links: LinkView[];
  problems: string[];
  by: string;
  byName: string;
  noteKind: string;
  mentions: string[];
  read: boolean;
  eventText: string;
  op: string;
  /** Who wrote it, as far as can be told; null of what did not come from outside. */
  sender: SenderView | null;
  /** Nobody here wrote with this person before, and nobody accepted them. */
  newHere: boolean;
  /** Of a bounce, and of the mail of ours that it is about: what did not arrive. */
  bounce: BounceView | null;
  /** Nothing of it is verified or decrypted; by what, S/MIME or PGP. */
  secure: '' | 'signed' | 'encrypted';
  secureWhy: string;
  invite: InviteView | null;
  /** A mail of ours that the mailbox does not hold yet. */
  outbox: MailView | null;
  /** What of it is here: all, its head alone, or its text without the large files. */
  extent: '' | 'head' | 'part';
  /** Bytes of the whole mail on the server. */
  size: number;
  /** Somebody asked for the rest; it comes as soon as the line allows. */
  wanted: boolean;
  /** Sent, or of a customer's answered, by another mail program. */
  elsewhere: boolean;
}

export interface Contact {
  name: string;
  email: string;
  phones: string[];
  zone: string;
  offsetMinutes: number;
  knowsOffset: boolean;
  /** What they write in, "de"; '' when not sure. */
  language: string;
}

export interface Company {
  name: string;
  plan: string;
  churnRisk: string;
  /** What else the team's table says of it. */
  fields: { id: string; label: string; value: string; byHand: boolean }[];
}

export interface NoteDraft {
  text: string;
  kind: string;
}

export interface TicketView {
  row: Row;
  pipeline: string;
  pipelineLabel: string;
  department: string;
  categories: string[];
  contact: Contact;
  company: Company | null;
  entries: EntryView[];
  others: Row[];
  checklist: { done: number; total: number; next: string };
  agenda: AgendaItem[];
  draft: NoteDraft | null;
  mailDraft: MailDraft | null;
  asks: AskView[];
  /** A change of mine that a colleague's overruled, until somebody here acts on it. */
  lost: LostView | null;
  /** Names of colleagues who write an answer just now. */
  replying: string[];
  /** Why it can be read only here, or ''. */
  readOnly: string;
  /** Of fields that nobody set: by which rule they are so. */
  why: WhyView[];
}

export type LineState = 'ticked' | 'open' | 'notApplicable';

export interface ChecklistLine {
  id: string;
  text: string;
  state: LineState;
  by: 'evidence' | 'hand' | '';
  required: boolean;
  why: string;
  evidence: { kind: string; ref: string; text: string } | null;
  /** May be ticked by hand. */
  byHand: boolean;
}

export interface HandOff {
  inquiry: string;
  done: string;
  remaining: string;
}

export interface CloseView {
  ticket: Row;
  lines: ChecklistLine[];
  handOff: HandOff;
  attempts: number[];
  attemptsNeeded: number;
  noAnswerReasons: { id: string; label: string }[];
  canResolve: boolean;
  canClose: boolean;
  areaTags: string[];
}

export type AgendaKind = 'callback' | 'meeting' | 'snooze' | 'promise' | 'sla' | 'eta';
export type AgendaAction = 'call' | 'join' | 'here' | 'waiting' | 'reschedule' | 'open' | 'reply' | 'done';

export interface AgendaItem {
  id: string;
  kind: AgendaKind;
  at: number;
  until: number;
  ticket: string;
  number: string;
  title: string;
  who: string;
  action: AgendaAction;
  actions: string[];
  overdue: boolean;
  joinHost: string;
  /** Telephone number. */
  number_: string;
}

export interface Today {
  items: AgendaItem[];
  doneToday: number;
  comingDays: { day: number; text: string }[];
  quiet: { kind: string; text: string; action: string; query: string; count: number }[];
}

export interface ChangeView {
  op: string;
  by: string;
  byName: string;
  at: number;
  field: string;
  old: string;
  new: string;
  text: string;
  undone: boolean;
  canUndo: boolean;
  /** When it came to this laptop; 0: made here, or at once. */
  cameAt: number;
  /** A colleague's change, made without seeing this one, won: by name. */
  overruled: boolean;
  overruledBy: string;
  /** The laptop on which it was made, in words. */
  device: string;
  /** By a laptop that nobody has confirmed yet. */
  unconfirmed: boolean;
}

export interface Problem {
  code: string;
  message: string;
  hint: string;
  since: number;
  file: string;
  line: number;
  action: string;
}

export interface Done {
  /** '' when nothing happened. */
  op: string;
  /** The toast's sentence: Resolved “Duplicate seats”. */
  text: string;
  undo: boolean;
  /** The mail it sent, and until when u takes that back; '' and 0: none. */
  mail: string;
  undoUntil: number;
}

export interface WhenView {
  at: number;
  reply: boolean;
  here: string;
  there: string;
  error: string;
}

export type Theme = 'light' | 'dark' | 'system';

export interface Settings {
  theme: Theme;
  /** Per cent, 90 to 130. */
  textSize: number;
  density: 'normal' | 'compact';
  singleKeys: boolean;
  autoAdvance: boolean;
  notifications: boolean;
  /** Colleagues see on which ticket an answer is being written here. */
  presence: boolean;
  quietFrom: string;
  quietTo: string;
  /** Widths in CSS pixels. */
  paneList: number;
  paneRecord: number;
  recordOpen: boolean;
  /** Seconds before a mail goes out, 0 to 60. */
  undoSend: number;
  dataDir: string;
  secrets: string;
  version: string;
  sample: boolean;
}

export interface Session {
  ready: boolean;
  firstRun: boolean;
  sample: boolean;
  agent: string;
  agentName: string;
  teamName: string;
  zone: string;
  members: { id: string; name: string }[];
  teams: { id: string; label: string }[];
  statuses: { id: string; label: string; kind: string; key: string }[];
  priorities: { id: string; label: string; help: string }[];
  tags: { id: string; label: string; group: string }[];
  categories: string[];
  pipelines: { id: string; label: string }[];
  accounts: AccountView[];
  readOnlyMailbox: boolean;
  htmlSafe: boolean;
}

export type CloseAs = 'resolved' | 'closed';

/** Everything that the desk tells the window by itself. */
export interface Events {
  /** No tickets: everything may have changed. */
  changed: { tickets: string[]; queues: boolean };
  sync: SyncState;
  problems: Problem[];
  reminder: { title: string; ticket: string };
  show: { ticket: string };
  arrived: { queue: string; n: number };
  outbox: OutboxState;
  /** Files let go over the window; takeDropped attaches them. */
  dropped: { token: string; names: string[] };
  /** The team is another: somebody asks, was confirmed, was taken out; or its journal stands otherwise. */
  team: Record<string, never>;
  /** Names of who writes an answer on a ticket; none: nobody does any more. */
  presence: { ticket: string; names: string[] };
  /** What joining does just now, in words. */
  joining: { text: string };
}

/**
 * What the window may ask of the desk. The services of package app answer
 * exactly this; fake.ts answers it in memory. The data stands in views.ts.
 */
import type {
  AccountEdit,
  AccountView,
  AddressView,
  ChangeView,
  CloseAs,
  CloseView,
  ConnectForm,
  ConnectResult,
  Done,
  DraftKind,
  DraftSave,
  DraftSaved,
  DraftView,
  Events,
  FileDone,
  FileView,
  HandOff,
  LineState,
  MailAction,
  MailDetail,
  MailPlace,
  MailView,
  OlderFound,
  OutboxDone,
  OutboxState,
  Page,
  Problem,
  QueueInfo,
  Row,
  SavedHit,
  SavedInsert,
  SearchPage,
  SendResult,
  Servers,
  Session,
  Settings,
  Suggestion,
  SurveyResult,
  SurveyView,
  SyncState,
  TicketView,
  Today,
  WhenView,
} from './views';
import type { FilesApi, MembershipApi } from './backend-team';

export type * from './backend-team';
export type * from './views';

/** A refusal in words: what happened, and what to do about it. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly hint = '',
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What became of a link: ok, ask, refused, or the ticket on which it began a reply and whom that goes to. */
export interface LinkOpened {
  ok: boolean;
  ask: string;
  refused: string;
  ticket: string;
  text: string;
}

export interface InboxApi {
  session(): Promise<Session>;
  queues(): Promise<QueueInfo[]>;
  list(queue: string, after: string, limit: number): Promise<Page>;
  search(query: string, limit: number): Promise<SearchPage>;
  open(ticket: string): Promise<TicketView>;
  /** The ticket as it stood at a moment, Unix milliseconds: to be read. */
  openAt(ticket: string, at: number): Promise<TicketView>;
  markRead(ticket: string, keys: string[]): Promise<void>;
  raw(key: string): Promise<string>;
  openLink(key: string, n: number, confirmed: boolean): Promise<LinkOpened>;
  /** A file that could do harm asks first, unless it is confirmed. */
  saveAttachment(id: string, confirmed: boolean): Promise<FileDone>;
  /** Opens a file in the desktop's program, where that is safe. */
  openAttachment(id: string, confirmed: boolean): Promise<FileDone>;
  /** What the mail of a ticket hints at, most likely first. */
  suggestions(ticket: string): Promise<Suggestion[]>;
  /** What a ticket could be merged with: nothing typed, of the same sender; else by number or words. */
  candidates(ticket: string, typed: string): Promise<Row[]>;
  /** Not this: it is not proposed again on this desk. */
  dismissSuggestion(ticket: string, id: string): Promise<void>;
  /** Answers the frame's address. always: for every mail of its sender, where it is known to be theirs. */
  showRemote(key: string, always: boolean): Promise<string>;
  /** Wants the whole of a mail that is here in part; it comes by the event changed. */
  fetchMail(key: string): Promise<void>;
  /** Has the server search the mails that are here by their heads, and fetches what it finds. */
  searchOlder(query: string): Promise<OlderFound>;
}

export interface WorkApi {
  assign(ticket: string, owner: string, context: string): Promise<Done>;
  claim(ticket: string, takeOver: boolean): Promise<Done>;
  /** What a colleague's change overruled was read: it is not told again. */
  noted(ticket: string): Promise<Done>;
  setStatus(ticket: string, status: string): Promise<Done>;
  setPriority(ticket: string, p: string): Promise<Done>;
  tag(ticket: string, add: string[], remove: string[]): Promise<Done>;
  rename(ticket: string, text: string): Promise<Done>;
  note(ticket: string, text: string, kind: string): Promise<Done>;
  saveNoteDraft(ticket: string, text: string, kind: string): Promise<void>;
  when(text: string, ticket: string): Promise<WhenView>;
  snooze(ticket: string, when: string, reason: string, note: string): Promise<Done>;
  unsnooze(ticket: string): Promise<Done>;
  /** Moves one mail on the server; refused where the mailbox's switch for it is off. */
  place(message: string, where: MailPlace): Promise<Done>;
  newTicket(subject: string, from: string, channel: string, text: string): Promise<Done & { ticket: string }>;
  /** The others are joined into the survivor. */
  merge(survivor: string, others: string[]): Promise<Done>;
  /** Puts mails into a ticket of their own; answers which. */
  split(ticket: string, messages: string[]): Promise<Done & { ticket: string }>;
  /** This person belongs here. */
  accept(message: string): Promise<Done>;
  /** Says by hand who wrote a mail. */
  judge(message: string, who: 'person' | 'machine'): Promise<Done>;
  /** op '' undoes my last action or takes a mail back that still can be; a non-empty `ask` wants a yes (anyway) first. */
  undo(op: string, anyway: boolean): Promise<Done & { ask: string }>;
  history(ticket: string): Promise<ChangeView[]>;
}

export interface ClosingApi {
  /** sending: the draft that goes out with the close; the lines are as if it were sent. */
  checklist(ticket: string, as: CloseAs, sending?: string): Promise<CloseView>;
  tick(ticket: string, line: string, state: LineState, why: string): Promise<CloseView>;
  handOff(ticket: string, h: HandOff): Promise<CloseView>;
  close(ticket: string, as: CloseAs, anywayWhy: string, sending?: string): Promise<Done>;
  closeNoAnswer(tickets: string[], reason: string): Promise<Done>;
}

/** Mails that are written and sent, and the saved replies in them. */
export interface ComposeApi {
  /** The open draft of a ticket, or a new one; parent: key of the message answered, '': the newest. */
  draft(ticket: string, kind: DraftKind, parent: string): Promise<DraftView>;
  saveDraft(d: DraftSave): Promise<DraftSaved>;
  discardDraft(id: string): Promise<Done>;
  restoreDraft(id: string): Promise<DraftView>;
  /** anyway: although somebody wrote meanwhile. */
  send(id: string, resolve: boolean, anyway: boolean): Promise<SendResult>;
  /** Asks the person for files; none: cancelled. pictures: to stand in the text. */
  pickFiles(draft: string, pictures: boolean): Promise<FileView[]>;
  /** The files of event dropped. A token is good once. */
  takeDropped(draft: string, token: string): Promise<FileView[]>;
  /** Bytes that the page holds (pasted): begin, chunks of base64 up to 512 KiB of bytes, end. */
  beginFile(draft: string, name: string, type: string, size: number): Promise<string>;
  fileChunk(file: string, base64: string): Promise<void>;
  endFile(file: string): Promise<FileView>;
  removeFile(draft: string, file: string): Promise<void>;
  people(query: string, limit: number): Promise<AddressView[]>;
  outbox(): Promise<MailView[]>;
  outboxMail(id: string): Promise<MailDetail>;
  outboxAct(id: string, action: MailAction): Promise<OutboxDone>;
  outboxState(): Promise<OutboxState>;
  sendNow(): Promise<void>;
  savedReplies(query: string, mode: 'email' | 'note', ticket: string, limit: number): Promise<SavedHit[]>;
  insertSaved(name: string, language: string, mode: 'email' | 'note', ticket: string): Promise<SavedInsert>;
  /** Shows the folder of the saved replies in the file manager. */
  openReplies(): Promise<Done>;
}

export interface AgendaApi {
  today(): Promise<Today>;
  callback(ticket: string, when: string, number: string, topic: string): Promise<Done>;
  meeting(ticket: string, when: string, title: string, minutes: number, link: string): Promise<Done>;
  agendaAct(id: string, action: string): Promise<Done>;
  /** Does to the agenda what the invitation of a mail asks. */
  takeInvite(message: string): Promise<Done>;
}

export interface TeamApi {
  servers(email: string): Promise<Servers>;
  connect(f: ConnectForm): Promise<ConnectResult>;
  trySample(): Promise<Done>;
  accounts(): Promise<AccountView[]>;
  removeAccount(id: string): Promise<Done>;
  testAccount(id: string): Promise<ConnectResult>;
  /** Counts what each choice of how far back takes; the server may need a while. */
  survey(id: string): Promise<SurveyView>;
  /** Signs in, stores nothing, and counts. */
  surveyForm(f: ConnectForm): Promise<SurveyResult>;
  editAccount(id: string, e: AccountEdit): Promise<AccountView>;
  /** Answers what to do with mail that is gone from a folder all at once: take it out here too, or keep it. */
  vanished(id: string, name: string, takeOut: boolean): Promise<Done>;
  unlock(passphrase: string): Promise<ConnectResult>;
  enterPassword(id: string, password: string): Promise<ConnectResult>;
  syncNow(): Promise<void>;
  syncState(): Promise<SyncState>;
  problems(): Promise<Problem[]>;
  settings(): Promise<Settings>;
  saveSettings(s: Settings): Promise<Done>;
  canaryResult(scriptRan: boolean, remoteLoaded: boolean): Promise<void>;
  quitInfo(): Promise<{ text: string }>;
  quit(): Promise<void>;
}

export interface Backend
  extends InboxApi, WorkApi, ClosingApi, ComposeApi, AgendaApi, TeamApi, MembershipApi, FilesApi {
  /** Answers the function that stops listening. */
  on<E extends keyof Events>(event: E, fn: (payload: Events[E]) => void): () => void;
}

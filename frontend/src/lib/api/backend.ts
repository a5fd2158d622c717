/**
 * What the window may ask of the desk. The services of package app answer
 * exactly this; fake.ts answers it in memory. The data stands in views.ts.
 */
import type {
  AccountView,
  ChangeView,
  CloseAs,
  CloseView,
  ConnectForm,
  ConnectResult,
  Done,
  Events,
  HandOff,
  LineState,
  Page,
  Problem,
  QueueInfo,
  SearchPage,
  Servers,
  Session,
  Settings,
  SyncState,
  TicketView,
  Today,
  WhenView,
} from './views';

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

export interface InboxApi {
  session(): Promise<Session>;
  queues(): Promise<QueueInfo[]>;
  list(queue: string, after: string, limit: number): Promise<Page>;
  search(query: string, limit: number): Promise<SearchPage>;
  open(ticket: string): Promise<TicketView>;
  markRead(ticket: string, keys: string[]): Promise<void>;
  raw(key: string): Promise<string>;
  openLink(
    key: string,
    n: number,
    confirmed: boolean,
  ): Promise<{ ok: boolean; ask: string; refused: string }>;
  saveAttachment(id: string): Promise<Done>;
  /** Answers the frame's address. */
  showRemote(key: string): Promise<string>;
}

export interface WorkApi {
  assign(ticket: string, owner: string, context: string): Promise<Done>;
  claim(ticket: string, takeOver: boolean): Promise<Done>;
  setStatus(ticket: string, status: string): Promise<Done>;
  setPriority(ticket: string, p: string): Promise<Done>;
  tag(ticket: string, add: string[], remove: string[]): Promise<Done>;
  rename(ticket: string, text: string): Promise<Done>;
  note(ticket: string, text: string, kind: string): Promise<Done>;
  saveNoteDraft(ticket: string, text: string, kind: string): Promise<void>;
  when(text: string, ticket: string): Promise<WhenView>;
  snooze(ticket: string, when: string, reason: string, note: string): Promise<Done>;
  unsnooze(ticket: string): Promise<Done>;
  newTicket(subject: string, from: string, channel: string, text: string): Promise<Done & { ticket: string }>;
  /** op '' undoes my last; a non-empty `ask` wants a yes (anyway) first. */
  undo(op: string, anyway: boolean): Promise<Done & { ask: string }>;
  history(ticket: string): Promise<ChangeView[]>;
}

export interface ClosingApi {
  checklist(ticket: string, as: CloseAs): Promise<CloseView>;
  tick(ticket: string, line: string, state: LineState, why: string): Promise<CloseView>;
  handOff(ticket: string, h: HandOff): Promise<CloseView>;
  close(ticket: string, as: CloseAs, anywayWhy: string): Promise<Done>;
  closeNoAnswer(tickets: string[], reason: string): Promise<Done>;
}

export interface AgendaApi {
  today(): Promise<Today>;
  callback(ticket: string, when: string, number: string, topic: string): Promise<Done>;
  meeting(ticket: string, when: string, title: string, minutes: number, link: string): Promise<Done>;
  agendaAct(id: string, action: string): Promise<Done>;
}

export interface TeamApi {
  servers(email: string): Promise<Servers>;
  connect(f: ConnectForm): Promise<ConnectResult>;
  trySample(): Promise<Done>;
  accounts(): Promise<AccountView[]>;
  removeAccount(id: string): Promise<Done>;
  testAccount(id: string): Promise<ConnectResult>;
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

export interface Backend extends InboxApi, WorkApi, ClosingApi, AgendaApi, TeamApi {
  /** Answers the function that stops listening. */
  on<E extends keyof Events>(event: E, fn: (payload: Events[E]) => void): () => void;
}

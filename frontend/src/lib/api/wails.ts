/**
 * The desk behind the window: thin over the methods that Wails binds. The only
 * place that touches window.go and window.runtime. It needs no generated file,
 * so the page builds in a fresh clone.
 */
import { ApiError, type Backend, type Events, type SearchPage } from './backend';

type Bound = Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
interface Runtime {
  EventsOn(name: string, fn: (payload: unknown) => void): () => void;
}
declare global {
  interface Window {
    go?: { app?: Bound };
    runtime?: Runtime;
  }
}

type Service = 'Inbox' | 'Work' | 'Closing' | 'Compose' | 'Agenda' | 'Team' | 'Membership' | 'Files';

/** Says whether this page runs inside the desk. */
export function inDesk(): boolean {
  return typeof window !== 'undefined' && window.go?.app !== undefined;
}

function toError(e: unknown): ApiError {
  const text = typeof e === 'string' ? e : e instanceof Error ? e.message : JSON.stringify(e);
  try {
    const o = JSON.parse(text) as { code?: unknown; message?: unknown; hint?: unknown };
    if (typeof o.message === 'string')
      return new ApiError(String(o.code ?? 'unknown'), o.message, String(o.hint ?? ''));
  } catch {
    // Not ours: a panic's text or a refused argument. Said as it came.
  }
  return new ApiError('unknown', text);
}

async function call<T>(service: Service, method: string, ...args: unknown[]): Promise<T> {
  const fn = window.go?.app?.[service]?.[method];
  if (!fn)
    throw new ApiError('unknown', `The desk has no ${service}.${method}.`, 'Install the same version again.');
  try {
    return (await fn(...args)) as T;
  } catch (e) {
    throw toError(e);
  }
}

interface GoSearchPage extends Omit<SearchPage, 'snippets'> {
  snippets: { ticket: string; text: string }[];
}

export function wails(): Backend {
  return {
    session: () => call('Inbox', 'Session'),
    queues: () => call('Inbox', 'Queues'),
    list: (queue, after, limit) => call('Inbox', 'List', queue, after, limit),
    async search(query, limit) {
      const page = await call<GoSearchPage>('Inbox', 'Search', query, limit);
      return { ...page, snippets: Object.fromEntries(page.snippets.map((s) => [s.ticket, s.text])) };
    },
    open: (ticket) => call('Inbox', 'Open', ticket),
    openAt: (ticket, at) => call('Inbox', 'OpenAt', ticket, at),
    markRead: (ticket, keys) => call('Inbox', 'MarkRead', ticket, keys),
    raw: (key) => call('Inbox', 'Raw', key),
    openLink: (key, n, confirmed) => call('Inbox', 'OpenLink', key, n, confirmed),
    saveAttachment: (id, confirmed) => call('Inbox', 'SaveAttachment', id, confirmed),
    openAttachment: (id, confirmed) => call('Inbox', 'OpenAttachment', id, confirmed),
    suggestions: (ticket) => call('Inbox', 'Suggestions', ticket),
    candidates: (ticket, typed) => call('Inbox', 'Candidates', ticket, typed),
    dismissSuggestion: (ticket, id) => call('Inbox', 'DismissSuggestion', ticket, id),
    showRemote: (key, always) => call('Inbox', 'ShowRemote', key, always),
    fetchMail: (key) => call('Inbox', 'FetchMail', key),
    searchOlder: (query) => call('Inbox', 'SearchOlder', query),

    assign: (ticket, owner, context) => call('Work', 'Assign', ticket, owner, context),
    noted: (ticket) => call('Work', 'Noted', ticket),
    claim: (ticket, takeOver) => call('Work', 'Claim', ticket, takeOver),
    setStatus: (ticket, status) => call('Work', 'SetStatus', ticket, status),
    setPriority: (ticket, p) => call('Work', 'SetPriority', ticket, p),
    tag: (ticket, add, remove) => call('Work', 'Tag', ticket, add, remove),
    rename: (ticket, text) => call('Work', 'Rename', ticket, text),
    note: (ticket, text, kind) => call('Work', 'Note', ticket, text, kind),
    saveNoteDraft: (ticket, text, kind) => call('Work', 'SaveNoteDraft', ticket, text, kind),
    when: (text, ticket) => call('Work', 'When', text, ticket),
    snooze: (ticket, when, reason, note) => call('Work', 'Snooze', ticket, when, reason, note),
    unsnooze: (ticket) => call('Work', 'Unsnooze', ticket),
    place: (message, where) => call('Work', 'Place', message, where),
    newTicket: (subject, from, channel, text) => call('Work', 'NewTicket', subject, from, channel, text),
    merge: (survivor, others) => call('Work', 'Merge', survivor, others),
    split: (ticket, messages) => call('Work', 'Split', ticket, messages),
    accept: (message) => call('Work', 'Accept', message),
    judge: (message, who) => call('Work', 'Judge', message, who),
    undo: (op, anyway) => call('Work', 'Undo', op, anyway),
    history: (ticket) => call('Work', 'History', ticket),

    checklist: (ticket, as, sending = '') => call('Closing', 'Checklist', ticket, as, sending),
    tick: (ticket, line, state, why) => call('Closing', 'Tick', ticket, line, state, why),
    handOff: (ticket, h) => call('Closing', 'HandOff', ticket, h),
    close: (ticket, as, anywayWhy, sending = '') => call('Closing', 'Close', ticket, as, anywayWhy, sending),
    closeNoAnswer: (tickets, reason) => call('Closing', 'CloseNoAnswer', tickets, reason),

    draft: (ticket, kind, parent) => call('Compose', 'Draft', ticket, kind, parent),
    saveDraft: (d) => call('Compose', 'SaveDraft', d),
    discardDraft: (id) => call('Compose', 'DiscardDraft', id),
    restoreDraft: (id) => call('Compose', 'RestoreDraft', id),
    send: (id, resolve, anyway) => call('Compose', 'Send', id, resolve, anyway),
    pickFiles: (draft, pictures) => call('Compose', 'PickFiles', draft, pictures),
    takeDropped: (draft, token) => call('Compose', 'TakeDropped', draft, token),
    beginFile: (draft, name, type, size) => call('Compose', 'BeginFile', draft, name, type, size),
    fileChunk: (file, base64) => call('Compose', 'FileChunk', file, base64),
    endFile: (file) => call('Compose', 'EndFile', file),
    removeFile: (draft, file) => call('Compose', 'RemoveFile', draft, file),
    people: (query, limit) => call('Compose', 'People', query, limit),
    outbox: () => call('Compose', 'Outbox'),
    outboxMail: (id) => call('Compose', 'OutboxMail', id),
    outboxAct: (id, action) => call('Compose', 'OutboxAct', id, action),
    outboxState: () => call('Compose', 'OutboxState'),
    sendNow: () => call('Compose', 'SendNow'),
    savedReplies: (query, mode, ticket, limit) => call('Compose', 'SavedReplies', query, mode, ticket, limit),
    insertSaved: (name, language, mode, ticket) =>
      call('Compose', 'InsertSaved', name, language, mode, ticket),
    openReplies: () => call('Compose', 'OpenReplies'),

    today: () => call('Agenda', 'Today'),
    callback: (ticket, when, number, topic) => call('Agenda', 'Callback', ticket, when, number, topic),
    meeting: (ticket, when, title, minutes, link) =>
      call('Agenda', 'Meeting', ticket, when, title, minutes, link),
    agendaAct: (id, action) => call('Agenda', 'AgendaAct', id, action),
    takeInvite: (message) => call('Agenda', 'TakeInvite', message),

    servers: (email) => call('Team', 'Servers', email),
    connect: (f) => call('Team', 'Connect', f),
    trySample: () => call('Team', 'TrySample'),
    accounts: () => call('Team', 'Accounts'),
    removeAccount: (id) => call('Team', 'RemoveAccount', id),
    testAccount: (id) => call('Team', 'TestAccount', id),
    survey: (id) => call('Team', 'Survey', id),
    surveyForm: (f) => call('Team', 'SurveyForm', f),
    editAccount: (id, e) => call('Team', 'EditAccount', id, e),
    vanished: (id, name, takeOut) => call('Team', 'Vanished', id, name, takeOut),
    unlock: (passphrase) => call('Team', 'Unlock', passphrase),
    enterPassword: (id, password) => call('Team', 'EnterPassword', id, password),
    syncNow: () => call('Team', 'SyncNow'),
    syncState: () => call('Team', 'SyncState'),
    problems: () => call('Team', 'Problems'),
    settings: () => call('Team', 'Settings'),
    saveSettings: (s) => call('Team', 'SaveSettings', s),
    canaryResult: (scriptRan, remoteLoaded) => call('Team', 'CanaryResult', scriptRan, remoteLoaded),
    quitInfo: () => call('Team', 'QuitInfo'),
    quit: () => call('Team', 'Quit'),

    crew: () => call('Membership', 'Crew'),
    crewHealth: () => call('Membership', 'Health'),
    createTeam: (name, encrypt, folder) => call('Membership', 'Create', name, encrypt, folder),
    chooseFolder: () => call('Membership', 'ChooseFolder'),
    invite: (agent, name) => call('Membership', 'Invite', agent, name),
    withdraw: (id) => call('Membership', 'Withdraw', id),
    readCode: (code) => call('Membership', 'ReadCode', code),
    join: (f) => call('Membership', 'Join', f),
    recover: (sheet, f) => call('Membership', 'Recover', sheet, f),
    confirmDevice: (device) => call('Membership', 'Confirm', device),
    refuseDevice: (device) => call('Membership', 'Refuse', device),
    promote: (device, admin) => call('Membership', 'Promote', device, admin),
    revoke: (device, why) => call('Membership', 'Revoke', device, why),
    theirs: (agent) => call('Membership', 'Theirs', agent),
    leaveTeam: (agent, to) => call('Membership', 'Leave', agent, to),
    rotate: () => call('Membership', 'Rotate'),
    recoverySheet: () => call('Membership', 'RecoverySheet'),
    saveSheet: () => call('Membership', 'SaveSheet'),
    printSheet: () => call('Membership', 'PrintSheet'),
    sheetKept: () => call('Membership', 'SheetKept'),
    setTransport: (folder) => call('Membership', 'SetTransport', folder),
    takeBack: () => call('Membership', 'TakeBack'),
    loss: () => call('Membership', 'Loss'),
    finish: () => call('Membership', 'Finish'),
    writing: (ticket) => call('Membership', 'Writing', ticket),
    stopWriting: (ticket) => call('Membership', 'StopWriting', ticket),

    teamFiles: () => call('Files', 'List'),
    fileVersions: (path) => call('Files', 'Versions', path),
    fileVersion: (path, id) => call('Files', 'Version', path, id),
    restoreFile: (path, id) => call('Files', 'Restore', path, id),
    shareFile: (path) => call('Files', 'Share', path),
    proposals: () => call('Files', 'Proposals'),
    acceptProposal: (id) => call('Files', 'Accept', id),
    declineProposal: (id) => call('Files', 'Decline', id),
    conflicts: () => call('Files', 'Conflicts'),
    settleConflict: (lost) => call('Files', 'Settle', lost),
    fights: () => call('Files', 'Frozen'),
    openRouting: () => call('Files', 'OpenRouting'),
    applyRouting: () => call('Files', 'ApplyRouting'),
    thaw: (path, id) => call('Files', 'Thaw', path, id),

    on: (event, fn) =>
      window.runtime?.EventsOn(event, (p) => fn(p as Events[typeof event])) ?? (() => undefined),
  };
}

/**
 * What the window is told of mailboxes: accounts, folders, how far back, what
 * is written to the server, connecting. Plain data as in views.ts.
 */
export interface SyncState {
  word: 'synced' | 'syncing' | 'offline' | 'problem' | 'none';
  lastSync: number;
  count: number;
  total: number;
  waiting: number;
  /** The newest of every folder is here and older mail still comes: count of total. The word stays "synced". */
  filling: boolean;
  /** Why older mail waits, '' it does not. */
  held: '' | 'battery' | 'metered';
  /** Changes for the team that have not left this laptop. */
  changes: number;
  /** Changes of the team that wait for their mail. */
  orphans: number;
}

export interface AccountView {
  id: string;
  email: string;
  state: 'ok' | 'syncing' | 'offline' | 'refused';
  lastSync: number;
  folders: FolderState[];
  /** Days of mail that come whole, 0 all; older mail comes as its head. */
  reach: number;
  /** What is written to the server; none is the rule. */
  mirror: MirrorKind[];
  parked: Parked[];
}

export type FolderRole = '' | 'inbox' | 'sent' | 'archive' | 'junk' | 'trash' | 'drafts' | 'all';

export interface FolderState {
  name: string;
  role: FolderRole;
  /** What the server counts. */
  messages: number;
  /** Of these here, in whatever part. */
  synced: number;
  /** Of these by their heads alone. */
  heads: number;
  /** Of these without their large files. */
  parts: number;
  /** Still to come, or here without what the server cannot give. */
  missing: number;
  followed: boolean;
  lookedAt: number;
}

export type MirrorKind = 'seen' | 'answered' | 'flagged' | 'archive' | 'junk' | 'trash';

/** Where a mail can be moved to on its server. */
export type MailPlace = 'inbox' | 'archive' | 'junk' | 'trash';

/** What the server would not take: tried a few times, then left until somebody says again. */
export interface Parked {
  kind: MirrorKind;
  messages: number;
  why: string;
  since: number;
}

export interface ReachChoice {
  /** Days, 0 all. */
  reach: number;
  messages: number;
  /** Of these whole; the others come as their heads. */
  whole: number;
  /** Bytes to fetch. */
  bytes: number;
  /** Bytes on this computer. */
  disk: number;
}

/** What each choice of how far back would take. */
export interface SurveyView {
  choices: ReachChoice[];
  /** Bytes free on this computer. */
  free: number;
  /** From a sample of the mails: figures are said with "about". */
  estimated: boolean;
}

/** A survey before the mailbox is connected, or why signing in failed. */
export interface SurveyResult {
  survey: SurveyView | null;
  refused: ConnectResult | null;
}

/** A change of an account; reach null and empty lists leave things as they are. */
export interface AccountEdit {
  reach: number | null;
  follow: OnOff[];
  mirror: OnOff[];
}

export interface OnOff {
  name: string;
  on: boolean;
}

/** What the server's own search brought. */
export interface OlderFound {
  /** Mails that it found and that were not here whole. */
  asked: number;
  /** Of these now here whole; the others are being fetched. */
  found: number;
}

export type Security = 'tls' | 'starttls' | 'none';

export interface ConnectForm {
  email: string;
  password: string;
  user: string;
  imapHost: string;
  imapPort: number;
  imapSecurity: Security;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: Security;
  agent: string;
  displayName: string;
  openDays: number;
  /** Days of mail that come whole, 0 all. */
  reach: number;
  passphrase: string;
}

export interface ConnectResult {
  ok: boolean;
  /** The result in words. */
  text: string;
  code: string;
  hint: string;
  field: string;
  account: AccountView | null;
}

export interface Servers {
  imapHost: string;
  imapPort: number;
  imapSecurity: string;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: string;
  /** "found by …" or "guessed". */
  how: string;
}

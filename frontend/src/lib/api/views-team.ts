/**
 * What the desk shows of the team and of its files: who is in it, on which
 * laptops, how its changes travel. Part of views.ts, which hands it on.
 */

/** The place through which changes travel; each laptop chooses its own. */
export interface Transport {
  kind: '' | 'imap' | 'dir';
  /** Of a mailbox: its address. */
  account: string;
  /** Of a shared folder: where it is here. */
  folder: string;
  /** What the server allows less than usual, in words. */
  limited: string;
}

export interface CrewMember {
  id: string;
  name: string;
  me: boolean;
  left: boolean;
  /** On one of their laptops. */
  admin: boolean;
  /** In use. */
  devices: number;
}

export interface CrewDevice {
  id: string;
  agent: string;
  /** Of its agent. */
  name: string;
  machine: string;
  me: boolean;
  admin: boolean;
  confirmed: boolean;
  revoked: boolean;
  /** The key on the recovery sheet: on no laptop. */
  recovery: boolean;
  /** Its newest change, 0: none. */
  lastSeen: number;
}

/** A laptop that has joined and that nobody has confirmed yet. */
export interface JoinRequest {
  device: string;
  agent: string;
  name: string;
  machine: string;
  /** Six. */
  digits: string;
  at: number;
  /** This agent's own second laptop. */
  mine: boolean;
  /** Why to look twice, or ''. */
  doubt: string;
}

export interface Invitation {
  id: string;
  agent: string;
  name: string;
  /** One line to copy; '' where another laptop made it. */
  code: string;
  expires: number;
  expired: boolean;
}

/** How the journal stands on this laptop. */
export interface CrewHealth {
  /** Changes made here that have not left. */
  waiting: number;
  /** Changes that wait for their time, or that are more than a day allows. */
  parked: number;
  /** Changes of who may not decide that. */
  held: number;
  /** Changes that wait for their mail. */
  orphans: number;
  /** What lies in the folder and could not be read. */
  quarantined: number;
  /** Changes that a newer Deskhand wrote. */
  unread: number;
  lastPull: number;
  /** By how many ms this computer's clock is corrected. */
  clock: number;
}

/** The team as this laptop knows it; id '' is no team. */
export interface CrewView {
  id: string;
  name: string;
  agent: string;
  device: string;
  /** This laptop may invite, confirm and revoke. */
  admin: boolean;
  confirmed: boolean;
  /** To compare, while this laptop is not confirmed. */
  digits: string;
  revoked: boolean;
  encrypted: boolean;
  transport: Transport;
  members: CrewMember[];
  devices: CrewDevice[];
  waiting: JoinRequest[];
  invitations: Invitation[];
  /** Of the policy, without a laptop in the team. */
  invitable: CrewMember[];
}

/** The recovery sheet: shown once, stored nowhere. */
export interface RecoverySheet {
  name: string;
  address: string;
  made: number;
  /** In groups that a person can read out. */
  lines: string[];
  /** All of it as it is printed. */
  text: string;
}

/** What an invitation's code says before anything is asked of a server. */
export interface InvitePreview {
  team: string;
  agent: string;
  name: string;
  inviter: string;
  address: string;
  /** "imap.kestrel.example 993" */
  imap: string;
  smtp: string;
  kind: 'imap' | 'dir';
  /** The last part of a shared folder's name. */
  folderName: string;
  /** This desk is signed in to that mailbox already. */
  signedIn: boolean;
  /** The shared folder is here where the code says. */
  known: boolean;
}

export interface JoinForm {
  code: string;
  password: string;
  machine: string;
  passphrase: string;
  /** Of a new desk that recovers: who works here. */
  agent: string;
  name: string;
}

/** Of joining or recovering; ok false: which field to mend. */
export interface JoinResult {
  ok: boolean;
  text: string;
  hint: string;
  field: '' | 'code' | 'password' | 'passphrase' | 'folder' | 'agent';
  team: string;
  agent: string;
  digits: string;
  confirmed: boolean;
  /** Why nothing was carried yet, or ''. */
  later: string;
}

/** Something that is somebody's. */
export interface OwnedView {
  kind: string;
  id: string;
  ticket: string;
  number: string;
  title: string;
  at: number;
}

export interface LeaveDone {
  name: string;
  /** Laptops that are shut out. */
  devices: string[];
  theirs: number;
  /** To whom it went, by name; '' to nobody. */
  to: string;
  /** Of the giving, for undo; '' none. */
  op: string;
  /** What remains to be done by hand. */
  advice: string[];
}

/** Why a field that nobody set is as it is: "rule “privacy”", "plan Scale", "default". */
export interface WhyView {
  field: string;
  text: string;
}

/** What this laptop had not sent when it was taken out. */
export interface LossView {
  team: string;
  why: string;
  count: number;
  lines: string[];
}

export type FileStand =
  'same' | 'coming' | 'proposed' | 'conflict' | 'frozen' | 'offered' | 'refused' | 'deleted';

/** One of the team's files; path is inside the data folder: replies/refund.md. */
export interface TeamFile {
  path: string;
  kind: 'reply' | 'handbook' | 'policy' | 'roster';
  state: FileStand;
  /** Why, where the state needs words. */
  note: string;
  size: number;
  by: string;
  byName: string;
  madeAt: number;
  versions: number;
}

export interface FileVersion {
  id: string;
  path: string;
  agent: string;
  name: string;
  device: string;
  madeAt: number;
  /** 0: made here. */
  cameAt: number;
  size: number;
  /** It is the team's version now. */
  stands: boolean;
  deleted: boolean;
  /** Id of the version, made without seeing this one, that stood instead. */
  overrule: string;
  proposal: boolean;
  /** Parts of it are not on this laptop yet. */
  missing: boolean;
}

/** sign: ' ' in both, '-' before, '+' now, '@' a gap. */
export interface DiffLine {
  sign: string;
  text: string;
}

/** A version with its text and what it changed. */
export interface FileShown {
  version: FileVersion;
  text: string;
  /** Against the version that it was made from. */
  diff: DiffLine[];
  /** From what stands now to this one: what restoring changes. */
  stood: DiffLine[];
  binary: boolean;
  /** Why it cannot be put in the folder, or ''. */
  wrong: string;
}

export interface FileProposal {
  id: string;
  path: string;
  agent: string;
  name: string;
  madeAt: number;
  size: number;
  mine: boolean;
  diff: DiffLine[];
  wrong: string;
}

export interface FileConflict {
  lost: FileVersion;
  stands: FileVersion;
  path: string;
  /** The copy of what lost, on its author's laptop, or ''. */
  beside: string;
}

export interface FileFight {
  path: string;
  names: string[];
  since: number;
  flips: number;
  choices: FileVersion[];
}

/** An open ticket that the rules in force would make another; what is set by hand stays. */
export interface ReroutedView {
  ticket: string;
  number: string;
  subject: string;
  /** "Priority High, tag privacy, by rule “privacy”" */
  text: string;
}

/** The newest change of mine that a colleague's, made without seeing mine, overruled. */
export interface LostView {
  field: string;
  /** Of the values, for people. */
  mine: string;
  /** The id of mine. */
  mineId: string;
  theirs: string;
  by: string;
  byName: string;
  at: number;
}

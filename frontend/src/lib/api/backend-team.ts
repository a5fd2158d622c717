/** What the window may ask about the team and its files. Part of backend.ts. */
import type { Done } from './views';
import type {
  CrewHealth,
  CrewView,
  FileConflict,
  FileFight,
  FileProposal,
  FileShown,
  FileVersion,
  InvitePreview,
  Invitation,
  JoinForm,
  JoinResult,
  LeaveDone,
  LossView,
  OwnedView,
  RecoverySheet,
  ReroutedView,
  TeamFile,
} from './views-team';

export interface MembershipApi {
  crew(): Promise<CrewView>;
  /** Counts all that travels: for a page, not for each event. */
  crewHealth(): Promise<CrewHealth>;
  /** folder: through the shared folder that chooseFolder answered, else through the mailbox. The sheet is shown once. */
  createTeam(name: string, encrypt: boolean, folder: boolean): Promise<RecoverySheet>;
  /** Asks for a folder that all laptops share; the page learns its name alone, '' cancelled. */
  chooseFolder(): Promise<string>;
  invite(agent: string, name: string): Promise<Invitation>;
  withdraw(id: string): Promise<Done>;
  /** Reads a code; no server is asked. */
  readCode(code: string): Promise<InvitePreview>;
  /** What it does is told by the event joining. */
  join(f: JoinForm): Promise<JoinResult>;
  /** A team whose admins' laptops are lost, by its printed sheet. */
  recover(sheet: string, f: JoinForm): Promise<JoinResult>;
  confirmDevice(device: string): Promise<Done>;
  refuseDevice(device: string): Promise<Done>;
  promote(device: string, admin: boolean): Promise<Done>;
  revoke(device: string, why: string): Promise<Done>;
  theirs(agent: string): Promise<OwnedView[]>;
  /** to: an agent, a team or '' nobody. */
  leaveTeam(agent: string, to: string): Promise<LeaveDone>;
  /** A new secret for all who are in the team. */
  rotate(): Promise<Done>;
  /** Makes a new sheet; older ones make nobody an admin any more. */
  recoverySheet(): Promise<RecoverySheet>;
  /** Of the sheet that is shown: asks where to. '' cancelled. */
  saveSheet(): Promise<Done>;
  printSheet(): Promise<void>;
  /** The sheet is put away: it is forgotten here. */
  sheetKept(): Promise<void>;
  /** The mailbox of this desk, or the chosen folder. */
  setTransport(folder: boolean): Promise<Done>;
  /** Moves journal mail that a filter put elsewhere back into its folder. */
  takeBack(): Promise<Done>;
  /** What this laptop had not sent when it was taken out; null where it was not. */
  loss(): Promise<LossView | null>;
  /** The loss was read: the desk is deleted and the window closes. */
  finish(): Promise<void>;
  /** An answer on this ticket is being written. */
  writing(ticket: string): Promise<void>;
  /** It is not any more. */
  stopWriting(ticket: string): Promise<void>;
}

export interface FilesApi {
  teamFiles(): Promise<TeamFile[]>;
  fileVersions(path: string): Promise<FileVersion[]>;
  fileVersion(path: string, id: string): Promise<FileShown>;
  restoreFile(path: string, id: string): Promise<Done>;
  shareFile(path: string): Promise<Done>;
  proposals(): Promise<FileProposal[]>;
  acceptProposal(id: string): Promise<Done>;
  declineProposal(id: string): Promise<Done>;
  conflicts(): Promise<FileConflict[]>;
  /** What stands is right: the copy beside goes. */
  settleConflict(lost: string): Promise<void>;
  fights(): Promise<FileFight[]>;
  /** What the rules in force would change on open tickets, and doing it in one undo. */
  openRouting(): Promise<ReroutedView[]>;
  applyRouting(): Promise<Done>;
  thaw(path: string, id: string): Promise<Done>;
}

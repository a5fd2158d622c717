/** What the desk understood of a mail: its files, links and invitations, who wrote it, and what became of ours. */

export interface Attachment {
  id: string;
  name: string;
  /** As the mail says; what it is by its first bytes stands in `kind`. */
  type: string;
  size: number;
  inline: boolean;
  kind: string;
  risk: '' | 'program' | 'script' | 'shortcut' | 'disk-image' | 'macro' | 'archive' | 'mismatch';
  /** The risk as a sentence. */
  riskText: string;
  /** May be opened at once; the others are only saved. */
  opens: boolean;
}

export interface LinkView {
  n: number;
  text: string;
  host: string;
  warning: string;
}

export interface SenderView {
  auth: 'pass' | 'fail' | 'none';
  warnings: { kind: string; text: string }[];
}

/** A mail of ours that did not reach somebody. */
export interface BounceView {
  /** delayed: it is still being tried. */
  action: 'failed' | 'delayed';
  recipient: string;
  /** Enhanced code (RFC 3463), "5.2.2". */
  status: string;
  /** The server's words, one line. */
  reason: string;
  /** Writing again later does not help. */
  hard: boolean;
  at: number;
}

export interface InviteView {
  title: string;
  /** Of an all-day event midnight UTC of its first day; `end` is exclusive. */
  start: number;
  end: number;
  allDay: boolean;
  /** IANA name of the organizer's zone, '' when only the moment is known. */
  timeZone: string;
  /** "every week on Tuesday", '' for a single event. */
  repeats: string;
  /** When it takes place next, 0: never again. */
  next: number;
  location: string;
  joinHost: string;
  organizer: string;
  method: string;
  cancelled: boolean;
  answers: { who: string; answer: 'accepted' | 'declined' | 'tentative' }[];
  /** What it asks of the agenda, '' nothing. */
  proposal: '' | 'add' | 'update' | 'remove';
  /** It stands in the agenda. */
  taken: boolean;
  problems: string[];
}

/** What the mail of a ticket hints at and a person decides. */
export interface Suggestion {
  id: string;
  kind: 'merge' | 'split';
  why: string;
  /** Of a merge the other ticket. */
  ticket: string;
  number: string;
  subject: string;
  /** Key of the mail that says so; of a split the mail to split off. */
  message: string;
  /** The whole of it in words. */
  text: string;
}

/** What an action on a file did, or what it asks first. */
export interface FileDone {
  op: string;
  text: string;
  undo: boolean;
  mail: string;
  undoUntil: number;
  ask: string;
}

/** What the in-memory desk keeps of one mail, and short ways to invent one. */
import type { DraftView, EntryView, FileView, MailAction, MailView } from '../backend';
import { session } from './policy';
import { attached } from './ticket';

export interface FakeDraft extends Omit<
  DraftView,
  'news' | 'froms' | 'outside' | 'blank' | 'base' | 'other'
> {
  begunAt: number;
  saved: string[];
  /** Entries of the ticket that were there when one began. */
  seen: Set<string>;
  /** '' while it is open. */
  mail: string;
  discarded: boolean;
  /** The draft whose version this was. */
  beside: string;
}

export interface FakeMail {
  view: MailView;
  draft: FakeDraft;
  /** The op that went with it. */
  op: string;
}

const team = session.accounts[0]?.email.split('@')[1] ?? '';

/** The addresses of a line as typed: "Marco <marco@x.example>, b@y.example". */
export function addresses(typed: string): string[] {
  return typed
    .split(/[,;]/)
    .map((x) => (/<([^>]*)>/.exec(x)?.[1] ?? x).trim())
    .filter(Boolean);
}

/** The first address that cannot be one, in words. */
export function bad(typed: string): string {
  const wrong = addresses(typed).find((a) => !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(a));
  return wrong ? `“${wrong}” is no address.` : '';
}

export function outside(d: { to: string; cc: string }): number {
  return new Set([...addresses(d.to), ...addresses(d.cc)].filter((a) => !a.endsWith(`@${team}`))).size;
}

/** HTML as one line of words. */
export function words(html: string): string {
  const text = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
  return text.replace(/\s+/g, ' ').trim();
}

export const blankDraft = (d: FakeDraft): boolean =>
  words(d.html) === '' && d.files.every((f) => f.along) && (d.kind !== 'forward' || d.to + d.cc === '');

export const open = (m: MailView): boolean => m.state !== 'filed' || m.reason === 'some';

/** What a person may do with a mail where it stands. */
export function actions(m: Pick<MailView, 'state' | 'reason'>): MailAction[] {
  switch (m.state) {
    case 'waiting':
      return ['retry', 'edit', 'cancel'];
    case 'held':
      return [m.reason === 'guard' ? 'send-anyway' : 'retry', 'edit', 'discard'];
    case 'unsure':
      return ['went', 'retry'];
    default:
      return m.reason === 'some' ? ['went'] : [];
  }
}

/** The entry of a mail of ours that the mailbox does not hold yet. */
export function pending(m: FakeMail): EntryView {
  const text = words(m.draft.html);
  return {
    id: m.view.id,
    key: m.view.id,
    kind: 'message',
    direction: 'out',
    fromName: session.agentName,
    fromAddr: m.draft.from,
    to: addresses(m.draft.to),
    cc: addresses(m.draft.cc),
    at: m.view.queuedAt,
    date: m.view.queuedAt,
    text,
    visibleText: text,
    quotedText: m.draft.quoted ? (m.draft.quote?.text ?? '') : '',
    quotedHeld: true,
    runs: [],
    hasHtml: false,
    frameUrl: '',
    remoteBlocked: 0,
    machine: '',
    attachments: m.draft.files
      .filter((f) => !f.inline)
      .map(({ id, name, type, size }) => attached({ id, name, type, size })),
    links: [],
    problems: [],
    by: session.agent,
    byName: 'You',
    noteKind: '',
    mentions: [],
    read: true,
    eventText: '',
    op: '',
    sender: null,
    newHere: false,
    bounce: null,
    secure: '',
    secureWhy: '',
    invite: null,
    outbox: m.view,
    extent: '',
    size: 0,
    wanted: false,
    elsewhere: false,
  };
}

export function file(id: string, name: string, size: number, type = '', inline = false): FileView {
  const kind = type || 'application/octet-stream';
  return {
    id,
    name,
    type: kind,
    size,
    inline,
    url: inline ? dot : '',
    cid: inline ? `${id}@picture.invalid` : '',
    along: false,
  };
}

/** A picture for the preview, where nobody serves /draft-file/. */
export const dot = 'data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==';

/** One ticket of the in-memory desk, and short ways to invent one. */
import type {
  AskView,
  Attachment,
  ChangeView,
  ChecklistLine,
  Company,
  Contact,
  EntryView,
  HandOff,
  LostView,
  NoteDraft,
  Row,
  WhyView,
} from '../backend';
import { labelOf, nameOf } from './policy';

export interface FakeTicket {
  row: Row;
  queues: string[];
  contact: Contact;
  company: Company | null;
  department: string;
  categories: string[];
  entries: EntryView[];
  draft: NoteDraft | null;
  changes: ChangeView[];
  ticks: Record<string, ChecklistLine['state']>;
  handOff: HandOff;
  asks: AskView[];
  lost: LostView | null;
  replying: string[];
  readOnly: string;
  why: WhyView[];
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export type RowPart = Partial<Row> & { id: string; subject: string; contactName: string };

export function row(p: RowPart): Row {
  const status = p.status ?? 'open';
  return {
    number: p.id,
    channel: 'email',
    companyName: '',
    snippet: '',
    priority: 'medium',
    owner: '',
    unread: false,
    at: 0,
    lastCustomerAt: p.at ?? 0,
    waitsSince: 0,
    snoozedUntil: 0,
    snoozeReason: '',
    snoozeReply: false,
    back: '',
    tags: [],
    history: false,
    machine: false,
    slaDue: 0,
    slaBreached: false,
    messages: 1,
    draft: '',
    outbox: '',
    bounce: null,
    waits: 0,
    ...p,
    status,
    statusLabel: labelOf(status),
  };
}

export function entry(p: Partial<EntryView> & { id: string; at: number; text: string }): EntryView {
  return {
    key: `m${p.id}`,
    kind: 'message',
    direction: 'in',
    fromName: '',
    fromAddr: '',
    to: ['support@kestrel.example'],
    cc: [],
    date: p.at,
    visibleText: p.text,
    quotedText: '',
    quotedHeld: false,
    runs: [],
    hasHtml: false,
    frameUrl: '',
    remoteBlocked: 0,
    machine: '',
    attachments: [],
    links: [],
    problems: [],
    by: '',
    byName: p.by ? nameOf(p.by) : '',
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
    outbox: null,
    extent: '',
    size: p.text.length,
    wanted: false,
    elsewhere: false,
    ...p,
  };
}

export function attached(p: Partial<Attachment> & { id: string; name: string; size: number }): Attachment {
  const type = p.type ?? 'application/octet-stream';
  return { type, inline: false, kind: type, risk: '', riskText: '', opens: false, ...p };
}

export function contact(name: string, email: string, zone = '', offsetMinutes = 0, knows = false): Contact {
  return { name, email, phones: [], zone, offsetMinutes, knowsOffset: knows || zone !== '', language: '' };
}

export function ticket(r: Row, c: Contact, entries: EntryView[], more: Partial<FakeTicket> = {}): FakeTicket {
  return {
    row: { ...r, messages: entries.filter((e) => e.kind === 'message').length || r.messages },
    queues: [],
    contact: c,
    company: r.companyName ? { name: r.companyName, plan: 'Community', churnRisk: '', fields: [] } : null,
    department: 'Paid Support',
    categories: [],
    entries,
    draft: null,
    changes: [],
    ticks: {},
    handOff: { inquiry: '', done: '', remaining: '' },
    asks: [],
    lost: null,
    replying: [],
    readOnly: '',
    why: [],
    ...more,
  };
}

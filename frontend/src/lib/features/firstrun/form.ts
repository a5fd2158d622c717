/** The connect form: what it starts with, what it lacks, which field a refusal concerns. Pure. */
import type { ConnectForm, Security, Servers } from '$lib/api';

export type FieldName = keyof ConnectForm;
export type Errors = Partial<Record<FieldName, string>>;

/** How far back (days) unanswered mail counts as open, if nobody says otherwise. */
export const defaultOpenDays = 14;

export function emptyForm(): ConnectForm {
  return {
    email: '',
    password: '',
    user: '',
    imapHost: '',
    imapPort: 993,
    imapSecurity: 'tls',
    smtpHost: '',
    smtpPort: 465,
    smtpSecurity: 'tls',
    agent: '',
    displayName: '',
    openDays: defaultOpenDays,
    reach: 0,
    passphrase: '',
  };
}

export const isAddress = (s: string): boolean =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$|^[^\s@]+@localhost$/.test(s.trim());

/** "Asha Sharma" is asha-sharma: the id that says who acted. */
export function agentId(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

const security = (s: string): Security => (s === 'starttls' || s === 'none' ? s : 'tls');

export function withServers(f: ConnectForm, s: Servers): ConnectForm {
  return {
    ...f,
    imapHost: s.imapHost,
    imapPort: s.imapPort,
    imapSecurity: security(s.imapSecurity),
    smtpHost: s.smtpHost,
    smtpPort: s.smtpPort,
    smtpSecurity: security(s.smtpSecurity),
  };
}

const loopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host.trim());
const port = (n: number): boolean => Number.isInteger(n) && n > 0 && n < 65536;

/** What is missing or cannot be, beside the field it concerns; empty when it may be tried. */
export function check(f: ConnectForm, needsPassphrase: boolean): Errors {
  const e: Errors = {};
  if (!isAddress(f.email)) e.email = 'An address, as support@kestrel.example';
  if (f.password === '') e.password = 'The mailbox’s password, or an app password';
  if (f.displayName.trim() === '') e.displayName = 'The name colleagues know you by';
  else if (f.agent.trim() === '') e.agent = 'A short id, as asha';
  if (f.imapHost.trim() === '') e.imapHost = 'The server that holds the mail';
  if (f.smtpHost.trim() === '') e.smtpHost = 'The server that takes mail to send';
  if (!port(f.imapPort)) e.imapPort = '1 to 65535';
  if (!port(f.smtpPort)) e.smtpPort = '1 to 65535';
  if (f.imapSecurity === 'none' && !loopback(f.imapHost))
    e.imapHost = 'Without encryption only on this computer';
  if (f.smtpSecurity === 'none' && !loopback(f.smtpHost))
    e.smtpHost = 'Without encryption only on this computer';
  if (!Number.isInteger(f.openDays) || f.openDays < 0 || f.openDays > 365) e.openDays = '0 to 365 days';
  if (needsPassphrase && f.passphrase.length < 8) e.passphrase = 'At least 8 characters';
  return e;
}

/** The desk names a field in its own words; an unknown one belongs to no field. */
export function fieldOf(name: string): FieldName | null {
  const known: Record<string, FieldName> = {
    imap: 'imapHost',
    smtp: 'smtpHost',
    host: 'imapHost',
    name: 'displayName',
    ...Object.fromEntries((Object.keys(emptyForm()) as FieldName[]).map((k) => [k, k])),
  };
  return known[name] ?? null;
}

/** "imap.kestrel.example 993, encrypted". */
export function serverText(host: string, p: number, s: Security): string {
  const how = { tls: 'encrypted', starttls: 'STARTTLS', none: 'not encrypted' }[s];
  return `${host}:${p}, ${how}`;
}

export const serverFields: readonly FieldName[] = [
  'user',
  'imapHost',
  'imapPort',
  'imapSecurity',
  'smtpHost',
  'smtpPort',
  'smtpSecurity',
];

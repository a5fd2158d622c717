/** What is said of a mailbox: its state, its folders, how far back its mail is here. Pure. */
import type { AccountView, FolderRole, FolderState, MailPlace, ReachChoice, SurveyView } from '$lib/api';
import type { Mark } from '$lib/marks';
import { bytes } from '$lib/time';

const n = (x: number): string => x.toLocaleString('en');

export const accountWords: Record<AccountView['state'], Mark & { text: string }> = {
  ok: { text: 'Synced', icon: 'circle-check', tint: 'var(--sync-ok)' },
  syncing: { text: 'Syncing', icon: 'refresh-cw', tint: 'var(--sync-busy)' },
  offline: { text: 'Offline', icon: 'cloud-off', tint: 'var(--sync-offline)' },
  refused: { text: 'Password refused', icon: 'key-round', tint: 'var(--problem)' },
};

export const roles: Record<FolderRole, { word: string; icon: string }> = {
  inbox: { word: 'Inbox', icon: 'inbox' },
  sent: { word: 'Sent', icon: 'send' },
  archive: { word: 'Archive', icon: 'archive' },
  junk: { word: 'Junk', icon: 'ban' },
  trash: { word: 'Trash', icon: 'trash' },
  drafts: { word: 'Drafts', icon: 'pencil' },
  all: { word: 'Every mail once more', icon: 'layers' },
  '': { word: '', icon: 'folder' },
};

/** Whether a switch of the mailbox lets mail go there; back into the inbox goes what a switch may take out of it. */
export function mayPlace(a: AccountView, where: MailPlace): boolean {
  return where === 'inbox'
    ? a.mirror.some((m) => m === 'archive' || m === 'junk' || m === 'trash')
    : a.mirror.includes(where);
}

/** Why a folder cannot be switched; '' it can. */
export function fixed(f: FolderState): string {
  if (f.role === 'inbox') return 'Always followed';
  if (f.role === 'drafts') return 'Never read';
  return '';
}

const names = new Intl.Collator('en', { numeric: true });
const order: FolderRole[] = ['inbox', 'sent', 'archive', '', 'all', 'junk', 'trash', 'drafts'];

/** Followed ones first, as the desk works through them; the others by name. */
export function byWork(list: readonly FolderState[]): FolderState[] {
  const rank = (f: FolderState) => (f.followed ? 0 : 100) + (f.followed ? order.indexOf(f.role) : 0);
  return list.toSorted((a, b) => rank(a) - rank(b) || names.compare(a.name, b.name));
}

/** What of a folder is here: "all 12,431 here", "3,919 here, 8,200 by their heads, 312 still to come". */
export function folderWords(f: FolderState): string {
  if (!f.followed) return f.synced > 0 ? `not followed, ${n(f.synced)} here from before` : 'not followed';
  if (f.lookedAt === 0 && f.messages === 0) return 'not looked at yet';
  if (f.messages === 0 && f.synced === 0) return 'empty';
  const whole = f.synced - f.heads;
  const coming = Math.min(f.missing, Math.max(0, f.messages - f.synced));
  const broken = f.missing - coming;
  const parts: string[] = [];
  if (f.heads === 0 && coming === 0)
    parts.push(f.messages > 1 ? `all ${n(f.messages)} here` : 'its one mail is here');
  else if (whole > 0) parts.push(`${n(whole)} here`);
  if (f.heads) parts.push(`${n(f.heads)} by their heads`);
  if (f.parts) parts.push(`${n(f.parts)} without their large files`);
  if (coming) parts.push(`${n(coming)} still to come`);
  if (broken) parts.push(`${n(broken)} could not come whole`);
  return parts.join(', ');
}

/** A whole mailbox in one line. */
export function boxWords(a: AccountView): string {
  const followed = a.folders.filter((f) => f.followed);
  if (followed.length === 0) return '';
  const sum = (of: (f: FolderState) => number) => followed.reduce((s, f) => s + of(f), 0);
  return folderWords({
    name: '',
    role: '',
    messages: sum((f) => f.messages),
    synced: sum((f) => f.synced),
    heads: sum((f) => f.heads),
    parts: sum((f) => f.parts),
    missing: sum((f) => f.missing),
    followed: true,
    lookedAt: 1,
  });
}

export function reachLabel(days: number): string {
  if (days === 0) return 'All mail';
  if (days === 365) return '12 months';
  return days === 1 ? '1 day' : `${n(days)} days`;
}

/** What a reach means, as one sentence. */
export function reachWords(days: number): string {
  return days === 0
    ? 'Every mail is kept here whole.'
    : `The last ${reachLabel(days)} are kept here whole, older mail by its head.`;
}

/** "17,855 mails, all whole", "8,127 whole, 9,728 older ones by their heads". */
export function choiceWords(c: ReachChoice): string {
  const older = c.messages - c.whole;
  if (older <= 0) return c.messages === 1 ? '1 mail, whole' : `${n(c.messages)} mails, all whole`;
  return `${n(c.whole)} whole, ${n(older)} older ones by their heads`;
}

export const about = (size: number, estimated: boolean): string =>
  `${estimated ? 'about ' : ''}${bytes(size)}`;

/** So much stays free, in bytes: below it the desk stops taking mail in. */
const spare = 2e9;

export function fits(c: ReachChoice, s: SurveyView): boolean {
  return s.free === 0 || s.free - c.disk >= spare;
}

/** All of it where that is little, else a year, else what fits. */
export function suggested(s: SurveyView): number {
  const all = s.choices.find((c) => c.reach === 0);
  if (all && all.disk < 2e9 && fits(all, s)) return 0;
  const less = s.choices.filter((c) => c.reach > 0).toSorted((a, b) => b.reach - a.reach);
  return (less.find((c) => fits(c, s)) ?? less.at(-1))?.reach ?? 0;
}

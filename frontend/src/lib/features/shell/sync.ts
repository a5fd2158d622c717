/** The one quiet word for sync: Synced, Syncing 12, Offline (4 waiting), Problem. */
import type { SyncState } from '$lib/api';
import type { Mark } from '$lib/marks';
import { age } from '$lib/time';

export interface SyncWords extends Mark {
  text: string;
  full: string;
  /** What is announced: the state without its numbers, which change each second. */
  state: string;
}

const states: Record<SyncState['word'], string> = {
  synced: 'Synced',
  syncing: '', // it comes and goes by itself
  offline: 'Offline',
  problem: 'There is a problem',
  none: 'No mailbox',
};

export function syncWords(s: SyncState, problems: number, now: number): SyncWords {
  return { ...shown(s, problems, now), state: states[s.word] };
}

function shown(s: SyncState, problems: number, now: number): Omit<SyncWords, 'state'> {
  const n = (x: number) => x.toLocaleString('en');
  const ago = s.lastSync ? now - s.lastSync : 0;
  const since = !s.lastSync
    ? ''
    : ago < 60_000
      ? `${Math.max(1, Math.round(ago / 1000))} s ago`
      : `${age(s.lastSync, now)} ago`;
  const last = since ? `Last sync ${since}.` : 'Not synced yet.';
  switch (s.word) {
    case 'syncing': {
      const of = s.total > s.count ? ` of ${n(s.total)}` : '';
      return {
        icon: 'refresh-cw',
        tint: 'var(--sync-busy)',
        text: `Syncing${s.count ? ` ${n(s.count)}${of}` : ''}`,
        full: last,
      };
    }
    case 'offline':
      return {
        icon: 'cloud-off',
        tint: 'var(--sync-offline)',
        text: `Offline${s.waiting + s.changes ? ` (${n(s.waiting + s.changes)} waiting)` : ''}`,
        full: `${last} Everything works; ${unsent(s)}.`,
      };
    case 'problem':
      return {
        icon: 'circle-alert',
        tint: 'var(--problem)',
        text: problems > 1 ? `${problems} problems` : 'Problem',
        full: `${last} Opens the list.`,
      };
    case 'none':
      return { icon: 'plug', tint: 'var(--text-3)', text: 'No mailbox', full: 'No mailbox is connected.' };
    default:
      if (s.held)
        return {
          icon: 'circle-check',
          tint: 'var(--sync-ok)',
          text: `Synced · older mail waits: ${s.held === 'battery' ? 'on battery' : 'on a metered line'}`,
          full: `${last} Older mail waits: ${s.held === 'battery' ? 'running on battery' : 'the line is metered'}. A mail that you open comes all the same.`,
        };
      if (s.filling)
        return {
          icon: 'circle-check',
          tint: 'var(--sync-ok)',
          text: `Synced · older mail${s.total > 0 ? ` ${Math.min(99, Math.floor((100 * s.count) / s.total))} %` : ''}`,
          full: `${last} New mail is here; ${n(s.count)} of ${n(s.total)} older mails are.`,
        };
      return {
        icon: 'circle-check',
        tint: 'var(--sync-ok)',
        text: [since ? `Synced ${since}` : 'Synced', waits(s)].filter(Boolean).join(' · '),
        full: [
          last,
          s.changes
            ? `${count(s.changes)} for the team ${s.changes === 1 ? 'is' : 'are'} about to leave.`
            : '',
          s.orphans
            ? `${count(s.orphans)} of the team ${s.orphans === 1 ? 'waits for its' : 'wait for their'} mail.`
            : '',
        ]
          .filter(Boolean)
          .join(' '),
      };
  }
}

const count = (x: number) => `${x.toLocaleString('en')} ${x === 1 ? 'change' : 'changes'}`;

/** "3 changes not sent", else "12 changes wait for their mail": one of them, for it is a quiet word. */
function waits(s: SyncState): string {
  if (s.changes) return `${count(s.changes)} not sent`;
  return s.orphans ? `${count(s.orphans)} ${s.orphans === 1 ? 'waits for its' : 'wait for their'} mail` : '';
}

/** "2 mails and 4 changes leave when the network is back" */
function unsent(s: SyncState): string {
  const mails = s.waiting ? `${s.waiting} ${s.waiting === 1 ? 'mail' : 'mails'}` : '';
  const all = [mails, s.changes ? count(s.changes) : ''].filter(Boolean).join(' and ');
  return all
    ? `${all} ${s.waiting + s.changes === 1 ? 'leaves' : 'leave'} when the network is back`
    : 'changes leave by themselves';
}

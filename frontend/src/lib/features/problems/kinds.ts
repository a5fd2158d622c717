/** What a problem looks like and what mends it. `action` is the desk's word, with what it applies to after a colon. */
import type { Problem } from '$lib/api';

export interface Kind {
  icon: string;
  tint: string;
}

export function kindOf(p: Problem): Kind {
  if (p.action.startsWith('vanished')) return { icon: 'circle-question-mark', tint: 'var(--warn)' };
  if (/^journal/.test(p.code)) return { icon: 'folder-sync', tint: 'var(--warn)' };
  if (p.code === 'files') return { icon: 'git-compare', tint: 'var(--warn)' };
  if (/auth|password|refused|sign.?in/.test(p.code)) return { icon: 'key-round', tint: 'var(--problem)' };
  if (/message|parse|broken|raw|replies/.test(p.code))
    return { icon: 'file-exclamation-point', tint: 'var(--warn)' };
  if (/offline|network|unreach|server/.test(p.code))
    return { icon: 'cloud-off', tint: 'var(--sync-offline)' };
  if (/disk|folder|data|space|read.?only/.test(p.code)) return { icon: 'hard-drive', tint: 'var(--problem)' };
  if (/canary|html/.test(p.code)) return { icon: 'shield-alert', tint: 'var(--warn)' };
  return { icon: 'circle-alert', tint: 'var(--problem)' };
}

export type Mend =
  | { kind: 'password'; account: string; label: string }
  | { kind: 'passphrase'; label: string }
  | { kind: 'raw'; key: string; label: string }
  | { kind: 'ticket'; ticket: string; label: string }
  | { kind: 'sync'; label: string }
  | { kind: 'replies'; label: string }
  | { kind: 'vanished'; account: string; folder: string; label: string }
  | { kind: 'mailbox'; account: string; label: string }
  | { kind: 'team'; label: string }
  | { kind: 'files'; path: string; label: string }
  | { kind: 'journal'; label: string }
  | { kind: 'settings'; label: string };

/** The one button of a problem, or none: a problem that clears by itself has none. */
export function mendOf(p: Problem): Mend | null {
  const colon = p.action.indexOf(':');
  const word = colon < 0 ? p.action : p.action.slice(0, colon);
  const arg = colon < 0 ? '' : p.action.slice(colon + 1);
  switch (word) {
    case 'password':
    case 'enter-password':
      return { kind: 'password', account: arg, label: 'Enter password' };
    case 'passphrase':
      return { kind: 'passphrase', label: 'Enter passphrase' };
    case 'raw':
      return { kind: 'raw', key: arg, label: 'Show raw' };
    case 'ticket':
    case 'open':
      return { kind: 'ticket', ticket: arg, label: 'Open the ticket' };
    case 'sync':
    case 'retry':
      return { kind: 'sync', label: 'Try again now' };
    case 'team':
      return { kind: 'team', label: 'Open the team' };
    case 'journal':
      return { kind: 'journal', label: 'Move back' };
    case 'file':
      if (p.code === 'files') return { kind: 'files', path: arg, label: 'Show its versions' };
      return arg.startsWith('replies') ? { kind: 'replies', label: 'Open the folder' } : null;
    case 'vanished': {
      const cut = arg.indexOf(':');
      if (cut < 0) return null;
      return {
        kind: 'vanished',
        account: arg.slice(0, cut),
        folder: arg.slice(cut + 1),
        label: 'Keep them here',
      };
    }
    case 'mirror':
      return { kind: 'mailbox', account: arg.split(':')[0] ?? '', label: 'Open the mailbox' };
    case 'settings':
    case 'account':
      return { kind: 'settings', label: 'Open settings' };
    default:
      return null;
  }
}

/** Where in a file it stands: "policy.yaml, line 12". */
export function placeOf(p: Problem): string {
  if (!p.file) return '';
  return p.line > 0 ? `${p.file}, line ${p.line}` : p.file;
}

/** Words, icons and actions of a mail in the outbox, the same wherever it is shown. */
import type { MailAction, MailView } from '$lib/api';
import type { Mark } from '$lib/marks';
import { coming } from '$lib/time';

export interface MailMark extends Mark {
  /** One word or two, for a row. */
  text: string;
}

/** Icon, token and word of where a mail stands; `left`: seconds of the undo delay. */
export function mailMark(m: Pick<MailView, 'state' | 'reason'>, left = 0): MailMark {
  const held = { icon: 'hand', tint: 'var(--outbox-held)' };
  const quiet = { icon: 'clock', tint: 'var(--outbox-waiting)' };
  if (m.reason === 'some') return { ...held, icon: 'mail-warning', text: 'not to all' };
  switch (m.state) {
    case 'held':
      return { ...held, text: 'held' };
    case 'unsure':
      return { ...held, tint: 'var(--outbox-unsure)', text: 'unsure' };
    case 'waiting':
      return left > 0
        ? { icon: 'undo-2', tint: 'var(--outbox-undo)', text: `${left} s to undo` }
        : { ...quiet, text: 'waiting' };
    case 'sending':
      return { icon: 'send', tint: 'var(--outbox-waiting)', text: 'sending' };
    default:
      return { icon: 'check-check', tint: 'var(--text-3)', text: 'sent' };
  }
}

/** A subject without its "Re:": every mail here answers. */
export const bare = (subject: string) => subject.replace(/^(?:re|aw)\s*:\s*/i, '') || subject;

/** When a waiting mail is tried: "next try in 4 m", "offline: leaves when the network is back". */
export function nextWords(m: MailView, now: number): string {
  if (m.reason === 'offline') return 'offline: leaves when the network is back';
  if (m.state === 'sent' && m.reason === 'filing') return 'out; its copy is not in Sent yet';
  if (m.state !== 'waiting' || m.reason === '') return '';
  const wait = m.nextTry - now;
  const when =
    m.nextTry === 0 || wait < 60_000 ? 'soon' : wait < 3_600_000 ? `in ${Math.round(wait / 60_000)} min` : '';
  return `next try ${when || `at ${coming(m.nextTry, now)}`}`;
}

/** Where it stands and why, as a sentence in two parts: what, and the words beside it. */
export function mailSays(m: MailView, left: number, now: number): { what: string; why: string } {
  const what = headline(m, left);
  if (m.state === 'waiting' && left > 0) return { what, why: 'Until then u takes it back.' };
  if (m.state === 'waiting' && m.reason === 'offline')
    return { what, why: 'It leaves by itself when the network is back.' };
  if (m.state === 'waiting')
    return { what, why: [m.words, capital(nextWords(m, now))].filter(Boolean).join(' ') };
  if (m.state === 'unsure')
    return { what, why: [m.words, 'It does not go again by itself.'].filter(Boolean).join(' ') };
  return { what, why: m.words };
}

const heldFor: Record<string, string> = {
  guard: 'Held before sending.',
  refused: 'The server refused it.',
  'sign-in': 'Held until the password works.',
  quota: 'The server has no room for it.',
  size: 'Larger than the server takes.',
  address: 'An address cannot be right.',
  broken: 'It cannot be read any more.',
  temporary: 'The server has put it off for two days.',
};

function headline(m: MailView, left: number): string {
  if (m.reason === 'some') return 'Not everybody got it.';
  switch (m.state) {
    case 'held':
      return heldFor[m.reason] ?? 'Held.';
    case 'unsure':
      return 'May have gone out.';
    case 'waiting':
      if (left > 0) return `Leaves in ${left} s.`;
      if (m.reason === 'offline') return 'Waits for the network.';
      return m.reason === '' ? 'Next to leave.' : 'Waits for the server.';
    case 'sending':
      return 'Being sent now.';
    default:
      return m.reason === 'filing' ? 'Sent; its copy is not in Sent yet.' : 'Sent.';
  }
}

const capital = (s: string) => (s ? `${s.charAt(0).toUpperCase()}${s.slice(1)}.` : '');

/** What the button of a sending action says here; '' where there is none. */
export function sendLabel(
  m: Pick<MailView, 'state' | 'actions'>,
): { action: MailAction; label: string } | null {
  if (m.actions.includes('send-anyway')) return { action: 'send-anyway', label: 'Send as it is' };
  if (!m.actions.includes('retry')) return null;
  return { action: 'retry', label: m.state === 'waiting' ? 'Send now' : 'Send again' };
}

/** A waiting mail is cancelled, its draft stays; any other is thrown away. */
export function dropLabel(
  m: Pick<MailView, 'state' | 'actions'>,
): { action: MailAction; label: string } | null {
  if (m.state === 'waiting' && m.actions.includes('cancel')) return { action: 'cancel', label: 'Cancel' };
  if (m.actions.includes('discard')) return { action: 'discard', label: 'Discard' };
  return m.actions.includes('cancel') ? { action: 'cancel', label: 'Take back' } : null;
}

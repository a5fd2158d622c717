/** The heads of the Outbox: what asks for a person on top, then what can still be taken back, then what leaves by itself. */
import type { MailView } from '$lib/api';

export interface MailGroup {
  label: string;
  /** It waits for a person. */
  asks: boolean;
  mails: MailView[];
}

const heads = [
  'Held',
  'Unsure',
  'Undo still open',
  'Next',
  'Not to everybody',
  'Sent, copy to follow',
] as const;

/** The head a mail stands under; `left`: seconds of its undo delay. */
export function headOf(m: Pick<MailView, 'state' | 'reason'>, left: number): (typeof heads)[number] {
  if (m.reason === 'some') return 'Not to everybody';
  if (m.state === 'held') return 'Held';
  if (m.state === 'unsure') return 'Unsure';
  if (m.state === 'sent' || m.state === 'filed') return 'Sent, copy to follow';
  return m.state === 'waiting' && left > 0 ? 'Undo still open' : 'Next';
}

/** Newest first under each head. */
export function groupMails(mails: readonly MailView[], left: (until: number) => number): MailGroup[] {
  const newest = mails.toSorted((a, b) => b.queuedAt - a.queuedAt);
  return heads
    .map((label) => ({
      label,
      asks: label === 'Held' || label === 'Unsure' || label === 'Not to everybody',
      mails: newest.filter((m) => headOf(m, left(m.undoUntil)) === label),
    }))
    .filter((g) => g.mails.length > 0);
}

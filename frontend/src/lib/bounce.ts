/** A mail of ours that did not arrive, in words. */
import type { BounceView } from '$lib/api';

/** Enhanced status codes (RFC 3463) by subject and detail. */
const causes: Record<string, string> = {
  '1.1': 'there is no such mailbox',
  '1.2': 'there is no such domain',
  '1.3': 'that is no valid address',
  '1.6': 'the mailbox has moved',
  '1.10': 'that domain takes no mail',
  '2.1': 'the mailbox is switched off',
  '2.2': 'the mailbox is full',
  '2.3': 'the mail is too large for it',
  '3.4': 'the mail is too large for it',
  '4.1': 'its server does not answer',
  '4.2': 'its server hung up',
  '4.3': 'its server cannot be found',
  '4.4': 'there is no way to its server',
  '4.7': 'it took too long',
  '7.1': 'its server refuses the mail',
  '7.23': 'its server does not believe that the mail is ours',
  '7.26': 'its server does not believe that the mail is ours',
};

/** Why it did not arrive: by its code, else in the server's own words. */
export function cause(b: BounceView): string {
  const [kind, ...rest] = b.status.split('.');
  const known = /^[245]$/.test(kind ?? '') ? causes[rest.join('.')] : undefined;
  return known ?? b.reason.replace(/\.$/, '');
}

/** What happened, and what to do about it. */
export function notDelivered(b: BounceView): { what: string; next: string } {
  const to = b.recipient ? ` to ${b.recipient}` : '';
  const why = cause(b) ? `: ${cause(b)}` : '';
  if (b.action === 'delayed')
    return {
      what: `Not delivered${to} yet${why}.`,
      next: 'It is still being tried; there is nothing to do now.',
    };
  if (!b.hard)
    return {
      what: `Not delivered${to}${why}.`,
      next: 'It will not arrive by waiting; sending it again later may work.',
    };
  return {
    what: `Not delivered${to}${why}.`,
    next: 'It will not arrive by waiting: write to another address, or call.',
  };
}

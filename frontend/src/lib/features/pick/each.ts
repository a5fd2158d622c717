/** One change on one ticket or many, and the sentence for the toast. */
import type { Done } from '$lib/api';

/** Runs it ticket by ticket; one ticket answers as the desk does, many with their number. */
export async function each(
  tickets: readonly string[],
  what: (ticket: string) => Promise<Done>,
): Promise<Done> {
  let last: Done = { op: '', text: '', undo: false };
  for (const t of tickets) last = await what(t);
  if (tickets.length < 2) return last;
  return {
    op: '',
    undo: false,
    text: `${tickets.length} tickets: ${last.text}. u takes them back one by one.`,
  };
}

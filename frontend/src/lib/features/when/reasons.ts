/** Why a ticket waits: the three reasons of a snooze, and which one the ticket itself suggests. */
import type { TicketView } from '$lib/api';

export type ReasonId = 'us' | 'client' | 'department';

export interface Reason {
  id: ReasonId;
  label: string;
  help: string;
  key: string;
  icon: string;
}

export const reasons: readonly Reason[] = [
  { id: 'us', label: 'Us', help: 'we still have something to do', key: 'u', icon: 'user' },
  { id: 'client', label: 'Client', help: 'we wait for them', key: 'c', icon: 'hourglass' },
  { id: 'department', label: 'Department', help: 'another department has it', key: 'd', icon: 'building' },
];

/** What the ticket says by itself; null when a person has to say it. */
export function suggest(t: Pick<TicketView, 'row' | 'entries'>, untilReply: boolean): ReasonId | null {
  if (t.row.status === 'pending-department') return 'department';
  if (t.row.status === 'pending-partner' || untilReply) return 'client';
  const last = t.entries.filter((e) => e.kind === 'message' || e.kind === 'call').at(-1);
  return last?.direction === 'out' ? 'client' : null;
}

/** What is still missing before a snooze may be saved, in words; '' when nothing. */
export function missing(reason: ReasonId | null, note: string): string {
  if (!reason) return 'Who are we waiting for?';
  return reason === 'us' && note.trim() === '' ? 'Pending on us needs a note or a link' : '';
}

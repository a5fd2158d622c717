/** Words for laptops, people and how changes travel. */
import type { CrewDevice, CrewHealth } from '$lib/api';
import type { Mark } from '$lib/marks';
import { age, clockOrDay, span } from '$lib/time';

/** "Last change 4 m ago", "No change yet". */
export function seenWords(at: number, now: number): string {
  if (!at) return 'No change yet';
  return now - at < 60_000 ? 'Last change just now' : `Last change ${age(at, now)} ago`;
}

/** Where a laptop stands, as icon and word; null: in use. */
export function deviceMark(d: CrewDevice): (Mark & { text: string }) | null {
  if (d.revoked) return { icon: 'ban', tint: 'var(--text-3)', text: 'Shut out' };
  if (!d.confirmed) return { icon: 'circle-dashed', tint: 'var(--warn)', text: 'Not confirmed' };
  return null;
}

/** Laptops in the order in which one looks for them: this one, in use, then what was shut out. */
export function inOrder(all: readonly CrewDevice[]): CrewDevice[] {
  const rank = (d: CrewDevice) => (d.me ? 0 : d.revoked ? 3 : d.confirmed ? 1 : 2);
  return all.toSorted((a, b) => rank(a) - rank(b) || b.lastSeen - a.lastSeen);
}

const count = (n: number, one: string, many = `${one}s`) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** How the journal stands: each line with what it means, the worst first. */
export function healthLines(h: CrewHealth): { icon: string; tint: string; text: string; help: string }[] {
  const out = [];
  if (h.quarantined)
    out.push({
      icon: 'shield-alert',
      tint: 'var(--warn)',
      text: `${count(h.quarantined, 'thing')} in the team’s folder could not be read`,
      help: 'Put aside and kept as it came. It is tried again when the team or Deskhand changes.',
    });
  if (h.unread)
    out.push({
      icon: 'shield-alert',
      tint: 'var(--warn)',
      text: `${count(h.unread, 'change')} by a newer Deskhand`,
      help: 'Kept and passed on as they are. An update of this laptop reads them.',
    });
  if (h.held)
    out.push({
      icon: 'hand',
      tint: 'var(--warn)',
      text: `${count(h.held, 'change')} by who may not decide that`,
      help: 'They count nowhere, and are kept.',
    });
  if (Math.abs(h.clock) > 120_000)
    out.push({
      icon: 'clock-alert',
      tint: 'var(--warn)',
      text: `This computer’s clock is ${span(h.clock)} ${h.clock > 0 ? 'slow' : 'fast'}`,
      help: 'Times of what you do are corrected for the others. Setting the clock right is better.',
    });
  if (h.waiting)
    out.push({
      icon: 'clock',
      tint: 'var(--text-2)',
      text: `${count(h.waiting, 'change')} of yours ${h.waiting === 1 ? 'waits' : 'wait'} to leave`,
      help: 'They go by themselves as soon as the line allows.',
    });
  if (h.parked)
    out.push({
      icon: 'hourglass',
      tint: 'var(--text-2)',
      text: `${count(h.parked, 'change')} of others ${h.parked === 1 ? 'waits' : 'wait'} for their time`,
      help: 'They come from a computer whose clock is ahead, or are more than a day allows.',
    });
  if (h.orphans)
    out.push({
      icon: 'mail',
      tint: 'var(--text-2)',
      text: `${count(h.orphans, 'change')} ${h.orphans === 1 ? 'waits for its' : 'wait for their'} mail`,
      help: 'The mail that they are about is not on this laptop yet.',
    });
  return out;
}

/** "Looked 9 s ago" */
export function stepWords(lastPull: number, now: number): string {
  if (!lastPull) return 'Not looked yet';
  const s = Math.max(1, Math.round((now - lastPull) / 1000));
  return s < 60 ? `Looked ${s} s ago` : `Looked ${age(lastPull, now)} ago`;
}

/** "valid until Tue 14:05" */
export const validWords = (at: number, now: number) => `valid until ${clockOrDay(at, now)}`;

/** When an invitation takes place, and whether a mail is signed or encrypted, in words. */
import type { InviteView } from '$lib/api';
import { zoneOffset } from '$lib/there';
import { clockOrDay, coming, dayDiff, hm } from '$lib/time';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const day = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');

/** A day without an hour is the same day everywhere: it is read as it is written, in UTC. */
function bareDay(at: number, now: number): string {
  const d = new Date(at);
  const year = d.getUTCFullYear() === new Date(now).getFullYear() ? '' : ` ${d.getUTCFullYear()}`;
  return `${days[d.getUTCDay()] ?? ''} ${d.getUTCDate()} ${months[d.getUTCMonth()] ?? ''}${year}`;
}

/** "Tue 25 Nov, 15:00 to 15:30"; of whole days "Mon 24 Nov, all day". */
export function whenOf(i: Pick<InviteView, 'start' | 'end' | 'allDay'>, now: number): string {
  if (i.start === 0) return '';
  if (i.allDay) {
    const last = i.end - day;
    return last > i.start
      ? `${bareDay(i.start, now)} to ${bareDay(last, now)}`
      : `${bareDay(i.start, now)}, all day`;
  }
  const d = new Date(i.start);
  const year = d.getFullYear() === new Date(now).getFullYear() ? '' : ` ${d.getFullYear()}`;
  const from = `${days[d.getDay()] ?? ''} ${d.getDate()} ${months[d.getMonth()] ?? ''}${year}, ${hm(i.start)}`;
  if (i.end <= i.start) return from;
  return `${from} to ${dayDiff(i.end, i.start) === 0 ? hm(i.end) : clockOrDay(i.end, now)}`;
}

/** The same hour in the organizer's zone, '' where it is ours: "16:00 in New York, the day before". */
export function thereOf(i: Pick<InviteView, 'start' | 'allDay' | 'timeZone'>): string {
  if (i.allDay || i.start === 0 || !i.timeZone) return '';
  const ours = -new Date(i.start).getTimezoneOffset();
  const theirs = zoneOffset(i.timeZone, i.start, ours);
  if (theirs === ours) return '';
  const there = new Date(i.start + theirs * 60_000);
  const here = new Date(i.start + ours * 60_000);
  const shift = Math.sign(Math.floor(there.getTime() / day) - Math.floor(here.getTime() / day));
  const city = i.timeZone.split('/').pop()?.replaceAll('_', ' ') ?? i.timeZone;
  const late = shift === 0 ? '' : shift < 0 ? ', the day before' : ', the day after';
  return `${two(there.getUTCHours())}:${two(there.getUTCMinutes())} in ${city}${late}`;
}

/** "every week on Tuesday, next tomorrow 15:00", '' for a single event. */
export function seriesOf(i: Pick<InviteView, 'repeats' | 'next' | 'allDay'>, now: number): string {
  if (!i.repeats) return '';
  const words = i.repeats.charAt(0).toUpperCase() + i.repeats.slice(1);
  if (i.next === 0) return `${words}; it is over`;
  return `${words}, next ${i.allDay ? bareDay(i.next, now) : coming(i.next, now)}`;
}

export const secureWords = (secure: string, why: string): string =>
  secure === 'encrypted'
    ? `Encrypted${why ? ` (${why})` : ''}: ask for it in the clear, or open it in a program that has the key.`
    : `Signed${why ? ` (${why})` : ''}, not checked`;

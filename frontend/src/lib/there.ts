/** The customer's clock, as far as it is known. */
import type { Contact } from '$lib/api';

export interface LocalTime {
  /** "09:02 New York", "about 09:02" */
  text: string;
  /** "09:02", "about 09:02" */
  clock: string;
  /** Against this machine: "−5 h", '' when the same. */
  offset: string;
  full: string;
  /** Outside 08–18 there. */
  night: boolean;
}

const two = (n: number) => String(n).padStart(2, '0');

/**
 * The customer's time. A known zone is exact ("09:02 New York"); with only the
 * offset of the last mail it is said to be about that.
 */
export function localTime(c: Contact, now: number): LocalTime | null {
  if (!c.zone && !c.knowsOffset) return null;
  const minutes = c.zone ? zoneOffset(c.zone, now, c.offsetMinutes) : c.offsetMinutes;
  const there = new Date(now + minutes * 60_000);
  const hours = there.getUTCHours();
  const hm = `${two(hours)}:${two(there.getUTCMinutes())}`;
  const city = c.zone.split('/').pop()?.replaceAll('_', ' ') ?? '';
  const diff = (minutes + new Date(now).getTimezoneOffset()) / 60;
  const sign = diff < 0 ? '−' : '+';
  const size = Number.isInteger(diff) ? String(Math.abs(diff)) : Math.abs(diff).toFixed(1);
  return {
    text: c.zone ? `${hm} ${city}` : `about ${hm}`,
    clock: c.zone ? hm : `about ${hm}`,
    offset: diff === 0 ? '' : `${sign}${size} h`,
    full: c.zone ? c.zone : 'From the clock of their last mail; their place is not known.',
    night: hours < 8 || hours >= 18,
  };
}

/** Minutes east of UTC in that zone now; the fallback when this web view does not know it. */
export function zoneOffset(zone: string, now: number, fallback: number): number {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      timeZoneName: 'longOffset',
    }).formatToParts(now);
    const name = parts.find((p) => p.type === 'timeZoneName')?.value ?? '';
    const m = /GMT(?:([+-])(\d\d):?(\d\d)?)?/.exec(name);
    if (!m) return fallback;
    return (m[1] === '-' ? -1 : 1) * (Number(m[2] ?? 0) * 60 + Number(m[3] ?? 0));
  } catch {
    return fallback;
  }
}

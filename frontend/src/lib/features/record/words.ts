/** The record's words: the customer's clock, a risk, an agenda line's icon. */
import type { Contact } from '$lib/api';
import type { Mark } from '$lib/marks';

export interface LocalTime {
  text: string;
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

export function riskMark(risk: string): Mark & { label: string } {
  const label = risk.charAt(0).toUpperCase() + risk.slice(1);
  if (risk === 'high') return { icon: 'trending-down', tint: 'var(--churn-high)', label };
  if (risk === 'medium') return { icon: 'trending-down', tint: 'var(--churn-medium)', label };
  return { icon: 'trending-up', tint: 'var(--churn-low)', label };
}

export function agendaIcon(kind: string): string {
  const icons: Record<string, string> = {
    callback: 'phone-outgoing',
    meeting: 'video',
    snooze: 'alarm-clock',
    promise: 'flag',
    sla: 'clock',
    eta: 'hourglass',
  };
  return icons[kind] ?? 'clock';
}

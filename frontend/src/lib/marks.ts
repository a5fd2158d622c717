/** Icon, word and token of every state, in one place: a state is a word first. */
import type { Row } from '$lib/api';
import { dayDiff, span } from '$lib/time';

export interface Mark {
  icon: string;
  tint: string;
}

export function statusMark(status: string): Mark {
  switch (status) {
    case 'triage':
      return { icon: 'triangle-alert', tint: 'var(--status-triage)' };
    case 'open':
      return { icon: 'circle', tint: 'var(--status-open)' };
    case 'in-progress':
      return { icon: 'circle-dot', tint: 'var(--status-progress)' };
    case 'pending-department':
      return { icon: 'building', tint: 'var(--status-pending)' };
    case 'pending-partner':
      return { icon: 'hourglass', tint: 'var(--status-pending)' };
    case 'resolved':
      return { icon: 'circle-check', tint: 'var(--status-resolved)' };
    case 'closed':
      return { icon: 'circle-minus', tint: 'var(--status-closed)' };
    default:
      return { icon: 'circle', tint: 'var(--text-3)' };
  }
}

export function priorityMark(priority: string): Mark {
  switch (priority) {
    case 'urgent':
      return { icon: 'chevrons-up', tint: 'var(--priority-urgent)' };
    case 'high':
      return { icon: 'chevron-up', tint: 'var(--priority-high)' };
    case 'low':
      return { icon: 'chevron-down', tint: 'var(--priority-low)' };
    default:
      return { icon: 'equal', tint: 'var(--priority-medium)' };
  }
}

export function channelIcon(channel: string): string {
  const icons: Record<string, string> = {
    email: 'mail',
    mail: 'mail',
    form: 'panel-top',
    chat: 'message-circle',
    bot: 'bot',
    app: 'smartphone',
    mobile: 'smartphone',
    call: 'phone',
    phone: 'phone',
    community: 'message-square-text',
  };
  return icons[channel] ?? 'mail';
}

export function queueIcon(name: string): string {
  const icons: Record<string, string> = {
    mine: 'circle-user-round',
    unassigned: 'inbox',
    waiting: 'hourglass',
    mentions: 'at-sign',
    snoozed: 'alarm-clock',
    incomplete: 'circle-dashed',
    'bot-chats': 'message-circle',
    machine: 'bot',
    spam: 'ban',
    all: 'layers',
  };
  return icons[name] ?? (name.startsWith('policy:') ? 'shield-check' : 'bookmark');
}

export interface Clock extends Mark {
  text: string;
  /** For readers and the hover: the whole sentence. */
  full: string;
  state: 'left' | 'soon' | 'over' | 'paused' | 'waits';
}

const hour = 3_600_000;

/** Words too close to wrap: "1 h 05 m" stays together. */
const whole = (s: string) => s.replaceAll(' ', '\u00a0');

/** The one clock a row shows: SLA, else how long the customer waits, else the snooze. */
export function rowClock(r: Row, now: number): Clock | null {
  if (r.status === 'resolved' || r.status === 'closed') return null;
  if (r.snoozedUntil > 0 || r.snoozeReply) return null;
  if (r.status.startsWith('pending') && r.waitsSince === 0) {
    return {
      icon: 'circle-pause',
      tint: 'var(--sla-paused)',
      text: 'paused',
      full: 'SLA paused',
      state: 'paused',
    };
  }
  if (r.slaDue > 0) return sla(r, now);
  if (r.waitsSince > 0 && now - r.waitsSince >= 60_000) {
    const s = span(now - r.waitsSince).replace(/ \d\d m$/, '');
    return {
      icon: 'clock',
      tint: 'var(--sla-left)',
      text: whole(`waits ${s}`),
      full: `Customer waits ${s}`,
      state: 'waits',
    };
  }
  return null;
}

function sla(r: Row, now: number): Clock {
  const left = r.slaDue - now;
  const waits = r.waitsSince > 0 ? `Customer waits ${span(now - r.waitsSince)}. ` : '';
  if (left <= 0) {
    const text = whole(`${span(left)} over`);
    return {
      icon: 'clock-alert',
      tint: 'var(--sla-over)',
      text,
      full: `${waits}Next response ${text}`,
      state: 'over',
    };
  }
  const day = dayDiff(r.slaDue, now);
  const text = whole(day === 0 || left < 6 * hour ? span(left) : day === 1 ? 'tomorrow' : `${day} d`);
  const soon = left <= 2 * hour;
  return {
    icon: 'clock',
    tint: soon ? 'var(--sla-soon)' : 'var(--sla-left)',
    text,
    full: `${waits}Next response: ${span(left)} left`,
    state: soon ? 'soon' : 'left',
  };
}

/** Why a row is here again, or where it is: third line of the list. */
export function snoozeWords(r: Row, when: (at: number) => string): string {
  if (r.snoozeReply && r.snoozedUntil === 0) return 'until they reply';
  if (r.snoozedUntil === 0) return '';
  const who: Record<string, string> = {
    us: 'we owe',
    client: 'waiting for the client',
    department: 'waiting for a department',
  };
  const reason = who[r.snoozeReason];
  const until = r.snoozeReply ? 'until they reply' : `until ${when(r.snoozedUntil)}`;
  return reason ? `${until} · ${reason}` : until;
}

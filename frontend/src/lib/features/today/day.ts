/** The day as the time line shows it: what is late, what is on, what comes. Pure; all times Unix ms. */
import type { AgendaItem, AgendaKind } from '$lib/api';
import { span } from '$lib/time';

const minute = 60_000;

export interface Line {
  item: AgendaItem;
  /** "17 m over", "since 2 m", "in 28 m". */
  left: string;
  tone: 'over' | 'soon' | 'plain';
}

export interface Day {
  /** Overdue, oldest first. */
  late: Line[];
  /** Begun and not over: a meeting that runs. */
  on: Line[];
  /** Still to come today. */
  coming: Line[];
}

/** An SLA within this long (ms) is soon. */
const soon = 120 * minute;

export function line(item: AgendaItem, now: number): Line {
  const gap = item.at - now;
  const sla = item.kind === 'sla';
  if (running(item, now)) return { item, left: gap > -minute ? 'now' : `since ${span(gap)}`, tone: 'soon' };
  if (gap < 0) return { item, left: `${span(gap)} ${sla ? 'over' : 'late'}`, tone: 'over' };
  if (sla) return { item, left: `${span(gap)} left`, tone: gap < soon ? 'soon' : 'plain' };
  if (gap < minute) return { item, left: 'now', tone: 'soon' };
  return { item, left: `in ${span(gap)}`, tone: 'plain' };
}

function running(i: AgendaItem, now: number): boolean {
  return i.kind === 'meeting' && !i.overdue && i.at <= now && now < Math.max(i.until, i.at + 30 * minute);
}

export function arrange(items: readonly AgendaItem[], now: number): Day {
  const lines = [...items].sort((a, b) => a.at - b.at).map((i) => line(i, now));
  return {
    late: lines.filter((l) => l.tone === 'over' || (l.item.overdue && !running(l.item, now))),
    on: lines.filter((l) => running(l.item, now)),
    coming: lines.filter((l) => l.item.at > now && !l.item.overdue),
  };
}

/** The rows top to bottom, as the keys walk them. */
export const rows = (d: Day): Line[] => [...d.late, ...d.on, ...d.coming];

export function nodeIcon(kind: AgendaKind, over: boolean): string {
  const icons: Record<AgendaKind, string> = {
    callback: 'phone',
    meeting: 'video',
    snooze: 'alarm-clock',
    promise: 'flag',
    sla: over ? 'clock-alert' : 'clock',
    eta: 'calendar-clock',
  };
  return icons[kind];
}

/** What a button says. None of them sends anything. */
export function actionLabel(action: string): string {
  const labels: Record<string, string> = {
    call: 'Call',
    join: 'Join',
    here: 'They are here',
    waiting: 'Open “waiting”',
    reschedule: 'Open “reschedule”',
    open: 'Open',
    reply: 'Open',
    done: 'Done',
    later: 'Later',
    cancel: 'Cancel',
  };
  return labels[action] ?? action;
}

/** The buttons of a row: the first action, then two more at most; opening is the row itself. */
export function others(i: AgendaItem): string[] {
  return i.actions
    .filter((a) => a !== i.action && a !== 'open' && a !== 'reply' && a !== 'later')
    .slice(0, 2);
}

/** "Callback: migration window": the kind stands in words where the title does not say it. */
export function titleOf(i: AgendaItem): string {
  if (i.kind === 'callback' && !/callback|call /i.test(i.title)) return `Callback: ${i.title}`;
  return i.title;
}

/** Who, and what one needs for it: the number to call, the host to join. */
export function besides(i: AgendaItem): string {
  const need = i.kind === 'callback' ? i.number_ : i.kind === 'meeting' ? i.joinHost : '';
  return [i.who, need].filter(Boolean).join(' · ');
}

/** "2 late, 7 to come, 9 done". */
export function summary(d: Day, done: number): string {
  const parts = [d.late.length ? `${d.late.length} late` : '', `${d.coming.length + d.on.length} to come`];
  return [...parts, `${done} done`].filter(Boolean).join(', ');
}

const quietIcons: Record<string, string> = {
  snoozed: 'alarm-clock',
  mentions: 'at-sign',
  silent: 'hourglass',
  pending: 'hourglass',
  waiting: 'hourglass',
  typed: 'text-quote',
  docs: 'book-open',
  idea: 'zap',
  deep: 'search',
  unresolved: 'search',
  flow: 'sliders-horizontal',
  testing: 'check-check',
  unassigned: 'inbox',
};

/** What an idle line does: the desk's word decides where it leads; its own word is shown otherwise. */
export function quietAction(q: { kind: string; action: string; count: number }): string {
  const kinds: Record<string, string> = {
    unassigned: 'Take',
    snoozed: 'Review',
    waiting: 'Follow up',
    unresolved: 'Dig in',
  };
  const words: Record<string, string> = { queue: 'Show', search: 'Show', open: 'Open' };
  const word = kinds[q.kind] ?? words[q.action] ?? q.action.charAt(0).toUpperCase() + q.action.slice(1);
  return q.count > 1 ? `${word} ${q.count}` : word;
}

export const quietIcon = (kind: string): string => quietIcons[kind] ?? 'circle-dashed';

export interface Days {
  /** Start of the first day. */
  day: number;
  /** "Mon 23", "Mon 23 – Wed 25". */
  name: string;
  text: string;
  free: boolean;
}

/** Days that hold the same, one line for each run of them. */
export function daysTogether(days: readonly { day: number; text: string }[]): Days[] {
  const name = (at: number) => new Date(at).toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric' });
  const out: (Days & { first: number })[] = [];
  for (const d of days) {
    const last = out.at(-1);
    if (last?.free && d.text === 'Free') last.name = `${name(last.first)} – ${name(d.day)}`;
    else out.push({ day: d.day, first: d.day, name: name(d.day), text: d.text, free: d.text === 'Free' });
  }
  return out.map(({ day, name: n, text, free }) => ({ day, name: n, text, free }));
}

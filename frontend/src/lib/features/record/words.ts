/** The record's words: a risk, an agenda line's icon. */
import type { Mark } from '$lib/marks';

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

/** "German" for "de". */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

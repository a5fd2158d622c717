/** How a status and a priority look: word, icon, token (look/states). */

export interface Sight {
  icon: string;
  tint: string;
}

const statuses: Record<string, Sight> = {
  triage: { icon: 'triangle-alert', tint: 'var(--status-triage)' },
  open: { icon: 'circle', tint: 'var(--status-open)' },
  'in-progress': { icon: 'circle-dot', tint: 'var(--status-progress)' },
  'pending-department': { icon: 'building', tint: 'var(--status-pending)' },
  'pending-partner': { icon: 'hourglass', tint: 'var(--status-pending)' },
  resolved: { icon: 'circle-check', tint: 'var(--status-resolved)' },
  closed: { icon: 'circle-minus', tint: 'var(--status-closed)' },
};

const priorities: Record<string, Sight> = {
  low: { icon: 'chevron-down', tint: 'var(--priority-low)' },
  medium: { icon: 'equal', tint: 'var(--priority-medium)' },
  high: { icon: 'chevron-up', tint: 'var(--priority-high)' },
  urgent: { icon: 'chevrons-up', tint: 'var(--priority-urgent)' },
};

export const statusSight = (id: string): Sight => statuses[id] ?? { icon: 'circle', tint: 'var(--text-2)' };
export const prioritySight = (id: string): Sight =>
  priorities[id] ?? { icon: 'equal', tint: 'var(--text-2)' };

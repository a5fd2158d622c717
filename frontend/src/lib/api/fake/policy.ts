/** The invented team of the in-memory desk: who works there and by which rules. */
import type { Session, Settings } from '../backend';

export const me = 'asha';

export const session: Session = {
  ready: true,
  firstRun: false,
  sample: true,
  agent: me,
  agentName: 'Asha',
  teamName: 'Kestrel Support',
  zone: 'Europe/London',
  members: [
    { id: 'asha', name: 'Asha' },
    { id: 'jonas', name: 'Jonas' },
    { id: 'lena', name: 'Lena' },
    { id: 'anaïs', name: 'Anaïs' },
  ],
  teams: [
    { id: 'team:billing', label: 'Billing' },
    { id: 'team:experts', label: 'Automation experts' },
  ],
  statuses: [
    { id: 'triage', label: 'Triage', kind: 'new', key: 't' },
    { id: 'open', label: 'Open w/Support', kind: 'open', key: 'o' },
    { id: 'in-progress', label: 'In progress w/Support', kind: 'open', key: 'p' },
    { id: 'pending-department', label: 'Pending Other Department', kind: 'pending', key: 'd' },
    { id: 'pending-partner', label: 'Pending Partner Response', kind: 'pending', key: 'w' },
    { id: 'resolved', label: 'Resolved', kind: 'done', key: 'r' },
    { id: 'closed', label: 'Closed', kind: 'done', key: 'c' },
  ],
  priorities: [
    { id: 'low', label: 'Low', help: 'A question, nobody is held up' },
    { id: 'medium', label: 'Medium', help: 'Something does not work, there is a way round' },
    { id: 'high', label: 'High', help: 'Work stands still for some' },
    { id: 'urgent', label: 'Urgent', help: 'Work stands still for everybody' },
  ],
  tags: [
    { id: 'import-export', label: 'Data Import / Export', group: 'Area' },
    { id: 'sign-in', label: 'Sign-in', group: 'Area' },
    { id: 'billing', label: 'Billing', group: 'Area' },
    { id: 'automation', label: 'Automation', group: 'Area' },
    { id: 'mobile', label: 'Mobile app', group: 'Area' },
    { id: 'bug', label: 'Bug', group: 'Type' },
    { id: 'question', label: 'Question', group: 'Type' },
    { id: 'request', label: 'Feature request', group: 'Type' },
    { id: 'vip', label: 'VIP', group: 'Special' },
    { id: 'gdpr', label: 'GDPR', group: 'Special' },
  ],
  categories: ['Export', 'Users', 'Billing', 'Sign-in', 'Automation', 'Mobile'],
  pipelines: [
    { id: 'support', label: 'Support' },
    { id: 'onboarding', label: 'Onboarding' },
  ],
  accounts: [
    {
      id: 'a1',
      email: 'support@kestrel.example',
      state: 'ok',
      lastSync: 0,
      folders: [],
      reach: 0,
      mirror: [],
      parked: [],
    },
  ],
  readOnlyMailbox: false,
  htmlSafe: true,
};

export const settings: Settings = {
  theme: 'system',
  textSize: 100,
  density: 'normal',
  singleKeys: true,
  autoAdvance: true,
  notifications: true,
  presence: true,
  quietFrom: '18:00',
  quietTo: '08:00',
  paneList: 332,
  paneRecord: 284,
  recordOpen: true,
  undoSend: 10,
  dataDir: 'a temporary folder, deleted at exit',
  secrets: 'keyring',
  version: '0.1.0',
  sample: true,
};

export const labelOf = (id: string): string => session.statuses.find((s) => s.id === id)?.label ?? id;
export const nameOf = (id: string): string =>
  id === me
    ? 'You'
    : (session.members.find((m) => m.id === id)?.name ?? session.teams.find((t) => t.id === id)?.label ?? id);

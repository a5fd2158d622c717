/** The in-memory desk's team: laptops, invitations, who asks to come in. */
import {
  ApiError,
  type CrewHealth,
  type CrewView,
  type Done,
  type MembershipApi,
  type RecoverySheet,
} from '../backend';
import { me, session } from './policy';
import { nothing, type State } from './state';
import { day, hour, minute } from './ticket';

/** Some things wait, one could not be read. */
const well: CrewHealth = {
  waiting: 2,
  parked: 0,
  held: 0,
  orphans: 3,
  quarantined: 1,
  unread: 0,
  lastPull: 0,
  clock: 0,
};

export const noCrew: CrewView = {
  id: '',
  name: '',
  agent: '',
  device: '',
  admin: false,
  confirmed: false,
  digits: '',
  revoked: false,
  encrypted: false,
  transport: { kind: '', account: '', folder: '', limited: '' },
  members: [],
  devices: [],
  waiting: [],
  invitations: [],
  invitable: [],
};

export const aCode =
  'deskhand-join-AYpFq2x7mV0c1tQy9Zr3KdUe5sWnHb8oJgTfLiPaDvMxC4Rk6EuNzS0yGhBwOqIjXlAtFsVcPdRm2Yk7eNuHgT1b';

const nameOf = (id: string) =>
  session.members.find((m) => m.id === id)?.name ?? session.teams.find((t) => t.id === id)?.label ?? id;

type Part = Partial<CrewView['devices'][number]> & { id: string; agent: string; machine: string };
const laptop = (p: Part): CrewView['devices'][number] => ({
  name: nameOf(p.agent),
  me: false,
  admin: false,
  confirmed: true,
  revoked: false,
  recovery: false,
  lastSeen: 0,
  ...p,
});

/** Three people, four laptops, one who asks to come in. */
export function someCrew(now: number): CrewView {
  const person = (id: string, devices: number, admin = false) => ({
    id,
    name: nameOf(id),
    me: id === me,
    left: false,
    admin,
    devices,
  });
  return {
    ...noCrew,
    id: '4K7QX2M9W0FKD',
    name: session.teamName,
    agent: me,
    device: '4K7QX2M9W0FKD',
    admin: true,
    confirmed: true,
    transport: { kind: 'imap', account: 'support@kestrel.example', folder: '', limited: '' },
    members: [person('asha', 2, true), person('jonas', 1), person('lena', 1), { ...person('anaïs', 0) }],
    devices: [
      laptop({
        id: '4K7QX2M9W0FKD',
        agent: 'asha',
        machine: 'kestrel-7',
        me: true,
        admin: true,
        lastSeen: now - 12_000,
      }),
      laptop({ id: '9TTR0VZ3HH2JB', agent: 'asha', machine: 'asha-home', lastSeen: now - 3 * day }),
      laptop({ id: 'B2N8D5Y6RQ1WE', agent: 'jonas', machine: 'jonas-mac', lastSeen: now - 4 * minute }),
      laptop({
        id: 'ZC3M7K4X0PV9S',
        agent: 'lena',
        machine: 'lena-thinkpad',
        confirmed: false,
        lastSeen: now - 2 * minute,
      }),
      laptop({
        id: 'H5W1QJ8T6NB0R',
        agent: 'jonas',
        machine: 'jonas-old',
        revoked: true,
        lastSeen: now - 40 * day,
      }),
      laptop({ id: 'R3C0V3RY00000', agent: '', machine: '', admin: true, recovery: true }),
    ],
    waiting: [
      {
        device: 'ZC3M7K4X0PV9S',
        agent: 'lena',
        name: 'Lena',
        machine: 'lena-thinkpad',
        digits: '482 913',
        at: now - 2 * minute,
        mine: false,
        doubt: '',
      },
    ],
    invitations: [
      { id: 'i1', agent: 'anaïs', name: 'Anaïs', code: aCode, expires: now + 46 * hour, expired: false },
    ],
    invitable: [{ ...person('anaïs', 0) }],
  };
}

/** The team, and hands for tests: what happens on other laptops. */
export class Crew {
  view: CrewView = structuredClone(noCrew);
  health: CrewHealth;
  /** What becomes of the next try to join or recover. */
  refuse: { text: string; hint: string; field: 'code' | 'password' | 'folder' } | null = null;
  loss: { team: string; why: string; count: number; lines: string[] } | null = null;
  finished = false;
  kept = 0;
  typing = new Set<string>();
  saved = 0;
  printed = 0;
  /** What the folder dialog answers. */
  folder = 'Deskhand';
  /** The code is for a mailbox that this desk knows. */
  known = false;

  constructor(
    readonly state: State,
    readonly flags: { firstRun: boolean },
  ) {
    this.health = { ...well, lastPull: state.now() - 9_000 };
  }

  tell(part: Partial<CrewView> = {}): void {
    this.view = { ...this.view, ...part };
    this.state.emit('team', {});
  }

  #sheet(): RecoverySheet {
    const lines = [
      '1  7Q2M 9FKX 4T0V ZC3M 7K4X 0PV9 SB2N',
      '2  8D5Y 6RQ1 WEH5 W1QJ 8T6N B0R4 K7QX',
      '3  2M9W 0FKD 9TTR 0VZ3 HH2J BAY1 PFQ2',
      '4  X7MV 0C1T QY9Z R3KD VE5S WNHB 8A7C',
      '5  JGTF 01PA DVMX C4RK 6EVN ZS0Y GH2E',
    ];
    const made = this.state.now();
    const text = `Deskhand recovery sheet of ${this.view.name}\n\n${lines.join('\n')}\n`;
    return { name: this.view.name, address: 'support@kestrel.example', made, lines, text };
  }

  #done(text: string, part: Partial<CrewView>): Done {
    this.tell(part);
    return { ...nothing, text };
  }

  #device(id: string, part: Partial<CrewView['devices'][number]>): Partial<CrewView> {
    const devices = this.view.devices.map((d) => (d.id === id ? { ...d, ...part } : d));
    return { devices, waiting: this.view.waiting.filter((w) => w.device !== id) };
  }

  #who = (id: string) => this.view.devices.find((d) => d.id === id);

  api(): MembershipApi {
    return {
      crew: async () => structuredClone(this.view),
      crewHealth: async () => ({ ...this.health }),
      createTeam: async (name, encrypt, folder) => {
        if (!name.trim()) throw new ApiError('usage', 'A team needs a name.', 'Such as Kestrel Support.');
        const all = someCrew(this.state.now());
        this.tell({
          ...all,
          name,
          encrypted: encrypt,
          transport: folder ? { ...all.transport, kind: 'dir', folder: this.folder } : all.transport,
          members: all.members.map((m) => (m.me ? { ...m, devices: 1 } : { ...m, devices: 0 })),
          devices: all.devices.filter((d) => d.me || d.recovery),
          waiting: [],
          invitations: [],
        });
        return this.#sheet();
      },
      chooseFolder: async () => this.folder,
      invite: async (agent, name) => {
        const i = {
          id: this.state.id('i'),
          agent,
          name: name || nameOf(agent),
          code: aCode,
          expires: this.state.now() + 48 * hour,
          expired: false,
        };
        this.tell({ invitations: [...this.view.invitations.filter((x) => x.agent !== agent), i] });
        return i;
      },
      withdraw: async (id) => {
        const name = this.view.invitations.find((i) => i.id === id)?.name ?? '';
        return this.#done(`The invitation of ${name} opens nothing any more`, {
          invitations: this.view.invitations.filter((i) => i.id !== id),
        });
      },
      readCode: async (code) => {
        if (!code.replace(/\s/g, '').startsWith('deskhand-join-'))
          throw new ApiError(
            'usage',
            'That is no invitation: it does not begin with deskhand-join-.',
            'Copy the whole line.',
          );
        return {
          team: 'Kestrel Support',
          agent: 'anaïs',
          name: 'Anaïs',
          inviter: 'Asha',
          address: 'support@kestrel.example',
          imap: 'imap.kestrel.example 993',
          smtp: 'smtp.kestrel.example 465',
          kind: 'imap',
          folderName: '',
          signedIn: this.known,
          known: true,
        };
      },
      join: (f) => this.#join(f.password),
      recover: (_sheet, f) => this.#join(f.password),
      confirmDevice: async (id) =>
        this.#done(
          `${this.#who(id)?.name ?? ''}’s laptop is confirmed`,
          this.#device(id, { confirmed: true }),
        ),
      refuseDevice: async (id) =>
        this.#done(`${this.#who(id)?.machine ?? ''} is shut out`, this.#device(id, { revoked: true })),
      promote: async (id, admin) =>
        this.#done(
          admin
            ? `${this.#who(id)?.machine ?? ''} may change the team now`
            : 'It may not change the team any more',
          this.#device(id, { admin }),
        ),
      revoke: async (id) =>
        this.#done(
          `${this.#who(id)?.machine ?? ''} is shut out`,
          this.#device(id, { revoked: true, confirmed: false }),
        ),
      theirs: async (agent) =>
        this.state
          .rows('all')
          .filter((r) => r.owner === agent && r.status !== 'resolved')
          .map((r) => ({
            kind: 'ticket',
            id: r.id,
            ticket: r.id,
            number: r.number,
            title: r.subject,
            at: r.at,
          })),
      leaveTeam: async (agent, to) => {
        const theirs = this.state.rows('all').filter((r) => r.owner === agent && r.status !== 'resolved');
        const op =
          to && theirs.length
            ? this.state.act(
                theirs.map((r) => r.id),
                'owner',
                'Gave it on',
                (t) => (t.row = { ...t.row, owner: to }),
              ).op
            : '';
        const gone = this.view.devices.filter((d) => d.agent === agent && !d.revoked).map((d) => d.machine);
        this.tell({
          members: this.view.members.map((m) => (m.id === agent ? { ...m, left: true, devices: 0 } : m)),
          devices: this.view.devices.map((d) => (d.agent === agent ? { ...d, revoked: true } : d)),
        });
        return {
          name: nameOf(agent),
          devices: gone,
          theirs: theirs.length,
          to: to ? nameOf(to) : '',
          op,
          advice: [
            'Change the password of support@kestrel.example: it opens the mailbox from anywhere.',
            'Revoke app passwords and tokens that were given to them.',
          ],
        };
      },
      rotate: async () => this.#done('The team has a new secret', {}),
      recoverySheet: async () => this.#sheet(),
      saveSheet: async () => {
        this.saved++;
        return { ...nothing, text: 'Saved the recovery sheet' };
      },
      printSheet: async () => void this.printed++,
      sheetKept: async () => void this.kept++,
      setTransport: async (folder) =>
        this.#done(
          folder ? `Changes travel through the folder ${this.folder}` : 'Changes travel through the mailbox',
          {
            transport: folder
              ? { kind: 'dir', account: '', folder: this.folder, limited: '' }
              : { kind: 'imap', account: 'support@kestrel.example', folder: '', limited: '' },
          },
        ),
      takeBack: async () => ({ ...nothing, text: 'Moved 2 mails back' }),
      loss: async () => structuredClone(this.loss),
      finish: async () => void (this.finished = true),
      writing: async (t) => void this.typing.add(t),
      stopWriting: async (t) => void this.typing.delete(t),
    };
  }

  async #join(password: string) {
    const no = {
      ok: false,
      text: '',
      hint: '',
      field: '' as const,
      team: '',
      agent: '',
      digits: '',
      confirmed: false,
      later: '',
    };
    if (this.refuse) return { ...no, ...this.refuse };
    if (!password && !this.known)
      return { ...no, text: 'The server refused the password.', field: 'password' as const };
    this.state.emit('joining', { text: 'Signing in' });
    this.state.emit('joining', { text: 'Reading the team’s changes' });
    this.flags.firstRun = false;
    const all = someCrew(this.state.now());
    this.tell({ ...all, admin: false, confirmed: false, digits: '482 913', waiting: [], invitations: [] });
    return {
      ...no,
      ok: true,
      text: 'You are in Kestrel Support as Anaïs. 4,218 changes came.',
      team: 'Kestrel Support',
      agent: 'Anaïs',
      digits: '482 913',
      later: '',
    };
  }
}

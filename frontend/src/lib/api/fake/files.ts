/** The in-memory desk's team files: versions, proposals, what was changed apart. */
import type {
  DiffLine,
  FileConflict,
  FileFight,
  FileProposal,
  FilesApi,
  FileVersion,
  TeamFile,
} from '../backend';
import { session } from './policy';
import { nothing, type State } from './state';
import { day, hour, minute } from './ticket';

const nameOf = (id: string) => session.members.find((m) => m.id === id)?.name ?? id;

interface Held extends FileVersion {
  text: string;
}

const refund = [
  '---\nname: tst_refund\nlanguage: en\n---\nHello {{contact.firstName}},\n\nwe have refunded the last invoice. It takes 3 to 5 days until your bank shows it.\n\n{{agent.name}}\n',
  '---\nname: tst_refund\nlanguage: en\n---\nHello {{contact.firstName}},\n\nwe have refunded the last invoice. It takes up to 10 days until your bank shows it.\nA credit note is attached.\n\n{{agent.name}}\n',
  '---\nname: tst_refund\nlanguage: en\nresolves: true\n---\nHello {{contact.firstName}},\n\nwe have refunded the last invoice. It takes up to 10 days until your bank shows it.\nA credit note is attached; your accountants want to see it.\n\n{{agent.name}}, {{team.name}}\n',
];

const policy = [
  'team: Kestrel Support\nslas:\n  - plan: Scale\n    firstResponse: 1h\n    nextResponse: 4h\n  - plan: Community\n    firstResponse: 24h\n',
  'team: Kestrel Support\nslas:\n  - plan: Scale\n    firstResponse: 30m\n    nextResponse: 4h\n  - plan: Community\n    firstResponse: 48h\n',
];

/** Lines that stay, go and come, by the longest common part. */
export function diff(a: string, b: string): DiffLine[] {
  const x = a.split('\n');
  const y = b.split('\n');
  const n = Array.from({ length: x.length + 1 }, () => new Array<number>(y.length + 1).fill(0));
  const at = (i: number, j: number) => n[i]?.[j] ?? 0;
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      (n[i] as number[])[j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      out.push({ sign: ' ', text: x[i++] ?? '' });
      j++;
    } else if (j >= y.length || (i < x.length && at(i + 1, j) >= at(i, j + 1)))
      out.push({ sign: '-', text: x[i++] ?? '' });
    else out.push({ sign: '+', text: y[j++] ?? '' });
  }
  return out;
}

export class TeamFiles {
  files: TeamFile[] = [];
  versions = new Map<string, Held[]>();
  open: FileProposal[] = [];
  apart: FileConflict[] = [];
  frozen: FileFight[] = [];

  constructor(readonly state: State) {
    const now = state.now();
    const texts = (path: string, list: [string, string, number, Partial<FileVersion>?][]) => {
      const held = list.map(([agent, text, ago, more], i) => ({
        id: `${path.slice(-6, -3).toUpperCase()}V${i}`,
        path,
        agent,
        name: nameOf(agent),
        device: `${agent}-1`,
        madeAt: now - ago,
        cameAt: agent === 'asha' ? 0 : now - ago + 2000,
        size: text.length,
        stands: i === list.length - 1,
        deleted: false,
        overrule: '',
        proposal: false,
        missing: false,
        ...more,
        text,
      }));
      this.versions.set(path, held);
      return held.at(-1);
    };
    const file = (
      path: string,
      kind: TeamFile['kind'],
      list: Parameters<typeof texts>[1],
      part: Partial<TeamFile> = {},
    ) => {
      const top = texts(path, list);
      const size = top?.size ?? 0;
      const by = top?.agent ?? '';
      const madeAt = top?.madeAt ?? 0;
      this.files.push({
        path,
        kind,
        state: 'same',
        note: '',
        size,
        by,
        byName: nameOf(by),
        madeAt,
        versions: list.length,
        ...part,
      });
    };
    const [r0 = '', r1 = '', r2 = ''] = refund;
    const [p0 = '', p1 = ''] = policy;
    file('policy.yaml', 'policy', [['asha', p0, 30 * day]], {
      state: 'proposed',
      note: 'Lena proposes a change',
    });
    file('roster.yaml', 'roster', [['asha', 'shifts:\n  - agent: lena\n    days: mon-fri\n', 12 * day]]);
    file('replies/tst_refund.md', 'reply', [
      ['asha', r0, 20 * day],
      ['jonas', r1, 5 * day],
      ['lena', r2, 3 * hour],
    ]);
    file(
      'replies/tst_delay.md',
      'reply',
      [['jonas', 'Hello,\n\nthis takes longer than I said.\n', 9 * day]],
      { state: 'conflict', note: 'Yours lost against Jonas’s' },
    );
    file('replies/all_done.md', 'reply', [['lena', 'It is done.\n', 8 * day]]);
    file('replies/waiting_in_meeting.md', 'reply', [['asha', 'We are waiting for you.\n', 60 * day]], {
      state: 'frozen',
      note: 'Two laptops kept changing it',
    });
    file('replies/de/erste-antwort.md', 'reply', [['lena', 'Guten Tag,\n\nvielen Dank.\n', 40 * day]]);
    file('handbook/escalation.md', 'handbook', [
      ['asha', '# Escalation\n\nWho is called, and when.\n', 14 * day],
    ]);
    file('handbook/pictures/board.png', 'handbook', [['jonas', '', 14 * day]], { size: 182_400 });
    file('replies/my_notes.md', 'reply', [], {
      state: 'offered',
      note: 'It was here before this laptop joined',
    });
    this.open = [
      {
        id: 'P1',
        path: 'policy.yaml',
        agent: 'lena',
        name: 'Lena',
        madeAt: now - 40 * minute,
        size: p1.length,
        mine: false,
        diff: diff(p0, p1),
        wrong: '',
      },
    ];
    const stands = this.versions.get('replies/tst_delay.md')?.[0];
    if (stands) {
      const lost = {
        ...stands,
        id: 'LOST1',
        agent: 'asha',
        name: 'Asha',
        madeAt: now - 9 * day - hour,
        stands: false,
        overrule: stands.id,
        text: 'Hello,\n\nthis takes longer than I promised. I am sorry.\n',
      };
      this.versions.set('replies/tst_delay.md', [lost, stands]);
      this.apart = [
        { lost, stands, path: 'replies/tst_delay.md', beside: 'replies/tst_delay (Asha, 13 Nov 14.05).md' },
      ];
    }
    const choices = this.versions.get('replies/waiting_in_meeting.md') ?? [];
    this.frozen = [
      {
        path: 'replies/waiting_in_meeting.md',
        names: ['Asha’s laptop kestrel-7', 'Jonas’s laptop jonas-mac'],
        since: now - 26 * minute,
        flips: 8,
        choices: choices.flatMap((c) => [
          c,
          { ...c, id: `${c.id}b`, agent: 'jonas', name: 'Jonas', device: 'jonas-1' },
        ]),
      },
    ];
  }

  #set(path: string, part: Partial<TeamFile>): void {
    this.files = this.files.map((f) => (f.path === path ? { ...f, ...part } : f));
    this.state.emit('team', {});
  }

  api(): FilesApi {
    const plain = ({ text: _, ...v }: Held): FileVersion => v;
    const done = (text: string, undo = false) => ({
      ...nothing,
      op: undo ? this.state.id('o') : '',
      text,
      undo,
    });
    return {
      teamFiles: async () => structuredClone(this.files),
      fileVersions: async (path) => (this.versions.get(path) ?? []).toReversed().map(plain),
      fileVersion: async (path, id) => {
        const all = this.versions.get(path) ?? [];
        const i = all.findIndex((v) => v.id === id);
        const v = all[i];
        if (!v) throw new Error(`no version ${id}`);
        const top = all.find((x) => x.stands);
        const binary = path.endsWith('.png');
        return {
          version: plain(v),
          text: v.text,
          diff: binary ? [] : diff(all[i - 1]?.text ?? '', v.text),
          stood: binary || !top ? [] : diff(top.text, v.text),
          binary,
          wrong: '',
        };
      },
      restoreFile: async (path, id) => {
        const all = this.versions.get(path) ?? [];
        const old = all.find((v) => v.id === id);
        if (old) {
          const now = this.state.now();
          const v = {
            ...old,
            id: this.state.id('V'),
            agent: 'asha',
            name: 'Asha',
            madeAt: now,
            cameAt: 0,
            stands: true,
          };
          this.versions.set(path, [...all.map((x) => ({ ...x, stands: false })), v]);
          this.#set(path, { by: 'asha', byName: 'Asha', madeAt: now, versions: all.length + 1 });
        }
        return done(`Restored ${path}`, true);
      },
      shareFile: async (path) => {
        this.#set(path, { state: 'same', note: '', by: 'asha', byName: 'Asha' });
        return done(`Shared ${path} with the team`);
      },
      proposals: async () => structuredClone(this.open),
      acceptProposal: async (id) => {
        const p = this.open.find((x) => x.id === id);
        this.open = this.open.filter((x) => x.id !== id);
        if (p)
          this.#set(p.path, {
            state: 'same',
            note: '',
            by: p.agent,
            byName: p.name,
            madeAt: this.state.now(),
          });
        return done(`${p?.path ?? ''} is as ${p?.name ?? ''} proposed`, true);
      },
      declineProposal: async (id) => {
        const p = this.open.find((x) => x.id === id);
        this.open = this.open.filter((x) => x.id !== id);
        if (p) this.#set(p.path, { state: 'same', note: '' });
        return done(p?.mine ? 'Your proposal is taken back' : `Declined what ${p?.name ?? ''} proposed`);
      },
      conflicts: async () => structuredClone(this.apart),
      settleConflict: async (lost) => {
        const c = this.apart.find((x) => x.lost.id === lost);
        this.apart = this.apart.filter((x) => x.lost.id !== lost);
        if (c) this.#set(c.path, { state: 'same', note: '' });
      },
      fights: async () => structuredClone(this.frozen),
      openRouting: async () =>
        this.state
          .rows('mine')
          .filter((r) => r.priority === 'medium')
          .slice(0, 4)
          .map((r) => ({
            ticket: r.id,
            number: r.number,
            subject: r.subject,
            text: 'Priority High, by rule “scale”',
          })),
      applyRouting: async () => done('The rules of today hold for 4 tickets', true),
      thaw: async (path) => {
        this.frozen = this.frozen.filter((f) => f.path !== path);
        this.#set(path, { state: 'same', note: '' });
        return done(`${path} goes on`, true);
      },
    };
  }
}

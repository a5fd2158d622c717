/** The in-memory desk's saved replies: a few files, filled for a ticket, what is unknown left as a blank. */
import { ApiError, type ComposeApi, type SavedHit, type SavedInsert } from '../backend';
import { session } from './policy';
import { nothing, type State } from './state';
import type { FakeTicket } from './ticket';

type RepliesApi = Pick<ComposeApi, 'savedReplies' | 'insertSaved' | 'openReplies'>;

interface FakeReply {
  name: string;
  category: string;
  kind: 'template' | 'snippet';
  language: string;
  uses: number;
  subject?: string;
  resolves?: boolean;
  text: string;
}

const replies: FakeReply[] = [
  {
    name: 'tst_first_response',
    category: 'first-contact',
    kind: 'template',
    language: 'en',
    uses: 42,
    text: 'Hello {{contact.firstName}},\n\nthank you for writing to us. I have your request and look into it now.\n\n{{ask "What do you need from them?"}}',
  },
  {
    name: 'tst_first_response',
    category: 'first-contact',
    kind: 'template',
    language: 'de',
    uses: 6,
    text: 'Guten Tag {{contact.firstName}},\n\nvielen Dank für Ihre Nachricht. Ich kümmere mich darum.',
  },
  {
    name: 'waiting_in_meeting',
    category: 'meetings',
    kind: 'template',
    language: 'en',
    uses: 9,
    subject: 'We are waiting for you',
    text: 'Hello {{contact.firstName}},\n\nwe are in the meeting "{{meeting.title}}" and will wait until {{meeting.waitUntil}}.\n{{ask "Anything to add?"}}',
  },
  {
    name: 'tst_ask_details',
    category: 'progress',
    kind: 'snippet',
    language: 'en',
    uses: 31,
    text: 'To look into this, I need:\n\n- the time at which it happened\n- a screenshot of the whole window\n- {{ask "What else?"}}',
  },
  {
    name: 'tst_delay',
    category: 'progress',
    kind: 'template',
    language: 'en',
    uses: 12,
    text: 'Hello {{contact.firstName}},\n\nthis takes longer than I said. You will hear from me by {{ask "When?"}}.',
  },
  {
    name: 'all_done',
    category: 'closing',
    kind: 'template',
    language: 'en',
    uses: 18,
    resolves: true,
    text: 'Hello {{contact.firstName}},\n\nit is done. Write to us if anything is missing.\n\n{{agent.name}}, {{team.name}}',
  },
  {
    name: 'billing_seats',
    category: 'billing',
    kind: 'snippet',
    language: 'en',
    uses: 4,
    text: 'Seats are counted on the first of each month. {{company.name}} can change them at any time.',
  },
];

/** As many more, for measuring: names and words that a search has to tell apart. */
const more = (n: number): FakeReply[] =>
  Array.from({ length: n }, (_, i) => ({
    name: `tst_${['export', 'refund', 'seats', 'login', 'import'][i % 5]}_${i}`,
    category: `team-${i % 40}`,
    kind: i % 3 ? 'template' : 'snippet',
    language: 'en',
    uses: i % 50,
    text: `Hello {{contact.firstName}},\n\nthis is answer ${i}. {{ask "What else?"}}`,
  }));

const escape = (s: string) =>
  s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const tag = /\{\{(?:ask "([^"]*)"|([\w.]+))\}\}/g;

const refusal = (r: FakeReply, mode: 'email' | 'note'): string =>
  mode === 'note' && r.kind === 'template' ? 'A template goes into e-mail only.' : '';

export class Replies {
  readonly #all: readonly FakeReply[];
  readonly #uses: Map<string, number>;
  readonly #words: Map<FakeReply, string>;

  /** What colleagues changed since it was used here. */
  readonly #news = new Map<string, { by: string; at: number }>();

  constructor(
    readonly state: State,
    extra = 0,
  ) {
    this.#all = [...replies, ...more(extra)];
    this.#uses = new Map(this.#all.map((r) => [r.name + r.language, r.uses]));
    this.#words = new Map(this.#all.map((r) => [r, `${r.name} ${r.category} ${r.text}`.toLowerCase()]));
  }

  /** For tests: a colleague changed one. */
  changed(name: string, by: string): void {
    this.#news.set(name, { by, at: this.state.now() - 3 * 3_600_000 });
  }

  api(): RepliesApi {
    return {
      savedReplies: async (query, mode, ticket, limit) => {
        const q = query.toLowerCase().split(/\s+/).filter(Boolean);
        return this.#one(ticket)
          .filter((r) => q.every((w) => this.#words.get(r)?.includes(w)))
          .map((r) => ({ r, rank: (refusal(r, mode) ? 1e9 : 0) - this.#used(r) }))
          .sort((a, b) => a.rank - b.rank)
          .slice(0, limit)
          .map(({ r }) => this.#hit(r, mode, ticket));
      },
      insertSaved: async (name, language, mode, ticket) => {
        const r = this.#all.find((x) => x.name === name && (!language || x.language === language));
        if (!r) throw new ApiError('not_found', `There is no saved reply ${name}.`, 'Its file may be gone.');
        const hit = this.#hit(r, mode, ticket);
        if (hit.refused) throw new ApiError('refused', hit.refused);
        this.#uses.set(r.name + r.language, hit.uses + 1);
        this.#news.delete(r.name);
        return this.#fill(r, ticket);
      },
      openReplies: async () => ({ ...nothing, text: 'Opened the folder replies' }),
    };
  }

  /** One a name, in the customer's language where there is one. */
  #one(ticket: string): FakeReply[] {
    const german = ticket ? this.state.get(ticket).contact.zone === 'Europe/Berlin' : false;
    const best = new Map<string, FakeReply>();
    for (const r of this.#all) if (!best.has(r.name) || (r.language === 'de') === german) best.set(r.name, r);
    return [...best.values()];
  }

  #hit(r: FakeReply, mode: 'email' | 'note', ticket: string): SavedHit {
    const filled = this.#fill(r, ticket);
    return {
      name: r.name,
      category: r.category,
      kind: r.kind,
      language: r.language,
      uses: this.#used(r),
      blanks: filled.blanks.length,
      text: r.text,
      html: filled.html,
      resolves: r.resolves ?? false,
      refused: refusal(r, mode),
      changedBy: this.#news.get(r.name)?.by ?? '',
      changedAt: this.#news.get(r.name)?.at ?? 0,
      newHere: false,
    };
  }

  #used(r: FakeReply): number {
    return this.#uses.get(r.name + r.language) ?? 0;
  }

  #fill(r: FakeReply, ticket: string): SavedInsert {
    const values = this.#values(ticket ? this.state.get(ticket) : null);
    const blanks: SavedInsert['blanks'] = [];
    const one = (
      source: string,
      ask: string | undefined,
      name: string | undefined,
      html: boolean,
    ): string => {
      const known = name ? values[name] : undefined;
      if (known) return html ? escape(known) : known;
      if (!html) return source;
      const n = blanks.push({ n: blanks.length, name: name ?? 'ask', prompt: ask ?? '', why: '' }) - 1;
      return `<span data-blank="${n}">${escape(source)}</span>`;
    };
    const fill = (s: string, html: boolean) =>
      s.replace(tag, (source, ask?: string, name?: string) => one(source, ask, name, html));
    const paragraph = (p: string): string => {
      const list = p.split('\n');
      if (list.every((l) => l.startsWith('- ')))
        return `<ul>${list.map((l) => `<li>${fill(l.slice(2), true)}</li>`).join('')}</ul>`;
      return `<p>${list.map((l) => fill(l, true)).join('<br>')}</p>`;
    };
    return {
      name: r.name,
      html: r.text.split('\n\n').map(paragraph).join(''),
      text: fill(r.text, false),
      subject: r.subject ?? '',
      blanks,
      resolves: r.resolves ?? false,
    };
  }

  #values(t: FakeTicket | null): Record<string, string> {
    return {
      'contact.firstName': t?.contact.name.split(' ')[0] ?? '',
      'contact.name': t?.contact.name ?? '',
      'company.name': t?.company?.name ?? '',
      'ticket.number': t?.row.number ?? '',
      'ticket.subject': t?.row.subject ?? '',
      'agent.name': session.agentName,
      'team.name': session.teamName,
    };
  }
}

/**
 * The rows of the list pane: a queue or a search, paged, with one row in focus
 * and a selection. News wait behind the chip, so nothing moves under the cursor.
 */
import { backend, type Page, type Row, type SearchPage } from '$lib/api';
import { merge } from './merge';
import { nav } from './nav.svelte';

const pageSize = 60;
const searchLimit = 100;

export class List {
  rows = $state.raw<Row[]>([]);
  total = $state(0);
  next = $state('');
  /** Ids that wait behind the chip. */
  waiting = $state.raw<string[]>([]);
  /** Id of the row in focus. */
  focus = $state('');
  selected = $state.raw<ReadonlySet<string>>(new Set());
  error = $state<unknown>(null);
  /** Drawn once; before that nothing is said about emptiness. */
  ready = $state(false);
  /** Another queue or search was asked for, and the rows are still those of the one before. */
  busy = $state(false);
  found = $state.raw<Pick<SearchPage, 'snippets' | 'ask' | 'unindexed' | 'heads'>>({
    snippets: {},
    ask: [],
    unindexed: 0,
    heads: 0,
  });
  /** The row in focus left its list, and which one took its place. */
  left = $state.raw<{ id: string; next: string } | null>(null);
  /** Counts loads, so that the view scrolls to the focus only then. */
  loads = $state(0);
  readonly index = $derived(this.rows.findIndex((r) => r.id === this.focus));
  readonly current = $derived<Row | null>(this.rows[this.index] ?? null);
  /** What an action applies to. */
  readonly targets = $derived(this.selected.size ? [...this.selected] : this.focus ? [this.focus] : []);

  #source = '';
  #turn = 0;
  #reads = 0;
  #anchor = '';
  #known = new Set<string>();
  /** News came while another list was on its way. */
  #late = false;
  #busy = false;

  /** Shows a queue, or a search when there is a query; a late answer of an earlier question is dropped. */
  async show(queue: string, query: string): Promise<void> {
    const turn = ++this.#turn;
    const source = query ? `?${query}` : queue;
    const same = source === this.#source;
    this.busy = !same;
    try {
      const page = await this.#read(queue, query, Math.max(pageSize, same ? this.rows.length : 0));
      if (turn !== this.#turn) return;
      this.#tell(page);
      this.#source = source;
      this.#known = new Set();
      this.#take(page.rows, page.next, page.total);
      this.waiting = [];
      this.selected = new Set();
      if (!this.rows.some((r) => r.id === this.focus)) this.focus = this.rows[0]?.id ?? '';
      this.error = null;
      this.loads++;
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    } finally {
      if (turn === this.#turn) [this.ready, this.busy] = [true, false];
    }
    if (turn !== this.#turn || !this.#late) return;
    this.#late = false;
    await this.refresh();
  }

  /** The next page, when the end comes into sight. */
  async more(): Promise<void> {
    if (!this.next || this.#busy || nav.query) return;
    const turn = this.#turn;
    this.#busy = true;
    try {
      const page = await backend.list(nav.queue, this.next, pageSize);
      if (turn !== this.#turn) return;
      const have = new Set(this.rows.map((r) => r.id));
      const held = new Set(this.waiting);
      const rows = page.rows.filter((r) => !have.has(r.id) && !held.has(r.id));
      this.#take([...this.rows, ...rows], page.next, page.total);
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    } finally {
      this.#busy = false;
    }
  }

  /** Something changed: reads the same stretch again and lays it over. */
  async refresh(): Promise<void> {
    // What is on its way may be older than the news, and the rows are not of the list that would be laid over them.
    if (this.busy) return void (this.#late = true);
    if (!this.ready) return;
    const turn = this.#turn;
    const read = ++this.#reads;
    const limit = Math.max(pageSize, this.rows.length + this.waiting.length + 8);
    const page = await this.#read(nav.queue, nav.query, limit).catch(() => null);
    if (!page || turn !== this.#turn || read !== this.#reads) return;
    this.#tell(page);
    const reading = nav.query || nav.queue === 'mentions' ? nav.ticket : '';
    const end = page.next === '';
    const shown = page.rows;
    const m = merge(this.rows, shown, this.#known, reading, end);
    for (const id of m.gone) this.#known.add(id);
    const empty = this.rows.length === 0;
    this.#move(m.gone);
    this.#take(empty ? shown : m.rows, page.next, page.total);
    this.waiting = empty ? [] : m.waiting;
    if (empty) this.focus = this.rows[0]?.id ?? '';
  }

  /** Brings in what waits behind the chip; focus and selection stay. */
  async bringIn(): Promise<void> {
    const focus = this.focus;
    const selected = this.selected;
    await this.show(nav.queue, nav.query);
    this.selected = new Set([...selected].filter((id) => this.rows.some((r) => r.id === id)));
    if (this.rows.some((r) => r.id === focus)) this.focus = focus;
  }

  step(by: number): Row | null {
    if (this.rows.length === 0) return null;
    const to = Math.max(0, Math.min(this.rows.length - 1, this.index + by));
    this.focus = this.rows[to]?.id ?? '';
    this.#anchor = this.focus;
    if (to > this.rows.length - 12) void this.more();
    return this.current;
  }

  toggle(id: string): void {
    const next = new Set(this.selected);
    if (!next.delete(id)) next.add(id);
    this.selected = next;
    this.#anchor = id;
  }

  /** Shift+j/k: the selection grows from where it began to the row in focus. */
  extend(by: number): void {
    if (!this.#anchor || this.selected.size === 0) this.#anchor = this.focus;
    const anchor = this.#anchor;
    this.step(by);
    this.#anchor = anchor;
    this.reach(this.focus);
  }

  /** Selects from the anchor to this row. */
  reach(id: string): void {
    const a = this.rows.findIndex((r) => r.id === (this.#anchor || this.focus));
    const b = this.rows.findIndex((r) => r.id === id);
    if (a < 0 || b < 0) return;
    this.selected = new Set(this.rows.slice(Math.min(a, b), Math.max(a, b) + 1).map((r) => r.id));
    this.focus = id;
  }

  selectAll(): void {
    this.selected = new Set(this.rows.map((r) => r.id));
  }

  clear(): void {
    this.selected = new Set();
    this.#anchor = '';
  }

  async #read(queue: string, query: string, limit: number): Promise<Page | SearchPage> {
    return query ? backend.search(query, Math.max(searchLimit, limit)) : backend.list(queue, '', limit);
  }

  /** What a search says beside its rows. */
  #tell(page: Page | SearchPage): void {
    if (!('heads' in page)) return;
    const { snippets, ask, unindexed, heads } = page;
    this.found = { snippets, ask, unindexed, heads };
  }

  #take(rows: Row[], next: string, total: number): void {
    this.rows = rows;
    this.next = next;
    this.total = total;
  }

  /** Rows left: the focus goes to the one that takes the place, the selection forgets them. */
  #move(gone: string[]): void {
    if (gone.length === 0) return;
    const left = new Set(gone);
    if (this.selected.size) this.selected = new Set([...this.selected].filter((id) => !left.has(id)));
    if (!left.has(this.focus)) return;
    const after = this.rows.slice(this.index + 1).find((r) => !left.has(r.id));
    const before = this.rows.slice(0, Math.max(0, this.index)).findLast((r) => !left.has(r.id));
    const next = (after ?? before)?.id ?? '';
    this.left = { id: this.focus, next };
    this.focus = next;
  }
}

export const list = new List();

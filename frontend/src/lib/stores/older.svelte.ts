/** Older mail that the server still holds: mails asked for, and the server's own search. */
import { backend, type EntryView } from '$lib/api';
import { desk } from './desk.svelte';
import { list } from './list.svelte';
import { nav } from './nav.svelte';
import { open } from './open.svelte';
import { toast } from './toast.svelte';

type Search = 'idle' | 'busy' | 'done';

class Older {
  /** Keys of mails asked for in this window, with the moment (Unix ms). */
  asked = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** What the desk answered where it could not even ask, by key. */
  failed = $state.raw<ReadonlyMap<string, string>>(new Map());

  /** The search that was asked of the server, and what came of it. */
  query = $state('');
  search = $state<Search>('idle');
  found = $state({ asked: 0, found: 0 });
  error = $state<unknown>(null);

  /** Wants the rest of a mail; the desk remembers it while there is no line. */
  async fetch(key: string): Promise<void> {
    this.asked = new Map(this.asked).set(key, Date.now());
    if (this.failed.has(key)) this.failed = without(this.failed, key);
    try {
      await backend.fetchMail(key);
    } catch (e) {
      this.asked = without(this.asked, key);
      this.failed = new Map(this.failed).set(key, e instanceof Error ? e.message : String(e));
    }
  }

  /** Mails of the open ticket that are not here whole. */
  get partial(): EntryView[] {
    return open.view?.entries.filter((e) => e.extent !== '') ?? [];
  }

  /** What g gets: where a search is in front its older mail, else the rest of the open ticket's mails. True, or why not. */
  can(inList: boolean): true | string {
    if (nav.query && (inList || this.partial.length === 0))
      return list.found.heads > 0 ? true : 'Every mail is here whole: the search saw all of it';
    return this.partial.length > 0 ? true : 'Every mail of this ticket is here whole';
  }

  get(inList: boolean): void {
    if (nav.query && (inList || this.partial.length === 0)) void this.ask(nav.query);
    else for (const e of this.partial) void this.fetch(e.key);
  }

  /** Has the server search; what it finds is laid into the list below what was found here. */
  async ask(query: string): Promise<void> {
    if (this.search === 'busy') return;
    if (desk.sync.word === 'offline') return toast.note('The server searches once you are online');
    this.query = query;
    this.search = 'busy';
    this.error = null;
    try {
      const r = await backend.searchOlder(query);
      if (this.query !== query) return;
      this.found = r;
      this.search = 'done';
      if (r.found > 0 && nav.query === query) await list.bringIn();
    } catch (e) {
      if (this.query !== query) return;
      this.error = e;
      this.search = 'idle';
    }
  }

  /** Another search is in front: what the server said was about the one before. */
  forget(): void {
    this.query = '';
    this.search = 'idle';
    this.error = null;
  }
}

function without<T>(m: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const out = new Map(m);
  out.delete(key);
  return out;
}

export const older = new Older();

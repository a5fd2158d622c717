/** The team's files as they stand: the list, what needs somebody, and the file and version in front. */
import {
  backend,
  type FileConflict,
  type FileFight,
  type FileProposal,
  type FileShown,
  type FileVersion,
  type TeamFile,
} from '$lib/api';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { groups } from './words';

class Screen {
  files = $state.raw<readonly TeamFile[]>([]);
  proposals = $state.raw<readonly FileProposal[]>([]);
  conflicts = $state.raw<readonly FileConflict[]>([]);
  fights = $state.raw<readonly FileFight[]>([]);
  versions = $state.raw<readonly FileVersion[]>([]);
  shown = $state.raw<FileShown | null>(null);
  ready = $state(false);
  error = $state<unknown>(null);
  /** Lines stand beside each other; else one under the other. */
  side = $state(true);
  busy = $state(false);
  #turn = 0;

  readonly groups = $derived(groups(this.files));
  readonly order = $derived(this.groups.flatMap((g) => g.files));
  readonly file = $derived(this.files.find((f) => f.path === nav.file) ?? null);
  readonly proposal = $derived(this.proposals.find((p) => p.path === nav.file) ?? null);
  readonly conflict = $derived(this.conflicts.find((c) => c.path === nav.file) ?? null);
  readonly fight = $derived(this.fights.find((f) => f.path === nav.file) ?? null);

  /** Reads all of it anew, and the file in front. */
  async load(): Promise<void> {
    try {
      const [files, proposals, conflicts, fights] = await Promise.all([
        backend.teamFiles(),
        backend.proposals(),
        backend.conflicts(),
        backend.fights(),
      ]);
      this.files = files;
      this.proposals = proposals;
      this.conflicts = conflicts;
      this.fights = fights;
      this.error = null;
      this.ready = true;
      if (!files.some((f) => f.path === nav.file)) nav.file = this.order[0]?.path ?? '';
      await this.open(nav.file);
    } catch (e) {
      this.error = e;
      this.ready = true;
    }
  }

  /** A file, at the version that stands. */
  async open(path: string): Promise<void> {
    const turn = ++this.#turn;
    nav.file = path;
    const had = this.shown;
    try {
      const versions = path ? await backend.fileVersions(path) : [];
      if (turn !== this.#turn) return;
      this.versions = versions;
      const same = had?.version.path === path && versions.some((v) => v.id === had.version.id);
      const id = same ? had.version.id : (versions.find((v) => v.stands) ?? versions[0])?.id;
      this.shown = id ? await this.#version(turn, path, id) : null;
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    }
  }

  async show(id: string): Promise<void> {
    const turn = ++this.#turn;
    try {
      const shown = await backend.fileVersion(nav.file, id);
      if (turn === this.#turn) this.shown = shown;
    } catch (e) {
      toast.failed(e);
    }
  }

  async #version(turn: number, path: string, id: string): Promise<FileShown | null> {
    const shown = await backend.fileVersion(path, id);
    return turn === this.#turn ? shown : this.shown;
  }

  /** Does one thing, says what it did, and reads anew. */
  async act(fn: () => Promise<Parameters<typeof toast.done>[0] | undefined>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const d = await fn();
      if (d) toast.done(d);
      this.shown = null; // what stands now comes to the front
      await this.load();
    } catch (e) {
      toast.failed(e);
    } finally {
      this.busy = false;
    }
  }

  step(by: number): void {
    const i = this.order.findIndex((f) => f.path === nav.file);
    const next = this.order[Math.min(this.order.length - 1, Math.max(0, i + by))];
    if (next) void this.open(next.path);
  }
}

export const screen = new Screen();

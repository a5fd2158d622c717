/**
 * What the whole window knows: session, settings, queues, sync word, problems.
 * Loaded once, then kept fresh by the desk's events.
 */
import {
  backend,
  type AccountView,
  type Problem,
  type QueueInfo,
  type Session,
  type Settings,
  type SyncState,
} from '$lib/api';
import { coalesce } from '$lib/coalesce';
import { toast } from './toast.svelte';

const noSession: Session = {
  ready: false,
  firstRun: false,
  sample: false,
  agent: '',
  agentName: '',
  teamName: '',
  zone: '',
  members: [],
  teams: [],
  statuses: [],
  priorities: [],
  tags: [],
  categories: [],
  pipelines: [],
  accounts: [],
  readOnlyMailbox: false,
  htmlSafe: false,
};

const noSync: SyncState = {
  word: 'none',
  lastSync: 0,
  count: 0,
  total: 0,
  waiting: 0,
  filling: false,
  held: '',
  changes: 0,
  orphans: 0,
};

const defaults: Settings = {
  theme: 'system',
  textSize: 100,
  density: 'normal',
  singleKeys: true,
  autoAdvance: true,
  notifications: true,
  presence: true,
  quietFrom: '',
  quietTo: '',
  paneList: 332,
  paneRecord: 284,
  recordOpen: true,
  undoSend: 10,
  dataDir: '',
  secrets: '',
  version: '',
  sample: false,
};

class Desk {
  session = $state<Session>(noSession);
  settings = $state<Settings>(defaults);
  queues = $state<QueueInfo[]>([]);
  sync = $state<SyncState>(noSync);
  problems = $state<Problem[]>([]);
  /** The desk could not be asked at all. */
  error = $state<unknown>(null);
  #begun: Promise<void> = Promise.resolve();

  /** Reads everything and follows the events; answers the function that stops. */
  start(): () => void {
    this.#begun = this.load();
    const count = coalesce(() => void this.loadQueues(), 200);
    const stop = [
      backend.on('changed', (c) => {
        if (c.queues || c.tickets.length === 0) count();
      }),
      backend.on('sync', (s) => (this.sync = s)),
      backend.on('problems', (p) => (this.problems = p)),
    ];
    return () => stop.forEach((f) => f());
  }

  async load(): Promise<void> {
    try {
      [this.session, this.settings] = await Promise.all([backend.session(), backend.settings()]);
      await Promise.all([
        this.loadQueues(),
        backend.syncState().then((s) => (this.sync = s)),
        backend.problems().then((p) => (this.problems = p)),
      ]);
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }

  /**
   * The canary was heard: may HTML be shown? Nothing else of the session is read anew, or the first run would end under
   * the hands of somebody who has just connected and reads what became of it.
   */
  async loadSafety(): Promise<void> {
    try {
      await this.#begun; // an older answer would take this one back
      const { htmlSafe } = await backend.session();
      this.session = { ...this.session, htmlSafe };
    } catch (e) {
      toast.failed(e);
    }
  }

  async loadQueues(): Promise<void> {
    try {
      this.queues = await backend.queues();
    } catch (e) {
      toast.failed(e);
    }
  }

  /** An account was changed: its new state, here and in the session. */
  know(account: AccountView): void {
    const accounts = this.session.accounts.map((a) => (a.id === account.id ? account : a));
    this.session = { ...this.session, accounts };
  }

  /** The accounts as they were just read: another window or the command line may have changed them. */
  knowAll(accounts: AccountView[]): void {
    this.session = { ...this.session, accounts };
  }

  /** Changes settings at once and tells the desk; a refusal puts them back. */
  async change(part: Partial<Settings>): Promise<void> {
    const before = this.settings;
    this.settings = { ...before, ...part };
    try {
      await backend.saveSettings($state.snapshot(this.settings));
    } catch (e) {
      this.settings = before;
      toast.failed(e);
    }
  }

  /** "Lena" for "lena"; teams by their label; '' for nobody. */
  nameOf(owner: string): string {
    return (
      this.session.members.find((m) => m.id === owner)?.name ??
      this.session.teams.find((t) => t.id === owner)?.label ??
      owner
    );
  }
}

export const desk = new Desk();

/** One attempt to join a team, or to recover one. The password leaves it as soon as it was tried. */
import { ApiError, backend, type InvitePreview, type JoinForm, type JoinResult } from '$lib/api';

export class Join {
  /** The code, or the printed lines. */
  paper = $state('');
  password = $state('');
  machine = $state('');
  passphrase = $state('');
  /** The shared folder that was chosen, by its name. */
  folder = $state('');
  /** Who works here, where a new desk recovers. */
  name = $state('');
  agent = $state('');
  preview = $state.raw<InvitePreview | null>(null);
  /** What is wrong with a field, in words. */
  wrong = $state<Partial<Record<JoinResult['field'], string>>>({});
  busy = $state(false);
  /** What it does just now. */
  step = $state('');
  result = $state.raw<JoinResult | null>(null);
  error = $state<unknown>(null);
  needsPassphrase = $state(false);
  #read = '';

  constructor(readonly recover: boolean) {}

  /** The signed-in desk needs no password, and a shared folder has none. */
  get asksPassword(): boolean {
    return this.recover || (this.preview !== null && this.preview.kind === 'imap' && !this.preview.signedIn);
  }

  /** Reads what was pasted; the code tells the rest. */
  async look(): Promise<void> {
    const text = this.paper.trim();
    this.wrong = { ...this.wrong, code: undefined };
    if (this.recover || text === this.#read) return;
    this.#read = text;
    this.preview = null;
    if (!text) return;
    try {
      const p = await backend.readCode(text);
      if (this.#read === text) this.preview = p;
    } catch (e) {
      if (this.#read === text) this.wrong = { ...this.wrong, code: words(e) };
    }
  }

  /** A shared folder may stand elsewhere on this laptop than where the code says. */
  async choose(): Promise<void> {
    try {
      this.folder = (await backend.chooseFolder()) || this.folder;
    } catch (e) {
      this.error = e;
    }
  }

  /** True when this laptop is in the team. */
  async submit(): Promise<boolean> {
    if (this.busy) return false;
    await this.look();
    if (!this.paper.trim())
      this.wrong = { code: this.recover ? 'Type the numbered lines of the sheet.' : 'Paste the code first.' };
    else if (this.asksPassword && !this.password)
      this.wrong = { ...this.wrong, password: 'The mailbox’s password.' };
    else if (this.needsPassphrase && !this.passphrase)
      this.wrong = { ...this.wrong, passphrase: 'Choose a passphrase for this desk.' };
    if (Object.values(this.wrong).some(Boolean)) return false;
    this.busy = true;
    this.error = null;
    const stop = backend.on('joining', ({ text }) => (this.step = text));
    try {
      const r = await this.#try();
      if (!r.ok) {
        this.wrong = r.field ? { [r.field]: [r.text, r.hint].filter(Boolean).join(' ') } : {};
        if (!r.field) this.error = new ApiError('refused', r.text, r.hint);
        return false;
      }
      this.result = r;
      return true;
    } catch (e) {
      this.error = e;
      return false;
    } finally {
      stop();
      this.password = '';
      this.passphrase = '';
      this.busy = false;
      this.step = '';
    }
  }

  #try(): Promise<JoinResult> {
    const { password, machine, passphrase, name } = this;
    const agent = this.agent || agentId(name);
    const form: JoinForm = {
      code: this.recover ? '' : this.paper,
      password,
      machine,
      passphrase,
      agent,
      name,
    };
    return this.recover ? backend.recover(this.paper, form) : backend.join(form);
  }

  forget(): void {
    this.password = '';
    this.passphrase = '';
    this.paper = '';
  }
}

/** A short id made of a name. */
export const agentId = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

function words(e: unknown): string {
  if (e instanceof ApiError) return [e.message, e.hint].filter(Boolean).join(' ');
  return e instanceof Error ? e.message : String(e);
}

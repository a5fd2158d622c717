/** The state of one attempt to connect a mailbox. The password leaves it as soon as it was accepted. */
import { ApiError, backend, type ConnectForm, type ConnectResult, type SurveyView } from '$lib/api';
import { suggested } from '$lib/mailbox';
import {
  agentId,
  check,
  emptyForm,
  fieldOf,
  isAddress,
  serverFields,
  withServers,
  type Errors,
} from './form';

export class Connect {
  form = $state<ConnectForm>(emptyForm());
  errors = $state<Errors>({});
  /** "found by …", "guessed", or '' before the address is known. */
  how = $state('');
  /** The servers are typed by hand. */
  byHand = $state(false);
  busy = $state(false);
  result = $state<ConnectResult | null>(null);
  /** Signing in works, and this is what each choice of how far back takes; null: not asked yet. */
  survey = $state<SurveyView | null>(null);
  error = $state<unknown>(null);
  needsPassphrase = $state(false);
  #asked = '';
  #ownId = false;

  set<K extends keyof ConnectForm>(field: K, value: ConnectForm[K]): void {
    this.form = { ...this.form, [field]: value };
    this.errors = { ...this.errors, [field]: undefined };
    if (field === 'agent') this.#ownId = true;
    if (field === 'displayName' && !this.#ownId) this.form.agent = agentId(this.form.displayName);
  }

  /** Looks for the servers of the address, once each. */
  async find(): Promise<void> {
    const email = this.form.email.trim();
    if (!isAddress(email) || email === this.#asked || this.byHand) return;
    this.#asked = email;
    try {
      const s = await backend.servers(email);
      if (this.#asked !== email || this.byHand) return;
      this.form = withServers(this.form, s);
      this.how = s.how;
      if (s.imapHost === '' || s.smtpHost === '') this.byHand = true;
    } catch {
      this.byHand = true; // typed instead: no reason to stop anybody
    }
  }

  /** Signs in, counts and stores nothing; true when the choice of how far back can be made. */
  async submit(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = null;
    this.result = null;
    await this.find();
    this.errors = check(this.form, this.needsPassphrase);
    if (Object.keys(this.errors).length > 0) {
      if (serverFields.some((f) => this.errors[f])) this.byHand = true;
      this.busy = false;
      return false;
    }
    return this.#try(async () => {
      const r = await backend.surveyForm($state.snapshot(this.form));
      if (r.refused) return this.#take(r.refused);
      if (!r.survey) return false;
      this.survey = r.survey;
      this.form.reach = suggested(r.survey);
      return true;
    });
  }

  /** Connects the mailbox with the choice made; a refusal leads back to the form. */
  async connect(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const ok = await this.#try(async () => this.#take(await backend.connect($state.snapshot(this.form))));
    if (ok) this.forget();
    else this.survey = null;
    return ok;
  }

  /** Back to the form, everything as it was typed. */
  back(): void {
    if (this.busy) return; // it is being connected
    this.survey = null;
  }

  #take(r: ConnectResult): boolean {
    this.result = r;
    if (!r.ok) this.#refused(r.field, r.text, r.hint);
    return r.ok;
  }

  async #try(what: () => Promise<boolean>): Promise<boolean> {
    try {
      return await what();
    } catch (e) {
      if (e instanceof ApiError) this.#refused('', e.message, e.hint);
      this.error = e;
      return false;
    } finally {
      this.busy = false;
    }
  }

  #refused(field: string, text: string, hint: string): void {
    const f = fieldOf(field);
    if (f) this.errors = { ...this.errors, [f]: [text, hint].filter(Boolean).join(' ') };
    if (f && serverFields.includes(f)) this.byHand = true;
    if (f === 'passphrase') this.needsPassphrase = true;
  }

  /** Forgets every secret. */
  forget(): void {
    this.form = { ...this.form, password: '', passphrase: '' };
  }
}

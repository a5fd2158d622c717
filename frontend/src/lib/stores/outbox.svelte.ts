/**
 * What waits to leave this laptop, kept fresh by the desk's events; and what the window does with a mail wherever it
 * stands: send, take back, see why. The Outbox screen, the toast, the ticket and the rail all read it.
 */
import { backend, type MailAction, type MailView, type OutboxDone } from '$lib/api';
import { coalesce } from '$lib/coalesce';
import { countdown } from './countdown.svelte';
import { list } from './list.svelte';
import { nav } from './nav.svelte';
import { toast } from './toast.svelte';

class Outbox {
  mails = $state.raw<MailView[]>([]);
  /** Read once; before that nothing is said about emptiness. */
  ready = $state(false);
  error = $state<unknown>(null);
  readonly held = $derived(this.mails.filter((m) => m.state === 'held').length);
  readonly unsure = $derived(this.mails.filter((m) => m.state === 'unsure').length);
  readonly some = $derived(this.mails.filter((m) => m.reason === 'some').length);
  readonly waiting = $derived(
    this.mails.filter((m) => m.state === 'waiting' || m.state === 'sending').length,
  );
  #turn = 0;

  /** The draft that was sent elsewhere than in its composer, each time anew; null: none yet. */
  left = $state.raw<{ draft: string } | null>(null);

  /** Reads it and follows the events; answers the function that stops. */
  start(): () => void {
    void this.load();
    return backend.on(
      'outbox',
      coalesce(() => void this.load(), 80),
    );
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const mails = await backend.outbox();
      if (turn !== this.#turn) return;
      this.mails = mails;
      this.error = null;
      countdown.watch(Math.max(0, ...mails.map((m) => m.undoUntil)));
      await this.#follow();
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    } finally {
      if (turn === this.#turn) this.ready = true;
    }
  }

  find(id: string): MailView | undefined {
    return this.mails.find((m) => m.id === id);
  }

  /** A mail was queued: the toast counts its undo delay down, in whatever view one is. */
  sent(r: { mail: string; text: string; undoUntil: number }): void {
    toast.sending({ mail: r.mail, text: r.text, until: r.undoUntil });
    void this.load();
  }

  /** Does what a person asks of a mail; what is back as a draft is opened when `write`. */
  async act(m: Pick<MailView, 'id'>, action: MailAction, write = action === 'edit'): Promise<boolean> {
    try {
      const d = await backend.outboxAct(m.id, action);
      toast.settled(m.id);
      if (action === 'discard') this.#offerBack(d);
      else if (!write) toast.note(d.text);
      await this.load();
      if (write && d.ticket) this.#write(d.ticket);
      return true;
    } catch (e) {
      toast.failed(e);
      await this.load();
      return false;
    }
  }

  /** Takes a mail back inside its undo delay and opens the draft again. */
  async takeBack(id: string): Promise<void> {
    toast.settled(id); // a second u is about what came before
    if (await this.act({ id }, 'cancel', true)) toast.note('Not sent. The draft is open again');
  }

  /** The composer again, and its ticket's row when it is in the list. */
  #write(ticket: string): void {
    if (list.rows.some((r) => r.id === ticket)) list.focus = ticket;
    nav.write(ticket);
  }

  /** A draft thrown away is there until the toast is gone, and in the desk for longer. */
  #offerBack(d: OutboxDone): void {
    if (!d.draft) return toast.note(d.text);
    const run = () =>
      void backend.restoreDraft(d.draft).then(
        (draft) => {
          toast.clear();
          nav.write(draft.ticket, draft.kind);
        },
        (e: unknown) => toast.failed(e),
      );
    toast.offer(d.text, { label: 'Undo', keys: 'u', run, back: true });
  }

  /** What became of the mail that the toast counts down. */
  async #follow(): Promise<void> {
    const l = toast.leaving;
    if (!l) return;
    const name = /^Sending to (.+?)(?: in \d+ s)?$/.exec(l.text)?.[1] ?? '';
    const m = this.find(l.mail) ?? (await this.#gone(l.mail));
    if (!m) return toast.settled(l.mail);
    const why = { label: 'See why', keys: '', run: () => nav.openOutbox(m.id) };
    if (m.state === 'sent' || m.state === 'filed') {
      toast.settled(
        m.id,
        m.reason === 'some' ? 'Sent, not to everybody' : `Sent${name ? ` to ${name}` : ''}`,
      );
    } else if (m.state === 'held') {
      toast.settled(m.id);
      toast.offer(`Held before sending: ${m.words || m.subject}`, why);
    } else if (m.state === 'unsure') {
      toast.settled(m.id);
      toast.offer('It may have gone out, or not', why);
    } else if (m.state === 'waiting' && m.reason !== '') {
      toast.settled(
        m.id,
        m.reason === 'offline' ? 'Leaves when the network is back' : 'Waits for the server',
      );
    }
  }

  /** A mail that the list no longer holds: out, or taken back elsewhere. */
  async #gone(id: string): Promise<MailView | null> {
    return backend.outboxMail(id).then(
      (d) => d.mail,
      () => null,
    );
  }
}

export const outbox = new Outbox();

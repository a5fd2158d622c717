/** The Outbox screen's state: which mail has the focus, what is known of it, and what its keys do. */
import { backend, type Contact, type MailAction, type MailDetail, type MailView } from '$lib/api';
import { dropLabel, sendLabel } from '$lib/outbox';
import { countdown } from '$lib/stores/countdown.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { groupMails } from './groups';

class Screen {
  #last = $state(0);
  #shown = $state('');
  readonly groups = $derived(groupMails(outbox.mails, (until) => countdown.left(until)));
  readonly order = $derived(this.groups.flatMap((g) => g.mails));
  /** The mail in focus, wherever others come to stand; where it left, the one that took its place. */
  readonly current = $derived<MailView | null>(
    this.order.find((m) => m.id === nav.mail) ??
      this.order.find((m) => m.id === this.#shown) ??
      this.order[Math.min(this.#last, this.order.length - 1)] ??
      null,
  );
  detail = $state.raw<MailDetail | null>(null);
  /** Who gets it, for their clock; null: not known. */
  contact = $state.raw<Contact | null>(null);
  error = $state<unknown>(null);
  /** The mail for which s was pressed, '' none: its sending button has the focus and Enter would press it. */
  armed = $state('');
  /** Counts up when the first button of the foot shall have the focus. */
  wantsFoot = $state(0);
  #turn = 0;

  /** The screen opens: at its top, or at the mail it was opened for. */
  enter(): void {
    this.#last = 0;
    this.#shown = '';
  }

  step(by: number): void {
    const at = this.order.findIndex((m) => m.id === this.current?.id);
    this.choose(this.order[Math.max(0, Math.min(this.order.length - 1, at + by))]?.id ?? '');
  }

  choose(id: string): void {
    nav.mail = id;
    this.armed = '';
  }

  /** Remembers where the focus stands, for when its mail leaves. */
  settle(): void {
    const at = this.order.findIndex((m) => m.id === this.current?.id);
    if (at < 0) return;
    this.#last = at;
    this.#shown = this.current?.id ?? '';
  }

  /** Reads the mail in focus; a late answer about an earlier one is dropped. */
  async show(id: string): Promise<void> {
    const turn = ++this.#turn;
    if (this.detail?.mail.id !== id) this.armed = '';
    if (!id) {
      this.detail = null;
      return;
    }
    try {
      const detail = await backend.outboxMail(id);
      if (turn !== this.#turn) return;
      this.detail = detail;
      this.error = null;
      const contact = await backend.open(detail.mail.ticket).then(
        (v) => v.contact,
        () => null, // without it only the clock is missing
      );
      if (turn === this.#turn) this.contact = contact;
    } catch (e) {
      if (turn === this.#turn) this.error = e;
    }
  }

  /** true, or why the mail in focus does not allow it. */
  allows(...actions: MailAction[]): string | true {
    const m = this.current;
    if (nav.view !== 'outbox') return 'Open the Outbox first';
    if (!m) return 'Nothing is in the outbox';
    return (
      actions.some((a) => m.actions.includes(a)) ||
      `Not while it is ${m.reason === 'some' ? 'sent' : m.state}`
    );
  }

  async act(action: MailAction): Promise<void> {
    const m = this.current;
    if (!m) return;
    this.armed = '';
    await outbox.act(m, action);
    if (nav.view === 'outbox') nav.focus('list');
  }

  /** Enter: back to the composer; where that is not possible, to the buttons. */
  edit(): void {
    if (this.current?.actions.includes('edit')) void this.act('edit');
    else this.wantsFoot++;
  }

  /** s: no single key sends mail, so it puts the focus on the button that does. */
  arm(): void {
    this.armed = this.current && sendLabel(this.current) ? this.current.id : '';
  }

  drop(): void {
    const d = this.current && dropLabel(this.current);
    if (d) void this.act(d.action);
  }
}

export const screen = new Screen();

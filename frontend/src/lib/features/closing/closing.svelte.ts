/**
 * The state of one close dialog: the checklist as the desk answers it, the hand-off as it is typed,
 * and what Enter would do. It closes nothing by itself.
 */
import { backend, type ChecklistLine, type CloseAs, type CloseView, type Done, type HandOff } from '$lib/api';
import { handOffLacks, remedy } from './words';

/** A pause this long (ms) saves the hand-off. */
export const savePause = 400;

const nothing: HandOff = { inquiry: '', done: '', remaining: '' };

export class Closing {
  view = $state<CloseView | null>(null);
  as = $state<CloseAs>('resolved');
  /** As typed; the desk's answer never overwrites it. */
  handOff = $state<HandOff>({ ...nothing });
  saved = $state(true);
  busy = $state(false);
  error = $state<unknown>(null);
  readonly ticket: string;
  /** The draft that goes out with it: every line is judged as if it were sent. '' none. */
  readonly sending: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ticket: string, as: CloseAs, sending = '') {
    this.ticket = ticket;
    this.as = as;
    this.sending = sending;
  }

  /** A proposed hand-off that is whole and that nobody has typed in is kept with the close, not before. */
  unkept = $derived(
    handOffLacks(this.handOff) === '' &&
      (this.view?.lines ?? []).some((l) => l.state === 'open' && remedy(l) === 'hand-off'),
  );
  /** The checklist as it will be when the button is pressed. */
  lines: ChecklistLine[] = $derived(
    (this.view?.lines ?? []).map((l) =>
      this.unkept && l.state === 'open' && remedy(l) === 'hand-off'
        ? {
            ...l,
            state: 'ticked',
            by: 'evidence',
            evidence: { kind: 'hand-off', ref: '', text: 'Kept as it stands here' },
          }
        : l,
    ),
  );
  /** The lines that hold the ticket open. */
  open: ChecklistLine[] = $derived(this.lines.filter((l) => l.state === 'open'));
  /** The line that has the cursor: the first required one, then the rest. */
  current: ChecklistLine | null = $derived(this.open.find((l) => l.required) ?? null);
  /** Lines that must be settled before the button closes. */
  left = $derived(this.open.filter((l) => l.required).length);
  ready = $derived(
    this.view !== null &&
      this.left === 0 &&
      (this.as === 'resolved'
        ? this.view.canResolve || this.unkept
        : this.view.canClose || (this.unkept && this.view.attempts.length >= this.view.attemptsNeeded)),
  );

  /** Reads the checklist; the hand-off fields are taken over the first time only. */
  async load(): Promise<void> {
    const first = this.view === null;
    await this.#ask(() => this.#list());
    if (first && this.view) this.handOff = { ...this.view.handOff };
  }

  async choose(as: CloseAs): Promise<void> {
    this.as = as;
    await this.flush();
    await this.load();
  }

  async tick(line: string, state: 'ticked' | 'notApplicable' | 'open', why: string): Promise<void> {
    await this.#ask(() => this.#after(backend.tick(this.ticket, line, state, why)));
  }

  /** Adds one area tag and reads the list again. */
  async tag(id: string): Promise<void> {
    await this.#ask(async () => {
      await backend.tag(this.ticket, [id], []);
      return this.#list();
    });
  }

  /** Typed: saved at the next pause. */
  typed(part: Partial<HandOff>): void {
    this.handOff = { ...this.handOff, ...part };
    this.saved = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), savePause);
  }

  /** Saves what was typed, now. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.saved) return;
    this.saved = true;
    await this.#ask(() => this.#after(backend.handOff(this.ticket, $state.snapshot(this.handOff))));
    if (this.error) this.saved = false;
  }

  /** Closes the ticket; null when the desk refused (see error). */
  async close(anywayWhy: string): Promise<Done | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      if (this.unkept) this.saved = false;
      await this.flush();
      this.error = null;
      return await backend.close(this.ticket, this.as, anywayWhy, this.sending);
    } catch (e) {
      this.error = e;
      return null;
    } finally {
      this.busy = false;
    }
  }

  #list(): Promise<CloseView> {
    return backend.checklist(this.ticket, this.as, this.sending);
  }

  /** A tick answers the list as it is; with a mail on the way it is asked for as it will be. */
  async #after(answer: Promise<CloseView>): Promise<CloseView> {
    const view = await answer;
    return this.sending ? this.#list() : view;
  }

  async #ask(what: () => Promise<CloseView>): Promise<void> {
    try {
      this.view = await what();
      this.error = null;
    } catch (e) {
      this.error = e;
    }
  }
}

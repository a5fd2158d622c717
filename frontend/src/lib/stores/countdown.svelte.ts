/** Seconds that are counted on the screen: ticks only while something is left to count. */
const step = 250;

class Countdown {
  now = $state(Date.now());
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Ticks until then (Unix milliseconds), longer when something else counts longer. */
  watch(until: number): void {
    this.now = Date.now();
    if (until <= this.now) return;
    this.#until = Math.max(this.#until, until);
    this.#timer ??= setInterval(() => this.#tick(), step);
  }

  /** Whole seconds left, 0 when it is over. */
  left(until: number): number {
    return Math.max(0, Math.ceil((until - this.now) / 1000));
  }

  #tick(): void {
    this.now = Date.now();
    if (this.now < this.#until) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

export const countdown = new Countdown();

/** The window's clock: one tick for every relative time on the screen. */
class Clock {
  now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Starts ticking every 20 s; answers the function that stops it. */
  start(): () => void {
    this.now = Date.now();
    this.#timer ??= setInterval(() => (this.now = Date.now()), 20_000);
    return () => {
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }
}

export const clock = new Clock();

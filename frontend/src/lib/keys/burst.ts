// The burst guard of keys.md: three single-key commands within 150 ms are typing or dictation that went
// to the wrong place. It stops them until the keyboard has been quiet, and says so once.

/** Three within this many milliseconds is not a person choosing. A judgement, as keys.md says. */
export const burstWindow = 150;
/** After a burst, this much quiet (ms) ends the stop. */
export const burstQuiet = 600;

export type Verdict = 'run' | 'stop' | 'stopped';

export class BurstGuard {
  #times: number[] = [];
  #last = -Infinity;
  #stopped = false;

  /**
   * Judges a single-key command at a moment (ms): run it; stop (first of a burst: tell the person); stopped (silently).
   * One that only moves is stopped with the others and makes no burst itself: walking a list is quick by right.
   */
  hit(now: number, moves = false): Verdict {
    const quiet = now - this.#last >= burstQuiet;
    this.#last = now;
    if (this.#stopped && !quiet) return 'stopped';
    this.#stopped = false;
    if (moves) return 'run';
    this.#times = this.#times.filter((t) => now - t < burstWindow);
    this.#times.push(now);
    if (this.#times.length < 3) return 'run';
    this.#times = [];
    this.#stopped = true;
    return 'stop';
  }
}

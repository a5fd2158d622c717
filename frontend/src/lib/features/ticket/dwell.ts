/**
 * Says which messages have been on the screen for a second. What scrolls past
 * faster was not read.
 */
export class Dwell {
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #seen = new Set<string>();
  #out: string[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly onread: (keys: string[]) => void,
    readonly ms = 1000,
  ) {}

  enter(key: string): void {
    if (this.#seen.has(key) || this.#timers.has(key)) return;
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        this.#seen.add(key);
        this.#out.push(key);
        clearTimeout(this.#flush);
        this.#flush = setTimeout(() => this.onread(this.#out.splice(0)), 40);
      }, this.ms),
    );
  }

  leave(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  stop(): void {
    for (const t of this.#timers.values()) clearTimeout(t);
    this.#timers.clear();
    clearTimeout(this.#flush);
  }
}

/** Svelte action: watches an element; half of it, or most of the pane, must be seen. */
export function watch(dwell: Dwell, key: string) {
  return (node: HTMLElement) => {
    if (typeof IntersectionObserver === 'undefined') return;
    const eye = new IntersectionObserver(
      (list) => {
        for (const e of list) {
          const room = e.rootBounds?.height ?? innerHeight;
          const enough = e.intersectionRatio >= 0.5 || e.intersectionRect.height >= room * 0.6;
          if (enough && document.visibilityState === 'visible') dwell.enter(key);
          else dwell.leave(key);
        }
      },
      { threshold: [0, 0.25, 0.5, 0.75, 1] },
    );
    eye.observe(node);
    return () => {
      eye.disconnect();
      dwell.leave(key);
    };
  };
}

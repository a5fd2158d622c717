/** For tests: a desk whose calls are written down, and a wait that ends when all of them are answered. */
import type { Backend } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { settle } from '$lib/test/desk';

export interface Watched {
  backend: Backend;
  /** Arguments of each call, by the method's name. */
  calls: (name: keyof Fake) => unknown[][];
  /** Until every call is answered and what followed from it is drawn. */
  quiet: () => Promise<void>;
}

export function watched(f: Fake): Watched {
  const all: [keyof Fake, unknown[]][] = [];
  let open = 0;
  const backend: Backend = new Proxy(f, {
    get(target, name: keyof Fake) {
      const v: unknown = target[name];
      if (typeof v !== 'function') return v;
      return (...args: unknown[]) => {
        all.push([name, args]);
        const answer: unknown = (v as (...a: unknown[]) => unknown)(...args);
        if (answer instanceof Promise) {
          open++;
          const closed = () => void open--;
          answer.then(closed, closed);
        }
        return answer;
      };
    },
  });
  return {
    backend,
    calls: (name) => all.filter(([n]) => n === name).map(([, args]) => args),
    async quiet() {
      for (let calm = 0; calm < 4; calm = open === 0 ? calm + 1 : 0) await settle(1);
    },
  };
}

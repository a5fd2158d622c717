/** What the Today row of the rail says: "2 late", or how many are left. */
import { backend } from '$lib/api';
import { coalesce } from '$lib/coalesce';

class Day {
  word = $state({ text: '', late: false });

  start(): () => void {
    const read = () => {
      backend.today().then(
        (t) => {
          const late = t.items.filter((i) => i.overdue).length;
          const n = t.items.length;
          this.word = { text: late ? `${late} late` : n ? String(n) : '', late: late > 0 };
        },
        () => undefined, // Today itself says what is wrong
      );
    };
    read();
    const timer = setInterval(read, 30_000);
    const stop = backend.on('changed', coalesce(read, 400));
    return () => {
      clearInterval(timer);
      stop();
    };
  }
}

export const day = new Day();

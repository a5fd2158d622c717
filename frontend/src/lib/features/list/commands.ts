/** The commands of the list: move, open, select, search. */
import { define, type Command } from '$lib/keys';
import { list } from '$lib/stores/list.svelte';
import { nav } from '$lib/stores/nav.svelte';

const here = (ctx: { view: string }) =>
  ctx.view === 'queue' || ctx.view === 'search' ? true : 'Open a queue first';

/** `show` opens the row in focus beside the list. */
export function listCommands(show: (id: string, into: boolean) => void): Command[] {
  const step = (by: number) => {
    const row = list.step(by);
    if (row) show(row.id, false);
  };
  return [
    define('next', { enabled: here, run: () => step(1) }),
    define('previous', { enabled: here, run: () => step(-1) }),
    define('open', { enabled: here, run: () => list.focus && show(list.focus, true) }),
    define('select', { enabled: here, run: () => list.focus && list.toggle(list.focus) }),
    define('extend-next', { enabled: here, run: () => list.extend(1) }),
    define('extend-previous', { enabled: here, run: () => list.extend(-1) }),
    define('select-all', { enabled: here, run: () => list.selectAll() }),
    define('search', { run: () => nav.search(nav.query) }),
  ];
}

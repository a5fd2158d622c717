/** The commands that end a ticket. */
import { ApiError, backend, type Done } from '$lib/api';
import { define, type Command, type CommandContext } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { each } from '$lib/work';
import { toast } from '$lib/stores/toast.svelte';

/** One ticket: the dialog. Several: each goes through the same gate, and the toast counts those that passed. */
async function resolve(ctx: CommandContext): Promise<void> {
  const [first] = ctx.targets;
  if (!first) return;
  if (ctx.targets.length === 1) return nav.open({ name: 'close', ticket: first, as: 'resolved' });
  const total = ctx.targets.length;
  const close = async (t: string): Promise<Done> => {
    try {
      return await backend.close(t, 'resolved', '');
    } catch (e) {
      if (e instanceof ApiError) return { op: '', text: `${e.message} Nothing was closed.`, undo: false, mail: '', undoUntil: 0 };
      throw e;
    }
  };
  await each(
    ctx.targets,
    close,
    (n) => `Resolved ${n} of ${total}${n < total ? '; the rest have open lines' : ''}`,
  );
}

export const commands: Command[] = [
  define('resolve', { run: (c) => void resolve(c) }),
  define('close', {
    run: (c) => c.targets[0] && nav.open({ name: 'close', ticket: c.targets[0], as: 'closed' }),
  }),
  define('no-answer', { run: (c) => nav.open({ name: 'no-answer', tickets: c.targets }) }),
  define('spam', {
    run: (c) =>
      void backend.closeNoAnswer([...c.targets], 'spam').then(
        (d) => toast.done(d),
        (e: unknown) => toast.failed(e),
      ),
  }),
];

/** The commands that end a ticket. */
import { ApiError, backend, type CloseAs, type Done, type MailDraft, type Row } from '$lib/api';
import { define, type Command, type CommandContext } from '$lib/keys';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { each } from '$lib/work';
import { toast } from '$lib/stores/toast.svelte';

/** The mail that is being written in a ticket, null none: ending it asks what becomes of that. */
async function unsent(ticket: string, row: Row | null): Promise<MailDraft | null> {
  const shown = open.view?.row.id === ticket;
  if (shown && open.view?.mailDraft) return open.view.mailDraft;
  // What was written a moment ago is in neither yet: the ticket in front is asked for.
  if (!shown && row?.id === ticket && row.draft === '') return null;
  return backend.open(ticket).then(
    (v) => v.mailDraft,
    () => null, // the dialog that follows says what is wrong with it
  );
}

/** One ticket: the dialog, after asking about a reply that was not sent. */
export async function end(ticket: string, as: CloseAs, row: Row | null = null): Promise<void> {
  const draft = await unsent(ticket, row);
  if (draft) nav.open({ name: 'unsent', ticket, as, draft: draft.id, snippet: draft.snippet });
  else nav.open({ name: 'close', ticket, as });
}

/** One ticket: the dialog. Several: each goes through the same gate, and the toast counts those that passed. */
async function resolve(ctx: CommandContext): Promise<void> {
  const [first] = ctx.targets;
  if (!first) return;
  if (ctx.targets.length === 1) return end(first, 'resolved', ctx.ticket);
  const total = ctx.targets.length;
  const close = async (t: string): Promise<Done> => {
    try {
      return await backend.close(t, 'resolved', '');
    } catch (e) {
      if (e instanceof ApiError)
        return { op: '', text: `${e.message} Nothing was closed.`, undo: false, mail: '', undoUntil: 0 };
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
    run: (c) => c.targets[0] && void end(c.targets[0], 'closed', c.ticket),
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

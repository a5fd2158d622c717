/** The commands about a ticket's properties. */
import { backend } from '$lib/api';
import { define, type Command, type CommandContext, type CommandId } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { each } from '$lib/work';

/** a: an unowned ticket at once; a colleague's asks first. */
function claim(ctx: CommandContext): void {
  const owner = ctx.ticket?.owner ?? '';
  const person = desk.session.members.some((m) => m.id === owner);
  if (ctx.targets.length === 1 && person && owner !== desk.session.agent) {
    nav.open({ name: 'take-over', ticket: ctx.targets[0] ?? '', owner });
    return;
  }
  void each(
    ctx.targets,
    (t) => backend.claim(t, false),
    (n) => `Took ${n} tickets`,
  );
}

function list(id: CommandId, what: 'status' | 'priority' | 'tags' | 'owner'): Command {
  return define(id, { run: (c) => nav.open({ name: 'pick', what, tickets: c.targets }) });
}

function priority(id: CommandId, level: string): Command {
  return define(id, {
    run: (c) =>
      void each(
        c.targets,
        (t) => backend.setPriority(t, level),
        (n) => `Priority ${level}: ${n} tickets`,
      ),
  });
}

export const commands: Command[] = [
  define('claim', { run: claim }),
  list('assign', 'owner'),
  list('status', 'status'),
  priority('priority-low', 'low'),
  priority('priority-medium', 'medium'),
  priority('priority-high', 'high'),
  priority('priority-urgent', 'urgent'),
  list('priority', 'priority'),
  list('tag', 'tags'),
  define('rename', { run: (c) => c.targets[0] && nav.open({ name: 'rename', ticket: c.targets[0] }) }),
  define('new-ticket', { run: () => nav.open({ name: 'new-ticket' }) }),
];

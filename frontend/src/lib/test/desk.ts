/** A desk in memory for component tests, with every store as at the start. */
import { useBackend, type Row } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { contact, entry, row, ticket, type FakeTicket } from '$lib/api/fake/ticket';
import { clock } from '$lib/stores/clock.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';

export const noon = Date.UTC(2025, 2, 12, 12, 0, 0);

/** A ticket of mine with one read message. */
export function mine(id: string, part: Partial<Row> = {}, text = `Text of ${id}`): FakeTicket {
  const r = row({
    id,
    subject: `Subject ${id}`,
    contactName: 'Ada',
    owner: 'asha',
    at: noon - 60_000,
    snippet: text,
    ...part,
  });
  return ticket(r, contact('Ada', 'ada@customer.example'), [
    entry({
      id: `e-${id}`,
      at: r.at,
      text,
      fromName: 'Ada',
      fromAddr: 'ada@customer.example',
      read: !r.unread,
    }),
  ]);
}

export function some(n: number): FakeTicket[] {
  return Array.from({ length: n }, (_, i) =>
    mine(`T${String(i).padStart(4, '0')}`, { at: noon - (i + 1) * 60_000 }),
  );
}

/** Puts a fake desk in place; the stores know its session. */
export async function deskWith(tickets?: FakeTicket[]): Promise<Fake> {
  const f = fake({ now: () => noon, tickets });
  useBackend(f);
  clock.now = noon;
  nav.view = 'queue';
  nav.queue = 'mine';
  nav.query = '';
  nav.ticket = '';
  nav.overlay = null;
  toast.clear();
  await desk.load();
  return f;
}

/** Lets promises and effects settle. */
export async function settle(ms = 0): Promise<void> {
  await new Promise((r) => setTimeout(r, ms));
}

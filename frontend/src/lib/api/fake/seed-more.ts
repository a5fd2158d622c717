/** An invitation, and enough old tickets to page through. */
import { attached, contact, day, entry, hour, minute, row, ticket, type FakeTicket } from './ticket';

export function invite(now: number): FakeTicket {
  const at = now - 7 * hour;
  const r = row({
    id: 'U9BH-3CV7',
    subject: 'Invitation: Flow review with Orchard Labs',
    contactName: 'Nadia',
    companyName: 'Orchard Labs',
    at,
    owner: 'asha',
    status: 'open',
    snippet: 'Let us go through the two flows together.',
  });
  return ticket(r, contact('Nadia', 'nadia@orchard.example', 'Europe/Berlin', 60), [
    entry({
      id: 'e-inv',
      at,
      fromName: 'Nadia',
      fromAddr: 'nadia@orchard.example',
      text: 'Let us go through the two flows together. The link is in the invitation.',
      attachments: [attached({ id: 'a-inv', name: 'invite.ics', type: 'text/calendar', size: 2140 })],
      invite: {
        title: 'Flow review',
        start: now + 10 * minute,
        end: now + 40 * minute,
        allDay: false,
        timeZone: 'Europe/Berlin',
        repeats: '',
        next: now + 10 * minute,
        location: '',
        joinHost: 'meet.orchard.example',
        organizer: 'Nadia',
        method: 'REQUEST',
        cancelled: false,
        answers: [],
        proposal: 'add',
        taken: false,
        problems: [],
      },
    }),
  ]);
}

/** Older tickets, so that the queue All is long enough to page through. */
export function older(now: number): FakeTicket[] {
  const what = [
    'Sign-in code never arrives',
    'Export as CSV',
    'Change of the billing address',
    'Seat for a trainee',
    'Report shows yesterday',
    'Webhook retries',
    'Old logo in the footer',
    'Two workspaces, one invoice',
  ];
  const who = [
    ['Ola', 'Fjord Line'],
    ['Bea', 'Cedar Homes'],
    ['Ivan', 'Polar Foods'],
    ['Mina', 'Juniper Bank'],
    ['Carl', 'Rook Security'],
  ];
  return Array.from({ length: 180 }, (_, i) => {
    const [name, firm] = who[i % who.length] ?? ['', ''];
    const at = now - (4 * day + i * 7 * hour);
    const id = `0${String(i).padStart(3, '0')}-${'ABCD'[i % 4]}${String((i * 37) % 1000).padStart(3, '0')}`;
    const text = 'Thank you, that works now.';
    const r = row({
      id,
      subject: `${what[i % what.length]} (${i + 1})`,
      contactName: name ?? '',
      companyName: firm ?? '',
      at,
      owner: i % 3 ? 'lena' : 'jonas',
      status: i % 2 ? 'closed' : 'resolved',
      snippet: text,
      history: i > 150,
    });
    return ticket(r, contact(r.contactName, `${r.contactName.toLowerCase()}@customer.example`), [
      entry({ id: `o${i}`, at, text, fromName: r.contactName }),
    ]);
  });
}

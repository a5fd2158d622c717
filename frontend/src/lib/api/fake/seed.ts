/** The invented tickets: a believable afternoon of a small support team. */
import { long } from './seed-long';
import { contact, day, entry, hour, minute, row, ticket, type FakeTicket, type RowPart } from './ticket';

interface Short extends RowPart {
  ago: number;
  email: string;
  zone?: string;
  offset?: number;
  text: string;
  queues?: string[];
  machineWord?: string;
}

/** Tickets of one message. */
function short(now: number): Short[] {
  const mine = { owner: 'asha', status: 'in-progress' };
  return [
    {
      id: '3KD8-W2ZR',
      subject: 'No sign-in after the SSO change',
      contactName: 'Ines',
      companyName: 'Brightwater Clinic',
      email: 'ines@brightwater.example',
      offset: 0,
      ago: 38 * minute,
      ...mine,
      priority: 'urgent',
      unread: true,
      slaDue: now - 17 * minute,
      slaBreached: true,
      tags: ['sign-in', 'bug'],
      text: 'Since 13:10 the whole ward is back on paper, we changed the SSO certificate and nobody gets in. This is the third time this year and I am running out of patience. What do you need from us?',
    },
    {
      id: 'P6TN-0VB4',
      subject: 'Webhook signature fails in two flows',
      contactName: 'Nadia',
      companyName: 'Orchard Labs',
      email: 'nadia@orchard.example',
      zone: 'Europe/Berlin',
      offset: 60,
      ago: 2 * day,
      ...mine,
      priority: 'high',
      channel: 'form',
      slaDue: now + 100 * minute,
      back: 'you promised the test result',
      tags: ['automation', 'bug'],
      text: 'Two of our flows refuse the signature since Tuesday. The others are fine, with the same key.',
    },
    {
      id: 'H1QY-7C5M',
      subject: 'Is there a limit for guest seats?',
      contactName: 'Tomás',
      companyName: 'Pelican Tours',
      email: 'tomas@pelican.example',
      zone: 'Europe/Madrid',
      offset: 60,
      ago: 3 * hour,
      ...mine,
      channel: 'chat',
      unread: true,
      slaDue: now + 112 * minute,
      tags: ['billing', 'question'],
      text: 'Chat: we have 40 guides in summer and about six in winter. Is there a limit for guest seats?',
    },
    {
      id: 'B9XA-4GJ2',
      subject: '通知が二回届きます · Push notifications arrive twice',
      contactName: 'Yuki',
      companyName: 'Minato Rail',
      email: 'yuki@minato.example',
      zone: 'Asia/Tokyo',
      offset: 540,
      ago: 4 * hour,
      ...mine,
      channel: 'email',
      slaDue: now + 190 * minute,
      tags: ['mobile', 'bug'],
      text: 'お世話になっております。駅長の電話二台だけに、通知が二回届きます。\n\nIt happens on both telephones of the station lead, only there.',
    },
    {
      id: 'R4WE-8SK1',
      subject: 'Please delete two former employees',
      contactName: 'Owen',
      companyName: 'Caddis & Sons',
      email: 'owen@caddis.example',
      ago: 5 * hour,
      ...mine,
      unread: true,
      slaDue: now + 265 * minute,
      tags: ['gdpr', 'request'],
      text: 'They left in September. Their files may stay with the team, but the accounts should go. Can you confirm in writing?',
    },
    {
      id: 'N7ZP-2DH6',
      subject: 'Call back about the migration window',
      contactName: 'Leila',
      companyName: 'Atlas Clinics',
      email: 'leila@atlas.example',
      zone: 'Asia/Dubai',
      offset: 240,
      ago: 6 * hour,
      ...mine,
      channel: 'call',
      slaDue: now + 290 * minute,
      tags: ['import-export'],
      text: 'Could somebody call me about the migration window? Any time before five is fine.',
    },
    {
      id: 'W8MC-5TX0',
      subject: 'Import skips rows with an empty e-mail',
      contactName: 'Piotr',
      companyName: 'Sowa Books',
      email: 'piotr@sowa.example',
      zone: 'Europe/Warsaw',
      offset: 60,
      ago: 26 * hour,
      ...mine,
      slaDue: now + 20 * hour,
      tags: ['import-export', 'bug'],
      text: 'I made a small file with which you can see it: ten rows, three without an address. Seven arrive, no word about the rest.',
    },
    {
      id: 'G2FV-9YN3',
      subject: 'Question about the annual plan',
      contactName: 'Hanna',
      companyName: 'Field & Form',
      email: 'hanna@fieldform.example',
      ago: 2 * day,
      ...mine,
      slaDue: now + 22 * hour,
      tags: ['billing', 'question'],
      text: 'Do we keep the monthly price if two people join in the middle of the year?',
    },
    {
      id: 'K5JR-1BQ8',
      subject: 'Duplicate seats on the last invoice',
      contactName: 'Marta',
      companyName: 'Lindholm Design',
      email: 'marta@lindholm.example',
      ago: 3 * day,
      ...mine,
      tags: ['billing'],
      text: 'Thank you, that was it. Everything is right now, you can close this.',
    },
    {
      id: 'V0LS-6PD9',
      subject: 'Can guests comment on drawings?',
      contactName: 'Jules',
      companyName: 'Studio Nord',
      email: 'jules@studionord.example',
      zone: 'Europe/Paris',
      offset: 60,
      ago: 3 * day,
      ...mine,
      tags: ['question'],
      text: 'Our clients would like to leave a word on the drawing itself. Is a guest seat enough?',
    },
    {
      id: 'T3YB-0WM7',
      subject: 'Automation stops at midnight',
      contactName: 'Samir',
      companyName: 'Delta Haulage',
      email: 'samir@delta.example',
      ago: 22 * minute,
      status: 'triage',
      unread: true,
      waitsSince: now - 22 * minute,
      slaDue: now + 98 * minute,
      priority: 'high',
      text: 'Every night the same: the flow that sends the driver lists stops at 00:00 and wakes up at 06:00. The drivers start at five.',
    },
    {
      id: 'Q9HC-3XE5',
      subject: 'Re: Zollanmeldung Köln – Größe der Datei',
      contactName: 'Jürgen Groß',
      companyName: 'Spedition Groß',
      email: 'j.gross@spedition-gross.example',
      zone: 'Europe/Berlin',
      offset: 60,
      ago: 51 * minute,
      status: 'triage',
      unread: true,
      waitsSince: now - 51 * minute,
      slaDue: now + 3 * hour,
      text: 'Grüße aus Köln! Die Datei für die Zollanmeldung ist größer als erlaubt. Können Sie sie teilen?',
    },
    {
      id: 'D4NK-7VA1',
      subject: 'Where do I find the API key?',
      contactName: 'Amelia',
      companyName: 'Brook Analytics',
      email: 'amelia@brook.example',
      ago: 3 * hour,
      status: 'triage',
      waitsSince: now - 3 * hour,
      slaDue: now + 5 * hour,
      text: 'I looked in the settings and in the handbook. Where do I find the API key of a workspace?',
    },
    {
      id: 'S6GW-2RL4',
      subject: 'Where is the API key?',
      contactName: 'Noah',
      companyName: 'Tern Energy',
      email: 'noah@tern.example',
      ago: 4 * hour,
      status: 'triage',
      waitsSince: now - 4 * hour,
      text: 'Sorry if this was asked before: where is the API key of my workspace?',
    },
    {
      id: 'E7PX-5KF2',
      subject: 'Invoice shows the old VAT number',
      contactName: 'Greta',
      companyName: 'Nordlicht Verlag',
      email: 'greta@nordlicht.example',
      ago: 27 * hour,
      owner: 'asha',
      status: 'pending-department',
      tags: ['billing'],
      text: 'Waiting for Billing: corrected invoice asked for at 09:20.',
    },
    {
      id: 'Z1MD-8QT6',
      subject: 'Second warehouse',
      contactName: 'Marco',
      companyName: 'Halvorsen Freight',
      email: 'marco@halvorsen.example',
      zone: 'America/New_York',
      offset: -300,
      ago: 6 * day,
      owner: 'jonas',
      status: 'pending-partner',
      text: 'We open a second warehouse in May. Can one workspace hold both?',
    },
    {
      id: 'C8VB-4JY0',
      subject: 'Roles for the night shift',
      contactName: 'Priya',
      companyName: 'Northside Care',
      email: 'priya@northside.example',
      ago: 5 * day,
      owner: 'asha',
      status: 'open',
      snoozedUntil: now + 2 * hour,
      snoozeReason: 'client',
      text: 'I ask our night lead and come back to you.',
    },
    {
      id: 'F2RN-9HS3',
      subject: 'Legal wording of the data agreement',
      contactName: 'Ruth',
      companyName: 'Calder Legal',
      email: 'ruth@calder.example',
      ago: 4 * day,
      owner: 'asha',
      status: 'open',
      snoozedUntil: now + 3 * day,
      snoozeReply: true,
      snoozeReason: 'department',
      text: 'Our counsel reads it until Friday.',
    },
    {
      id: 'X5CT-1ZG7',
      subject: 'Automatic reply: Out of office until Monday',
      contactName: 'Paul',
      companyName: 'Tern Energy',
      email: 'paul@tern.example',
      ago: 2 * hour,
      machine: true,
      machineWord: 'auto-reply',
      text: 'I am out of the office until Monday. In urgent matters please call the front desk.',
    },
    {
      id: 'J0WK-6LE8',
      subject: 'Undeliverable: Your export is ready',
      contactName: 'Mail Delivery System',
      email: 'mailer-daemon@mx.pelican.example',
      ago: 8 * hour,
      machine: true,
      machineWord: 'bounce: no such user guides@pelican.example',
      text: 'This message could not be delivered to guides@pelican.example: no such user.',
    },
    {
      id: 'M3QA-0ND5',
      subject: 'You have won a new telephone',
      contactName: 'Prize Office',
      email: 'win@prizes.invalid',
      ago: 9 * hour,
      queues: ['spam'],
      text: 'Click here within 24 hours to receive your telephone.',
    },
    {
      id: 'L7XF-2UP9',
      subject: 'Export limit by plan',
      contactName: 'Marco',
      companyName: 'Halvorsen Freight',
      email: 'marco@halvorsen.example',
      zone: 'America/New_York',
      offset: -300,
      ago: 21 * day,
      owner: 'asha',
      status: 'resolved',
      text: 'Clear, thank you.',
    },
    {
      id: 'Y4SD-8BK1',
      subject: 'Driver app shows old address',
      contactName: 'Lena Fischer',
      companyName: 'Halvorsen Freight',
      email: 'lena@halvorsen.example',
      ago: 63 * day,
      owner: 'lena',
      status: 'closed',
      text: 'Seen on two phones after the move.',
    },
  ];
}

function invite(now: number): FakeTicket {
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
      attachments: [{ id: 'a-inv', name: 'invite.ics', type: 'text/calendar', size: 2140, inline: false }],
      invite: {
        title: 'Flow review',
        start: now + 10 * minute,
        end: now + 40 * minute,
        location: '',
        organizer: 'Nadia',
        joinHost: 'meet.orchard.example',
        method: 'REQUEST',
      },
    }),
  ]);
}

/** Older tickets, so that the queue All is long enough to page through. */
function older(now: number): FakeTicket[] {
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

export function seed(now: number): FakeTicket[] {
  const shorts = short(now).map((s) => {
    const { ago, email, zone, offset, text, queues, machineWord, ...part } = s;
    const at = now - ago;
    const r = row({ ...part, at, snippet: text.replace(/\s+/g, ' ') });
    const e = entry({
      id: `e-${s.id}`,
      at,
      text,
      fromName: s.contactName,
      fromAddr: email,
      machine: machineWord ?? '',
      read: !r.unread,
    });
    return ticket(r, contact(s.contactName, email, zone ?? '', offset ?? 0, offset !== undefined), [e], {
      queues: queues ?? [],
    });
  });
  return [...long(now), ...shorts, invite(now), ...older(now)];
}

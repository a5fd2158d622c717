/** The invented tickets with a whole conversation. */
import { attached, contact, day, entry, hour, minute, row, ticket, type FakeTicket } from './ticket';

export function long(now: number): FakeTicket[] {
  return [october(now), html(now), broken(now)];
}

function october(now: number): FakeTicket {
  const wed = now - 22 * hour;
  const r = row({
    id: '7Q2M-9FKX',
    subject: 'October export stops at 40 %',
    contactName: 'Marco',
    companyName: 'Halvorsen Freight',
    at: now - 52 * minute,
    lastCustomerAt: now - 52 * minute,
    waitsSince: now - 52 * minute,
    owner: 'asha',
    status: 'in-progress',
    priority: 'high',
    slaDue: now + 65 * minute,
    tags: ['import-export', 'bug'],
    snippet: 'Our log of last night. Could we also get it as CSV with semicolons?',
  });
  const marco = { fromName: 'Marco', fromAddr: 'marco@halvorsen.example' };
  return ticket(
    r,
    { ...contact('Marco', 'marco@halvorsen.example', 'America/New_York', -300), phones: ['+1 617 555 0134'] },
    [
      entry({
        id: 'e1',
        at: wed,
        ...marco,
        text: 'Hello, the October export stops at 40 % and says only “failed”. We need the file for the customs audit on Friday. Is it the size? And can you send us the part that did work?',
        attachments: [
          attached({ id: 'at1', name: 'export-october.log', type: 'text/plain', size: 84_000 }),
          attached({ id: 'at2', name: 'screen.png', type: 'image/png', size: 212_000 }),
        ],
      }),
      entry({
        id: 'v1',
        at: wed + 14 * minute,
        kind: 'event',
        direction: '',
        by: 'asha',
        text: '',
        eventText: 'raised priority to High · churn risk, audit on Friday',
        op: 'o-1',
      }),
      entry({
        id: 'e2',
        at: wed + 27 * minute,
        direction: 'out',
        fromName: 'Asha',
        fromAddr: 'support@kestrel.example',
        to: ['marco@halvorsen.example'],
        by: 'asha',
        text: 'Hello Marco, it is not the size: one shipment carries a date that the export cannot write. You will have the full file tomorrow before 16:00 your time.',
      }),
      entry({
        id: 'c1',
        at: now - 60 * minute,
        kind: 'call',
        direction: 'out',
        by: 'asha',
        fromName: 'Marco',
        text: 'The audit is on Friday at 09:00 in Boston. A file per week is fine for them.',
        noteKind: 'answered, 6 m',
      }),
      entry({
        id: 'e3',
        at: now - 52 * minute,
        ...marco,
        cc: ['lena@halvorsen.example'],
        read: false,
        text: 'Our log of last night. Could we also get it as CSV with semicolons?',
        hasHtml: true,
        frameUrl: '/mail/e3',
        remoteBlocked: 3,
        quotedText: Array.from(
          { length: 12 },
          (_, i) => `> line ${i + 1} of what was written on Wednesday`,
        ).join('\n'),
        quotedHeld: true,
        links: [
          { n: 1, text: 'our log', host: 'files.halvorsen.example', warning: '' },
          { n: 2, text: 'www.kestrel.example', host: '203.0.113.9', warning: 'The text names another host.' },
        ],
      }),
      entry({
        id: 'n1',
        at: now - 42 * minute,
        kind: 'note',
        direction: '',
        by: 'lena',
        noteKind: 'resolution',
        mentions: ['asha'],
        text: '@Asha shipment 88 214 has the year 0026. Fixed in the copy, the rerun is clean.',
      }),
    ],
    {
      company: {
        name: 'Halvorsen Freight',
        plan: 'Paid Support, Scale',
        churnRisk: 'high',
        fields: [
          { id: 'seats', label: 'Seats', value: '85', byHand: false },
          { id: 'renewal', label: 'Renewal', value: '1 March', byHand: false },
          { id: 'success-manager', label: 'Success manager', value: 'Jonas', byHand: true },
        ],
      },
      categories: ['Export'],
      handOff: { inquiry: 'The October export stops at 40 %', done: '', remaining: '' },
      asks: [
        { key: 'me1', text: 'And can you send us the part that did work?', open: false, at: wed },
        {
          key: 'me3',
          text: 'Could we also get it as CSV with semicolons?',
          open: true,
          at: now - 52 * minute,
        },
      ],
    },
  );
}

function html(now: number): FakeTicket {
  const at = now - 95 * minute;
  const r = row({
    id: 'A5KE-2WN8',
    subject: 'Your weekly report looks empty',
    contactName: 'Dana',
    companyName: 'Harbour Insurance',
    at,
    owner: 'asha',
    status: 'open',
    unread: true,
    slaDue: now + 6 * hour,
    tags: ['question'],
    waitsSince: at,
    snippet: 'The report of this week has only headings. Is that a fault, or did nothing happen?',
  });
  return ticket(r, contact('Dana', 'dana@harbour.example', '', 0, true), [
    entry({
      id: 'h1',
      at: at - 2 * day,
      fromName: 'Kestrel',
      fromAddr: 'support@kestrel.example',
      direction: 'out',
      by: 'jonas',
      to: ['dana@harbour.example'],
      text: 'Hello Dana, the weekly report is on. It comes each Monday.',
    }),
    entry({
      id: 'h2',
      at: at - day,
      fromName: 'Dana',
      fromAddr: 'dana@harbour.example',
      text: 'Perfect, thank you.',
    }),
    entry({
      id: 'h3',
      at,
      fromName: 'Dana',
      fromAddr: 'dana@harbour.example',
      read: false,
      hasHtml: true,
      frameUrl: '/mail/h3',
      remoteBlocked: 1,
      text: 'The report of this week has only headings. Is that a fault, or did nothing happen?',
    }),
  ]);
}

function broken(now: number): FakeTicket {
  const at = now - 9 * hour;
  const r = row({
    id: 'I6TR-4FS0',
    subject: 'Re: Zollanmeldung',
    unread: true,
    contactName: 'Zollamt',
    at,
    status: 'triage',
    owner: '',
    snippet: 'Kept as it came',
    waitsSince: at,
  });
  return ticket(r, contact('Zollamt', 'post@zoll.example', 'Europe/Berlin', 60), [
    entry({
      id: 'b1',
      at,
      fromName: 'Zollamt',
      fromAddr: 'post@zoll.example',
      read: false,
      text: 'Anbei die Unterlagen.',
      problems: ['Part 3 has no end: shown as far as it goes.'],
      attachments: [attached({ id: 'at9', name: 'unterlagen.tif', type: 'image/tiff', size: 51_200_000 })],
    }),
  ]);
}

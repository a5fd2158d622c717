/** The invented outbox: one reply that was held, two that wait for the network, one draft. */
import type { Drafts } from './compose';
import type { Outbox } from './outbox';
import { file } from './mail';
import { attached, hour, minute } from './ticket';

export function seedOutbox(drafts: Drafts, outbox: Outbox): void {
  const now = drafts.state.now();
  const write = (ticket: string, html: string) => {
    const d = drafts.begin(ticket, 'reply', '');
    Object.assign(d, { html, savedAt: now - hour, begunAt: now - hour });
    return d;
  };
  const queue = (ticket: string, id: string, html: string) => {
    const d = write(ticket, html);
    return outbox.queue(d, 0, '', false, id);
  };

  const held = queue(
    'P6TN-0VB4',
    's7kq2m9fkxa',
    '<p>Hello Nadia,</p><p>I have run both flows with the new secret. The signature of the first one is right now.</p><p>For the second flow, please send me the exact header that your server receives; then I can compare the two.</p><p>The test result follows this afternoon.</p>',
  );
  held.draft.files = [file('f-flow', 'flow-1-result.txt', 4_096, 'text/plain')];
  const nadia = drafts.state.get('P6TN-0VB4');
  const first = nadia.entries[0];
  if (first)
    nadia.entries = [
      ...nadia.entries,
      {
        ...first,
        id: 'e-nadia-2',
        key: 'me-nadia-2',
        at: now - 2 * hour,
        date: now - 2 * hour,
        text: 'Hello Asha, here is the header of the second flow: X-Signature: t=1763553600, v1=9f2c… It carries a space before v1. Could that be all?',
        visibleText: 'Hello Asha, here is the header of the second flow.',
        attachments: [attached({ id: 'a-nadia', name: 'request.txt', type: 'text/plain', size: 2_048 })],
      },
    ];
  outbox.move(held.view.id, {
    state: 'held',
    reason: 'guard',
    words: 'Nadia wrote 12 minutes after you queued this reply.',
    queuedAt: now - 2 * hour - 12 * minute,
    nextTry: 0,
  });
  const offline = {
    reason: 'offline',
    words: 'The mail server was not reached.',
    tries: 3,
    nextTry: now + minute,
  };
  const guests = queue(
    'H1QY-7C5M',
    's1guestseat',
    '<p>Hello Tomás,</p><p>with the plan you have there is none.</p>',
  );
  outbox.move(guests.view.id, { ...offline, queuedAt: now - 20 * minute });
  const owen = queue(
    'R4WE-8SK1',
    's2formerstf',
    '<p>Hello Owen,</p><p>Both accounts are deleted, the files stay with the team.</p>',
  );
  outbox.move(owen.view.id, { ...offline, queuedAt: now - 31 * minute });
  write('G2FV-9YN3', '<p>Hello Hanna,</p><p>yes, the monthly price stays</p>');
}

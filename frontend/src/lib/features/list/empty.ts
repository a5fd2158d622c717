/** What an empty queue says, and up to three real things to do instead. */
import type { QueueInfo } from '$lib/api';
import { nav } from '$lib/stores/nav.svelte';

interface Words {
  icon: string;
  title: string;
  fact: string;
  actions: { icon: string; text: string; run: () => void }[];
}

const count = (queues: QueueInfo[], name: string) => queues.find((q) => q.name === name)?.count ?? 0;
const some = (n: number, one: string, many: string) => (n === 1 ? `One ${one}` : `${n} ${many}`);

export function emptyWords(queue: string, queues: QueueInfo[]): Words {
  const actions: Words['actions'] = [];
  const free = count(queues, 'unassigned');
  const waiting = count(queues, 'waiting');
  const asleep = count(queues, 'snoozed');
  const mine = count(queues, 'mine');
  if (queue !== 'unassigned' && free) {
    actions.push({
      icon: 'inbox',
      text: `Take one of ${free} unassigned`,
      run: () => nav.openQueue('unassigned'),
    });
  }
  if (queue !== 'mine' && mine) {
    actions.push({
      icon: 'circle-user-round',
      text: `Back to your ${mine}`,
      run: () => nav.openQueue('mine'),
    });
  }
  if (queue !== 'waiting' && waiting) {
    actions.push({
      icon: 'hourglass',
      text: `Follow up on ${waiting} that wait for others`,
      run: () => nav.openQueue('waiting'),
    });
  }
  const facts: Record<string, string> = {
    mine: asleep
      ? `${some(asleep, 'ticket is', 'tickets are')} snoozed.`
      : 'Every ticket of yours is answered or closed.',
    unassigned: 'Every ticket has an owner.',
    waiting: 'We wait for nobody.',
    mentions: 'Nobody asked for you.',
    snoozed: 'Nothing is put off.',
    machine: 'No automatic mail.',
    spam: 'No spam.',
    all: 'No mail has arrived yet.',
  };
  return {
    icon: 'circle-check',
    title: queue === 'mine' ? 'Nothing waits for you' : 'Nothing here',
    fact: facts[queue] ?? 'No ticket is in this queue.',
    actions: actions.slice(0, 3),
  };
}

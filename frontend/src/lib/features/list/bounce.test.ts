import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';
import { deskWith, mine, noon } from '$lib/test/desk';
import TicketRow from './TicketRow.svelte';

it('a row whose mail did not arrive says so with a word and an icon, and a reader hears it', async () => {
  await deskWith([]);
  const bounce = {
    action: 'failed' as const,
    recipient: 'nora@lindholm.example',
    status: '5.2.2',
    reason: '552 5.2.2 Over quota.',
    hard: true,
    at: noon,
  };
  const { row } = mine('X', { bounce });
  const nothing = { id: 'r', place: 0, total: 1, current: false, selected: false, choosing: false };
  render(TicketRow, { row, ...nothing, onpress: () => undefined, onbox: () => undefined });
  expect(screen.getByText('Not delivered')).toBeTruthy();
  expect(screen.getByRole('option').getAttribute('aria-label')).toContain(
    'Not delivered to nora@lindholm.example: the mailbox is full',
  );
});

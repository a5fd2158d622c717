import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { nav } from '$lib/stores/nav.svelte';
import { outbox } from '$lib/stores/outbox.svelte';
import { deskWith } from '$lib/test/desk';
import Rail from './Rail.svelte';

describe('the rail’s Outbox', () => {
  const row = () => screen.getByRole('button', { name: /^Outbox/ });

  it('asks only when something asks for a person, else says quietly how much waits', async () => {
    const f = await deskWith();
    await outbox.load();
    render(Rail);
    expect(row().textContent).toContain('1 held');
    expect(row().querySelector('.warn')).not.toBeNull();
    f.mails.move('s7kq2m9fkxa', { state: 'unsure', reason: 'lost' });
    await outbox.load();
    await waitFor(() => expect(row().textContent).toContain('1 unsure'));
    await f.outboxAct('s7kq2m9fkxa', 'went');
    await outbox.load();
    await waitFor(() => expect(row().textContent?.trim()).toBe('Outbox 2'));
    expect(row().querySelector('.warn')).toBeNull();
  });

  it('opens it', async () => {
    await deskWith();
    render(Rail);
    await fireEvent.click(row());
    expect(nav.view).toBe('outbox');
    await waitFor(() => expect(row().getAttribute('aria-current')).toBe('page'));
  });
});

import { render, screen, fireEvent } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { contact } from '$lib/api/fake/ticket';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { deskWith, noon, settle } from '$lib/test/desk';
import RecordPane from './RecordPane.svelte';
import { localTime, zoneOffset } from '$lib/there';

// features: G11
describe('the customer’s clock', () => {
  const summer = Date.UTC(2025, 6, 1, 13, 5);
  it('is exact in a known zone, summer time included', () => {
    const c = contact('M', 'm@x.example', 'America/New_York', -300);
    expect(localTime(c, noon)?.text).toBe('08:00 New York');
    expect(localTime(c, summer)?.text).toBe('09:05 New York');
    expect(localTime(c, summer)?.night).toBe(false);
  });
  it('is about right when only an offset is known, and silent when nothing is', () => {
    expect(localTime(contact('M', 'm@x.example', '', 540, true), noon)).toMatchObject({
      text: 'about 21:00',
      night: true,
    });
    expect(localTime(contact('M', 'm@x.example'), noon)).toBeNull();
  });
  it('falls back when the zone is unknown here', () => {
    expect(zoneOffset('Mars/Olympus', noon, 90)).toBe(90);
    expect(zoneOffset('Asia/Kolkata', noon, 0)).toBe(330);
  });
});

describe('open asks', () => {
  it('are counted, and lead to the message that asks', async () => {
    await deskWith();
    await open.show('7Q2M-9FKX');
    render(RecordPane);
    expect(screen.getByText('1 of 2 answered')).toBeTruthy();
    const ask = screen.getByRole('button', { name: /semicolons.*open/ });
    await fireEvent.click(ask);
    expect(nav.wants.pane).toBe('ticket');
    const key = nav.wants.text;
    expect(open.view?.entries.some((e) => e.key === key || e.id === key)).toBe(true);
  });
});

// features: B15, D7
describe('the record', () => {
  it('shows who writes, what else they wrote, and takes back a change', async () => {
    const f = await deskWith();
    await f.setPriority('7Q2M-9FKX', 'urgent');
    await open.show('7Q2M-9FKX');
    render(RecordPane);
    expect(screen.getByText('Paid Support, Scale')).toBeTruthy();
    expect(screen.getByText('Next: Every message read')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /^Undo: Priority Urgent/ }));
    await settle(5);
    expect(f.state.get('7Q2M-9FKX').row.priority).toBe('high');
    await open.show('7Q2M-9FKX');
    expect(await screen.findByText('undone')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /Second warehouse/ }));
    expect(nav.ticket).toBe('Z1MD-8QT6');
  });
});

import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import CallbackDialog from './CallbackDialog.svelte';
import { commands } from './commands';
import MeetingDialog from './MeetingDialog.svelte';
import { missing, suggest } from './reasons';
import SnoozeDialog from './SnoozeDialog.svelte';

const id = '7Q2M-9FKX';
let b: Fake;
let onclose = vi.fn();

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  onclose = vi.fn();
});

async function until(text: string): Promise<HTMLElement> {
  const field = await screen.findByLabelText(/^(Until when|When to call|When it starts)$/);
  await fireEvent.input(field, { target: { value: text } });
  return field;
}

// features: F6, F7, F8
describe('snooze', () => {
  it('reads plain words, shows the moment here and there, asks who we wait for', async () => {
    const snooze = vi.spyOn(b, 'snooze');
    render(SnoozeDialog, { tickets: [id], onclose });
    const field = await until('tue 9');
    expect(await screen.findByText(/^Tue .*09:00$/)).toBeTruthy();
    expect(screen.getByText(/04:00 there/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText('Who are we waiting for?')).toBeTruthy();
    expect(snooze).not.toHaveBeenCalled();
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('radio'));
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'c' });
    await waitFor(() => expect(snooze).toHaveBeenCalledWith(id, 'tue 9', 'client', ''));
    expect(onclose).toHaveBeenCalled();
  });

  it('wants a note when we ourselves are the reason', async () => {
    const snooze = vi.spyOn(b, 'snooze');
    render(SnoozeDialog, { tickets: [id], text: 'in 2h', onclose });
    const field = await screen.findByLabelText('Until when');
    await screen.findByText(/^Snooze: /);
    await fireEvent.click(screen.getByRole('radio', { name: /Us/ }));
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText('Pending on us needs a note or a link')).toBeTruthy();
    const note = screen.getByLabelText(/What we still have to do/);
    await fireEvent.input(note, { target: { value: 'export the rest' } });
    await fireEvent.keyDown(note, { key: 'Enter' });
    await waitFor(() => expect(snooze).toHaveBeenCalledWith(id, 'in 2h', 'us', 'export the rest'));
  });

  it('says that it did not understand, and saves nothing', async () => {
    const snooze = vi.spyOn(b, 'snooze');
    render(SnoozeDialog, { tickets: [id], onclose });
    const field = await until('blursday');
    expect(await screen.findByText(/Not a time/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(snooze).not.toHaveBeenCalled();
  });

  it('takes “when they reply” as waiting for the client', async () => {
    const snooze = vi.spyOn(b, 'snooze');
    render(SnoozeDialog, { tickets: [id], onclose });
    const field = await until('when they reply');
    await screen.findByText(/^Snooze: /);
    await waitFor(() =>
      expect(screen.getByRole('radio', { name: /Client/ }).getAttribute('aria-checked')).toBe('true'),
    );
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(snooze).toHaveBeenCalledWith(id, 'when they reply', 'client', ''));
  });

  it('takes a preset with Down', async () => {
    render(SnoozeDialog, { tickets: [id], onclose });
    const field = (await screen.findByLabelText('Until when')) as HTMLInputElement;
    await fireEvent.keyDown(field, { key: 'ArrowDown' });
    await fireEvent.keyDown(field, { key: 'ArrowDown' });
    await waitFor(() => expect(field.value).toBe('tomorrow 9'));
  });

  it('brings in what is snoozed and reopens what is closed', async () => {
    const ctx = {
      view: 'queue',
      ticket: { ...b.state.get(id).row, status: 'closed' },
      targets: [id],
      writing: false,
    };
    const set = vi.spyOn(b, 'setStatus');
    const un = vi.spyOn(b, 'unsnooze');
    const run = commands.find((c) => c.id === 'bring-in')?.run;
    run?.(ctx);
    await waitFor(() => expect(set).toHaveBeenCalledWith(id, 'open'));
    run?.({ ...ctx, ticket: { ...ctx.ticket, status: 'open' } });
    await waitFor(() => expect(un).toHaveBeenCalledWith(id));
  });

  it('suggests a reason only where the ticket says it', () => {
    const t = (status: string, direction: 'in' | 'out') => {
      const k = b.state.get(id);
      const last = k.entries.find((e) => e.kind === 'message');
      if (!last) throw new Error('no message');
      return { row: { ...k.row, status }, entries: [{ ...last, direction }] };
    };
    expect(suggest(t('pending-department', 'in'), false)).toBe('department');
    expect(suggest(t('open', 'out'), false)).toBe('client');
    expect(suggest(t('open', 'in'), false)).toBe(null);
    expect(missing(null, '')).not.toBe('');
    expect(missing('us', ' ')).not.toBe('');
    expect(missing('department', '')).toBe('');
  });
});

// features: G1
describe('callback', () => {
  it('fills the number and the topic, and is planned with one Enter', async () => {
    const callback = vi.spyOn(b, 'callback');
    render(CallbackDialog, { ticket: id, onclose });
    const field = await until('tu14');
    await waitFor(() => expect((screen.getByLabelText('Number') as HTMLInputElement).value).not.toBe(''));
    await fireEvent.keyDown(field, { key: 'Enter' });
    const { contact, row } = b.state.get(id);
    await waitFor(() => expect(callback).toHaveBeenCalledWith(id, 'tu14', contact.phones[0], row.subject));
  });

  it('refuses “when they reply”: a call needs an hour', async () => {
    const callback = vi.spyOn(b, 'callback');
    render(CallbackDialog, { ticket: id, onclose });
    const field = await until('when they reply');
    await screen.findByText('when they reply');
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(callback).not.toHaveBeenCalled();
  });
});

// features: G7
describe('meeting', () => {
  it('wants a sound length and an https link', async () => {
    const meeting = vi.spyOn(b, 'meeting');
    render(MeetingDialog, { ticket: id, onclose });
    const field = await until('tomorrow 9:30');
    await waitFor(() => expect((screen.getByLabelText('Name') as HTMLInputElement).value).not.toBe(''));
    const link = screen.getByLabelText(/^Link/);
    await fireEvent.input(link, { target: { value: 'javascript:alert(1)' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(screen.getByText('A link begins with https://')).toBeTruthy();
    expect(meeting).not.toHaveBeenCalled();
    await fireEvent.input(link, { target: { value: 'https://meet.orchard.example/x' } });
    await fireEvent.input(screen.getByLabelText('Minutes'), { target: { value: '45' } });
    await fireEvent.keyDown(link, { key: 'Enter' });
    await waitFor(() =>
      expect(meeting).toHaveBeenCalledWith(
        id,
        'tomorrow 9:30',
        b.state.get(id).row.subject,
        45,
        'https://meet.orchard.example/x',
      ),
    );
  });
});

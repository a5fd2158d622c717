import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { keyStore } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import Settings from './Settings.svelte';

let b: Fake;
const onadd = vi.fn();
const onback = vi.fn();

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  keyStore.use({});
  nav.go('settings');
});

describe('settings', () => {
  it('holds each change at once', async () => {
    render(Settings, { onadd, onback });
    await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    await fireEvent.click(screen.getByRole('radio', { name: '110 %' }));
    await fireEvent.click(screen.getByRole('radio', { name: 'Compact' }));
    await fireEvent.click(screen.getByRole('switch', { name: 'Go on to the next ticket' }));
    await waitFor(async () => {
      const s = await b.settings();
      expect([s.theme, s.textSize, s.density, s.autoAdvance]).toEqual(['dark', 110, 'compact', false]);
    });
  });

  it('says what it writes to the mailbox: the copy of what was sent', async () => {
    render(Settings, { onadd, onback });
    expect(screen.getByText('Deskhand leaves the mailbox as it is')).toBeTruthy();
    expect(screen.getByText(/a copy of what you send, in Sent/)).toBeTruthy();
  });

  it('takes 0 to 60 seconds for undo send, and nothing else', async () => {
    render(Settings, { onadd, onback });
    const field = screen.getByLabelText('Undo send, seconds');
    for (const bad of ['61', '-1', 'ten', '']) {
      await fireEvent.change(field, { target: { value: bad } });
      expect(screen.getByText(/is not a number of seconds/)).toBeTruthy();
    }
    await fireEvent.change(field, { target: { value: '0' } });
    expect(await screen.findByText(/leaves at once/)).toBeTruthy();
    await waitFor(async () => expect((await b.settings()).undoSend).toBe(0));
  });

  it('reads quiet hours and refuses what is no time of day', async () => {
    render(Settings, { onadd, onback });
    const from = screen.getByLabelText('Quiet from');
    await fireEvent.change(from, { target: { value: '25:00' } });
    expect(screen.getByText(/is no time of day/)).toBeTruthy();
    await fireEvent.change(from, { target: { value: '9' } });
    await waitFor(async () => expect((await b.settings()).quietFrom).toBe('09:00'));
  });

  it('tests, removes only after a second press, and adds a mailbox', async () => {
    const remove = vi.spyOn(b, 'removeAccount');
    render(Settings, { onadd, onback });
    await fireEvent.click(screen.getByRole('button', { name: 'Add a mailbox' }));
    expect(onadd).toHaveBeenCalled();
    await fireEvent.click(await screen.findByRole('button', { name: /^support@kestrel/ }));
    await fireEvent.click(await screen.findByRole('button', { name: 'Test' }));
    expect(await screen.findByText(/Signed in as/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove…' }));
    expect(remove).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(remove).toHaveBeenCalledWith('a1'));
    expect(await screen.findByText('No mailbox is connected.')).toBeTruthy();
  });

  it('says in the row why a mailbox stays, and how it can go', async () => {
    vi.spyOn(b, 'removeAccount').mockRejectedValueOnce(
      new ApiError(
        'refused',
        '2 mails of this mailbox stand in the outbox.',
        'Send them or take them back first.',
      ),
    );
    nav.openAccount('a1');
    render(Settings, { onadd, onback });
    await fireEvent.click(await screen.findByRole('button', { name: 'Remove…' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Remove' }));
    expect(
      await screen.findByText(
        '2 mails of this mailbox stand in the outbox. Send them or take them back first.',
      ),
    ).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Remove…' })).toBeTruthy();
  });

  it('remaps a key, names a clash, and goes back to the default', async () => {
    render(Settings, { onadd, onback, keys: true });
    await fireEvent.click(screen.getByRole('button', { name: 'Change the key of Resolve…' }));
    await fireEvent.keyDown(window, { key: 'z', code: 'KeyZ' });
    expect(screen.getByText('Already “Snooze until”')).toBeTruthy();
    await fireEvent.keyDown(window, { key: 'q', code: 'KeyQ' });
    expect(keyStore.map.find('q', 'read')).toBe('resolve');
    expect(keyStore.map.find('e', 'read')).toBe(null);
    await fireEvent.click(screen.getByRole('button', { name: 'Default key of Resolve…' }));
    expect(keyStore.map.find('e', 'read')).toBe('resolve');
  });
});

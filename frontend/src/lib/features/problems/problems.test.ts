import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend, type Problem } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { kindOf, mendOf, placeOf } from './kinds';
import Problems from './Problems.svelte';

const base: Problem = { code: '', message: '', hint: '', since: 0, file: '', line: 0, action: '' };
let b: Fake;

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
});

describe('problems', () => {
  it('says what happened, what is safe, and shows the raw message', async () => {
    vi.spyOn(b, 'raw').mockResolvedValue('Subject: =?x\n\n<script>');
    render(Problems, { onback: vi.fn() });
    expect(screen.getByText(/could not be read in full/)).toBeTruthy();
    const button = screen.getByRole('button', { name: /Show raw/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    await fireEvent.click(button);
    expect(await screen.findByText(/<script>/)).toBeTruthy();
  });

  it('asks for the password in the row and forgets it, right or wrong', async () => {
    desk.problems = [
      {
        ...base,
        code: 'sign_in_refused',
        message: 'The mailbox refuses the password',
        action: 'password:a1',
      },
    ];
    const enter = vi.spyOn(b, 'enterPassword');
    render(Problems, { onback: vi.fn() });
    await fireEvent.click(screen.getByRole('button', { name: /Enter password/ }));
    const field = (await screen.findByLabelText('Password')) as HTMLInputElement;
    await fireEvent.input(field, { target: { value: 'wrong' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText(/The server refused the password/)).toBeTruthy();
    expect(field.value).toBe('');
    await fireEvent.input(field, { target: { value: 'right' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(enter).toHaveBeenLastCalledWith('a1', 'right'));
    await waitFor(() => expect(screen.queryByLabelText('Password')).toBe(null));
  });

  it('asks for the passphrase of the sealed file and forgets it, right or wrong', async () => {
    desk.problems = [{ ...base, code: 'refused', message: 'The passwords are sealed', action: 'passphrase' }];
    const unlock = vi.spyOn(b, 'unlock');
    render(Problems, { onback: vi.fn() });
    await fireEvent.click(screen.getByRole('button', { name: /Enter passphrase/ }));
    const field = (await screen.findByLabelText('Passphrase')) as HTMLInputElement;
    expect(field.type).toBe('password');
    await fireEvent.input(field, { target: { value: 'wrong' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByText(/does not open the sealed file/)).toBeTruthy();
    expect(field.value).toBe('');
    await fireEvent.input(field, { target: { value: 'right' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(unlock).toHaveBeenLastCalledWith('right'));
    await waitFor(() => expect(screen.queryByLabelText('Passphrase')).toBe(null));
    desk.problems = [];
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Problems')));
  });

  it('opens the folder of the saved replies where one is broken', async () => {
    desk.problems = [
      {
        ...base,
        code: 'replies',
        message: 'replies/a.md, line 4, column 7: unknown variable contact.nobody',
        hint: 'There is contact.name. Until it is mended, the last good version is used.',
        file: 'replies/a.md',
        line: 4,
        action: 'file:replies/a.md',
      },
    ];
    const open = vi.spyOn(b, 'openReplies');
    render(Problems, { onback: vi.fn() });
    await fireEvent.click(screen.getByRole('button', { name: /Open the folder/ }));
    await waitFor(() => expect(open).toHaveBeenCalledOnce());
  });

  it('asks about mail that is gone all at once: kept at Enter, taken out by hand', async () => {
    desk.start();
    b.boxes.vanish('a1', 'Projects: old', 412, 900);
    await waitFor(() => expect(desk.problems.length).toBe(2));
    const answer = vi.spyOn(b, 'vanished');
    render(Problems, { onback: vi.fn() });
    expect(
      screen.getByText('412 of 900 mails of Projects: old are gone from the server at once.'),
    ).toBeTruthy();
    expect(screen.getByText(/Somebody may have emptied it/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /Take them out/ }));
    await waitFor(() => expect(answer).toHaveBeenCalledWith('a1', 'Projects: old', true));
    await waitFor(() => expect(screen.queryByText(/are gone from the server/)).toBe(null));
    b.boxes.vanish('a1', 'INBOX', 412, 900);
    await fireEvent.click(await screen.findByRole('button', { name: /Keep them here/ }));
    await waitFor(() => expect(answer).toHaveBeenLastCalledWith('a1', 'INBOX', false));
  });

  it('says of each mailbox what is here, and opens its page', async () => {
    desk.problems = [];
    render(Problems, { onback: vi.fn() });
    expect(await screen.findByText('4,231 here, 8,200 by their heads')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /support@kestrel.example/ }));
    expect([nav.view, nav.account]).toEqual(['settings', 'a1']);
  });

  it('is glad when there is none', () => {
    desk.problems = [];
    render(Problems, { onback: vi.fn() });
    expect(screen.getByText('No problem')).toBeTruthy();
  });

  it('knows each kind, its mend and its place', () => {
    expect(kindOf({ ...base, code: 'offline' }).icon).toBe('cloud-off');
    expect(kindOf({ ...base, code: 'auth_refused' }).icon).toBe('key-round');
    expect(mendOf({ ...base, action: 'raw:m1' })).toEqual({ kind: 'raw', key: 'm1', label: 'Show raw' });
    expect(mendOf({ ...base, action: 'retry' })?.kind).toBe('sync');
    expect(mendOf({ ...base, action: '' })).toBe(null);
    expect(mendOf({ ...base, action: 'file:policy.yaml' })).toBe(null);
    expect(placeOf({ ...base, file: 'policy.yaml', line: 12 })).toBe('policy.yaml, line 12');
  });
});

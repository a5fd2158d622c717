import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { Connect } from './connect.svelte';
import FirstRun from './FirstRun.svelte';
import { agentId, check, emptyForm, fieldOf } from './form';

let b: Fake;
let onready = vi.fn();

beforeEach(() => {
  b = fake({ firstRun: true });
  useBackend(b);
  onready = vi.fn();
});

async function fill(label: RegExp | string, value: string): Promise<HTMLElement> {
  const field = screen.getByLabelText(label);
  await fireEvent.input(field, { target: { value } });
  return field;
}

describe('first run', () => {
  it('finds the servers, signs in, and says the result in words', async () => {
    const connect = vi.spyOn(b, 'connect');
    render(FirstRun, { onready });
    const email = await fill('Address of the team mailbox', 'support@kestrel.example');
    await waitFor(() => expect(document.activeElement?.tagName).toBe('INPUT'));
    await fireEvent.blur(email);
    expect(await screen.findByText('imap.kestrel.example:993, encrypted')).toBeTruthy();
    await fill('Password', 'right horse');
    await fill('Who you are', 'Asha Sharma');
    expect((screen.getByLabelText(/^Short id/) as HTMLInputElement).value).toBe('asha-sharma');
    expect((screen.getByLabelText(/^Unanswered mail/) as HTMLInputElement).value).toBe('14');
    await fireEvent.click(screen.getByRole('button', { name: /^Connect/ }));
    expect(await screen.findByText(/Signed in as support@kestrel.example/)).toBeTruthy();
    expect(screen.getByText(/Customers read “Asha at Kestrel”/)).toBeTruthy();
    expect(connect.mock.calls[0]?.[0]).toMatchObject({ agent: 'asha-sharma', openDays: 14, imapPort: 993 });
    const go = screen.getByRole('button', { name: /Open the desk/ });
    await waitFor(() => expect(document.activeElement).toBe(go));
    await fireEvent.click(go);
    expect(onready).toHaveBeenCalled();
  });

  it('puts an error beside the field it concerns, and the cursor there', async () => {
    render(FirstRun, { onready });
    await fill('Address of the team mailbox', 'support@kestrel.example');
    await fill('Password', 'wrong');
    await fill('Who you are', 'Asha');
    await fireEvent.click(screen.getByRole('button', { name: /^Connect/ }));
    expect(
      await screen.findByText(/The server refused the password. Many servers want an app password./),
    ).toBeTruthy();
    const field = screen.getByLabelText('Password');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it('says what is missing before it asks the server', async () => {
    const connect = vi.spyOn(b, 'connect');
    render(FirstRun, { onready });
    await fireEvent.click(screen.getByRole('button', { name: /^Connect/ }));
    expect(await screen.findByText(/^An address/)).toBeTruthy();
    expect(connect).not.toHaveBeenCalled();
  });

  it('opens the sample mailbox without an account', async () => {
    render(FirstRun, { onready });
    await fireEvent.click(screen.getByRole('button', { name: 'Try the sample mailbox' }));
    await waitFor(() => expect(onready).toHaveBeenCalled());
  });
});

describe('connect', () => {
  it('forgets the password after success', async () => {
    const c = new Connect();
    c.set('email', 'support@kestrel.example');
    c.set('password', 'right');
    c.set('displayName', 'Asha');
    expect(await c.submit()).toBe(true);
    expect(c.form.password).toBe('');
    expect(JSON.stringify(c)).not.toContain('right');
  });

  it('lets the servers be typed when none are found', async () => {
    vi.spyOn(b, 'servers').mockRejectedValue(new Error('no such host'));
    const c = new Connect();
    c.set('email', 'support@kestrel.example');
    await c.find();
    expect(c.byHand).toBe(true);
  });

  it('refuses an unencrypted server unless it is this computer', () => {
    const f = { ...emptyForm(), imapHost: 'mail.kestrel.example', imapSecurity: 'none' as const };
    expect(check(f, false).imapHost).toBe('Without encryption only on this computer');
    expect(check({ ...f, imapHost: '127.0.0.1' }, false).imapHost).toBe(undefined);
    expect(check(emptyForm(), true).passphrase).toBe('At least 8 characters');
    expect(agentId('Anaïs d’Arc')).toBe('anais-d-arc');
    expect(fieldOf('imap')).toBe('imapHost');
    expect(fieldOf('elsewhere')).toBe(null);
  });
});

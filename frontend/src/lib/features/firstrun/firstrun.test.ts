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
    const all = await screen.findByRole('radio', { name: /^All mail/ });
    expect(screen.getByText(/118.4 GB free/)).toBeTruthy();
    expect(connect).not.toHaveBeenCalled();
    await waitFor(() => expect(document.activeElement).toBe(all));
    await fireEvent.keyDown(all, { key: 'Enter' });
    expect(await screen.findByText(/Signed in as support@kestrel.example/)).toBeTruthy();
    expect(screen.getByText(/Customers read “Asha at Kestrel”/)).toBeTruthy();
    expect(connect.mock.calls[0]?.[0]).toMatchObject({
      agent: 'asha-sharma',
      openDays: 14,
      imapPort: 993,
      reach: 0,
    });
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

describe('how far back', () => {
  async function signedIn() {
    render(FirstRun, { onready });
    await fill('Address of the team mailbox', 'support@kestrel.example');
    await fill('Password', 'right horse');
    await fill('Who you are', 'Asha');
    await fireEvent.click(screen.getByRole('button', { name: /^Connect/ }));
    await screen.findByRole('radiogroup');
  }

  it('suggests a year where all of it is much, and says what each choice takes', async () => {
    const connect = vi.spyOn(b, 'connect');
    const [all] = b.boxes.survey.choices;
    if (all) all.disk = 9_400_000_000;
    await signedIn();
    const year = screen.getByRole('radio', { name: /^12 months/ });
    expect(year.getAttribute('aria-checked')).toBe('true');
    expect(year.textContent).toMatch(/8,127 whole, 9,728 older ones by their heads/);
    expect(year.textContent).toMatch(/about 545 MB here.*about 1.1 GB to fetch/s);
    await waitFor(() => expect(document.activeElement).toBe(year));
    await fireEvent.keyDown(year, { key: 'ArrowDown' });
    const days = screen.getByRole('radio', { name: /^90 days/ });
    await waitFor(() => expect(document.activeElement).toBe(days));
    await fireEvent.keyDown(days, { key: 'Enter' });
    await waitFor(() => expect(connect.mock.calls[0]?.[0]).toMatchObject({ reach: 90 }));
  });

  it('says where too little is free, and Esc leads back to the form as it was typed', async () => {
    b.boxes.survey = { ...b.boxes.survey, free: 2_400_000_000, estimated: false };
    await signedIn();
    expect(screen.getByRole('radio', { name: /^All mail/ }).textContent).toMatch(
      /1.1 GB here, too little is free/,
    );
    expect(screen.getByRole('radio', { name: /^90 days/ }).getAttribute('aria-checked')).toBe('true');
    expect(screen.queryByRole('button', { name: 'Try the sample mailbox' })).toBe(null);
    await fireEvent.keyDown(screen.getByRole('radio', { name: /^90 days/ }), { key: 'Escape' });
    expect((screen.getByLabelText('Password') as HTMLInputElement).value).toBe('right horse');
  });

  it('leads back to the field that a refusal at the last moment concerns', async () => {
    await signedIn();
    vi.spyOn(b, 'connect').mockResolvedValue({
      ok: false,
      text: 'The server that sends does not answer.',
      code: 'offline',
      hint: '',
      field: 'smtpHost',
      account: null,
    });
    await fireEvent.click(screen.getByRole('button', { name: /^Start/ }));
    const field = await screen.findByLabelText('Sends through (SMTP)');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(field));
  });
});

describe('connect', () => {
  it('forgets the password after success', async () => {
    const c = new Connect();
    c.set('email', 'support@kestrel.example');
    c.set('password', 'right');
    c.set('displayName', 'Asha');
    expect(await c.submit()).toBe(true);
    expect(await c.connect()).toBe(true);
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

import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { aCode } from '$lib/api/fake/crew';
import { crew } from '$lib/stores/crew.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';
import JoinForm from './JoinForm.svelte';
import LeaveDialog from './LeaveDialog.svelte';
import Revoked from './Revoked.svelte';
import RevokeDialog from './RevokeDialog.svelte';
import SheetDialog from './SheetDialog.svelte';
import TeamPage from './TeamPage.svelte';
import { healthLines, seenWords } from './words';

let b: Fake;

async function deskOf(options: Parameters<typeof fake>[0]): Promise<void> {
  b = fake(options);
  useBackend(b);
  crew.reset();
  nav.overlay = null;
  nav.go('team');
  toast.clear();
  await desk.load();
  await crew.load();
}
beforeEach(() => deskOf({ team: true }));

describe('a desk without a team', () => {
  beforeEach(() => deskOf({ own: true }));

  it('says calmly what a team is, and starts one: name, way, who can read it', async () => {
    const create = vi.spyOn(b, 'createTeam');
    render(TeamPage);
    const start = await screen.findByRole('button', { name: 'Start a team' });
    await waitFor(() => expect(document.activeElement).toBe(start));
    await fireEvent.click(start);
    const name = screen.getByLabelText('What the team is called');
    await waitFor(() => expect(document.activeElement).toBe(name));
    expect(screen.getByText(/the notes are lost: nobody can open them/)).toBeTruthy();
    const sealed = screen.getByRole('radio', { name: /^Signed and encrypted/ });
    await fireEvent.keyDown(screen.getByRole('radio', { name: /^Signed Nobody/ }), { key: 'ArrowDown' });
    await waitFor(() => expect(document.activeElement).toBe(sealed));
    await fireEvent.input(name, { target: { value: '  ' } });
    await fireEvent.submit(name);
    expect(await screen.findByText('The team needs a name.')).toBeTruthy();
    expect(create).not.toHaveBeenCalled();
    await fireEvent.input(name, { target: { value: 'Harbour' } });
    await fireEvent.submit(name);
    await waitFor(() => expect(nav.overlay?.name).toBe('sheet'));
    expect(create).toHaveBeenCalledWith('Harbour', true, false);
    expect(await screen.findByRole('heading', { name: 'Harbour' })).toBeTruthy();
  });

  it('asks for the shared folder by the system’s own dialog, and goes on without one when that is cancelled', async () => {
    const create = vi.spyOn(b, 'createTeam');
    render(TeamPage);
    await fireEvent.click(await screen.findByRole('button', { name: 'Start a team' }));
    b.crewed.folder = '';
    await fireEvent.click(screen.getByRole('radio', { name: /^Through a shared folder/ }));
    const box = screen.getByRole('radio', { name: /^Through the mailbox/ });
    expect(box.getAttribute('aria-checked')).toBe('true');
    b.crewed.folder = 'Harbour';
    await fireEvent.click(screen.getByRole('radio', { name: /^Through a shared folder/ }));
    expect(await screen.findByText('Through the shared folder Harbour')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /^Start the team/ }));
    await waitFor(() => expect(create).toHaveBeenCalledWith('Kestrel Support', false, true));
  });

  it('cannot be begun on the sample, and says why', async () => {
    await deskOf({});
    render(TeamPage);
    expect((await screen.findByRole('button', { name: 'Start a team' })).hasAttribute('disabled')).toBe(true);
    expect(screen.getByText(/nobody else could join/)).toBeTruthy();
  });
});

describe('the recovery sheet', () => {
  const sheet = async () => {
    const s = await b.recoverySheet();
    const onclose = vi.fn();
    render(SheetDialog, { sheet: s, onclose });
    return onclose;
  };
  it('is printed or saved, then put away', async () => {
    const onclose = await sheet();
    expect(screen.getByText('Print or save it first')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Save as a file…' }));
    await waitFor(() => expect(screen.queryByText('Print or save it first')).toBe(null));
    await fireEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect([b.crewed.saved, b.crewed.kept, onclose.mock.calls.length]).toEqual([1, 1, 1]);
  });
  it('says where another comes from when it was left', async () => {
    await sheet();
    await fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(toast.current?.text).toMatch(/^The sheet was not kept\. “New recovery sheet”/);
    expect(b.crewed.kept).toBe(1);
  });
});

describe('the team’s page', () => {
  it('shows who asks with the digits large, and confirms by a press', async () => {
    render(TeamPage);
    const ask = await screen.findByRole('region', { name: 'Lena asks to join' });
    expect(within(ask).getByRole('img', { name: '4 8 2 9 1 3' })).toBeTruthy();
    expect(ask.textContent).toMatch(/lena-thinkpad/);
    await fireEvent.click(within(ask).getByRole('button', { name: 'They see the same digits' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: /asks to join/ })).toBe(null));
    expect(toast.current?.text).toBe('Lena’s laptop is confirmed');
    expect(document.querySelector('[data-device="ZC3M7K4X0PV9S"]')?.textContent).not.toMatch(/Not confirmed/);
  });

  it('refuses by a press', async () => {
    render(TeamPage);
    await fireEvent.click(await screen.findByRole('button', { name: /^Refuse/ }));
    await waitFor(() => expect(b.crewed.view.devices.find((d) => d.agent === 'lena')?.revoked).toBe(true));
  });

  it('lists people with their laptops; what is shut out is folded away', async () => {
    render(TeamPage);
    const mine = document.querySelector('[data-member="asha"]');
    expect(mine?.textContent).toMatch(/kestrel-7.*this laptop.*Admin.*asha-home/s);
    expect(screen.queryByText('jonas-old')).toBe(null);
    await fireEvent.click(screen.getByRole('button', { name: '1 laptop that is shut out' }));
    expect(screen.getByText('jonas-old')).toBeTruthy();
    expect(screen.getByText(/printed recovery sheet is an admin too/)).toBeTruthy();
  });

  it('invites somebody of the policy, and somebody new by name', async () => {
    const invite = vi.spyOn(b, 'invite');
    Object.assign(navigator, { clipboard: { writeText: vi.fn(async () => undefined) } });
    render(TeamPage);
    await fireEvent.click(screen.getByRole('button', { name: 'Invite somebody' }));
    await fireEvent.click(await screen.findByRole('option', { name: /Anaïs/ }));
    await waitFor(() => expect(invite).toHaveBeenCalledWith('anaïs', 'Anaïs'));
    const copy = await screen.findByRole('button', { name: 'Copy' });
    await waitFor(() => expect(document.activeElement).toBe(copy));
    await fireEvent.click(copy);
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith(aCode);
    await fireEvent.click(screen.getByRole('button', { name: 'Invite somebody' }));
    await fireEvent.click(await screen.findByRole('option', { name: /Somebody else/ }));
    const name = await screen.findByLabelText('Their name');
    await fireEvent.input(name, { target: { value: 'Mira Okafor' } });
    expect(screen.getByText(/Short id: mira-okafor/)).toBeTruthy();
    await fireEvent.submit(name);
    await waitFor(() => expect(invite).toHaveBeenCalledWith('mira-okafor', 'Mira Okafor'));
    const [, second] = await screen.findAllByRole('button', { name: 'Withdraw' });
    if (second) await fireEvent.click(second);
    await waitFor(() => expect(screen.queryByText('Mira Okafor')).toBe(null));
  });

  it('lets nobody decide who is no admin', async () => {
    b.crewed.tell({ admin: false });
    await crew.load();
    render(TeamPage);
    expect(screen.queryByRole('button', { name: /What can be done/ })).toBe(null);
    expect(screen.queryByRole('button', { name: 'Invite somebody' })).toBe(null);
    expect(screen.getByText(/An admin has to compare/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /same digits/ })).toBe(null);
  });

  it('says what waits and what could not be read, and how it travels', async () => {
    render(TeamPage);
    expect(await screen.findByText('2 changes of yours wait to leave')).toBeTruthy();
    expect(screen.getByText('3 changes wait for their mail')).toBeTruthy();
    expect(screen.getByText(/^1 thing in the team’s folder/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Use a shared folder…' }));
    await waitFor(() => expect(b.crewed.view.transport.kind).toBe('dir'));
  });

  it('tells an unconfirmed laptop its digits, and that work goes on', async () => {
    b.crewed.tell({ confirmed: false, admin: false, digits: '104772', waiting: [] });
    await crew.load();
    render(TeamPage);
    expect(screen.getByRole('img', { name: '1 0 4 7 7 2' })).toBeTruthy();
    expect(screen.getByText(/You can work meanwhile/)).toBeTruthy();
  });

  it('makes a laptop an admin’s by its menu', async () => {
    render(TeamPage);
    await fireEvent.click(screen.getByRole('button', { name: 'What can be done with jonas-mac' }));
    await fireEvent.click(await screen.findByRole('option', { name: /as an admin/ }));
    await waitFor(() =>
      expect(b.crewed.view.devices.find((d) => d.machine === 'jonas-mac')?.admin).toBe(true),
    );
  });
});

describe('shutting out', () => {
  it('says what it means before and what remains after', async () => {
    const revoke = vi.spyOn(b, 'revoke');
    const device = crew.view.devices.find((d) => d.machine === 'jonas-mac');
    if (!device) throw new Error('no laptop');
    render(RevokeDialog, { device, onclose: vi.fn() });
    await waitFor(() =>
      expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Leave it in' })),
    );
    await fireEvent.input(screen.getByLabelText(/^Why/), { target: { value: 'Lost on the train' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Shut it out for good' }));
    expect(await screen.findByText(/Change the mailbox’s password/)).toBeTruthy();
    expect(revoke).toHaveBeenCalledWith('B2N8D5Y6RQ1WE', 'Lost on the train');
  });

  it('of a person lists what is theirs and gives it on in one step that is undone', async () => {
    const member = crew.view.members.find((m) => m.id === 'jonas');
    if (!member) throw new Error('no member');
    render(LeaveDialog, { member, onclose: vi.fn() });
    expect(await screen.findByText('Second warehouse')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /nobody yet/ }));
    await fireEvent.click(await screen.findByRole('option', { name: 'Lena' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Jonas leaves' }));
    expect(await screen.findByText(/^Jonas has left the team, jonas-mac is shut out/)).toBeTruthy();
    expect(b.state.get('Z1MD-8QT6').row.owner).toBe('lena');
    expect(toast.current?.text).toMatch(/^Gave \d+ of Jonas’s to Lena$/);
    await b.undo(toast.lastOp, false);
    expect(b.state.get('Z1MD-8QT6').row.owner).toBe('jonas');
  });

  it('of this laptop is one screen: what had not been sent, then it goes', async () => {
    render(Revoked, {
      loss: {
        team: 'Kestrel Support',
        why: 'Lost',
        count: 3,
        lines: ['7Q2M-9FKX: wrote a note', 'Took 9FKX'],
      },
    });
    expect(
      screen.getByRole('heading', { name: 'This laptop was taken out of Kestrel Support' }),
    ).toBeTruthy();
    expect(screen.getByText('7Q2M-9FKX: wrote a note')).toBeTruthy();
    expect(screen.getByText('and 1 more')).toBeTruthy();
    const go = screen.getByRole('button', { name: 'Delete this desk and close' });
    await waitFor(() => expect(document.activeElement).toBe(go));
    await fireEvent.click(go);
    expect(b.crewed.finished).toBe(true);
  });

  it('is known to the window as soon as it comes', async () => {
    b.crewed.loss = { team: 'Kestrel Support', why: '', count: 0, lines: [] };
    b.crewed.tell({ revoked: true });
    await crew.load();
    expect(crew.loss?.team).toBe('Kestrel Support');
  });
});

describe('joining', () => {
  beforeEach(() => deskOf({ firstRun: true }));

  it('shows what the code says, asks for the password alone, and then the digits', async () => {
    const onready = vi.fn();
    const join = vi.spyOn(b, 'join');
    render(JoinForm, { onready });
    const code = screen.getByLabelText('The code that you were given');
    await fireEvent.input(code, { target: { value: 'hello' } });
    expect(await screen.findByText(/^That is no invitation/)).toBeTruthy();
    expect(screen.queryByLabelText(/^Password/)).toBe(null);
    await fireEvent.input(code, { target: { value: aCode } });
    expect((await screen.findByLabelText('What the code says')).textContent).toMatch(
      /Kestrel Support.*Anaïs.*invited by Asha.*support@kestrel.example.*imap.kestrel.example 993/s,
    );
    await fireEvent.keyDown(code, { key: 'Enter' });
    expect(await screen.findByText('The mailbox’s password.')).toBeTruthy();
    const password = screen.getByLabelText('Password of support@kestrel.example');
    await fireEvent.input(password, { target: { value: 'right horse' } });
    await fireEvent.submit(password);
    expect(await screen.findByRole('img', { name: '4 8 2 9 1 3' })).toBeTruthy();
    expect(screen.getByText(/You need not wait/)).toBeTruthy();
    expect(join.mock.calls[0]?.[0]).toMatchObject({ code: aCode, password: 'right horse' });
    b.crewed.tell({ confirmed: true, digits: '' });
    await crew.load();
    expect(await screen.findByText(/This laptop is confirmed/)).toBeTruthy();
    const go = screen.getByRole('button', { name: /^Open the desk/ });
    await waitFor(() => expect(document.activeElement).toBe(go));
    await fireEvent.click(go);
    expect(onready).toHaveBeenCalled();
  });

  it('puts a refusal beside its field, and forgets the password', async () => {
    b.crewed.refuse = {
      text: 'The server refused the password.',
      hint: 'Many want an app password.',
      field: 'password',
    };
    render(JoinForm, { onready: vi.fn() });
    await fireEvent.input(screen.getByLabelText('The code that you were given'), {
      target: { value: aCode },
    });
    const password = await screen.findByLabelText(/^Password of/);
    await fireEvent.input(password, { target: { value: 'wrong' } });
    await fireEvent.submit(password);
    expect(
      await screen.findByText('The server refused the password. Many want an app password.'),
    ).toBeTruthy();
    expect((password as HTMLInputElement).value).toBe('');
    await waitFor(() => expect(document.activeElement).toBe(password));
  });

  it('asks for no password where the desk is signed in', async () => {
    b.crewed.known = true;
    render(JoinForm, { onready: vi.fn() });
    await fireEvent.input(screen.getByLabelText('The code that you were given'), {
      target: { value: aCode },
    });
    await screen.findByLabelText('What the code says');
    expect(screen.queryByLabelText(/^Password/)).toBe(null);
    await fireEvent.click(screen.getByRole('button', { name: /^Join the team/ }));
    expect(await screen.findByText(/^You are in Kestrel Support/)).toBeTruthy();
  });

  it('comes back by the printed sheet', async () => {
    const recover = vi.spyOn(b, 'recover');
    render(JoinForm, { recover: true, onready: vi.fn() });
    const paper = screen.getByLabelText('The printed recovery sheet');
    await fireEvent.input(paper, { target: { value: '1  7Q2M 9FKX' } });
    const password = screen.getByLabelText('Password of the mailbox');
    await fireEvent.input(password, { target: { value: 'right horse' } });
    await fireEvent.submit(password);
    await screen.findByText(/^You are in/);
    expect(recover.mock.calls[0]?.[0]).toBe('1  7Q2M 9FKX');
  });
});

describe('words', () => {
  it('say when a laptop was seen', () => {
    expect([seenWords(0, 1e12), seenWords(1e12 - 5e3, 1e12), seenWords(1e12 - 3e5, 1e12)]).toEqual([
      'No change yet',
      'Last change just now',
      'Last change 5 m ago',
    ]);
  });
  it('say of the journal only what is not as it should be', () => {
    const well = {
      waiting: 0,
      parked: 0,
      held: 0,
      orphans: 0,
      quarantined: 0,
      unread: 0,
      lastPull: 1,
      clock: 0,
    };
    expect(healthLines(well)).toEqual([]);
    expect(healthLines({ ...well, clock: -3_600_000 }).map((l) => l.text)).toEqual([
      'This computer’s clock is 1 h 00 m fast',
    ]);
    expect(healthLines({ ...well, unread: 1, parked: 2, held: 1 })).toHaveLength(3);
  });
});

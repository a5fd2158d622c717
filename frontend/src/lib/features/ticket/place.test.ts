import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fake } from '$lib/api/fake';
import { entry } from '$lib/api/fake/ticket';
import type { CommandContext } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { toast } from '$lib/stores/toast.svelte';
import { deskWith, mine, noon } from '$lib/test/desk';
import Overlays from '../../../Overlays.svelte';
import { commands } from './commands';

let f: Fake;
const ctx = (...targets: string[]): CommandContext => ({
  view: 'queue',
  ticket: null,
  targets,
  writing: false,
});
const command = (id: string) => {
  const c = commands.find((x) => x.id === id);
  if (!c) throw new Error(`no ${id}`);
  return c;
};

beforeEach(async () => {
  f = await deskWith([mine('A'), mine('B')]);
  const b = f.state.get('B');
  const reply = entry({ id: 'e-B2', key: 'e-B2', at: noon - 1000, direction: 'out', text: 'It is done' });
  b.entries = [...b.entries, reply];
  await open.show('A');
});

async function allow(...kinds: ('archive' | 'junk')[]) {
  for (const name of kinds)
    desk.know(await f.editAccount('a1', { reach: null, follow: [], mirror: [{ name, on: true }] }));
}

describe('a mail moved on the server by hand', () => {
  it('says why not while nothing is written to the server', async () => {
    expect(command('place-archive').enabled(ctx('A'))).toBe('Off: nothing is written to the server');
    await allow('archive');
    expect(command('place-archive').enabled(ctx('A'))).toBe(true);
    expect(command('place-inbox').enabled(ctx('A'))).toBe(true);
    expect(command('place-trash').enabled(ctx('A'))).toBe('Off: nothing is written to the server');
    expect(command('place-archive').enabled(ctx('A', 'B'))).toBe('One ticket at a time');
    expect(command('place-archive').enabled(ctx('B'))).toBe('Open the ticket first');
    expect(command('place-archive').enabled(ctx())).toBe('Choose a ticket first');
  });

  it('goes at once where the ticket has one, and the toast takes it back', async () => {
    await allow('archive');
    const place = vi.spyOn(f, 'place');
    command('place-archive').run(ctx('A'));
    await waitFor(() => expect(toast.current?.text).toBe('Goes into the archive on the server'));
    expect(place).toHaveBeenCalledWith('me-A', 'archive');
    expect(toast.current?.op).not.toBe('');
  });

  it('is chosen where there are several, the newest first', async () => {
    await allow('junk');
    const place = vi.spyOn(f, 'place');
    await open.show('B');
    command('place-junk').run(ctx('B'));
    expect(nav.overlay?.name).toBe('which-mail');
    render(Overlays);
    const field = await screen.findByRole('combobox', { name: 'Which mail goes into Junk?' });
    const rows = screen.getAllByRole('option').map((o) => o.textContent?.replace(/\s+/g, ' ').trim());
    expect(rows.length).toBe(2);
    expect(rows[0]).toMatch(/It is done/);
    await fireEvent.keyDown(field, { key: 'ArrowDown' });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(place).toHaveBeenCalledWith('me-B', 'junk'));
    expect(nav.overlay).toBe(null);
  });

  it('says what the desk refused', async () => {
    await allow('archive');
    f.boxes.accounts.forEach((a) => (a.mirror = []));
    command('place-archive').run(ctx('A'));
    await waitFor(() => expect(toast.current?.text).toMatch(/not allowed to move .* Switch it on/));
    expect(toast.current?.bad).toBe(true);
  });
});

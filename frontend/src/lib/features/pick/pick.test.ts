import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { commands } from './commands';
import NewTicket from './NewTicket.svelte';
import Pick from './Pick.svelte';
import Rename from './Rename.svelte';
import TakeOver from './TakeOver.svelte';

const id = '7Q2M-9FKX';
let b: Fake;
let onclose = vi.fn();
let onend = vi.fn();

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  nav.close();
  onclose = vi.fn();
  onend = vi.fn();
});

async function pick(
  what: 'status' | 'priority' | 'tags' | 'owner',
  tickets = [id],
): Promise<HTMLInputElement> {
  render(Pick, { what, tickets, onclose, onend });
  return (await screen.findByRole('combobox')) as HTMLInputElement;
}
const row = () => b.state.get(id).row;
const run = (name: string, owner = row().owner) =>
  commands
    .find((c) => c.id === name)
    ?.run({ view: 'queue', ticket: { ...row(), owner }, targets: [id], writing: false });

// features: C1, C2, C3, C4, C5, C6, C7
describe('status', () => {
  it.each([
    ['t', 'triage'],
    ['o', 'open'],
    ['p', 'in-progress'],
    ['d', 'pending-department'],
    ['w', 'pending-partner'],
  ])('%s picks %s', async (key, status) => {
    const set = vi.spyOn(b, 'setStatus');
    await fireEvent.keyDown(await pick('status'), { key });
    await waitFor(() => expect(set).toHaveBeenCalledWith(id, status));
    expect(onclose).toHaveBeenCalled();
  });

  it.each([
    ['r', 'resolved'],
    ['c', 'closed'],
  ])('%s opens the close dialog, as e does', async (key, as) => {
    const set = vi.spyOn(b, 'setStatus');
    await fireEvent.keyDown(await pick('status'), { key });
    await waitFor(() => expect(onend).toHaveBeenCalledWith(id, as));
    expect(set).not.toHaveBeenCalled();
  });
});

// features: C8
describe('priority', () => {
  it.each([
    ['priority-low', 'low'],
    ['priority-medium', 'medium'],
    ['priority-high', 'high'],
    ['priority-urgent', 'urgent'],
  ])('%s sets it at once', async (name, level) => {
    run(name);
    await waitFor(() => expect(row().priority).toBe(level));
  });

  it('shows what each means, and 1 to 4 pick', async () => {
    const box = await pick('priority');
    expect(await screen.findByText('Work stands still for everybody')).toBeTruthy();
    await fireEvent.keyDown(box, { key: '4' });
    await waitFor(() => expect(row().priority).toBe('urgent'));
  });
});

// features: C15, C16, C17
describe('tags', () => {
  it('adds with a comma and stays, adds with Enter and closes', async () => {
    const box = await pick('tags');
    await waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(3));
    await fireEvent.input(box, { target: { value: 'bill' } });
    await fireEvent.keyDown(box, { key: ',' });
    await waitFor(() => expect(row().tags).toContain('billing'));
    expect(onclose).not.toHaveBeenCalled();
    expect(box.value).toBe('');
    await fireEvent.input(box, { target: { value: 'vip' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(row().tags).toContain('vip'));
    await waitFor(() => expect(onclose).toHaveBeenCalled());
  });

  it('closes on Enter in an empty box instead of taking the first tag', async () => {
    const before = [...row().tags];
    await fireEvent.keyDown(await pick('tags'), { key: 'Enter' });
    expect(onclose).toHaveBeenCalled();
    expect(row().tags).toEqual(before);
  });
});

describe('owner', () => {
  it('assigns with a line of context', async () => {
    const assign = vi.spyOn(b, 'assign');
    const box = await pick('owner');
    await fireEvent.input(box, { target: { value: 'len' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    const context = await screen.findByLabelText(/what should they know/);
    await fireEvent.input(context, { target: { value: 'waits for the file' } });
    await fireEvent.keyDown(context, { key: 'Enter' });
    await waitFor(() => expect(assign).toHaveBeenCalledWith(id, 'lena', 'waits for the file'));
  });

  it('takes an unowned ticket at once, asks for a colleague’s', async () => {
    const claim = vi.spyOn(b, 'claim');
    run('claim', '');
    await waitFor(() => expect(claim).toHaveBeenCalledWith(id, false));
    run('claim', 'lena');
    expect(nav.overlay).toEqual({ name: 'take-over', ticket: id, owner: 'lena' });
    render(TakeOver, { ticket: id, owner: 'lena', onclose });
    const button = await screen.findByRole('button', { name: 'Take it over' });
    await waitFor(() => expect(document.activeElement).toBe(button)); // so that Enter confirms
    await fireEvent.click(button);
    await waitFor(() => expect(claim).toHaveBeenCalledWith(id, true));
  });

  it('does a bulk with one toast', async () => {
    const other = '3KD8-W2ZR';
    const box = await pick('priority', [id, other]);
    await fireEvent.keyDown(box, { key: '1' });
    await waitFor(() => expect(b.state.get(other).row.priority).toBe('low'));
    expect(row().priority).toBe('low');
  });
});

// features: B15
describe('rename', () => {
  it('selects the old name and saves the new one', async () => {
    const rename = vi.spyOn(b, 'rename');
    render(Rename, { ticket: id, onclose });
    const field = (await screen.findByLabelText('Name')) as HTMLInputElement;
    await waitFor(() => expect(field.value).toBe(row().subject));
    await fireEvent.input(field, { target: { value: 'Export stops at year 0026' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(rename).toHaveBeenCalledWith(id, 'Export stops at year 0026'));
  });
});

describe('new ticket', () => {
  it('says what lacks beside the field, then creates and opens', async () => {
    const onopen = vi.fn();
    render(NewTicket, { onclose, onopen });
    await fireEvent.click(await screen.findByRole('button', { name: /^Create/ }));
    expect(screen.getByText('Say what it is about')).toBeTruthy();
    expect(screen.getByText(/^An address/)).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Subject'), { target: { value: 'Cannot print' } });
    await fireEvent.input(screen.getByLabelText('From'), { target: { value: 'ana@orchard.example' } });
    await fireEvent.click(screen.getByRole('button', { name: /^Create/ }));
    await waitFor(() => expect(onopen).toHaveBeenCalledOnce());
  });
});

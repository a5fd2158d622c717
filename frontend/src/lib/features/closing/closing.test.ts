import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import { toast } from '$lib/stores/toast.svelte';
import CloseDialog from './CloseDialog.svelte';
import { commands } from './commands';
import NoAnswer from './NoAnswer.svelte';
import Unsent from './Unsent.svelte';
import { attemptsText, remedy } from './words';

const id = '7Q2M-9FKX';
let b: Fake;
let onclose = vi.fn();
let ondone = vi.fn();

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  nav.close();
  toast.clear();
  onclose = vi.fn();
  ondone = vi.fn();
});

const status = () => b.state.get(id).row.status;

/** Every line of the ticket proven: read, answered, tagged, noted, handed off. */
function prove(): void {
  const t = b.state.get(id);
  t.entries = t.entries.map((e) => ({ ...e, read: true }));
  t.ticks = { answered: 'ticked' };
  t.handOff = { inquiry: 'Export stops', done: 'Fixed the year', remaining: 'None' };
}
function show(): void {
  render(CloseDialog, { ticket: id, onclose, ondone });
}
const line = (name: string) => document.querySelector(`[data-line="${name}"]`);

// features: F5, F7, F9, C6
describe('close dialog', () => {
  it('closes a fully proven ticket with e and Enter', async () => {
    prove();
    commands
      .find((c) => c.id === 'resolve')
      ?.run({ view: 'queue', ticket: null, targets: [id], writing: false });
    await waitFor(() => expect(nav.overlay).toEqual({ name: 'close', ticket: id, as: 'resolved' }));
    show();
    const button = await screen.findByRole('button', { name: /^Resolve/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    await fireEvent.click(button); // Enter on a focused button is a click
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(status()).toBe('resolved');
    expect(toast.current?.text).toContain('Resolved');
  });

  it('keeps a proposed hand-off with the close, and not before', async () => {
    prove();
    b.state.get(id).handOff = { inquiry: '', done: '', remaining: '' };
    const list = b.checklist.bind(b);
    const proposed = { inquiry: 'Export stops', done: 'One date was mended', remaining: 'Nothing is left.' };
    vi.spyOn(b, 'checklist').mockImplementation(async (...a) => {
      const v = await list(...a);
      const kept = b.state.get(id).handOff;
      return kept.done ? v : { ...v, handOff: proposed };
    });
    const keep = vi.spyOn(b, 'handOff');
    show();
    const button = await screen.findByRole('button', { name: /^Resolve/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(line('handoff')?.getAttribute('data-state')).toBe('ticked');
    expect(keep).not.toHaveBeenCalled();
    await fireEvent.click(button);
    await waitFor(() => expect(status()).toBe('resolved'));
    expect(b.state.get(id).handOff).toEqual(proposed);
  });

  it('takes an Enter that comes before the checklist is there', async () => {
    prove();
    show();
    await fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Enter' });
    await waitFor(() => expect(status()).toBe('resolved'));
  });

  it('resolves with Ctrl+Enter from any field, never while a line is open', async () => {
    prove();
    b.state.get(id).ticks = {};
    show();
    const field = await screen.findByLabelText('Every question answered');
    await fireEvent.keyDown(field, { key: 'Enter', ctrlKey: true });
    expect(status()).not.toBe('resolved');
    await fireEvent.input(field, { target: { value: 'all three in the mail of 14:20' } });
    await fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(line('answered')?.getAttribute('data-state')).toBe('ticked'));
    await fireEvent.keyDown(screen.getByLabelText('Remaining actions'), { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(status()).toBe('resolved'));
  });

  it('puts the cursor on the first open line; a tick needs words', async () => {
    prove();
    b.state.get(id).ticks = {};
    show();
    const field = await screen.findByLabelText('Every question answered');
    await waitFor(() => expect(document.activeElement).toBe(field));
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(screen.getByText('Say in a few words what shows it')).toBeTruthy();
    expect(line('answered')?.getAttribute('data-state')).toBe('open');
  });

  it('marks a line not applicable, with its reason', async () => {
    prove();
    b.state.get(id).ticks = {};
    const tick = vi.spyOn(b, 'tick');
    show();
    const field = await screen.findByLabelText('Every question answered');
    await fireEvent.input(field, { target: { value: 'nothing was asked' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Not applicable…' }));
    await waitFor(() =>
      expect(tick).toHaveBeenCalledWith(id, 'answered', 'notApplicable', 'nothing was asked'),
    );
  });

  it('saves the hand-off as it is typed and keeps it when the dialog goes', async () => {
    prove();
    b.state.get(id).handOff = { inquiry: 'Export stops', done: '', remaining: '' };
    const view = render(CloseDialog, { ticket: id, onclose, ondone });
    const done = await screen.findByLabelText('How it was addressed');
    await waitFor(() => expect(document.activeElement).toBe(done));
    await fireEvent.input(done, { target: { value: 'Corrected the year' } });
    view.unmount();
    await waitFor(() => expect(b.state.get(id).handOff.done).toBe('Corrected the year'));
  });

  it('adds the area tag in the line itself', async () => {
    prove();
    b.state.get(id).row = { ...b.state.get(id).row, tags: [] };
    show();
    const box = await screen.findByLabelText('Area tag');
    await fireEvent.input(box, { target: { value: 'impo' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(b.state.get(id).row.tags).toEqual(['import-export']));
    await waitFor(() => expect(line('tag')?.getAttribute('data-state')).toBe('ticked'));
  });

  it('closes anyway only with a reason', async () => {
    const close = vi.spyOn(b, 'close');
    show();
    await fireEvent.click(await screen.findByRole('button', { name: 'Resolve anyway…' }));
    const why = screen.getByLabelText('Why it is closed with lines open');
    await fireEvent.keyDown(why, { key: 'Enter' });
    expect(close).not.toHaveBeenCalled();
    await fireEvent.input(why, { target: { value: 'Customer left the company' } });
    await fireEvent.keyDown(why, { key: 'Enter' });
    await waitFor(() => expect(close).toHaveBeenCalledWith(id, 'resolved', 'Customer left the company', ''));
  });
});

// features: F5
describe('send and resolve', () => {
  const write = async () => {
    const d = await b.draft(id, 'reply', '');
    await b.saveDraft({ ...d, html: '<p>Hello Marco, it is repaired.</p>', saved: [] });
    return d.id;
  };

  it('judges the lines as if the reply were sent, and does both in one', async () => {
    prove();
    b.state.get(id).ticks = {};
    const sending = await write();
    const close = vi.spyOn(b, 'close');
    render(CloseDialog, { ticket: id, sending, onclose, ondone });
    const button = await screen.findByRole('button', { name: /^Send and resolve/ });
    await waitFor(() => expect(line('answered')?.getAttribute('data-state')).toBe('ticked'));
    await waitFor(() => expect(document.activeElement).toBe(button));
    await fireEvent.click(button);
    await waitFor(() => expect(ondone).toHaveBeenCalledOnce());
    expect(close).toHaveBeenCalledWith(id, 'resolved', '', sending);
    expect(status()).toBe('resolved');
    expect(toast.current?.text).toMatch(/^Sending to Marco in \d+ s$/);
  });

  it('sends nothing by the Enter that opened it, pressed again early or held', async () => {
    prove();
    const close = vi.spyOn(b, 'close');
    render(CloseDialog, { ticket: id, sending: await write(), onclose, ondone });
    await fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Enter' });
    const button = await screen.findByRole('button', { name: /^Send and resolve/ });
    await waitFor(() => expect(document.activeElement).toBe(button));
    const pressed = await fireEvent.keyDown(button, { key: 'Enter', repeat: true });
    expect(pressed).toBe(false); // else it would be a click
    expect(close).not.toHaveBeenCalled();
  });

  it('keeps judging so after a tick, and sends nothing while a line is open', async () => {
    prove();
    b.state.get(id).ticks = {};
    b.state.get(id).row = { ...b.state.get(id).row, tags: [] };
    const close = vi.spyOn(b, 'close');
    render(CloseDialog, { ticket: id, sending: await write(), onclose, ondone });
    const box = await screen.findByLabelText('Area tag');
    await fireEvent.keyDown(box, { key: 'Enter', ctrlKey: true });
    expect(close).not.toHaveBeenCalled();
    await fireEvent.input(box, { target: { value: 'impo' } });
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(line('tag')?.getAttribute('data-state')).toBe('ticked'));
    expect(line('answered')?.getAttribute('data-state')).toBe('ticked');
    await fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' });
    expect(onclose).toHaveBeenCalled();
    expect(await b.outbox()).not.toContainEqual(expect.objectContaining({ ticket: id }));
  });

  it('asks about words that the view in front does not show yet', async () => {
    await open.show(id);
    const draft = await write();
    expect(open.view?.mailDraft).toBeNull();
    commands
      .find((c) => c.id === 'resolve')
      ?.run({ view: 'queue', ticket: open.view?.row ?? null, targets: [id], writing: false });
    await waitFor(() => expect(nav.overlay).toMatchObject({ name: 'unsent', draft }));
    await open.show('');
  });

  it('asks once about a reply that was not sent, and gives a discarded one back', async () => {
    const draft = await write();
    const resolve = commands.find((c) => c.id === 'resolve');
    resolve?.run({ view: 'queue', ticket: null, targets: [id], writing: false });
    await waitFor(() => expect(nav.overlay).toMatchObject({ name: 'unsent', draft, as: 'resolved' }));
    const onend = vi.fn();
    const snippet = 'Hello Marco';
    const props = {
      draft,
      snippet,
      as: 'resolved' as const,
      onclose,
      onwrite: vi.fn(),
      onsend: vi.fn(),
      onend,
    };
    render(Unsent, props);
    expect(document.activeElement?.textContent).toContain('Keep writing');
    await fireEvent.click(screen.getByRole('button', { name: 'Discard and resolve…' }));
    await waitFor(() => expect(onend).toHaveBeenCalledOnce());
    expect((await b.open(id)).mailDraft).toBeNull();
    toast.current?.act?.run();
    await waitFor(async () => expect((await b.open(id)).mailDraft?.id).toBe(draft));
  });
});

// features: C7, F5
describe('the other ends', () => {
  it('needs no answer: one letter, one reason, many tickets', async () => {
    const other = '3KD8-W2ZR';
    render(NoAnswer, { tickets: [id, other], onclose, ondone });
    const box = await screen.findByRole('combobox');
    await screen.findByText('Thanks only');
    await fireEvent.keyDown(box, { key: 't' });
    await waitFor(() => expect(ondone).toHaveBeenCalled());
    expect(b.state.get(other).row.status).toBe('resolved');
  });

  it('resolves many through the same gate and counts', async () => {
    prove();
    const run = commands.find((c) => c.id === 'resolve')?.run;
    run?.({ view: 'queue', ticket: null, targets: [id, '3KD8-W2ZR'], writing: false });
    await waitFor(() => expect(status()).toBe('resolved'));
    expect(b.state.get('3KD8-W2ZR').row.status).not.toBe('resolved');
    expect(await backend.history(id)).not.toEqual([]);
  });

  it('says how many attempts are on record, and what an open line wants', () => {
    expect(attemptsText([], 3)).toBe('3 attempts needed, 0 on record');
    expect(attemptsText([Date.UTC(2026, 10, 12, 12)], 3)).toBe('3 attempts needed, 1 on record: 12 Nov');
    expect(remedy({ id: 'hand-off', byHand: false })).toBe('hand-off');
    expect(remedy({ id: 'area-tag', byHand: false })).toBe('tag');
    expect(remedy({ id: 'tested', byHand: true })).toBe('hand');
    expect(remedy({ id: 'every-message-read', byHand: false })).toBe('elsewhere');
  });
});

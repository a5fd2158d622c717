import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { define, keyStore, specs, type Command, type CommandContext } from '$lib/keys';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { byKey } from './items';
import KeysHelp from './KeysHelp.svelte';
import Palette from './Palette.svelte';
import { hasOperator, momentAndReason, parseWords } from './words';

const id = '7Q2M-9FKX';
let b: Fake;
let ran: string[] = [];
let commands: Command[] = [];
let ctx: CommandContext;
let onclose = vi.fn();

beforeEach(async () => {
  b = fake();
  useBackend(b);
  await desk.load();
  nav.close();
  keyStore.use({});
  keyStore.singleKeys = true;
  ran = [];
  onclose = vi.fn();
  commands = specs.map((s) => define(s.id, { run: () => void ran.push(s.id) }));
  ctx = { view: 'queue', ticket: b.state.get(id).row, targets: [id], writing: false };
});

async function type(text: string): Promise<HTMLInputElement> {
  render(Palette, { commands, ctx, onclose });
  const box = (await screen.findByRole('combobox')) as HTMLInputElement;
  await fireEvent.input(box, { target: { value: text } });
  return box;
}
const chosen = () => document.querySelector('[role=option][aria-selected=true]')?.getAttribute('data-id');

describe('palette', () => {
  it.each(
    specs.filter(
      (s) => s.modes.includes('read') && (s.keys[0]?.length === 1 || /^Shift\+[a-z]$/.test(s.keys[0] ?? '')),
    ),
  )('Ctrl+K, then the key of “$title”, then Enter equals the key', async (s) => {
    keyStore.singleKeys = false; // the way for people who switch single keys off
    const key = s.keys[0] ?? '';
    const box = await type(key.startsWith('Shift+') ? key.slice(6).toUpperCase() : key);
    expect(chosen()).toBe(`c:${s.id}`);
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(ran).toEqual([s.id]));
  });

  it('knows the keys of the Outbox where one is there', async () => {
    ctx = { ...ctx, view: 'outbox' };
    await type('s');
    expect(chosen()).toBe('c:outbox-send');
  });

  it('is fuzzy, marks the letters, shows the key, and ties the box to the row', async () => {
    const box = await type('snoo');
    expect(chosen()).toBe('c:snooze');
    expect(document.querySelector('[data-id="c:snooze"] mark')?.textContent).toBe('Snoo');
    expect(document.querySelector('[data-id="c:snooze"] kbd')?.textContent?.trim()).toBe('Z');
    const row = document.getElementById(box.getAttribute('aria-activedescendant') ?? '');
    expect(row?.getAttribute('data-id')).toBe('c:snooze');
  });

  it('finds queues and tickets', async () => {
    const box = await type('snoozed');
    expect(chosen()).toBe('q:snoozed');
    await fireEvent.input(box, { target: { value: 'October export' } });
    await waitFor(() => expect(document.querySelector(`[data-id="t:${id}"]`)).toBeTruthy());
  });

  it('keeps ticket commands back, with the reason, when there is no ticket', async () => {
    ctx = { ...ctx, ticket: null, targets: [] };
    const box = await type('snooze until');
    const row = document.querySelector('[data-id="c:snooze"]');
    expect(row?.getAttribute('aria-disabled')).toBe('true');
    expect(row?.textContent).toContain('Choose a ticket first');
    await fireEvent.keyDown(box, { key: 'Enter' });
    expect(ran).toEqual([]);
  });

  it('closes on Esc and on a second Ctrl+K', async () => {
    const box = await type('');
    await fireEvent.keyDown(box, { key: 'Escape' });
    await fireEvent.keyDown(box, { key: 'k', ctrlKey: true });
    expect(onclose).toHaveBeenCalledTimes(2);
  });
});

describe('in words', () => {
  it('“snooze tue 9” shows the moment and opens the dialog with it', async () => {
    const box = await type('snooze tue 9');
    await waitFor(() => expect(chosen()).toMatch(/^w:Snooze until Tue/));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(nav.overlay).toEqual({ name: 'snooze', tickets: [id], text: 'tue 9' }));
  });

  it('“snooze tue 9 client” does it', async () => {
    const snooze = vi.spyOn(b, 'snooze');
    const box = await type('snooze tue 9 client');
    await waitFor(() => expect(chosen()).toMatch(/^w:/));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(snooze).toHaveBeenCalledWith(id, 'tue 9', 'client', ''));
  });

  it('“assign lena” does it', async () => {
    const box = await type('assign lena');
    await waitFor(() => expect(chosen()).toBe('w:alena'));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(b.state.get(id).row.owner).toBe('lena'));
  });

  it('a search with operators goes to the search', async () => {
    const box = await type('from:orchard is:open');
    await waitFor(() => expect(chosen()).toBe('s'));
    await fireEvent.keyDown(box, { key: 'Enter' });
    await waitFor(() => expect(nav.query).toBe('from:orchard is:open'));
  });

  it('is taken apart', () => {
    expect(parseWords('snooze until tue 9')).toEqual({ verb: 'snooze', rest: 'tue 9' });
    expect(parseWords('tags')).toBe(null);
    expect(parseWords('tag billing')).toEqual({ verb: 'tag', rest: 'billing' });
    expect(parseWords('snoo')).toBe(null);
    expect(momentAndReason('tue 9 department')).toEqual({ when: 'tue 9', reason: 'department' });
    expect(momentAndReason('tue 9')).toEqual({ when: 'tue 9', reason: '' });
    expect(hasOperator('a is:open')).toBe(true);
    expect(hasOperator('this: is')).toBe(false);
    expect(byKey('У', {}, { KeyE: 'У' })).toBe('resolve');
  });
});

describe('keys page', () => {
  it('shows every key of the table, and the one switch', async () => {
    const onswitch = vi.fn();
    render(KeysHelp, { singleKeys: true, onswitch, onclose, onremap: vi.fn() });
    for (const s of specs.filter((x) => x.keys.length > 0)) {
      expect(screen.getAllByText(s.title.replace('…', '')).length).toBeGreaterThan(0);
    }
    await fireEvent.click(screen.getByRole('switch', { name: 'Single keys' }));
    expect(onswitch).toHaveBeenCalledWith(false);
  });
});

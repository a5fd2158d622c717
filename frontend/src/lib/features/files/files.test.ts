import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { crew } from '$lib/stores/crew.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { toast } from '$lib/stores/toast.svelte';
import FilesPage from './FilesPage.svelte';
import { screen as state } from './screen.svelte';
import { countWords, cutPath, groups, middle, pairs } from './words';

let b: Fake;
beforeEach(async () => {
  b = fake({ team: true });
  useBackend(b);
  crew.reset();
  state.shown = null;
  toast.clear();
  nav.openFiles();
  await desk.load();
  await crew.load();
});

async function open(path: string): Promise<void> {
  render(FilesPage);
  await waitFor(() => expect(document.querySelector(`[data-file="${path}"]`)).toBeTruthy());
  await fireEvent.click(document.querySelector(`[data-file="${path}"]`) as HTMLElement);
  await waitFor(() =>
    expect(document.querySelector(`[data-file="${path}"]`)?.getAttribute('aria-selected')).toBe('true'),
  );
  await waitFor(() => expect(state.shown?.version.path ?? path).toBe(path));
}
const versions = () => within(screen.getByRole('listbox', { name: 'Versions' })).getAllByRole('option');

describe('the team’s files', () => {
  it('begin with what needs somebody, and are walked by keys', async () => {
    render(FilesPage);
    const list = await screen.findByRole('listbox', { name: 'Team files' });
    await waitFor(() => expect(within(list).getAllByRole('option')).toHaveLength(10));
    expect(list.textContent).toMatch(/^Needs somebody ?4.*policy\.yaml.*A change is proposed/s);
    const first = within(list).getAllByRole('option')[0] as HTMLElement;
    await waitFor(() => expect(document.activeElement).toBe(first));
    await fireEvent.keyDown(first, { key: 'j' });
    await waitFor(() =>
      expect(document.activeElement?.getAttribute('data-file')).toBe('replies/tst_delay.md'),
    );
  });

  it('show each version with who and when, what it changed, and restore one', async () => {
    await open('replies/tst_refund.md');
    await waitFor(() => expect(versions()).toHaveLength(3));
    expect(versions()[0]?.textContent).toMatch(/Lena.*stands/s);
    const diff = await screen.findByRole('group', { name: 'What it changed' });
    expect(diff.textContent).toMatch(/resolves: true/);
    expect(within(diff).getAllByLabelText('came').length).toBe(3);
    await fireEvent.click(screen.getByRole('radio', { name: 'Inline' }));
    expect((await screen.findByRole('group', { name: 'What it changed' })).className).not.toMatch(/side/);
    await fireEvent.keyDown(versions()[0] as HTMLElement, { key: 'ArrowDown' });
    await waitFor(() => expect(versions()[1]?.getAttribute('aria-selected')).toBe('true'));
    await fireEvent.click(screen.getByRole('radio', { name: 'What restoring changes' }));
    await screen.findByRole('group', { name: 'What restoring changes' });
    await fireEvent.click(screen.getByRole('button', { name: 'Restore this version' }));
    await waitFor(() => expect(versions()).toHaveLength(4));
    expect(toast.current?.text).toBe('Restored replies/tst_refund.md');
    expect(toast.lastOp).not.toBe('');
    expect(versions()[0]?.textContent).toMatch(/Asha.*stands/s);
  });

  it('let an admin decide a proposal beside its difference', async () => {
    await open('policy.yaml');
    expect(await screen.findByText('Lena proposes')).toBeTruthy();
    const diff = await screen.findByRole('group', { name: 'What is proposed' });
    expect(diff.textContent).toMatch(/firstResponse: 30m/);
    await fireEvent.click(screen.getByRole('button', { name: 'Accept' }));
    await waitFor(() => expect(screen.queryByText('Lena proposes')).toBe(null));
    expect(toast.current?.text).toBe('policy.yaml is as Lena proposed');
  });

  it('of the policy are applied to open tickets too, in one undo, after what would change was seen', async () => {
    b.files.open = [];
    await open('policy.yaml');
    await fireEvent.click(await screen.findByRole('button', { name: /^Apply to open tickets too/ }));
    expect((await screen.findAllByText('Priority High, by rule “scale”')).length).toBeGreaterThan(1);
    await fireEvent.click(screen.getByRole('button', { name: /^Change \d+ tickets/ }));
    await waitFor(() => expect(toast.current?.text).toBe('The rules of today hold for 4 tickets'));
    expect(screen.queryByRole('dialog')).toBe(null);
  });

  it('let a member wait, or take their own proposal back', async () => {
    b.crewed.tell({ admin: false });
    b.files.open = b.files.open.map((p) => ({ ...p, mine: true }));
    await crew.load();
    await open('policy.yaml');
    expect(await screen.findByText('You propose')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Accept' })).toBe(null);
    await fireEvent.click(screen.getByRole('button', { name: 'Take it back' }));
    await waitFor(() => expect(b.files.open).toHaveLength(0));
  });

  it('name both of what was made apart, and settle it', async () => {
    await open('replies/tst_delay.md');
    expect(await screen.findByText('Two versions were made apart.')).toBeTruthy();
    expect(screen.getByText(/tst_delay \(Asha, 13 Nov 14\.05\)\.md/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'What stands is right' }));
    await waitFor(() => expect(screen.queryByText('Two versions were made apart.')).toBe(null));
  });

  it('say who fights over a frozen one, and let a person choose', async () => {
    await open('replies/waiting_in_meeting.md');
    expect(
      await screen.findByText(/Asha’s laptop kestrel-7 and Jonas’s laptop jonas-mac kept setting it/),
    ).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Jonas’s' }));
    await waitFor(() => expect(b.files.frozen).toHaveLength(0));
  });

  it('share what lay here before', async () => {
    await open('replies/my_notes.md');
    await fireEvent.click(await screen.findByRole('button', { name: 'Share it with the team' }));
    await waitFor(() => expect(screen.queryByText('Only on this laptop.')).toBe(null));
  });

  it('tell a picture from a text', async () => {
    await open('handbook/pictures/board.png');
    expect(await screen.findByText(/^A picture/)).toBeTruthy();
  });
});

describe('a difference', () => {
  const diff = [
    { sign: ' ', text: 'a' },
    { sign: '-', text: 'one two three' },
    { sign: '-', text: 'gone' },
    { sign: '+', text: 'one 2 three' },
    { sign: ' ', text: 'b' },
  ];
  it('puts what changed side by side, with the lines’ numbers', () => {
    expect(pairs(diff).map((p) => [p.a, p.b, p.left, p.right, p.kind])).toEqual([
      [1, 1, 'a', 'a', 'same'],
      [2, 2, 'one two three', 'one 2 three', 'changed'],
      [3, 0, 'gone', null, 'changed'],
      [4, 3, 'b', 'b', 'same'],
    ]);
  });
  it('goes on with the numbers behind a gap', () => {
    const far = pairs([
      { sign: '@', text: '@@ -40,2 +44,2 @@' },
      { sign: ' ', text: 'x' },
    ]);
    expect(far.map((p) => [p.a, p.b, p.kind])).toEqual([
      [0, 0, 'gap'],
      [40, 44, 'same'],
    ]);
  });
  it('marks the part of a line that is another', () => {
    expect(middle('one two three', 'one 2 three')).toEqual({ from: 4, left: 7, right: 5 });
    expect(middle('same', 'same')).toEqual({ from: 4, left: 4, right: 4 });
  });
  it('is counted in words', () => {
    expect(countWords(diff)).toBe('1 line came, 2 went');
    expect(
      countWords([
        { sign: '+', text: '' },
        { sign: '+', text: '' },
      ]),
    ).toBe('2 lines came');
    expect(countWords([])).toBe('no line is another');
  });
  it('of a path knows name and folder', () => {
    expect([cutPath('replies/de/x.md'), cutPath('policy.yaml')]).toEqual([
      { name: 'x.md', folder: 'replies/de' },
      { name: 'policy.yaml', folder: '' },
    ]);
    expect(groups([])).toEqual([]);
  });
});

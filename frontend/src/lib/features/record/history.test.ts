import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { clock } from '$lib/stores/clock.svelte';
import { desk } from '$lib/stores/desk.svelte';
import { nav } from '$lib/stores/nav.svelte';
import { open } from '$lib/stores/open.svelte';
import RecordPane from './RecordPane.svelte';

let b: Fake;
const noon = Date.UTC(2025, 10, 22, 12, 0, 0);
beforeEach(async () => {
  b = fake({ team: true, now: () => noon });
  useBackend(b);
  clock.now = noon;
  nav.ticket = '7Q2M-9FKX';
  await desk.load();
  await open.show('');
  await open.show(nav.ticket);
});
const line = (words: RegExp) =>
  [...document.querySelectorAll('[data-history] li')].find((l) => words.test(l.textContent ?? ''));

describe('history in a team', () => {
  it('tells what was made and came apart, overruled, unconfirmed, and on which laptop', () => {
    render(RecordPane);
    expect(line(/wrote a note/)?.textContent).toMatch(/made 3 Nov, came 20 Nov/);
    expect(line(/overruled by Lena/)?.className).toMatch(/overruled/);
    expect(line(/unconfirmed/)?.textContent).toMatch(/Lena tagged it/);
    expect(
      line(/Lena took it/)
        ?.querySelector('.what')
        ?.getAttribute('title'),
    ).toMatch(/, on Lena’s laptop; came here /);
    expect(line(/rule “freight”/)?.querySelector('[aria-label^="Undo"]')).toBe(null);
  });

  it('opens the ticket as of a line', async () => {
    render(RecordPane);
    const when = line(/wrote a note/)?.querySelector<HTMLElement>('button.when');
    if (!when) throw new Error('no moment');
    await fireEvent.click(when);
    await waitFor(() => expect(open.at).toBe(noon - 19 * 24 * 3_600_000));
    expect(screen.queryByRole('button', { name: /^Undo:/ })).toBe(null);
  });
});

describe('a company', () => {
  it('shows what the team’s table says besides, and what was set by hand', () => {
    render(RecordPane);
    expect(screen.getByText('85')).toBeTruthy();
    expect(screen.getByText('Success manager')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'set by hand' })).toBeTruthy();
  });
});

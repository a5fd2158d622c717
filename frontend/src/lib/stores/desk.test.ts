import { beforeEach, describe, expect, it } from 'vitest';
import { useBackend, type Session } from '$lib/api';
import { fake, type Fake } from '$lib/api/fake';
import { Connect } from '$lib/features/firstrun/connect.svelte';
import { settle } from '$lib/test/desk';
import { desk } from './desk.svelte';

let f: Fake;
beforeEach(() => {
  f = fake({ firstRun: true });
  useBackend(f);
});

describe('what the canary says', () => {
  it('shows HTML mail, and ends no first run before the person does', async () => {
    await desk.load();
    desk.session = { ...desk.session, htmlSafe: false };
    const c = new Connect();
    c.form = { ...c.form, email: 'support@kestrel.example', password: 'right horse' };
    expect(await c.connect()).toBe(true);
    await desk.loadSafety();
    expect(desk.session).toMatchObject({ htmlSafe: true, firstRun: true });
    await desk.load();
    expect(desk.session.firstRun).toBe(false);
  });

  it('is not taken back by the session that was asked for before it', async () => {
    let early: (s: Session) => void = () => undefined;
    const late = { ...(await f.session()), htmlSafe: true };
    useBackend({ ...f, session: () => new Promise((ok) => (early = ok)) });
    const stop = desk.start();
    useBackend({ ...f, session: async () => late });
    const known = desk.loadSafety();
    await settle();
    early({ ...late, htmlSafe: false });
    await known;
    expect(desk.session.htmlSafe).toBe(true);
    stop();
  });
});

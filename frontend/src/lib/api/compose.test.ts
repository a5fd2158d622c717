import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noon } from '$lib/test/desk';
import { fake, type Fake } from './fake';
import type { DraftView } from './index';

let now = noon;
let f: Fake;

beforeEach(() => {
  vi.useFakeTimers();
  now = noon;
  f = fake({ now: () => now });
});
afterEach(() => vi.useRealTimers());

const october = '7Q2M-9FKX';

async function written(html = '<p>Hello Marco, here it is.</p>'): Promise<DraftView> {
  const d = await f.draft(october, 'reply', '');
  await f.saveDraft({ ...d, html, saved: [] });
  return f.draft(october, 'reply', '');
}

async function pass(ms: number): Promise<void> {
  now += ms;
  await vi.advanceTimersByTimeAsync(ms);
}

test('a draft is one a ticket and kind, and no row tells of a blank one', async () => {
  const d = await f.draft(october, 'reply', '');
  expect(d.blank).toBe(true);
  expect((await f.open(october)).mailDraft).toBeNull();
  const again = await written();
  expect(again.id).toBe(d.id);
  expect((await f.draft(october, 'forward', '')).id).not.toBe(d.id);
  const view = await f.open(october);
  expect(view.row.draft).toBe('Hello Marco, here it is.');
  expect(view.mailDraft?.snippet).toBe('Hello Marco, here it is.');
});

test('what a forward brings along is nobody’s work, but whom it goes to is', async () => {
  const t = [...f.state.tickets.values()].find(
    (x) => x.entries.findLast((e) => e.kind === 'message' && e.direction === 'in')?.attachments.length,
  );
  const id = t?.row.id ?? '';
  const d = await f.draft(id, 'forward', '');
  expect(d.files.length).toBeGreaterThan(0);
  expect(d.blank).toBe(true);
  expect((await f.open(id)).mailDraft).toBeNull();
  await f.saveDraft({ ...d, to: 'lena@kestrel.example', saved: [] });
  expect((await f.draft(id, 'forward', '')).blank).toBe(false);
});

test('a blank, a bad address, no recipient: nothing is sent', async () => {
  const blank = await written('<p>By <span data-blank="0">{{ask "When?"}}</span></p>');
  expect(await f.send(blank.id, false, false)).toMatchObject({ field: 'body', mail: '' });
  await f.saveDraft({ ...blank, html: '<p>x</p>', to: '', saved: [] });
  expect(await f.send(blank.id, false, false)).toMatchObject({ field: 'to', mail: '' });
  const saved = await f.saveDraft({ ...blank, html: '<p>x</p>', to: 'a@b.example', cc: 'nobody', saved: [] });
  expect(saved.badCc).toContain('nobody');
  expect(await f.send(blank.id, false, false)).toMatchObject({ field: 'cc', mail: '' });
});

test('what is sent can be taken back for ten seconds, and is a draft again', async () => {
  const d = await written();
  const sent = await f.send(d.id, false, true);
  expect(sent.undoUntil).toBe(noon + 10_000);
  expect(sent.text).toBe('Sending to Marco in 10 s');
  expect((await f.open(october)).entries.at(-1)?.outbox?.id).toBe(sent.mail);
  await pass(4_000);
  expect((await f.undo('', false)).text).toContain('Not sent');
  const back = await f.draft(october, 'reply', '');
  expect(back.id).toBe(d.id);
  expect(back.html).toContain('here it is');
  expect((await f.open(october)).row.outbox).toBe('');
});

test('after the delay it goes, and the ticket holds it', async () => {
  const states: number[] = [];
  f.on('outbox', (s) => states.push(s.sending));
  const d = await written();
  const sent = await f.send(d.id, false, true);
  await pass(10_000);
  await pass(1_000);
  expect((await f.open(october)).entries.at(-1)).toMatchObject({ id: sent.mail, outbox: null });
  expect((await f.outbox()).some((m) => m.id === sent.mail)).toBe(false);
  expect(states).toContain(1);
});

test('who wrote meanwhile is asked about first', async () => {
  const d = await written();
  f.arrive(october, 'One more thing');
  const asked = await f.send(d.id, false, false);
  expect(asked.ask).toBe('news');
  expect(asked.news?.entries).toHaveLength(1);
  expect((await f.send(d.id, false, true)).mail).not.toBe('');
});

test('send and resolve asks for the open lines, and the close sends', async () => {
  const d = await written();
  expect((await f.send(d.id, true, true)).ask).toBe('lines');
  const view = await f.checklist(october, 'resolved', d.id);
  expect(view.lines.find((l) => l.id === 'answered')?.state).toBe('ticked');
  const done = await f.close(october, 'resolved', 'they asked for it', d.id);
  expect(done.mail).not.toBe('');
  expect((await f.open(october)).row.status).toBe('resolved');
  await f.undo(done.op, false);
  expect((await f.open(october)).row.status).toBe('in-progress');
});

test('a held mail shows what came, and is edited in its ticket', async () => {
  const held = (await f.outbox()).find((m) => m.state === 'held');
  expect(held?.actions).toEqual(['send-anyway', 'edit', 'discard']);
  const detail = await f.outboxMail(held?.id ?? '');
  expect(detail.since).toHaveLength(1);
  expect((await f.outboxState()).held).toBe(1);
  const done = await f.outboxAct(held?.id ?? '', 'edit');
  expect(done.ticket).toBe(held?.ticket);
  expect((await f.draft(done.ticket, 'reply', '')).id).toBe(done.draft);
  expect((await f.outboxState()).held).toBe(0);
});

test('two drafts of a kind become one', async () => {
  const d = await written('<p>first</p>');
  const sent = await f.send(d.id, false, true);
  const second = await written('<p>second</p>');
  expect(second.id).not.toBe(d.id);
  await f.outboxAct(sent.mail, 'cancel');
  expect((await f.draft(october, 'reply', '')).html).toBe('<p>first</p><hr><p>second</p>');
});

test('files come dropped, picked and pasted', async () => {
  const d = await written();
  const tokens: string[] = [];
  f.on('dropped', (e) => tokens.push(e.token));
  f.drafts.drop([{ name: 'log.txt', size: 10 }]);
  expect(await f.takeDropped(d.id, tokens[0] ?? '')).toMatchObject([{ name: 'log.txt' }]);
  await expect(f.takeDropped(d.id, tokens[0] ?? '')).rejects.toThrow('no longer');
  f.drafts.drop([{ name: 'film.mp4', size: 101 << 20 }]);
  await expect(f.takeDropped(d.id, tokens[1] ?? '')).rejects.toThrow('100 MB');
  const id = await f.beginFile(d.id, 'dot.png', 'image/png', 3);
  await f.fileChunk(id, btoa('abc'));
  const one = await f.endFile(id);
  expect(one).toMatchObject({ inline: true, size: 3 });
  await f.removeFile(d.id, one.id);
  expect((await f.draft(october, 'reply', '')).files.map((x) => x.name)).toEqual(['log.txt']);
});

test('a saved reply comes filled, what is unknown as a blank', async () => {
  const hits = await f.savedReplies('first', 'email', october, 5);
  expect(hits[0]).toMatchObject({ name: 'tst_first_response', blanks: 1 });
  const put = await f.insertSaved('tst_first_response', 'en', 'email', october);
  expect(put.html).toContain('Hello Marco');
  expect(put.html).toContain('<span data-blank="0">');
  expect(put.blanks).toMatchObject([{ n: 0, prompt: 'What do you need from them?' }]);
  await expect(f.insertSaved('tst_first_response', 'en', 'note', october)).rejects.toThrow('e-mail only');
});

import { beforeEach, describe, expect, it } from 'vitest';
import { useBackend, type SavedHit } from '$lib/api';
import type { Fake } from '$lib/api/fake';
import { deskWith, settle } from '$lib/test/desk';
import { SavedPicker } from './picker.svelte';

let f: Fake;
let took: string[];
let taken: () => void;
let picker: SavedPicker;
/** Lets the desk answer. */
let answer: () => Promise<void>;

beforeEach(async () => {
  f = await deskWith();
  useBackend(f);
  took = [];
  picker = new SavedPicker({
    mode: 'email',
    ticket: () => '7Q2M-9FKX',
    take: (hit: SavedHit) => {
      took.push(hit.name);
      return new Promise((r) => (taken = r));
    },
  });
  const real = f.savedReplies.bind(f);
  let waiting: (() => void)[] = [];
  f.savedReplies = async (...a) => {
    await new Promise<void>((r) => waiting.push(r));
    return real(...a);
  };
  answer = async () => {
    waiting.forEach((r) => r());
    waiting = [];
    await settle();
  };
});
const enter = () => picker.key(new KeyboardEvent('keydown', { key: 'Enter' }));

// features: E4
describe('Enter on the saved replies', () => {
  it('takes what fits all letters, also before the desk has answered the last', async () => {
    picker.look('');
    await answer();
    const last = picker.hits.at(-1)?.name ?? '';
    picker.look(last);
    expect(enter()).toBe(true);
    expect(took).toEqual([]);
    await answer();
    expect(took).toEqual([last]);
  });

  it('takes what fits all letters, also before the desk has answered any', async () => {
    picker.look('');
    await answer();
    const last = picker.hits.at(-1)?.name ?? '';
    picker.look(null);
    for (let n = 0; n <= last.length; n++) picker.look(last.slice(0, n));
    expect(enter()).toBe(true);
    await answer();
    expect(took).toEqual([last]);
  });

  it('takes the first when it is opened by its command and not drawn yet', async () => {
    picker.arm();
    picker.look('');
    picker.arm();
    expect(enter()).toBe(true);
    await answer();
    expect(took).toEqual([picker.hits[0]?.name]);
  });

  it('takes one, however often it is pressed while that is on its way', async () => {
    picker.look('r');
    await answer();
    expect([enter(), enter(), enter()]).toEqual([true, true, true]);
    expect(took).toHaveLength(1);
    taken();
    await settle();
    enter();
    expect(took).toHaveLength(2);
  });

  it('breaks the line where nothing fits, and takes nothing once more is typed', async () => {
    picker.look('r');
    await answer();
    picker.look('rzzzz');
    enter();
    picker.look(null);
    await answer();
    expect(took).toEqual([]);
    picker.look('zqxj');
    await answer();
    picker.look('zqxjk');
    expect(enter()).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { useBackend } from '$lib/api';
import { entry } from '$lib/api/fake/ticket';
import { deskWith } from '$lib/test/desk';
import { answers, best, paragraphs, wordsOf } from './answers';

const out = (id: string, text: string, at: number) => entry({ id, at, text, direction: 'out', read: true });

describe('an earlier answer', () => {
  it('is one of ours, the one that says most, of equals the newest', () => {
    const all = [
      out('a', 'The refund is on its way', 1),
      entry({ id: 'b', at: 2, text: 'Where is my refund? Refund now' }),
      out('c', 'The refund needs the invoice', 3),
      out('d', 'Good morning', 4),
    ];
    expect(best(all, ['refund', 'invoice'])?.id).toBe('c');
    expect(best(all, ['refund'])?.id).toBe('c');
    expect(best([entry({ id: 'b', at: 2, text: 'refund' })], ['refund'])).toBeNull();
    expect(wordsOf('from:ana Réfund tag:x')).toEqual(['refund']);
  });

  it('is found by search, not in the ticket one writes in, and comes as paragraphs of words', async () => {
    const f = await deskWith();
    useBackend(f);
    const found = await answers('date', 'none');
    expect(found.map((a) => a.row.id)).toContain('7Q2M-9FKX');
    expect((await answers('date', '7Q2M-9FKX')).map((a) => a.row.id)).not.toContain('7Q2M-9FKX');
    expect(paragraphs('Hello,\n\none\n<b>two</b>\n\n').innerHTML).toBe(
      '<p>Hello,</p><p>one<br>&lt;b&gt;two&lt;/b&gt;</p>',
    );
  });
});

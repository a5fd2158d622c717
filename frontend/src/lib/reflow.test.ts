import { describe, expect, it } from 'vitest';
import { hasColumns, reflow } from './reflow';

describe('plain text that was broken by hand', () => {
  it('joins the lines of a paragraph, and keeps paragraphs', () => {
    const text = `Hello,

the October export stops at 40 % and says only "failed". We have tried it
four times since yesterday, twice with the browser kept open and twice with
the link from the mail. September went through without a word.

Marco Halvorsen
Operations, Halvorsen Freight, Boston
Location ID HF-2041`;
    expect(reflow(text)).toBe(`Hello,

the October export stops at 40 % and says only "failed". We have tried it four times since yesterday, twice with the browser kept open and twice with the link from the mail. September went through without a word.

Marco Halvorsen
Operations, Halvorsen Freight, Boston
Location ID HF-2041`);
  });
  it('leaves lists, quotes, indented lines and tables as they are', () => {
    const text = `This is what we have seen on three of our machines in the last week:
- the first one stops in the night, at about two, without a word in its log
- the second one does not, although it has the very same version as the first
  AudienceRestriction: expected "https://app.kestrel.example/saml/brightwater",
> you wrote that you would look at it before the end of the month, and then
> nothing came
Week   Rows     Result of the whole run as the page shows it to us today
41     18 402   written`;
    expect(reflow(text)).toBe(text);
  });
  it('ends at the signature', () => {
    const text = `a line that is long enough to have been broken by a mail program here
-- 
Ines Carvalho, Head of Operations and of everything else in the clinic, too
Brightwater Clinic`;
    expect(reflow(text)).toBe(text);
  });
  it('keeps a line that its writer ended early', () => {
    const text = `The first sentence stands on a line of its own and it has its end here.
It is one thought and it is not even near the margin.
No.`;
    expect(reflow(text).split('\n').at(-1)).toBe('No.');
  });
  it('does not join lines of scripts without spaces', () => {
    const text = '「Leads」だけに試験通知を送りました。'.repeat(4) + '\n通知は一度だけでした。';
    expect(reflow(text)).toBe(text);
  });
  it('never loses a sign but a line break', () => {
    const text = 'a b\n\n  c\n' + 'word '.repeat(15) + '\nnext ' + 'word '.repeat(14) + '\nend';
    expect(reflow(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
});

describe('columns', () => {
  it('are known by their spaces on every line', () => {
    expect(hasColumns('Week   Rows     Result\n41     18 402   written')).toBe(true);
    expect(hasColumns('Week   Rows     Result\nand a sentence')).toBe(false);
    expect(hasColumns('one   line')).toBe(false);
  });
});

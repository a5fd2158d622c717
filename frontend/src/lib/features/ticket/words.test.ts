import { describe, expect, it } from 'vitest';
import { parts } from './words';

const mail = (runs: number[], quotedHeld: boolean, text: string) =>
  parts({ text, visibleText: '', quotedText: '', quotedHeld, runs }).map(
    (p) => `${p.quoted ? '>' : ''}${p.folds ? '-' : ''}${p.text.trim()}`,
  );

// features: A8
describe('what a mail carries along', () => {
  it('folds where another mail of the ticket shows it', () => {
    expect(mail([2, 2], true, 'Yes.\n\nAna wrote:\nold')).toEqual(['Yes.', '>-Ana wrote:\nold']);
    expect(mail([0, 1, 2], true, 'old\n\nYes.')).toEqual(['>-old', 'Yes.']);
  });
  it('stands open in its place where none shows it', () => {
    expect(mail([2, 2], false, 'Yes.\n\nAna wrote:\nold')).toEqual(['Yes.', '>Ana wrote:\nold']);
  });
  it('stays where it is answered line by line', () => {
    expect(mail([1, 1, 1, 1], true, 'Hi\nwhy?\nSo.\nrest')).toEqual(['Hi', '>why?', 'So.', '>-rest']);
  });
});

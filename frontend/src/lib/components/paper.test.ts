import { describe, expect, it } from 'vitest';
import { nameBlanks, quoteAtEnd } from './paper';

function page(html: string): HTMLElement {
  const doc = new DOMParser().parseFromString(html, 'text/html');
  return doc.body;
}

// features: A8
describe("a mail's document, from outside", () => {
  it('names a picture that is not shown, and drops a tracker', () => {
    const body = page('<p>a</p><img alt="<b>chart</b>" width="480" height="240"><img width="1" height="1">');
    nameBlanks(body);
    expect(body.querySelectorAll('img')).toHaveLength(0);
    expect(body.querySelector('b')).toBeNull();
    expect(body.querySelector('[role=img]')?.textContent).toBe('<b>chart</b>');
  });
  it('leaves a picture that is shown', () => {
    const body = page('<img src="/mail/m1/cid/0" alt="chart">');
    nameBlanks(body);
    expect(body.querySelectorAll('img')).toHaveLength(1);
  });
  it('finds the quoted mail at the end with the line that names it', () => {
    const body = page(
      '<p>Yes.</p><div>On Monday Ana wrote:</div><blockquote>Old<blockquote>Older</blockquote></blockquote><br>',
    );
    expect(quoteAtEnd(body).map((e) => e.tagName)).toEqual(['DIV', 'BLOCKQUOTE']);
  });
  it('hides nothing when an answer follows, or when the quote is all there is', () => {
    expect(quoteAtEnd(page('<p>Hi</p><blockquote>Old</blockquote><p>My answer</p>'))).toEqual([]);
    expect(quoteAtEnd(page('<blockquote>A poem</blockquote>'))).toEqual([]);
  });
});

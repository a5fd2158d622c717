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
      '<p>Yes.</p><div>On 3 March 2026 Ana wrote:</div><blockquote>Old<blockquote>Older</blockquote></blockquote><br>',
    );
    expect(quoteAtEnd(body).map((e) => e.tagName)).toEqual(['DIV', 'BLOCKQUOTE']);
  });
  it('hides nothing when an answer follows, or when the quote is all there is', () => {
    expect(quoteAtEnd(page('<p>Hi</p><blockquote>Old</blockquote><p>My answer</p>'))).toEqual([]);
    expect(quoteAtEnd(page('<blockquote>A poem</blockquote>'))).toEqual([]);
  });
  it("takes Outlook's quote to the end of the page, with the rule above it", () => {
    const body = page(
      '<div><p>Yes.</p><hr><div data-quote="below"><b>From:</b> Ana</div>bare words<p>Old</p></div><p>Older</p>',
    );
    const tail = quoteAtEnd(body);
    expect(tail.map((e) => e.tagName)).toEqual(['HR', 'DIV', 'SPAN', 'P', 'P']);
    expect(tail.map((e) => e.textContent).join(' ')).toContain('bare words');
  });
  it("takes Apple's two blocks, and a line that stands bare", () => {
    const body = page(
      '<div>Yes.</div>Am 3. März 2026 schrieb Ana:<br><blockquote data-quote="older">Ana:</blockquote> <blockquote data-quote="older">Old</blockquote>',
    );
    expect(quoteAtEnd(body).map((e) => e.tagName)).toEqual(['SPAN', 'BR', 'BLOCKQUOTE', 'BLOCKQUOTE']);
  });
  it("leaves the person's own words above a quote", () => {
    const body = page(
      '<p>Yes.</p><p>You asked at 10:30:</p><p><img src="/x"></p><blockquote>Old</blockquote>',
    );
    expect(quoteAtEnd(body).map((e) => e.tagName)).toEqual(['BLOCKQUOTE']);
  });
  it('hides nothing of answers between the lines, nor a mail that is passed on alone', () => {
    const between = page(
      '<blockquote data-quote="older">Why?</blockquote><p>So.</p><blockquote data-quote="older">When?</blockquote><p>Now.</p>',
    );
    expect(quoteAtEnd(between)).toEqual([]);
    expect(quoteAtEnd(page('<div data-quote="below">From: Ana</div><p>Old</p>'))).toEqual([]);
  });
});

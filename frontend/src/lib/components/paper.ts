/**
 * What the page does to a mail's document from outside, as that document runs nothing: names the pictures that are
 * not shown, and finds the quoted mail at its end. Only text is ever put into it, never markup.
 */
import inter from '$lib/styles/fonts/inter-latin-wght-normal.woff2?url';

/** A picture without a source becomes a dashed box with its name; one of a few dots, a tracker, goes. */
export function nameBlanks(body: HTMLElement): void {
  for (const img of body.querySelectorAll('img:not([src])')) {
    const size = (name: string) => Number(img.getAttribute(name) ?? NaN);
    const [width, height] = [size('width'), size('height')];
    if (width <= 3 || height <= 3) {
      img.remove();
      continue;
    }
    const box = body.ownerDocument.createElement('span');
    box.textContent = img.getAttribute('alt') || 'Picture';
    box.setAttribute('role', 'img');
    Object.assign(box.style, {
      display: 'inline-flex',
      alignItems: 'center',
      justifyContent: 'center',
      boxSizing: 'border-box',
      maxWidth: '100%',
      width: width > 0 ? `${width}px` : 'auto',
      height: height > 0 ? `${Math.min(height, 72)}px` : '28px',
      padding: '2px 10px',
      border: '1px dashed #8d9099',
      borderRadius: '6px',
      color: 'inherit', // the paper may be dark
      font: '12px/16px "Inter Variable", Inter, "Helvetica Neue", Arial, sans-serif',
      overflow: 'hidden',
      whiteSpace: 'nowrap',
    });
    img.replaceWith(box);
  }
}

/**
 * The quoted mail that ends this one, with the line that names it; nothing when something of weight follows, or when it
 * is all there is. The sanitiser names the elements in which mail programs quote (data-quote): "older" holds a quoted
 * mail, from "below" on stands one to the end, "names" is the line above.
 */
export function quoteAtEnd(body: HTMLElement): HTMLElement[] {
  const below = [...body.querySelectorAll<HTMLElement>('[data-quote="below"]')].find(
    (e) => !e.parentElement?.closest(quotes),
  );
  if (below && textBetween(body, null, below) !== '') return [...lead(body, below), ...toEnd(body, below)];
  const tail: HTMLElement[] = [];
  const outer = [...body.querySelectorAll<HTMLElement>(quotes)].filter(
    (q) => !q.parentElement?.closest(quotes),
  );
  for (const q of outer.toReversed()) {
    if (textBetween(body, q, tail[0] ?? null) !== '') break;
    tail.unshift(q);
  }
  const first = tail[0];
  if (!first) return [];
  tail.unshift(...lead(body, first));
  return textBetween(body, null, tail[0] ?? first) === '' ? [] : tail;
}

const quotes = '[data-quote="older"], blockquote';

/** The text from behind one element, or the beginning, up to another, or the end. */
function textBetween(body: HTMLElement, from: Node | null, to: Node | null): string {
  const range = body.ownerDocument.createRange();
  if (from) range.setStartAfter(from);
  else range.setStart(body, 0);
  if (to) range.setEndBefore(to);
  else range.setEnd(body, body.childNodes.length);
  return range.toString().trim();
}

/** What stands before in the document, at whatever height; null at the beginning. */
function before(body: HTMLElement, e: Node): Node | null {
  let at: Node | null = e;
  while (at && !at.previousSibling && at.parentNode !== body) at = at.parentNode;
  return at?.previousSibling ?? null;
}

/** The line that names the quoted mail, and the rule and empty lines that set it off. */
function lead(body: HTMLElement, quote: HTMLElement): HTMLElement[] {
  const out: HTMLElement[] = [];
  let named = false;
  for (let e = before(body, quote); e; e = before(body, e)) {
    const text = (e.textContent ?? '').trim();
    if (text !== '') {
      if (named || !names(e, text)) break;
      named = true;
    } else if (pictured(e)) break;
    e = element(e);
    out.unshift(e as HTMLElement);
  }
  return out;
}

/** It shows a picture: no empty line. */
function pictured(e: Node): boolean {
  return (
    e.nodeType === Node.ELEMENT_NODE &&
    ((e as Element).matches('img') || (e as Element).querySelector('img') !== null)
  );
}

/** A program's line: it ends in a colon and holds an address or a year. */
function names(e: Node, text: string): boolean {
  if (e.nodeType === Node.ELEMENT_NODE && (e as Element).getAttribute('data-quote') === 'names') return true;
  return text.length < 300 && /[:：]$/.test(text) && /@|(?<!\d)(?:19|20)\d\d(?!\d)/.test(text);
}

/** The element and all that follows in the document. */
function toEnd(body: HTMLElement, from: HTMLElement): HTMLElement[] {
  const out = [from];
  for (let at: HTMLElement | null = from; at && at !== body; at = at.parentElement)
    for (let e = at.nextSibling; e; e = e.nextSibling) {
      e = element(e);
      out.push(e as HTMLElement);
    }
  return out;
}

/** Words that stand bare get an element, so that they can be hidden. */
function element(e: Node): HTMLElement {
  if (e.nodeType === Node.ELEMENT_NODE) return e as HTMLElement;
  const span = (e.ownerDocument ?? document).createElement('span');
  e.parentNode?.replaceChild(span, e);
  span.append(e);
  return span;
}

let letters: Promise<ArrayBuffer> | undefined;

/** The frame's policy loads no font, so it is lent the page's. */
async function lendFont(doc: Document): Promise<void> {
  const win = doc.defaultView;
  if (!win || !('FontFace' in win)) return;
  letters ??= fetch(inter).then((r) => r.arrayBuffer());
  doc.fonts.add(new win.FontFace('Inter Variable', await letters, { weight: '100 900' }));
}

/** A mail of ours names no colours and no font: it takes those of the pane it stands in, in both themes. */
export function wearTheme(body: HTMLElement, pane: CSSStyleDeclaration): void {
  const token = (name: string) => pane.getPropertyValue(name);
  body.ownerDocument.documentElement.style.background = 'transparent';
  const { color, fontSize, fontWeight, lineHeight } = pane;
  Object.assign(body.style, { background: 'transparent', color, fontSize, fontWeight, lineHeight });
  if (!body.dataset['lent']) {
    body.dataset['lent'] = '';
    void lendFont(body.ownerDocument);
  }
  let first = (body.querySelector('.sheet') ?? body).firstElementChild as HTMLElement | null;
  for (; first; first = first.firstElementChild as HTMLElement | null)
    first.style.setProperty('margin-top', '0');
  const [tail] = quoteAtEnd(body);
  const sheet = body.querySelector('.sheet') ?? body;
  let last = (tail ? tail.previousElementSibling : sheet.lastElementChild) as HTMLElement | null;
  for (; last; last = last.lastElementChild as HTMLElement | null)
    last.style.setProperty('margin-bottom', '0');
  for (const a of body.querySelectorAll('a')) a.style.color = token('--accent-text');
  for (const q of body.querySelectorAll('blockquote'))
    Object.assign(q.style, { color: token('--text-2'), borderColor: token('--line-strong') });
}

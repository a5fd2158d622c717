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
      border: '1px dashed #b4b7be',
      borderRadius: '6px',
      color: '#5b5f68',
      font: '12px/16px "Inter Variable", Inter, "Helvetica Neue", Arial, sans-serif',
      overflow: 'hidden',
      whiteSpace: 'nowrap',
    });
    img.replaceWith(box);
  }
}

/** The quoted mail that ends this one, with the line that names it; nothing when something of weight follows. */
export function quoteAtEnd(body: HTMLElement): HTMLElement[] {
  const quote = [...body.querySelectorAll<HTMLElement>('blockquote')].find(
    (q) => !q.parentElement?.closest('blockquote') && textAfter(body, q) === '',
  );
  if (!quote || textBefore(body, quote) === '') return [];
  const line = quote.previousElementSibling as HTMLElement | null;
  const names = line !== null && /:\s*$/.test(line.textContent) && line.textContent.length < 300;
  const tail = names ? [line, quote] : [quote];
  // The empty line that sets it off goes with it.
  for (let e = tail[0]?.previousElementSibling; e?.tagName === 'BR'; e = e.previousElementSibling)
    tail.unshift(e as HTMLElement);
  return tail;
}

function textAfter(body: HTMLElement, e: HTMLElement): string {
  const range = body.ownerDocument.createRange();
  range.setStartAfter(e);
  range.setEnd(body, body.childNodes.length);
  return range.toString().trim();
}

function textBefore(body: HTMLElement, e: HTMLElement): string {
  const range = body.ownerDocument.createRange();
  range.setStart(body, 0);
  range.setEndBefore(e);
  return range.toString().trim();
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

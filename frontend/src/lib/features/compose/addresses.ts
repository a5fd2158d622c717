/** Address lines as people type them, cut into single ones and put together again. */

export interface Recipient {
  name: string;
  addr: string;
  /** It has the form of an address. Whether mail arrives there is another matter. */
  ok: boolean;
}

const form = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/;

/** One piece: "Marco <marco@x.example>", "marco@x.example", `"Weber, Jo" <jo@x.example>`. */
export function recipient(text: string): Recipient {
  const m = /^\s*(.*?)\s*<\s*([^<>]*?)\s*>\s*$/.exec(text);
  const addr = (m ? (m[2] ?? '') : text).trim();
  const name = (m?.[1] ?? '')
    .replace(/^"(.*)"$/, '$1')
    .replace(/\\(.)/g, '$1')
    .trim();
  return { name, addr, ok: form.test(addr) };
}

/** Cuts at commas, semicolons and line breaks that stand outside quotes and angle brackets. */
export function split(line: string): string[] {
  const out: string[] = [];
  let piece = '';
  let quoted = false;
  let inside = false;
  for (const c of line) {
    if (c === '"') quoted = !quoted;
    if (!quoted && c === '<') inside = true;
    if (!quoted && c === '>') inside = false;
    if (!quoted && !inside && (c === ',' || c === ';' || c === '\n' || c === '\r')) {
      out.push(piece);
      piece = '';
    } else piece += c;
  }
  return [...out, piece].map((p) => p.trim()).filter(Boolean);
}

export const parse = (line: string): Recipient[] => split(line).map(recipient);

/** As it stands in the line; a name with signs is quoted. */
export function write(r: Pick<Recipient, 'name' | 'addr'>): string {
  if (!r.name) return r.addr;
  const name = /^[\p{L}\p{N} '\-_]+$/u.test(r.name) ? r.name : `"${r.name.replace(/["\\]/g, '\\$&')}"`;
  return `${name} <${r.addr}>`;
}

export const join = (list: readonly Pick<Recipient, 'name' | 'addr'>[]): string => list.map(write).join(', ');

/** What a chip says: the name, else the address. */
export const shown = (r: Pick<Recipient, 'name' | 'addr'>): string => r.name || r.addr;

export const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

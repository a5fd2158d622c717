/**
 * Plain-text mail is often broken by hand at some seventy signs; in a narrower pane each line would break again.
 * Joins the lines that only the sender's program broke, and leaves alone what stands as lines: lists, tables,
 * quotes, addresses, signatures.
 */

/** A line this long was most likely broken by a program, not by a person. */
const wide = 60;
/** Words may be pulled up to the line above, so a line ends a little before the margin. */
const slack = 12;

const bullet = /^(?:[-*•–·+>|#]|\(?\d{1,3}[.)]|\(?[a-z][.)])(?:\s|$)|^>/i;
/** Columns, or a line that a person drew. */
const drawn = /\S {3,}\S|\t|^[-=_*~]{3,}\s*$/;
const signature = /^-- ?$/;

export function reflow(text: string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  const margin = Math.max(0, ...lines.filter((l) => !drawn.test(l)).map((l) => length(l)));
  let open = false; // the last line may take the next one
  for (const [i, line] of lines.entries()) {
    if (signature.test(line)) return [...out, ...lines.slice(i)].join('\n');
    const own = line === '' || /^\s/.test(line) || bullet.test(line) || drawn.test(line);
    if (open && !own) out[out.length - 1] = `${(out.at(-1) ?? '').trimEnd()} ${line}`;
    else out.push(line);
    const first = /^\S*/.exec(lines[i + 1] ?? '')?.[0] ?? '';
    open =
      length(line) >= wide - slack &&
      !drawn.test(line) &&
      !/^\s|^>/.test(line) &&
      !wideScript.test(line) &&
      // The next word would not have fitted on it: else a person ended the line here.
      length(line) + 1 + length(first) > Math.min(margin, 78) &&
      margin >= wide;
  }
  return out.join('\n');
}

/** A paragraph whose lines stand in columns, drawn with spaces: it needs letters of one width. */
export function hasColumns(paragraph: string): boolean {
  const lines = paragraph.split('\n');
  return lines.length > 1 && lines.every((l) => drawn.test(l));
}

/** Scripts without spaces break anywhere: their lines stay. */
const wideScript = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

function length(s: string): number {
  return [...s.trimEnd()].length;
}

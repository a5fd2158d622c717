/**
 * Fuzzy match for short labels: letters in order, best when they start words.
 * Answers the places of the matched letters and a score (lower is better).
 */
export interface Hit {
  score: number;
  at: number[];
}

const fold = (s: string) => s.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export function fuzzy(query: string, text: string): Hit | null {
  const q = fold(query.trim());
  if (q === '') return { score: 0, at: [] };
  const t = fold(text);
  const same = t.length === text.length; // else the places would not fit
  const whole = t.indexOf(q);
  if (whole >= 0) {
    const start = whole === 0 ? 0 : /[^\p{L}\p{N}]/u.test(t[whole - 1] ?? ' ') ? 10 : 30;
    return { score: start + whole / 100, at: same ? Array.from(q, (_, i) => whole + i) : [] };
  }
  const at: number[] = [];
  let from = 0;
  let score = 60;
  for (const c of q.replace(/\s+/g, '')) {
    const i = t.indexOf(c, from);
    if (i < 0) return null;
    score += i === from ? 0 : /[^\p{L}\p{N}]/u.test(t[i - 1] ?? ' ') ? 1 : 4;
    at.push(i);
    from = i + 1;
  }
  return { score, at: same ? at : [] };
}

/** The text in pieces, those of the match marked. */
export function pieces(text: string, at: number[]): { text: string; hit: boolean }[] {
  const hits = new Set(at);
  const out: { text: string; hit: boolean }[] = [];
  for (let i = 0; i < text.length; i++) {
    const hit = hits.has(i);
    const last = out[out.length - 1];
    if (last && last.hit === hit) last.text += text[i] ?? '';
    else out.push({ text: text[i] ?? '', hit });
  }
  return out;
}

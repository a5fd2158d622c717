/**
 * Which items of a long list are drawn. Heights are known (the look fixes
 * them), so every offset is exact before anything is drawn: nothing is measured
 * and nothing jumps.
 */
export interface Span {
  from: number;
  /** One past the last. */
  to: number;
}

/** Tops of all items, and the whole height as the last number. */
export function tops(heights: readonly number[]): number[] {
  const out = [0];
  let sum = 0;
  for (const h of heights) out.push((sum += h));
  return out;
}

/** The items that touch the stretch [top, top + height], with some to spare. */
export function visible(offsets: readonly number[], top: number, height: number, spare = 400): Span {
  const n = offsets.length - 1;
  const from = Math.max(0, below(offsets, top - spare));
  const to = Math.min(n, below(offsets, top + height + spare) + 1);
  return { from: Math.min(from, n), to };
}

/** Index of the item at y. */
function below(offsets: readonly number[], y: number): number {
  let lo = 0;
  let hi = offsets.length - 1;
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1;
    if ((offsets[mid] ?? 0) <= y) lo = mid;
    else hi = mid - 1;
  }
  return lo;
}

/** The scroll position that brings an item into sight with the least movement. */
export function nearest(scroll: number, height: number, top: number, bottom: number): number {
  if (top < scroll) return top;
  if (bottom > scroll + height) return bottom - height;
  return scroll;
}

/** Widths of the panes: the look's at each window size, the agent's own when dragged, never squeezing the mail. */
export interface Widths {
  rail: number;
  list: number;
  record: number;
}

export const narrow = 1360;
/** The conversation keeps at least this. */
export const least = 420;

export function normal(win: number): Widths {
  return win < narrow ? { rail: 192, list: 308, record: 252 } : { rail: 204, list: 332, record: 284 };
}

/** `list` and `record` as remembered; the wide window's normal width means "as the look says". */
export function widths(win: number, list: number, record: number, recordOpen: boolean): Widths {
  const n = normal(win);
  const wide = normal(narrow);
  let l = list === wide.list || !list ? n.list : list;
  let r = !recordOpen ? 0 : record === wide.record || !record ? n.record : record;
  let over = n.rail + l + r + least - win;
  if (over > 0 && r > 0) {
    const give = Math.min(over, r - 220);
    r -= Math.max(0, give);
    over -= Math.max(0, give);
  }
  if (over > 0) l -= Math.min(over, Math.max(0, l - 260));
  return { rail: n.rail, list: l, record: r };
}

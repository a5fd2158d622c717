/** Where a popover stands: below its anchor, above when there is no room, never outside the window. */
export type Side = 'below' | 'above';

export interface Placed {
  left: number;
  top: number;
}

const gap = 4;
const edge = 8;

export function place(
  anchor: { left: number; right: number; top: number; bottom: number },
  size: { width: number; height: number },
  win: { width: number; height: number },
  align: 'start' | 'end' = 'start',
  prefer: Side = 'below',
): Placed {
  const wanted = align === 'start' ? anchor.left : anchor.right - size.width;
  const left = Math.max(edge, Math.min(wanted, win.width - size.width - edge));
  const below = anchor.bottom + gap;
  const above = anchor.top - gap - size.height;
  const fitsBelow = below + size.height <= win.height - edge;
  const fitsAbove = above >= edge;
  const useAbove = prefer === 'above' ? fitsAbove || !fitsBelow : !fitsBelow && fitsAbove;
  const top = useAbove ? above : Math.min(below, win.height - size.height - edge);
  return { left, top: Math.max(edge, top) };
}

/** Which pane has the focus, by the data-pane that each pane carries. */
type Pane = 'rail' | 'main' | 'list' | 'ticket' | 'mail' | 'note' | 'record';
const order: Pane[] = ['rail', 'main', 'list', 'ticket', 'mail', 'note', 'record'];

/** The panes on the screen, in the order of F6. */
export function panes(): Pane[] {
  return order.filter((p) => document.querySelector(`[data-pane="${p}"]`) !== null);
}

export function paneOf(el: Element | null): Pane {
  const name = el?.closest('[data-pane]')?.getAttribute('data-pane');
  return order.find((p) => p === name) ?? 'list';
}

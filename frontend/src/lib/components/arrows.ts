/** What the arrows do in a row of tabs or radio buttons: the next is chosen and has the focus; past the end comes the first. */
export function chooseByArrow<T extends string>(
  e: KeyboardEvent,
  arrows: { next: readonly string[]; back: readonly string[] },
  group: { options: readonly { id: T }[]; value: T; onchange: (id: T) => void; el: HTMLElement | undefined },
) {
  const step = arrows.next.includes(e.key) ? 1 : arrows.back.includes(e.key) ? -1 : 0;
  if (!step) return;
  e.preventDefault();
  const { options, value, onchange, el } = group;
  const i = options.findIndex((o) => o.id === value);
  const next = options[(i + step + options.length) % options.length];
  if (!next) return;
  onchange(next.id);
  el?.querySelector<HTMLElement>(`[data-id="${next.id}"]`)?.focus();
}

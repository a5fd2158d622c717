/** Svelte action: keeps Tab inside the node and gives the focus back when it leaves. */
const focusable =
  'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex]:not([tabindex="-1"])';

export function trap(node: HTMLElement): { destroy(): void } {
  const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const inside = () => [...node.querySelectorAll<HTMLElement>(focusable)];

  function onKey(e: KeyboardEvent) {
    if (e.key !== 'Tab') return;
    const all = inside();
    const first = all[0];
    const last = all[all.length - 1];
    if (!first || !last) {
      e.preventDefault();
      return;
    }
    const now = document.activeElement;
    if (e.shiftKey && (now === first || now === node)) {
      e.preventDefault();
      last.focus();
    } else if (!e.shiftKey && now === last) {
      e.preventDefault();
      first.focus();
    }
  }

  node.addEventListener('keydown', onKey);
  queueMicrotask(() => {
    if (node.contains(document.activeElement)) return;
    (node.querySelector<HTMLElement>('[data-autofocus]') ?? inside()[0] ?? node).focus();
  });
  return {
    destroy() {
      node.removeEventListener('keydown', onKey);
      if (before?.isConnected) before.focus();
    },
  };
}

/** Links: which addresses may stand in a mail, and pasting one over a selection. */
import { Plugin } from '@tiptap/pm/state';
import type { MarkType } from '@tiptap/pm/model';

const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address when it may be one of a link, else ''. Relative ones lead nowhere in a mail. */
export function safeHref(href: string): string {
  const bare = href.trim();
  try {
    return allowed.has(new URL(bare).protocol) ? bare : '';
  } catch {
    return '';
  }
}

/** What a person typed for a link: "kestrel.example/a" and "ada@x.example" get their scheme. */
export function hrefOf(typed: string): string {
  const t = typed.trim();
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/.]+$/.test(t)) return `mailto:${t}`;
  if (/^\+?[\d\s()-]{6,}$/.test(t)) return `tel:${t.replace(/[\s()-]/g, '')}`;
  if (/^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(t)) return `https://${t}`;
  return safeHref(t);
}

/** An address pasted over a selection links it; pasted alone it stands there as a link. */
export function linkPaste(type: MarkType): Plugin {
  return new Plugin({
    props: {
      handlePaste(view, event) {
        const text = event.clipboardData?.getData('text/plain').trim() ?? '';
        if (!/^https?:\/\/\S+$/.test(text) || !safeHref(text)) return false;
        const { from, to, empty, $from } = view.state.selection;
        if ($from.parent.type.spec.code) return false;
        const mark = type.create({ href: text });
        const tr = empty
          ? view.state.tr.replaceSelectionWith(view.state.schema.text(text, [mark]), false)
          : view.state.tr.addMark(from, to, mark);
        view.dispatch(tr.removeStoredMark(type).scrollIntoView());
        return true;
      },
    },
  });
}

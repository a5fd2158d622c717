/** Watches the text before the caret for the "#" of the saved replies, marks it, and says where it stands. */
import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { hashAt } from '$lib/saved/hash';

export interface HashPlace {
  from: number;
  to: number;
  query: string;
}

const key = new PluginKey<HashPlace | null>('hash');
const reach = 48; // no name is longer

function find(s: EditorState): HashPlace | null {
  const { $from, empty } = s.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code) return null;
  const end = $from.parentOffset;
  const text = $from.parent.textBetween(Math.max(0, end - reach), end, undefined, '\ufffc');
  const hash = hashAt(text);
  return hash ? { from: $from.pos - hash.length, to: $from.pos, query: hash.query } : null;
}

const same = (a: HashPlace | null, b: HashPlace | null) =>
  a === b || (a !== null && b !== null && a.from === b.from && a.query === b.query);

/** `onhash` is told when the "#" at the caret begins, grows, or is left. */
export function hashWatch(onhash: (place: HashPlace | null) => void) {
  return Extension.create({
    name: 'hashWatch',
    addProseMirrorPlugins: () => [
      new Plugin<HashPlace | null>({
        key,
        state: {
          init: () => null,
          apply(tr, before, _old, now) {
            if (!tr.docChanged && !tr.selectionSet) return before;
            const next = find(now);
            return same(before, next) ? before : next;
          },
        },
        view: () => ({
          update(view, old) {
            const now = key.getState(view.state) ?? null;
            if (now !== (key.getState(old) ?? null)) onhash(now);
          },
        }),
        props: {
          decorations(s) {
            const at = key.getState(s);
            return at
              ? DecorationSet.create(s.doc, [Decoration.inline(at.from, at.to, { class: 'hash' })])
              : null;
          },
        },
      }),
    ],
  });
}

/** The "#" at the caret, or null. */
export const hashOf = (s: EditorState): HashPlace | null => key.getState(s) ?? null;

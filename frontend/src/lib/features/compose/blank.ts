/**
 * A blank of a saved reply: one piece that is filled by typing over it. It stands in the HTML as span[data-blank], and
 * a mail with one is not sent. Tab goes from one to the next.
 */
import { Node } from '@tiptap/core';
import type { Node as Doc } from '@tiptap/pm/model';
import { NodeSelection, Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';

const counted = new PluginKey<number>('blanks');

export const Blank = Node.create({
  name: 'blank',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({ n: { default: '0' }, label: { default: '' } }),
  parseHTML: () => [
    {
      tag: 'span[data-blank]',
      getAttrs: (e) => ({ n: e.getAttribute('data-blank') ?? '0', label: e.textContent.trim() }),
    },
  ],
  renderHTML: ({ node }) => ['span', { 'data-blank': String(node.attrs['n']) }, String(node.attrs['label'])],
  renderText: ({ node }) => String(node.attrs['label']),
  addProseMirrorPlugins: () => [
    new Plugin<number>({
      key: counted,
      state: { init: (_, s) => count(s.doc), apply: (tr, n) => recount(tr, n) },
      props: {
        handleDOMEvents: {
          // An input method writes into the text: what it writes replaces the blank, as typing does.
          compositionstart(view) {
            if (isBlank(view.state)) view.dispatch(view.state.tr.deleteSelection());
            return false;
          },
        },
      },
    }),
  ],
});

function count(doc: Doc): number {
  let n = 0;
  doc.descendants((node) => void (node.type.name === 'blank' && n++));
  return n;
}

/** While there is none, only what was put in is looked at: typing costs nothing. */
function recount(tr: Transaction, before: number): number {
  if (!tr.docChanged) return before;
  const [map] = tr.mapping.maps;
  if (before > 0 || tr.mapping.maps.length > 1 || !map) return count(tr.doc);
  let brought = false;
  map.forEach((_a, _b, from, to) =>
    tr.doc.nodesBetween(from, to, (node) => void (node.type.name === 'blank' && (brought = true))),
  );
  return brought ? count(tr.doc) : 0;
}

export const isBlank = (s: EditorState): boolean =>
  s.selection instanceof NodeSelection && s.selection.node.type.name === 'blank';

/** How many blanks are not filled. */
export const blanks = (s: EditorState): number => counted.getState(s) ?? 0;

/** Selects the next blank after the cursor, round the end; null when there is none but the one that is selected. */
export function nextBlank(s: EditorState, by: 1 | -1): Transaction | null {
  const at: number[] = [];
  s.doc.descendants((node, pos) => void (node.type.name === 'blank' && at.push(pos)));
  const here = s.selection.from;
  const others = isBlank(s) ? at.filter((p) => p !== here) : at;
  const next =
    by > 0
      ? (others.find((p) => p >= here) ?? others[0])
      : (others.findLast((p) => p < here) ?? others.at(-1));
  return next === undefined ? null : s.tr.setSelection(NodeSelection.create(s.doc, next)).scrollIntoView();
}

/** Selects the first blank from a place on; true when there is one. */
export function blankFrom(s: EditorState, from: number, to: number): Transaction | null {
  let found = -1;
  s.doc.nodesBetween(from, Math.min(to, s.doc.content.size), (node, pos) => {
    if (found < 0 && node.type.name === 'blank' && pos >= from) found = pos;
  });
  return found < 0 ? null : s.tr.setSelection(NodeSelection.create(s.doc, found)).scrollIntoView();
}

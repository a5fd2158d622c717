/**
 * What a mail of ours may be made of, and nothing else: what is pasted keeps its words, lists and emphasis, and loses
 * every style, class and id because no node or mark here has such an attribute. Keys that clash with a layout or with
 * sending (Ctrl+Alt, Ctrl+Shift+U, Ctrl+Enter) are taken out of the stock extensions.
 */
import { Mark, mergeAttributes, type AnyExtension } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Bold } from '@tiptap/extension-bold';
import { Code } from '@tiptap/extension-code';
import { CodeBlock } from '@tiptap/extension-code-block';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Heading } from '@tiptap/extension-heading';
import { HorizontalRule } from '@tiptap/extension-horizontal-rule';
import { Italic } from '@tiptap/extension-italic';
import { BulletList } from '@tiptap/extension-list/bullet-list';
import { ListItem } from '@tiptap/extension-list/item';
import { ListKeymap } from '@tiptap/extension-list/keymap';
import { OrderedList } from '@tiptap/extension-list/ordered-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Strike } from '@tiptap/extension-strike';
import { Text } from '@tiptap/extension-text';
import { Underline } from '@tiptap/extension-underline';
import { UndoRedo } from '@tiptap/extensions/undo-redo';
import { Blank } from './blank';
import { linkPaste, safeHref } from './link';
import { Picture } from './picture';

const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (a) => {
        const href = safeHref(a.getAttribute('href') ?? '');
        return href ? { href } : false;
      },
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', { href: safeHref(String(HTMLAttributes['href'] ?? '')) }, 0],
  addProseMirrorPlugins() {
    return [linkPaste(this.type)];
  },
});

/** Without the language: it would become a class. */
const PlainCodeBlock = CodeBlock.extend({
  addAttributes: () => ({}),
  addKeyboardShortcuts() {
    const { 'Mod-Alt-c': _, ...keys } = this.parent?.() ?? {};
    return keys;
  },
  renderHTML: ({ HTMLAttributes }) => ['pre', mergeAttributes(HTMLAttributes), ['code', 0]],
});

const start = {
  default: 1,
  parseHTML: (e: HTMLElement) => Math.max(0, parseInt(e.getAttribute('start') ?? '1', 10) || 1),
  renderHTML: (a: Record<string, unknown>) => (a['start'] === 1 ? {} : { start: a['start'] }),
};

export const mailExtensions: AnyExtension[] = [
  Document,
  Paragraph.extend({ addKeyboardShortcuts: () => ({}) }),
  Text,
  Bold,
  Italic,
  Underline.extend({
    addKeyboardShortcuts() {
      return { 'Mod-u': () => this.editor.commands.toggleUnderline() };
    },
  }),
  Strike,
  Code,
  Link,
  BulletList,
  OrderedList.extend({ addAttributes: () => ({ start }) }),
  ListItem,
  ListKeymap,
  Blockquote,
  PlainCodeBlock,
  // "# " stays text: "#" is the key of the saved replies.
  Heading.configure({ levels: [1, 2, 3] }).extend({
    addInputRules: () => [],
    addKeyboardShortcuts: () => ({}),
  }),
  HorizontalRule,
  // Ctrl+Enter sends; only Shift+Enter breaks the line.
  HardBreak.extend({
    addKeyboardShortcuts() {
      return {
        'Mod-Enter': () => true,
        'Shift-Enter': () => this.editor.commands.setHardBreak(),
      };
    },
  }),
  Picture,
  Blank,
  UndoRedo,
];

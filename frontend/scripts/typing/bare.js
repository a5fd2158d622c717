/** TipTap with next to nothing: what our composer is measured against. */
import { Editor } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { Italic } from '@tiptap/extension-italic';
import { BulletList } from '@tiptap/extension-list/bullet-list';
import { ListItem } from '@tiptap/extension-list/item';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { UndoRedo } from '@tiptap/extensions/undo-redo';

new Editor({
  element: document.querySelector('#at'),
  extensions: [Document, Paragraph, Text, Bold, Italic, BulletList, ListItem, UndoRedo],
  content: '',
  autofocus: true,
});

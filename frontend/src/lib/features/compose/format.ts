/** What the format menu offers. Its keys are the editor's own. */
import type { Editor } from '@tiptap/core';
import type { Choice } from '$lib/components/ListPicker.svelte';

interface Format {
  id: string;
  label: string;
  icon: string;
  keys: string;
  on: (e: Editor) => boolean;
  run: (e: Editor) => void;
}

export const formats: readonly Format[] = [
  f('bold', 'Bold', 'bold', 'Ctrl B', (e) => e.chain().focus().toggleBold().run()),
  f('italic', 'Italic', 'italic', 'Ctrl I', (e) => e.chain().focus().toggleItalic().run()),
  f('underline', 'Underline', 'underline', 'Ctrl U', (e) => e.chain().focus().toggleUnderline().run()),
  f('strike', 'Strike through', 'strikethrough', 'Ctrl Shift S', (e) =>
    e.chain().focus().toggleStrike().run(),
  ),
  f('bulletList', 'List', 'list', 'Ctrl Shift 8', (e) => e.chain().focus().toggleBulletList().run()),
  f('orderedList', 'Numbered list', 'list-ordered', 'Ctrl Shift 7', (e) =>
    e.chain().focus().toggleOrderedList().run(),
  ),
  f('blockquote', 'Quote', 'text-quote', 'Ctrl Shift B', (e) => e.chain().focus().toggleBlockquote().run()),
  f('code', 'Code', 'code', 'Ctrl E', (e) => e.chain().focus().toggleCode().run()),
  f('codeBlock', 'Code block', 'square-code', '', (e) => e.chain().focus().toggleCodeBlock().run()),
  f('heading', 'Heading', 'heading', '', (e) => e.chain().focus().toggleHeading({ level: 2 }).run()),
  f('horizontalRule', 'Line', 'minus', '', (e) => e.chain().focus().setHorizontalRule().run()),
];

function f(id: string, label: string, icon: string, keys: string, run: (e: Editor) => void): Format {
  return { id, label, icon, keys, on: (e) => e.isActive(id), run };
}

export function choicesOf(e: Editor): Choice[] {
  return [
    { id: 'link', label: 'Link…', icon: 'link', checked: e.isActive('link') },
    ...formats.map((x) => ({ id: x.id, label: x.label, icon: x.icon, detail: x.keys, checked: x.on(e) })),
  ];
}

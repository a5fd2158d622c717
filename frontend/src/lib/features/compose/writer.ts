/**
 * The editor of a mail: TipTap with our schema, and what the composer asks of it. A key press makes no HTML here; that
 * is made when something is saved.
 */
import { Editor } from '@tiptap/core';
import { DOMParser, DOMSerializer, type Node as Doc } from '@tiptap/pm/model';
import { Selection, TextSelection } from '@tiptap/pm/state';
import type { FileView } from '$lib/api';
import { blankFrom, blanks, isBlank, nextBlank } from './blank';
import { hashOf, hashWatch, type HashPlace } from './hash';
import { Picture } from './picture';
import { mailExtensions } from './schema';

export interface WriterOptions {
  element: HTMLElement;
  html: string;
  label: string;
  /** The address that shows a picture of this draft, '' when it has none such. */
  shown: (cid: string) => string;
  onchange: () => void;
  onhash: (place: HashPlace | null) => void;
  onblanks: (n: number) => void;
  /** Asked first for every key; true: it was taken. */
  onkey: (e: KeyboardEvent) => boolean;
  onfiles: (files: File[]) => void;
}

/** HTML as nodes that belong to no page: nothing in them runs or is loaded. */
export function inert(html: string): HTMLElement {
  return new globalThis.DOMParser().parseFromString(html, 'text/html').body;
}

export class Writer {
  readonly editor: Editor;
  #blanks = 0;
  #bare = false;

  constructor(readonly o: WriterOptions) {
    this.editor = new Editor({
      element: o.element,
      content: o.html,
      injectCSS: false,
      extensions: [
        ...mailExtensions.map((e) => (e.name === 'picture' ? Picture.configure({ shown: o.shown }) : e)),
        hashWatch(o.onhash),
      ],
      parseOptions: { preserveWhitespace: true }, // the space that somebody stopped at is theirs
      editorProps: {
        attributes: {
          class: 'letter',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': o.label,
          spellcheck: 'true',
        },
        handleKeyDown: (_view, e) => this.#key(e),
        handlePaste: (_view, e) =>
          this.#files(e, e.clipboardData, e.clipboardData?.getData('text/plain') === ''),
        handleDrop: (_view, e, _slice, moved) => !moved && this.#files(e, e.dataTransfer, true),
        handleClick: (_view, _pos, e) => {
          if (e.target instanceof Element && e.target.closest('a')) e.preventDefault();
          return false;
        },
      },
      onUpdate: () => {
        this.#count();
        this.#hint();
        o.onchange();
      },
    });
    this.#hint();
    this.#blanks = blanks(this.editor.state);
  }

  /** Blanks that are not filled. */
  get blanks(): number {
    return this.#blanks;
  }

  get empty(): boolean {
    const { doc } = this.editor.state;
    return (
      doc.childCount <= 1 && doc.textContent === '' && (doc.firstChild?.isTextblock ?? true) && !this.#leaf()
    );
  }

  /** '' when nothing is written. */
  html(): string {
    return this.empty ? '' : this.editor.getHTML();
  }

  doc(): Doc {
    return this.editor.state.doc;
  }

  /** What was written since the document was that one, as HTML; '' nothing. */
  since(before: Doc): string {
    const now = this.doc();
    const start = before.content.findDiffStart(now.content);
    const end = before.content.findDiffEnd(now.content);
    if (start === null || !end) return '';
    // "ha" after "ha" is found from both sides at once.
    const part = now.slice(start, end.b + Math.max(0, start - Math.min(end.a, end.b)));
    const frame = document.createElement('div');
    frame.append(DOMSerializer.fromSchema(now.type.schema).serializeFragment(part.content));
    return frame.textContent.trim() === '' ? '' : frame.innerHTML;
  }

  /** At once: what is typed next must not go to the window. */
  focus(at: 'start' | 'end' | null = null): void {
    const { view, state } = this.editor;
    if (at) {
      const to = at === 'start' ? Selection.atStart(state.doc) : Selection.atEnd(state.doc);
      view.dispatch(state.tr.setSelection(to).scrollIntoView());
    }
    view.focus();
  }

  /** Text at the caret, as if it were typed. */
  type(text: string): void {
    const { view, state } = this.editor;
    if (text) view.dispatch(state.tr.insertText(text).scrollIntoView());
  }

  /** Types a "#" at the caret, apart from the word before it. */
  typeHash(): void {
    this.focus();
    if (hashOf(this.editor.state)) return;
    const { $from } = this.editor.state.selection;
    const before = $from.parent.textBetween(0, $from.parentOffset, undefined, ' ');
    this.type(/\S$/.test(before) ? ' #' : '#');
  }

  /** Puts nodes in at the caret, over the "#…" when there is one; the first blank in them is selected. */
  insert(dom: HTMLElement): void {
    const { state, view } = this.editor;
    const place = hashOf(state) ?? state.selection;
    const slice = DOMParser.fromSchema(state.schema).parseSlice(dom);
    const tr = state.tr.replaceRange(place.from, place.to, slice);
    const end = tr.mapping.map(place.to);
    tr.setSelection(TextSelection.near(tr.doc.resolve(end), -1)).scrollIntoView();
    view.dispatch(tr);
    const first = blankFrom(view.state, place.from, end);
    if (first) view.dispatch(first);
    view.focus();
  }

  /** Puts a text below all that is written. */
  append(html: string): void {
    const { state, view } = this.editor;
    const doc = DOMParser.fromSchema(state.schema).parse(inert(`<hr>${html}`));
    view.dispatch(state.tr.insert(state.doc.content.size, doc.content));
  }

  /** Stays at the blank one stands on, or goes to the next. */
  blank(): void {
    if (isBlank(this.editor.state)) this.editor.view.focus();
    else this.next(1);
  }

  /** Goes to the next blank; false when there is none. */
  next(by: 1 | -1): boolean {
    const tr = nextBlank(this.editor.state, by);
    if (!tr) return false;
    this.editor.view.dispatch(tr);
    this.editor.view.focus();
    return true;
  }

  /** A file of this draft into the text. */
  picture(f: FileView, cid: string): void {
    this.editor
      .chain()
      .focus()
      .insertContent({ type: 'picture', attrs: { cid, alt: f.name } })
      .run();
  }

  /** A preview from the same allow-list as the mail itself. */
  render(dom: HTMLElement): Node {
    const { schema } = this.editor.state;
    const doc = DOMParser.fromSchema(schema).parse(dom);
    return DOMSerializer.fromSchema(schema).serializeFragment(doc.content);
  }

  /** Where the caret stands on the screen. */
  caret(): { left: number; top: number; bottom: number } {
    const { view, state } = this.editor;
    return view.coordsAtPos(hashOf(state)?.from ?? state.selection.from);
  }

  destroy(): void {
    this.editor.destroy();
  }

  /** The line that says what to do stands only in an empty text. A class, as a selector with :has() costs at each key. */
  #hint(): void {
    const { doc } = this.editor.state;
    const bare = doc.childCount === 1 && doc.firstChild?.type.name === 'paragraph' && doc.content.size === 2;
    if (bare === this.#bare) return;
    this.#bare = bare;
    this.o.element.classList.toggle('bare', bare);
  }

  #leaf(): boolean {
    let found = false;
    this.doc().descendants(
      (n) => void (n.isLeaf && !n.isText && n.type.name !== 'hardBreak' && (found = true)),
    );
    return found;
  }

  #count(): void {
    const n = blanks(this.editor.state);
    if (n === this.#blanks) return;
    this.#blanks = n;
    this.o.onblanks(n);
  }

  #key(e: KeyboardEvent): boolean {
    if (e.isComposing || e.keyCode === 229) return false;
    if (this.o.onkey(e)) {
      e.stopPropagation(); // the editor calls every Esc handled; ours is told by what arrives
      return true;
    }
    const plain = !e.ctrlKey && !e.metaKey && !e.altKey;
    return e.key === 'Tab' && plain && this.#blanks > 0 && this.next(e.shiftKey ? -1 : 1);
  }

  /** Files of the clipboard or let go here are attached; text that comes with a picture of itself stays text. */
  #files(e: Event, data: DataTransfer | null, wanted: boolean): boolean {
    const files = [...(data?.files ?? [])];
    if (!wanted || files.length === 0) return false;
    e.preventDefault();
    this.o.onfiles(files);
    return true;
  }
}

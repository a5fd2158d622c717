/** A picture in the text: always a file of this draft, named by its Content-ID; a foreign address is never loaded. */
import { Node } from '@tiptap/core';

/** Content-ID to the address that shows it here. */
export type Shown = (cid: string) => string;

export const Picture = Node.create<{ shown: Shown }>({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addOptions: () => ({ shown: () => '' }),
  addAttributes: () => ({ cid: { default: '' }, alt: { default: '' } }),
  parseHTML() {
    return [
      {
        tag: 'img[src^="cid:"]',
        getAttrs: (img) => {
          const cid = (img.getAttribute('src') ?? '').slice(4);
          return this.options.shown(cid) ? { cid, alt: img.getAttribute('alt') ?? '' } : false;
        },
      },
    ];
  },
  renderHTML: ({ node }) => ['img', { src: `cid:${node.attrs['cid']}`, alt: node.attrs['alt'] }],
  renderText: ({ node }) => String(node.attrs['alt']),
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement('img');
      dom.src = this.options.shown(String(node.attrs['cid']));
      dom.alt = String(node.attrs['alt']);
      return { dom };
    };
  },
});

/**
 * House rules that no published plugin knows:
 * colour: a colour literal stands in tokens.css only;
 * feature: a feature never imports another feature;
 * bridge: window.go and window.runtime are touched in api/wails.ts only.
 */
const literal =
  /#[0-9a-f]{3,4}\b(?![\w-])|#[0-9a-f]{6}(?:[0-9a-f]{2})?\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(/gi;

/** Lines of a Svelte file's style block, or of style attributes; elsewhere '#7Q2M' is text. */
function styleParts(text) {
  const parts = [];
  for (const m of text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>|style(?:=|:[\w-]+=)["'{`]([^"'}`]*)/g)) {
    parts.push({ at: m.index, text: m[0] });
  }
  return parts;
}

const colour = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { literal: 'Colour literal {{what}}: use a token of tokens.css.' },
  },
  create(context) {
    return {
      Program() {
        const source = context.sourceCode;
        for (const part of styleParts(source.text)) {
          for (const m of part.text.matchAll(literal)) {
            const loc = source.getLocFromIndex(part.at + m.index);
            context.report({ loc, messageId: 'literal', data: { what: m[0] } });
          }
        }
      },
    };
  },
};

const feature = {
  meta: { type: 'problem', schema: [], messages: { cross: 'Feature {{mine}} imports feature {{theirs}}.' } },
  create(context) {
    const mine = /lib\/features\/([\w-]+)\//.exec(context.filename)?.[1];
    if (!mine) return {};
    return {
      ImportDeclaration(node) {
        const source = String(node.source.value);
        const theirs =
          /^\$lib\/features\/([\w-]+)/.exec(source)?.[1] ??
          /^(?:\.\.\/)+(?:features\/)?([\w-]+)\//.exec(source)?.[1];
        const outside = source.startsWith('$lib/') && !source.startsWith('$lib/features/');
        if (!outside && theirs && theirs !== mine)
          context.report({ node, messageId: 'cross', data: { mine, theirs } });
      },
    };
  },
};

const bridge = {
  meta: { type: 'problem', schema: [], messages: { bridge: 'Only api/wails.ts speaks to Go.' } },
  create(context) {
    if (/api\/wails\.ts$|\.test\.ts$/.test(context.filename)) return {};
    return {
      MemberExpression(node) {
        const name = node.property.name;
        if (node.object.name === 'window' && (name === 'go' || name === 'runtime')) {
          context.report({ node, messageId: 'bridge' });
        }
      },
    };
  },
};

export default { rules: { colour, feature, bridge } };

package savedreply

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// HTML makes safe HTML of Markdown (CommonMark, bare addresses as links): raw HTML is shown as text, links go to http,
// https, mailto and tel only, pictures become links (a mail's pictures are attachments), a line break is a line break,
// as people expect in a mail.
func HTML(markdown string) (string, error) {
	var out bytes.Buffer
	source := []byte(markdown)
	if err := newMarkdown().Renderer().Render(&out, source, parse(source)); err != nil {
		return "", fmt.Errorf("render a saved reply: %w", err)
	}
	return out.String(), nil
}

// HTML is the reply's body as safe HTML.
func (r Rendered) HTML() (string, error) { return HTML(r.Markdown) }

// Text is the reply's body as plain text.
func (r Rendered) Text() string { return Text(r.Markdown) }

// parse is the tree that HTML and Text have in common.
func parse(source []byte) ast.Node {
	return tame(source, newMarkdown().Parser().Parse(text.NewReader(source)))
}

func newMarkdown() goldmark.Markdown {
	return goldmark.New(goldmark.WithParser(newParser()), goldmark.WithRendererOptions(html.WithHardWraps()), goldmark.WithExtensions(extension.NewLinkify()))
}

// newParser is CommonMark without the two parsers of raw HTML.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(util.Prioritized(parser.LinkReferenceParagraphTransformer, 100)),
	)
}

// tame replaces pictures by links and takes links away whose scheme may not be followed; their text stays.
func tame(source []byte, doc ast.Node) ast.Node {
	var found []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Image, *ast.Link, *ast.AutoLink:
			if entering {
				found = append(found, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range found {
		switch n := n.(type) {
		case *ast.Image:
			link := ast.NewLink()
			link.Destination = n.Destination
			replace(n, link, safeScheme(string(n.Destination)))
		case *ast.Link:
			if !safeScheme(string(n.Destination)) {
				replace(n, nil, false)
			}
		case *ast.AutoLink:
			if !safeScheme(autoTarget(n, source)) {
				n.Parent().ReplaceChild(n.Parent(), n, ast.NewString(util.EscapeHTML(n.Label(source))))
			}
		}
	}
	return doc
}

// replace puts the children of n into with, or where n stood.
func replace(n ast.Node, with *ast.Link, keep bool) {
	parent := n.Parent()
	var children []ast.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		children = append(children, c)
	}
	if keep && with != nil && !inLinkNode(n) {
		parent.ReplaceChild(parent, n, with)
		for _, c := range children {
			with.AppendChild(with, c)
		}
		return
	}
	for _, c := range children {
		parent.InsertBefore(parent, n, c)
	}
	parent.RemoveChild(parent, n)
}

// inLinkNode: links do not stand in links.
func inLinkNode(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

func autoTarget(n *ast.AutoLink, source []byte) string {
	target := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(target), "mailto:") {
		return "mailto:" + target
	}
	return target
}

func safeScheme(target string) bool {
	scheme, _, ok := strings.Cut(strings.ToLower(target), ":")
	switch scheme {
	case "http", "https", "mailto", "tel":
		return ok
	}
	return false
}

// ComposerHTML is HTML with each blank of the body as `<span data-blank="N">`, N being its place in Blanks, so that the
// composer can show it as something to fill. A blank inside an address is not marked: it is no text.
func (r Rendered) ComposerHTML() (string, error) {
	const begin, end = "\ue000", "\ue001" // private use: no text means anything by them
	if strings.ContainsAny(r.Markdown, begin+end) {
		return r.HTML()
	}
	var marked strings.Builder
	var swaps []string
	at := 0
	for i, b := range r.Blanks {
		if b.InSubject || b.Offset < at || b.Offset+b.Length > len(r.Markdown) {
			continue
		}
		line := r.Markdown[strings.LastIndexByte(r.Markdown[:b.Offset], '\n')+1 : b.Offset]
		marked.WriteString(r.Markdown[at:b.Offset])
		at = b.Offset
		if where := placeAt(line); where == inText || where == atLine {
			token := begin + strconv.Itoa(i) + end
			marked.WriteString(token)
			at += b.Length
			source := string(util.EscapeHTML([]byte(r.Markdown[b.Offset:at])))
			swaps = append(swaps, token, `<span data-blank="`+strconv.Itoa(i)+`">`+source+"</span>")
		}
	}
	marked.WriteString(r.Markdown[at:])
	out, err := HTML(marked.String())
	if err != nil {
		return "", err
	}
	return strings.NewReplacer(swaps...).Replace(out), nil
}

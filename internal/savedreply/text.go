package savedreply

import (
	"bufio"
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	markdownhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Text makes readable plain text of Markdown, for the mail's text part and the command line: lists with - or numbers,
// quotes with >, links as `text (address)`, no marks for emphasis. It says the same words as HTML.
func Text(markdown string) string {
	source := []byte(markdown)
	t := textWriter{source: source}
	lines := t.blocks(parse(source))
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

type textWriter struct{ source []byte }

// blocks is the lines of a container's blocks, with an empty line between them.
func (t textWriter) blocks(parent ast.Node) []string {
	var out []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		lines := t.block(n)
		if len(lines) == 0 {
			continue
		}
		tight := n.PreviousSibling() != nil && n.PreviousSibling().Kind() == ast.KindTextBlock
		if len(out) > 0 && !tight {
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	return out
}

func (t textWriter) block(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.List:
		return t.list(n)
	case *ast.Blockquote:
		return prefix(t.blocks(n), "> ", "> ")
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		var code strings.Builder
		for i := range n.Lines().Len() {
			segment := n.Lines().At(i)
			code.Write(segment.Value(t.source))
		}
		return prefix(strings.Split(strings.TrimRight(code.String(), "\n"), "\n"), "    ", "    ")
	case *ast.ThematicBreak:
		return []string{"----"}
	default:
		var out strings.Builder
		t.inline(&out, n)
		lines := strings.Split(out.String(), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " \t\r")
		}
		if len(lines) == 1 && lines[0] == "" {
			return nil
		}
		return lines
	}
}

func (t textWriter) list(l *ast.List) []string {
	var out []string
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if l.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		if len(out) > 0 && !l.IsTight {
			out = append(out, "")
		}
		lines := t.blocks(item)
		if len(lines) == 0 {
			lines = []string{""}
		}
		out = append(out, prefix(lines, mark, strings.Repeat(" ", len(mark)))...)
	}
	return out
}

func prefix(lines []string, first, rest string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if i > 0 {
			first = rest
		}
		out[i] = strings.TrimRight(first+line, " ")
	}
	return out
}

// inline writes a block's words.
func (t textWriter) inline(out *strings.Builder, parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			value := n.Segment.Value(t.source)
			if parent.Kind() == ast.KindCodeSpan {
				out.Write(value)
			} else {
				out.WriteString(plainText(value))
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte('\n')
			}
		case *ast.String:
			out.WriteString(html.UnescapeString(string(n.Value)))
		case *ast.AutoLink:
			out.Write(n.Label(t.source))
		case *ast.Link:
			var label strings.Builder
			t.inline(&label, n)
			target := string(util.UnescapePunctuations(n.Destination))
			shown := strings.TrimSpace(label.String())
			out.WriteString(shown)
			if bare := strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:"); shown != target && shown != bare {
				if shown != "" {
					out.WriteByte(' ')
				}
				out.WriteString("(" + bare + ")")
			}
		default:
			t.inline(out, n)
		}
	}
}

// plainText resolves backslashes and entities exactly as the HTML renderer does: it is asked, and its escapes undone.
func plainText(value []byte) string {
	var out bytes.Buffer
	w := bufio.NewWriter(&out)
	markdownhtml.DefaultWriter.Write(w, value)
	_ = w.Flush() // into memory
	return html.UnescapeString(out.String())
}

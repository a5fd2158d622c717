package sanitize

import (
	"bytes"
	"strconv"
	"strings"
)

// Limits of a mail's own style sheets. What lies beyond is left out.
const (
	maxSheets    = 512 << 10 // bytes read, all together
	maxRules     = 4000
	maxSelector  = 400 // bytes of one rule's selectors
	maxNames     = 4000
	maxPartWords = 80
)

// Scope stands before every selector of Result.Style: the page shows the mail inside an element of this class.
const Scope = ".sheet"

// Prefix stands before every class and id of a mail, so that none can be one of the page's own.
const Prefix = "m-"

// sheet reads a mail's <style> and adds to the page's what can only paint: rules of plain selectors, their declarations
// cleaned like those of a style attribute, and media rules that ask for the width alone. Imports, fonts, key frames and
// whatever else stands there goes.
func (c *cleaner) sheet(css []byte) {
	if c.sheets += len(css); c.sheets > maxSheets {
		return
	}
	if bytes.Contains(css, []byte("/*")) {
		css = withoutComments(css)
	}
	if c.media == "" {
		c.rules(css, 0)
		return
	}
	c.under(c.media, css, 0)
}

// styleTag reads what screen a <style> is for; one for paper is none of the page's.
func (c *cleaner) styleTag(more bool) {
	c.media = ""
	for more {
		var k, v []byte
		if k, v, more = c.z.TagAttr(); string(k) != "media" || len(bytes.TrimSpace(v)) == 0 || len(v) > maxSelector {
			continue
		}
		query, ok := mediaQuery(strings.ToLower(string(v)))
		if c.media = query; !ok {
			c.media = "not all"
		}
	}
}

// under reads rules that hold under a media query.
func (c *cleaner) under(query string, css []byte, depth int) {
	was := len(c.css)
	c.css = append(append(append(c.css, "@media "...), query...), '{')
	inner := len(c.css)
	c.rules(css, depth+1)
	if len(c.css) == inner || query == "not all" {
		c.css = c.css[:was]
		return
	}
	c.css = append(c.css, '}')
}

// rules reads rules up to the end of css.
func (c *cleaner) rules(css []byte, depth int) {
	for {
		css = bytes.TrimLeft(css, " \t\r\n\f;}")
		if rest, ok := bytes.CutPrefix(css, []byte("<!--")); ok {
			css = rest
			continue
		}
		if rest, ok := bytes.CutPrefix(css, []byte("-->")); ok {
			css = rest
			continue
		}
		if len(css) == 0 || c.ruled > maxRules {
			return
		}
		c.ruled++
		head, block, hasBlock, rest := cutRule(css)
		css = rest
		switch {
		case len(head) > 0 && head[0] == '@':
			c.atRule(head, block, hasBlock, depth)
		case hasBlock:
			c.rule(head, block)
		}
	}
}

// cutRule cuts a rule into what stands before its block and the block; hasBlock is false for one that ends in ";".
func cutRule(css []byte) (head, block []byte, hasBlock bool, rest []byte) {
	for i, ch := range css {
		if ch == ';' && css[0] == '@' {
			return css[:i], nil, false, css[i+1:]
		}
		if ch != '{' {
			continue
		}
		end := blockEnd(css[i+1:])
		return css[:i], css[i+1 : i+1+end], true, css[min(i+1+end+1, len(css)):]
	}
	return css, nil, false, nil
}

// blockEnd finds the "}" of a block, outside quotes; a quote that does not end on its line is none.
func blockEnd(s []byte) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch ch := s[i]; ch {
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return i
			}
		case '"', '\'':
			const most = 200
			line := s[i+1 : min(i+1+most, len(s))]
			if end := bytes.IndexByte(line, ch); end >= 0 && bytes.IndexByte(line[:end], '\n') < 0 {
				i += end + 1
			}
		}
	}
	return len(s)
}

// atRule lets a media rule of the width through.
func (c *cleaner) atRule(head, block []byte, hasBlock bool, depth int) {
	name, prelude, _ := strings.Cut(strings.ToLower(string(head[1:min(len(head), maxSelector)])), " ")
	if name != "media" || !hasBlock || depth > 0 || len(head) >= maxSelector {
		c.styleLoads(head)
		c.styleLoads(block[:min(len(block), maxStyle)])
		return
	}
	if query, ok := mediaQuery(prelude); ok {
		c.under(query, block, depth)
	}
}

// mediaQuery writes a query for the screen and its width anew; ok is false for one that asks for anything else.
func mediaQuery(in string) (string, bool) {
	var out []string
	for one := range strings.SplitSeq(in, ",") {
		var parts []string
		for part := range strings.SplitSeq(one, " and ") {
			part = strings.TrimSpace(part)
			switch part {
			case "screen", "only screen", "all", "only all":
				if part == "all" || part == "only all" {
					continue
				}
				parts = append(parts, "screen")
				continue
			}
			inner, ok := strings.CutPrefix(part, "(")
			inner, ok2 := strings.CutSuffix(inner, ")")
			feature, value, _ := strings.Cut(inner, ":")
			feature, value = strings.TrimSpace(feature), strings.TrimSpace(value)
			n, err := strconv.ParseFloat(strings.TrimSuffix(value, "px"), 64)
			if !ok || !ok2 || feature != "max-width" && feature != "min-width" || !strings.HasSuffix(value, "px") || err != nil || n < 0 || n > 10_000 {
				return "", false
			}
			parts = append(parts, "("+feature+":"+strconv.FormatFloat(n, 'f', -1, 64)+"px)")
		}
		if len(parts) == 0 {
			parts = []string{"all"}
		}
		if len(out) == 8 {
			return "", false
		}
		out = append(out, strings.Join(parts, " and "))
	}
	return strings.Join(out, ","), true
}

// rule adds one rule if any of its selectors and any of its declarations may stand.
func (c *cleaner) rule(head, block []byte) {
	if len(head) > maxSelector {
		return
	}
	was := len(c.css)
	n := 0
	for one := range bytes.SplitSeq(head, []byte(",")) {
		mark := len(c.css)
		if n > 0 {
			c.css = append(c.css, ',')
		}
		if next, ok := c.selector(c.css, bytes.TrimSpace(one)); ok {
			c.css, n = next, n+1
		} else {
			c.css = c.css[:mark]
		}
	}
	if n == 0 {
		c.css = c.css[:was]
		c.styleLoads(block[:min(len(block), maxStyle)])
		return
	}
	c.css = append(c.css, '{')
	inner := len(c.css)
	c.inSheet, c.set = true, captured{}
	c.css = c.cleanStyle(c.css, block)
	if c.o.Dark {
		c.css, _ = c.writeInk(c.css)
	}
	c.inSheet = false
	if len(c.css) == inner {
		c.css = c.css[:was]
		return
	}
	c.css = append(c.css, '}')
}

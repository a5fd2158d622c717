package sanitize

import "bytes"

// The colours of the page that shows a mail in the dark: what Options.Dark assumes, and Ink gives to the page.
const (
	DarkPaper = "#191a1d"
	DarkText  = "#e9e9eb"
	DarkQuote = "#b4b6ba"
	DarkLink  = "#94b5f9"
)

// readable is the contrast that text has at least (WCAG 2.2, 1.4.3).
const readable = 4.5

// ink is what stands written on what, in the colours that the mail means, on white paper.
type ink struct{ text, paper rgb }

func lightInk() ink { return ink{rgb{0.11, 0.114, 0.125}, rgb{1, 1, 1}} }

// inDark turns a colour of white paper into one of dark paper, hue kept: light becomes dark by the reciprocal of its
// luminance, so that two colours keep the very contrast that they had (only what is nearly black ends at white).
func inDark(c rgb) rgb {
	paper, _, _ := parseHex(DarkPaper[1:])
	k := (paper.luminance() + 0.05) * 1.05
	return c.withLuminance(clamp(k/(c.luminance()+0.05) - 0.05))
}

// legible is the colour, or the nearest of its hue that can be read on the paper.
func legible(c, paper rgb) rgb {
	const margin = 1.02 // what rounding to a byte may cost
	if contrast(c, paper) >= readable*margin {
		return c
	}
	y := paper.luminance()
	up, down := (y+0.05)*readable*margin-0.05, (y+0.05)/(readable*margin)-0.05
	if up <= 1 && (down < 0 || c.luminance() >= y) {
		return c.withLuminance(up)
	}
	return c.withLuminance(max(0, down))
}

// captured are the colours that one tag, or one rule, sets: they are written together, as one depends on the other.
type captured struct {
	text, paper       rgb
	hasText, hasPaper bool
}

// paint looks at a colour declaration that was let through: out[from:] is its value. In the dark, text and paper are put
// aside for later and other colours turned at once; else it only notes that a mail has a design of its own.
func (c *cleaner) paint(out []byte, was, from int, p property) []byte {
	value := out[from:]
	name := bytes.TrimLeft(out[was:from], ";")
	switch {
	case p&background != 0:
		if col, alpha, ok := firstColor(value); ok && alpha > 0 {
			c.paper(col, alpha)
		}
		if !c.o.Dark {
			return out
		}
		return out[:was]
	case string(name) == "opacity:":
		return out[:was] // what shines through is hard to read
	case p&coloured == 0:
		return out
	case string(name) == "color:":
		if col, alpha, ok := firstColor(value); ok {
			c.set.text, c.set.hasText = col.over(alpha, c.ink().paper), true
		}
		return out[:was]
	}
	col, alpha, ok := firstColor(value)
	if !ok || alpha == 0 {
		return out
	}
	// A border: its width and style stay, its colour comes anew.
	words := bytes.Fields(value)
	kept := append([]byte{}, out[was:from]...)
	for _, w := range words {
		if plainWord(w) {
			kept = append(append(kept, w...), ' ')
		}
	}
	return append(append(out[:was], kept...), inDark(col).hex()...)
}

// plainWord is a width or a style of a border.
func plainWord(w []byte) bool {
	_, _, isColor := parseColor(string(w))
	return !isColor && bytes.IndexByte(w, '(') < 0 && bytes.IndexByte(w, ')') < 0 && bytes.IndexByte(w, ',') < 0 && w[0] != '#' && w[0] != '!'
}

// firstColor finds the first colour in a value that was let through.
func firstColor(value []byte) (col rgb, alpha float64, ok bool) {
	for len(value) > 0 {
		i := 0
		for i < len(value) && value[i] != ' ' && value[i] != ',' && value[i] != '(' {
			i++
		}
		word := value[:i]
		if i < len(value) && value[i] == '(' {
			if end := bytes.IndexByte(value, ')'); end > 0 {
				if col, alpha, ok = parseColor(string(value[:end+1])); ok {
					return col, alpha, true
				}
			}
		} else if len(word) > 0 {
			if bytes.EqualFold(word, []byte("transparent")) {
				return col, 0, true
			}
			if col, alpha, ok = parseColor(string(word)); ok {
				return col, alpha, true
			}
		}
		value = value[min(i+1, len(value)):]
	}
	return col, 0, false
}

// paper notes a background. One that is not nearly white and lies under a block is a design of the mail's own.
func (c *cleaner) paper(col rgb, alpha float64) {
	col = col.over(alpha, c.ink().paper)
	if c.inSheet || c.els.trait[c.now]&(isBlock|isCell|isTablePart) != 0 {
		if hi, lo := max(col[0], col[1], col[2]), min(col[0], col[1], col[2]); hi-lo > 0.16 || col.luminance() < 0.75 {
			c.res.Designed = true
		}
	}
	c.set.paper, c.set.hasPaper = col, true
}

// ink is what holds where the cleaner is.
func (c *cleaner) ink() ink {
	if n := len(c.inks); n > 0 && !c.inSheet {
		return c.inks[n-1]
	}
	return lightInk()
}

// writeInk writes the colours of a tag or a rule for the dark, and gives those that hold inside it.
func (c *cleaner) writeInk(out []byte) ([]byte, ink) {
	was, now, set := c.ink(), c.ink(), c.set
	if set.hasText {
		now.text = set.text
	} else if c.now == elA && !c.inSheet {
		now.text = rgb{0.14, 0.34, 0.77}
	}
	if set.hasPaper {
		now.paper = set.paper
	}
	c.set = captured{}
	onPaper := inDark(now.paper)
	if set.hasText || !c.inSheet && (set.hasPaper || (c.now == elA || c.now == c.els.quote) && was.paper != lightInk().paper) {
		out = separated(out)
		out = append(append(out, "color:"...), legible(inDark(now.text), onPaper).hex()...)
	}
	if set.hasPaper {
		out = separated(out)
		out = append(append(out, "background-color:"...), onPaper.hex()...)
	}
	return out, now
}

// separated ends the declaration before.
func separated(out []byte) []byte {
	if n := len(out); n > 0 && out[n-1] != '{' {
		return append(out, ';')
	}
	return out
}

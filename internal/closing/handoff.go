package closing

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// HandOff is the form filled when a ticket is resolved or closed (F9): Markdown with three headings.
type HandOff struct {
	Inquiry   string // # Details of inquiry
	Done      string // # How it was addressed
	Remaining string // # Remaining actions
}

// The headings of a hand-off file (formats.md).
const (
	HeadInquiry   = "Details of inquiry"
	HeadDone      = "How it was addressed"
	HeadRemaining = "Remaining actions"
)

// maxHandOff bounds a hand-off file in bytes.
const maxHandOff = 64 << 10

// Missing names the headings under which nothing is said.
func (h HandOff) Missing() []string {
	var out []string
	for _, part := range h.parts() {
		if !says(*part.text) {
			out = append(out, part.head)
		}
	}
	return out
}

type part struct {
	head string
	text *string
}

func (h *HandOff) parts() []part {
	return []part{{HeadInquiry, &h.Inquiry}, {HeadDone, &h.Done}, {HeadRemaining, &h.Remaining}}
}

// String is the hand-off as Markdown; ParseHandOff reads it back.
func (h HandOff) String() string {
	var b strings.Builder
	for i, p := range h.parts() {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s\n\n", p.head)
		if text := strings.TrimSpace(*p.text); text != "" {
			b.WriteString(escape(text) + "\n")
		}
	}
	return b.String()
}

// ParseHandOff reads a hand-off file. Empty parts are no error here: Missing tells them. A heading of the first level that
// is none of the three, or stands twice, is one, because its text would be lost.
func ParseHandOff(src string) (HandOff, error) {
	if len(src) > maxHandOff {
		return HandOff{}, fmt.Errorf("hand-off: %d bytes are too many, at most %d", len(src), maxHandOff)
	}
	if !utf8.ValidString(src) {
		return HandOff{}, errors.New("hand-off: the file is not UTF-8")
	}
	var h HandOff
	texts := map[string][]string{}
	current := ""
	src = strings.TrimPrefix(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(src), "\ufeff")
	for i, line := range strings.Split(src, "\n") {
		title, isHead := heading(line)
		switch {
		case isHead && title == "":
			return HandOff{}, fmt.Errorf("hand-off, line %d: %q is none of the three headings: %s", i+1, strings.TrimSpace(line), headings())
		case isHead:
			if _, twice := texts[title]; twice {
				return HandOff{}, fmt.Errorf("hand-off, line %d: the heading %q stands twice", i+1, title)
			}
			texts[title] = []string{}
			current = title
		case current == "" && says(line):
			return HandOff{}, fmt.Errorf("hand-off, line %d: text before the first heading; write these: %s", i+1, headings())
		case current != "":
			texts[current] = append(texts[current], unescape(line))
		}
	}
	for _, p := range h.parts() {
		*p.text = strings.TrimSpace(strings.Join(texts[p.head], "\n"))
	}
	return h, nil
}

// heading recognises "# Title". A first-level heading that is none of the three has an empty title.
func heading(line string) (title string, isHead bool) {
	rest, found := strings.CutPrefix(line, "#")
	if !found || rest == "" || (rest[0] != ' ' && rest[0] != '\t') {
		return "", false
	}
	rest = strings.TrimRight(strings.TrimSpace(rest), "#: \t")
	for _, p := range new(HandOff).parts() {
		if strings.EqualFold(strings.Join(strings.Fields(rest), " "), p.head) {
			return p.head, true
		}
	}
	return "", true
}

func headings() string {
	return "# " + HeadInquiry + ", # " + HeadDone + ", # " + HeadRemaining
}

// escape keeps text that looks like a first-level heading from being one; unescape takes it back.
func escape(text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if bare := strings.TrimLeft(l, `\`); strings.HasPrefix(bare, "#") {
			lines[i] = `\` + l
		}
	}
	return strings.Join(lines, "\n")
}

func unescape(line string) string {
	if rest, found := strings.CutPrefix(line, `\`); found && strings.HasPrefix(strings.TrimLeft(rest, `\`), "#") {
		return rest
	}
	return line
}

package compose

import (
	"strings"

	"golang.org/x/net/html"
)

// Filled is the draft's HTML with answers in the place of its blanks, by their words as Blanks tells them. An empty answer
// leaves the blank out. Everything else stays as it was written.
func (d Draft) Filled(answers map[string]string) string {
	return cleaner{fill: answers}.clean(d.HTML).html
}

// answer writes what a person said: text, and a link where it is nothing else.
func (c *cleaner) answer(value string) {
	text := strings.ReplaceAll(html.EscapeString(strings.TrimSpace(value)), "\n", "<br>")
	if href, ok := target(value); ok {
		text = `<a href="` + html.EscapeString(href) + `">` + text + "</a>"
	}
	c.b.WriteString(text)
}

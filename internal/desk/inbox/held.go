package inbox

import (
	"strings"

	"deskhand/internal/mail/quote"
	"deskhand/internal/ticket"
)

// hold tells of each mail of a conversation, the oldest first, whether what it carries along can be read in another of
// them: only then the window folds it away. names are what the cache knows the mails by.
func (s *Service) hold(entries []ticket.Entry, names map[string]string) {
	list := make([]quote.Prints, 0, len(names))
	at := make([]int, 0, len(names))
	for i, e := range entries {
		if name := names[e.ID]; name != "" && e.Kind == ticket.KindMessage {
			list, at = append(list, s.cache.printsOf(name)), append(at, i)
		}
	}
	for n, held := range quote.Held(list) {
		entries[at[n]].QuotedHeld = held
	}
}

// runs counts the lines of what is the person's own and of what is carried along, in turn.
func runs(segs []quote.Segment) []int {
	var out []int
	for _, g := range segs {
		if due := len(out)%2 == 1; g.Quoted == due {
			out = append(out, lines(g.Text))
		} else if len(out) == 0 {
			out = append(out, 0, lines(g.Text))
		} else {
			out[len(out)-1] += lines(g.Text)
		}
	}
	return out
}

func lines(text string) int {
	n := strings.Count(text, "\n")
	if !strings.HasSuffix(text, "\n") {
		n++
	}
	return n
}

package closing

import (
	"fmt"
	"strings"
	"time"

	"deskhand/internal/policy"
)

// Story is what a prefilled hand-off is written from, besides the facts.
type Story struct {
	Subject string
	First   string // visible text of the customer's first mail
	Reply   string // visible text of our last mail
	Ending  policy.Ending
	Zone    *time.Location // of the dates; nil: UTC
}

// maxPrefill is how many runes of a mail go into a hand-off.
const maxPrefill = 280

// Prefill proposes a hand-off from what happened (F9). It never invents: where the facts say nothing, the part stays empty
// and the person writes it. For a silent ending the attempts with their dates say how it was addressed.
func Prefill(f Facts, s Story) HandOff {
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	return HandOff{Inquiry: inquiry(s), Done: addressed(f, s), Remaining: remaining(f, s)}
}

func inquiry(s Story) string {
	subject, first := strings.TrimSpace(s.Subject), shorten(s.First)
	switch {
	case first == "":
		return subject
	case subject == "":
		return first
	}
	return subject + ". " + first
}

func addressed(f Facts, s Story) string {
	var out []string
	for _, n := range f.Notes {
		if n.Kind == "resolution" && says(n.Text) {
			out = append(out, shorten(n.Text))
		}
	}
	if s.Ending == policy.EndingSilent {
		for _, a := range Attempts(f) {
			out = append(out, fmt.Sprintf("%s: %s, no answer.", a.At.In(s.Zone).Format("Mon 2 Jan 15:04"), a.What))
		}
		return strings.Join(out, "\n")
	}
	if reply := shorten(s.Reply); reply != "" {
		out = append(out, reply)
	}
	for _, c := range f.Calls {
		if c.Outcome != "" {
			out = append(out, fmt.Sprintf("Call %s, %s.", c.At.In(s.Zone).Format("Mon 2 Jan 15:04"), c.Outcome))
		}
	}
	return strings.Join(out, "\n")
}

func remaining(f Facts, s Story) string {
	var out []string
	for _, p := range f.Promises {
		if p.Open {
			out = append(out, fmt.Sprintf("Promised until %s: %s", p.Due.In(s.Zone).Format("Mon 2 Jan 15:04"), strings.TrimSpace(p.Text)))
		}
	}
	for _, a := range f.Asks {
		if a.Open {
			out = append(out, "Still asked: "+strings.TrimSpace(a.Text))
		}
	}
	return strings.Join(out, "\n")
}

// shorten is the text on one line, cut at a word after at most maxPrefill runes.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= maxPrefill {
		return text
	}
	cut := string(runes[:maxPrefill])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + " …"
}

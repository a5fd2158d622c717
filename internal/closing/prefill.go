package closing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/mail/sentence"
	"deskhand/internal/policy"
)

// Story is what a prefilled hand-off is written from, besides the facts.
type Story struct {
	Subject string
	First   string   // what the customer wrote in the first mail
	Replies []string // what our mails to the customer say, oldest first, that which goes out with the close last
	Ending  policy.Ending
	Zone    *time.Location // of the dates; nil: UTC
}

const (
	maxPrefill   = 280 // runes of one mail or note that go into a hand-off
	maxSentences = 3   // of one mail or note
	maxItems     = 5   // of one sort: notes, calls, asks
	dateLayout   = "Mon 2 Jan 15:04"
)

// Prefill proposes a hand-off from what happened (F9). It never invents: every word is the customer's, ours, or names a
// fact. Where the facts say nothing, the part stays empty and the person writes it. For a silent ending the attempts with
// their dates say how it was addressed.
func Prefill(f Facts, s Story) HandOff {
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	h := HandOff{Inquiry: inquiry(s), Done: addressed(f, s)}
	h.Remaining = remaining(f, s, says(h.Done))
	return h
}

// gist is what a mail or a note says, without greeting, thanks and farewell.
func gist(text string) string { return sentence.Gist(text, maxSentences, maxPrefill) }

// inquiry is the subject and what the first mail says; a subject that the mail says anyway is left out.
func inquiry(s Story) string {
	subject, first := sentence.Cut(s.Subject, maxPrefill), gist(s.First)
	switch {
	case !says(first) && !says(subject):
		return ""
	case !says(first):
		return subject
	case !says(subject) || strings.Contains(sentence.Fold(first), sentence.Fold(subject)):
		return first
	case strings.ContainsAny(subject[len(subject)-1:], ".?!"):
		return subject + " " + first
	}
	return subject + ". " + first
}

func addressed(f Facts, s Story) string {
	var out []string
	for _, n := range f.Notes {
		if g := gist(n.Text); n.Kind == "resolution" && says(g) {
			out = append(out, g)
		}
	}
	out = newest(out)
	if s.Ending == policy.EndingSilent {
		for _, a := range newest(Attempts(f)) {
			out = append(out, fmt.Sprintf("%s: %s, no answer.", a.At.In(s.Zone).Format(dateLayout), a.What))
		}
		return strings.Join(out, "\n")
	}
	for _, r := range slices.Backward(s.Replies) { // the last one that says more than thanks
		if g := gist(r); says(g) {
			out = append(out, g)
			break
		}
	}
	var calls []string
	for _, c := range f.Calls {
		if c.Outcome != "" {
			calls = append(calls, fmt.Sprintf("Call %s, %s.", c.At.In(s.Zone).Format(dateLayout), c.Outcome))
		}
	}
	return strings.Join(append(out, newest(calls)...), "\n")
}

// remaining lists what is promised, planned or still asked. Nothing of that left is said only where something was done.
func remaining(f Facts, s Story, done bool) string {
	var out []string
	at := func(t time.Time) string { return t.In(s.Zone).Format(dateLayout) }
	for _, p := range f.Promises {
		if p.Open {
			out = append(out, fmt.Sprintf("Promised until %s: %s", at(p.Due), strings.TrimSpace(p.Text)))
		}
	}
	for _, c := range f.Calls {
		if c.Outcome == "" {
			out = append(out, "Call back "+at(c.At)+".")
		}
	}
	for _, m := range f.Meetings {
		if !m.Over && !m.Cancelled {
			out = append(out, fmt.Sprintf("Meeting “%s”, until %s.", strings.TrimSpace(m.Title), at(m.End)))
		}
	}
	asks := 0
	for _, a := range f.Asks {
		if !a.Open {
			continue
		}
		if asks++; asks <= maxItems {
			out = append(out, "Still asked: "+strings.TrimSpace(a.Text))
		}
	}
	if asks > maxItems {
		out = append(out, fmt.Sprintf("%d more questions or requests are open.", asks-maxItems))
	}
	switch {
	case len(out) > 0 || !done:
	case s.Ending == policy.EndingSilent:
		out = append(out, "Nothing is left unless they write again.")
	default:
		out = append(out, "Nothing is left.")
	}
	return strings.Join(out, "\n")
}

// newest are the last of a list, as many as are read.
func newest[T any](list []T) []T { return list[max(0, len(list)-maxItems):] }

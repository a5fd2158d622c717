package closing

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// noDraft wants nothing begun and nothing on its way: what a customer waits for must not be closed away.
func noDraft(f Facts) (Proof, string) {
	switch {
	case len(f.Drafts) == 1:
		d := f.Drafts[0]
		end := "not sent"
		if d.Kind == "note" {
			end = "not saved"
		}
		return Proof{}, "a " + kindWord(d.Kind) + " was begun" + f.when(" ", d.Begun) + " and " + end
	case len(f.Drafts) > 1:
		return Proof{}, fmt.Sprintf("%d drafts are left: %s", len(f.Drafts), list(tally(f.Drafts, func(d Draft) string { return kindWord(d.Kind) })))
	case len(f.Unsent) == 1:
		return Proof{}, f.unsent(f.Unsent[0])
	case len(f.Unsent) > 1:
		return Proof{}, fmt.Sprintf("%d mails have not left: %s", len(f.Unsent), list(tally(f.Unsent, func(u Unsent) string { return cmp.Or(u.State, "waiting") })))
	}
	return Proof{Kind: "ticket", Text: "nothing unsent"}, ""
}

func (f Facts) unsent(u Unsent) string {
	what, since := "1 "+kindWord(cmp.Or(u.Kind, "reply")), f.when(" since ", u.Since)
	switch u.State {
	case "sending":
		return what + " is being sent"
	case "held":
		return what + " is held in the outbox" + since
	case "unsure":
		return what + " may not have arrived; look in the outbox"
	}
	return what + " waits in the outbox" + since
}

func kindWord(kind string) string {
	switch kind {
	case "forward":
		return "forwarded mail"
	case "reply", "note":
		return kind
	}
	return "draft"
}

// tally is "1 reply", "2 notes": how many of each word, in the order in which they come.
func tally[T any](items []T, word func(T) string) []string {
	var words, out []string
	n := map[string]int{}
	for _, i := range items {
		w := word(i)
		if !slices.Contains(words, w) {
			words = append(words, w)
		}
		n[w]++
	}
	for _, w := range words {
		many := w + "s"
		if w == "waiting" || w == "sending" || w == "held" || w == "unsure" {
			many = w
		}
		out = append(out, count(n[w], w, many))
	}
	return out
}

// when is a moment as one speaks of it: "11:48" today, "Thu 17:08" within the week, else with its date. A zero one is
// not spoken of.
func (f Facts) when(before string, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	at, now := at.In(zone), f.Now.In(zone)
	layout := "2 Jan 2006"
	switch age := now.Sub(at); {
	case at.Year() == now.Year() && at.YearDay() == now.YearDay():
		layout = "15:04"
	case age > 0 && age < 6*24*time.Hour:
		layout = "Mon 15:04"
	case at.Year() == now.Year():
		layout = "2 Jan 15:04"
	}
	return before + at.Format(layout)
}

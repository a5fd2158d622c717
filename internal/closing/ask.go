package closing

import (
	"slices"
	"time"
)

// SettleAsks says which asks are answered: those after whose mail one of ours went to the customer. What was asked twice
// stands once, where it was asked last. The order is that of asking.
func SettleAsks(asks []Ask, messages []Message) []Ask {
	last := map[string]int{}
	for i, a := range asks {
		if a.Words != "" {
			last[a.Words] = i
		}
	}
	out := make([]Ask, 0, len(asks))
	for i, a := range asks {
		if a.Words != "" && last[a.Words] != i {
			continue
		}
		a.Open, a.Answer, a.AnsweredAt = true, "", time.Time{}
		for _, m := range messages {
			if m.answers() && m.At.After(a.At) && (a.Open || m.At.Before(a.AnsweredAt)) {
				a.Open, a.Answer, a.AnsweredAt = false, m.Key, m.At
			}
		}
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b Ask) int { return a.At.Compare(b.At) })
	return out
}

// AsSent is what the facts will be once the mail of a draft has left: it answers what was asked and is no draft. The key
// of m may be empty, as it has none before it is built.
func (f Facts) AsSent(draft string, m Message) Facts {
	m.Ours, m.Read = true, true
	f.Messages = append(slices.Clone(f.Messages), m)
	f.Drafts = slices.DeleteFunc(slices.Clone(f.Drafts), func(d Draft) bool { return d.ID == draft })
	f.Asks = SettleAsks(f.Asks, f.Messages)
	return f
}

// noAsk names the first open ask: who closes sees at once what was overlooked.
func noAsk(f Facts) (Proof, string) {
	var open []Ask
	var last Ask
	for _, a := range f.Asks {
		if a.Open {
			open = append(open, a)
		}
		if !a.AnsweredAt.Before(last.AnsweredAt) {
			last = a
		}
	}
	switch {
	case len(open) > 0:
		return Proof{}, openAsks(f, open)
	case len(f.Asks) == 0:
		return Proof{Kind: "ticket", Text: "nothing was asked"}, ""
	}
	text := countAsks(f.Asks) + ", answered in your reply"
	if slices.ContainsFunc(f.Asks, func(a Ask) bool { return a.Answer != last.Answer }) {
		text = countAsks(f.Asks) + ", the last answered in your reply"
	}
	return Proof{Kind: "message", Ref: last.Answer, Text: text, At: last.AnsweredAt}, ""
}

func openAsks(f Facts, open []Ask) string {
	text, verb := "“"+open[0].Text+"”", " was"
	if n := len(open) - 1; n > 0 {
		text, verb = text+" and "+count(n, "more", "more"), " were"
	}
	if slices.ContainsFunc(f.Messages, func(m Message) bool { return m.answers() }) {
		return text + verb + " asked after your last reply"
	}
	return text + verb + " asked and not answered yet"
}

// countAsks is "1 question", "2 requests", "3 questions and requests".
func countAsks(asks []Ask) string {
	requests := 0
	for _, a := range asks {
		if a.Request {
			requests++
		}
	}
	switch requests {
	case 0:
		return count(len(asks), "question", "questions")
	case len(asks):
		return count(len(asks), "request", "requests")
	}
	return count(len(asks), "", "questions and requests")
}

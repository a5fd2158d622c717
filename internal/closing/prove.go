package closing

import (
	"fmt"
	"slices"
	"time"
	"unicode"

	"deskhand/internal/policy"
)

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// prove looks for the fact behind an evidence kind. missing is empty where it was found, else says what lacks.
func prove(kind policy.Evidence, f Facts) (proof Proof, missing string) {
	switch kind {
	case policy.EvidenceFirstReply:
		return firstReply(f)
	case policy.EvidenceEveryRead:
		return everyRead(f)
	case policy.EvidenceNoAsk:
		return noAsk(f)
	case policy.EvidenceNoPromise:
		return noPromise(f)
	case policy.EvidenceNoDraft:
		return noDraft(f)
	case policy.EvidenceHandOff:
		return handOff(f)
	case policy.EvidenceAreaTag:
		return areaTag(f)
	case policy.EvidencePendingReason:
		return pendingReason(f)
	case policy.EvidenceCallbackDone:
		return callbackDone(f)
	case policy.EvidenceMinutesSent:
		return minutesSent(f)
	case policy.EvidenceLinkNamed:
		return linkNamed(f)
	}
	return Proof{}, "nothing on this desk shows it"
}

// firstReply is the earliest mail of ours that a person wrote.
func firstReply(f Facts) (Proof, string) {
	var first *Message
	for i, m := range f.Messages {
		if m.answers() && (first == nil || m.At.Before(first.At)) {
			first = &f.Messages[i]
		}
	}
	if first == nil {
		return Proof{}, "no reply from one of our addresses stands in the ticket"
	}
	return Proof{Kind: "message", Ref: first.Key, Text: "Reply", At: first.At}, ""
}

// everyRead asks for every mail that is not ours, machine mail included: a bounce may be the most important one.
func everyRead(f Facts) (Proof, string) {
	var last *Message
	unread := 0
	for i, m := range f.Messages {
		if m.Ours {
			continue
		}
		if !m.Read {
			unread++
		}
		if last == nil || !m.At.Before(last.At) {
			last = &f.Messages[i]
		}
	}
	switch {
	case unread > 0:
		return Proof{}, count(unread, "message was never opened", "messages were never opened")
	case last == nil:
		return Proof{Kind: "ticket", Text: "no message from outside"}, ""
	}
	return Proof{Kind: "message", Ref: last.Key, Text: "read up to the newest", At: last.At}, ""
}

func noPromise(f Facts) (Proof, string) {
	open := 0
	ref := ""
	for _, p := range f.Promises {
		if p.Open {
			open++
		} else {
			ref = p.Key
		}
	}
	switch {
	case open > 0:
		return Proof{}, count(open, "promise is open", "promises are open")
	case len(f.Promises) == 0:
		return Proof{Kind: "ticket", Text: "nothing was promised"}, ""
	}
	return Proof{Kind: "promise", Ref: ref, Text: fmt.Sprintf("all %d kept", len(f.Promises))}, ""
}

func handOff(f Facts) (Proof, string) {
	if m := f.HandOff.Missing(); len(m) > 0 {
		return Proof{}, "say something under " + list(m)
	}
	return Proof{Kind: "hand-off", Text: "Hand-off"}, ""
}

func areaTag(f Facts) (Proof, string) {
	for _, t := range f.Tags {
		if slices.Contains(f.NeededTags, t) {
			return Proof{Kind: "tag", Ref: t, Text: t}, ""
		}
	}
	return Proof{}, "it carries no area tag"
}

func pendingReason(f Facts) (Proof, string) {
	var last *Pending
	for i, p := range f.Pendings {
		if !says(p.Note) && !says(p.Link) {
			return Proof{}, fmt.Sprintf("%q has neither a note nor a link", p.What)
		}
		if last == nil || !p.At.Before(last.At) {
			last = &f.Pendings[i]
		}
	}
	if last == nil {
		return Proof{Kind: "ticket", Text: "it never waited"}, ""
	}
	if says(last.Note) {
		return Proof{Kind: "note", Ref: last.Ref, Text: last.Note, At: last.At}, ""
	}
	return Proof{Kind: "link", Ref: last.Ref, Text: last.Link, At: last.At}, ""
}

func callbackDone(f Facts) (Proof, string) {
	var last *Call
	for i, c := range f.Calls {
		if c.Outcome == "" {
			return Proof{}, "a callback is still planned"
		}
		if last == nil || !c.At.Before(last.At) {
			last = &f.Calls[i]
		}
	}
	if last == nil {
		return Proof{Kind: "ticket", Text: "no callback planned"}, ""
	}
	return Proof{Kind: "call", Ref: last.ID, Text: "Call, " + last.Outcome, At: last.At}, ""
}

// minutesSent wants a mail of ours after the last call that was made or meeting that ended (G2, G3, G10).
func minutesSent(f Facts) (Proof, string) {
	var after time.Time
	what := ""
	for _, c := range f.Calls {
		if c.Outcome != "" && !c.At.Before(after) {
			after, what = c.At, "call"
		}
	}
	for _, m := range f.Meetings {
		switch {
		case m.Cancelled:
		case !m.Over:
			return Proof{}, fmt.Sprintf("the meeting %q is still to come", m.Title)
		case !m.End.Before(after):
			after, what = m.End, "meeting"
		}
	}
	if what == "" {
		return Proof{Kind: "ticket", Text: "no call or meeting took place"}, ""
	}
	var sent *Message
	for i, m := range f.Messages {
		if m.answers() && m.At.After(after) && (sent == nil || m.At.Before(sent.At)) {
			sent = &f.Messages[i]
		}
	}
	if sent == nil {
		return Proof{}, "no mail of ours after the " + what
	}
	return Proof{Kind: "message", Ref: sent.Key, Text: "Minutes or follow-up", At: sent.At}, ""
}

func linkNamed(f Facts) (Proof, string) {
	switch {
	case len(f.Links) > 0:
		return Proof{Kind: "link", Ref: f.Links[0], Text: f.Links[0]}, ""
	case len(f.Departments) > 0:
		return Proof{Kind: "department", Ref: f.Departments[0], Text: f.Departments[0]}, ""
	}
	return Proof{}, "no link and no other department is named"
}

package ticket

import (
	"cmp"
	"encoding/json"
	"slices"

	"deskhand/internal/journal"
)

// Elsewhere lists, by key, the mails that another mail program had its hand in: those in Sent that no op and no mail of
// ours names as sent from here, and those of customers that the server marks as answered although no answer of ours came
// after them. It is derived anew each time, never written (journal.md §3.11). sentHere are keys and
// anchors that this desk's outbox knows, answered the keys that the server marks.
func Elsewhere(mails []Mail, records []journal.Record, sentHere, answered map[string]bool) map[string]bool {
	named := map[string]bool{}
	for _, r := range records {
		var v SentValue
		if IsSentMark(r.Path) && json.Unmarshal(r.Value, &v) == nil {
			named[v.M] = true
		}
	}
	out := map[string]bool{}
	for _, m := range mails {
		switch {
		case m.Sent && m.Machine == "" && !named[m.Key] && !sentHere[m.Key] && !sentHere[cmp.Or(m.Own, m.Anchor)]:
			out[m.Key] = true
		case m.Customer() && answered[m.Key]:
			out[m.Key] = !slices.ContainsFunc(mails, func(o Mail) bool { return o.Out && o.Machine == "" && o.At >= m.At }) && !hasSent(records, m.At)
		}
	}
	return out
}

// hasSent tells whether an op says that an answer went out since a moment: its mail may not have come back yet.
func hasSent(records []journal.Record, since Time) bool {
	return slices.ContainsFunc(records, func(r journal.Record) bool { return SentAnswer(r) && Time(r.Stamp.Millis()) >= since })
}

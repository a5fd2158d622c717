package ticket

import (
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// PlannedSentence tells what an action did to a callback or meeting, of whose object all records are; empty where they
// are no such object's.
func PlannedSentence(records []journal.Record, action string, texts Texts) string {
	a, ok := ProjectAgenda("", journal.Fold(records), texts)
	if !ok {
		return ""
	}
	value := func(path string) (string, bool) {
		for _, r := range records {
			if r.Path == path && actionOf(r) == action {
				return one(r.Value), true
			}
		}
		return "", false
	}
	what := "the " + a.Kind
	if title := strings.TrimSpace(a.Title); title != "" {
		what += " “" + title + "”"
	}
	if _, begun := value(PathNew); begun {
		return "planned " + what
	}
	if state, set := value(PathState); set {
		switch state {
		case StateHere:
			return "said that they are here for " + what
		case StateDone:
			return "said that " + what + " took place"
		case StateCancelled:
			return "cancelled " + what
		}
		return "planned " + what + " again"
	}
	if slices.ContainsFunc([]string{PathAt, PathUntil}, func(p string) bool { _, set := value(p); return set }) {
		return "moved " + what
	}
	return "changed " + what
}

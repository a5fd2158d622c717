package ticket

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"deskhand/internal/journal"
)

// NoteKinds are the kinds of an internal note (E8).
func NoteKinds() []string { return []string{"note", "resolution", "summary", "question"} }

// NoteText reads a note's text from its op; ok is false where the op is no note or its text is not here.
func NoteText(r journal.Record, texts Texts) (string, bool) {
	var v NoteValue
	if !strings.HasPrefix(r.Path, "note/") || string(r.Value) == "null" || json.Unmarshal(r.Value, &v) != nil {
		return "", false
	}
	if v.Text < 0 || v.Text >= len(r.Blobs) {
		return "", false
	}
	return texts(r.Blobs[v.Text])
}

// NoteKind reads the kind of a note from its op, empty where the op is none.
func NoteKind(r journal.Record) string {
	var v NoteValue
	if !strings.HasPrefix(r.Path, "note/") || json.Unmarshal(r.Value, &v) != nil {
		return ""
	}
	return v.Kind
}

// mention is an @ at a word's start and a member's id behind it (E9).
func mention() *regexp.Regexp {
	return regexp.MustCompile(`(?:^|[\s(\[{"'«„“,;])@([A-Za-z0-9_-]{1,64})`)
}

// Mentions lists the members whose ids stand behind an @ in a note, each once, in order.
func Mentions(text string, known func(id string) bool) []string {
	var out []string
	for _, m := range mention().FindAllStringSubmatch(text, -1) {
		id := strings.ToLower(m[1])
		if known(id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

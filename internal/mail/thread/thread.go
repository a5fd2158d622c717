// Package thread groups messages into tickets by their Message-IDs alone (journal.md §3.1). Nodes are the hashes of
// Message-IDs, whether the message is here or not, so the result depends on the set of mails and registers and never on
// the order in which they came. Subjects, senders and Outlook's conversations only suggest (Together, Apart); a ticket's
// number in a subject unites where its sender takes part already.
//
// It must not do I/O, and nothing that suggests may ever unite.
package thread

import (
	"slices"
	"strings"

	"deskhand/internal/mail"
)

// Why an edge is there.
const (
	WhyReply      = "in-reply-to"
	WhyReferences = "references"
	WhyReported   = "reported"
)

// Edge unites two nodes. Child and Parent are anchors.
type Edge struct{ Child, Parent, Why string }

// Links gives the edges of a message without an override: its own node with the first and the last of In-Reply-To and of
// References; a bounce or receipt also with the mail that it reports on. An answer may be one to two mails (RFC 5322
// §3.6.4), but no mail joins a hundred tickets. A message without links gives none; its own node is m.Anchor.
func Links(m *mail.Message) []Edge {
	var out []Edge
	add := func(id, why string) {
		parent := mail.Anchor(id)
		if parent == m.Anchor {
			return
		}
		for _, e := range out {
			if e.Parent == parent {
				return
			}
		}
		out = append(out, Edge{m.Anchor, parent, why})
	}
	ends(m.InReplyTo, func(id string) { add(id, WhyReply) })
	ends(m.References, func(id string) { add(id, WhyReferences) })
	if Usable(m.Reported) {
		add(m.Reported, WhyReported)
	}
	return out
}

// ends gives the first and the last id of a list that are usable.
func ends(ids []string, add func(id string)) {
	first := slices.IndexFunc(ids, Usable)
	if first < 0 {
		return
	}
	add(ids[first])
	for i := len(ids) - 1; i > first; i-- {
		if Usable(ids[i]) {
			add(ids[i])
			return
		}
	}
}

// minBare is how long an id without an @ is at least that no program writes twice.
const minBare = 16

// Usable says whether an id in In-Reply-To or References may unite: it has an @ with something on both sides, or is as long
// as what some programs and devices write instead and holds a digit; and it is none of those that broken programs write
// into every mail.
func Usable(id string) bool {
	at := strings.LastIndexByte(id, '@')
	if at < 0 {
		return len(id) >= minBare && strings.ContainsAny(id, "0123456789") && !strings.ContainsAny(id, " \t\"<>:,")
	}
	if at == 0 || at == len(id)-1 {
		return false
	}
	switch strings.ToLower(id) {
	case "yes", "no", "none", "null", "undefined", "@", "message-id@localhost", "unknown@unknown", "none@none", "null@null",
		"undefined@undefined", "noreply@localhost", "id@host":
		return false
	}
	return true
}

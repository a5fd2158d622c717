// Package thread groups messages into tickets by their Message-IDs alone (journal.md §3.1). Nodes are the hashes of
// Message-IDs, whether the message is here or not, so the result depends on the set of mails and registers and never on
// the order in which they came. Subjects, senders and Outlook's conversations only suggest (Together, Apart); a ticket's
// number in a subject unites where its sender takes part already.
//
// It must not do I/O, and nothing that suggests may ever unite.
package thread

import (
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

// Links gives the edges of a message without an override: its own node with In-Reply-To and with the first and the last
// of References; a bounce or receipt also with the mail that it reports on. Of several ids in In-Reply-To the first usable
// one counts, so that one mail cannot join a hundred tickets. A message without links gives none; its own node is m.Anchor.
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
	if id, ok := firstUsable(m.InReplyTo); ok {
		add(id, WhyReply)
	}
	if id, ok := firstUsable(m.References); ok {
		add(id, WhyReferences)
	}
	for i := len(m.References) - 1; i >= 0; i-- {
		if Usable(m.References[i]) {
			add(m.References[i], WhyReferences)
			break
		}
	}
	if Usable(m.Reported) {
		add(m.Reported, WhyReported)
	}
	return out
}

func firstUsable(ids []string) (string, bool) {
	for _, id := range ids {
		if Usable(id) {
			return id, true
		}
	}
	return "", false
}

// Usable says whether an id in In-Reply-To or References may unite: it has an @ with something on both sides, and is
// none of those that broken programs write into every mail.
func Usable(id string) bool {
	at := strings.LastIndexByte(id, '@')
	if at <= 0 || at == len(id)-1 {
		return false
	}
	switch strings.ToLower(id) {
	case "yes", "no", "none", "null", "undefined", "@", "message-id@localhost", "unknown@unknown", "none@none", "null@null",
		"undefined@undefined", "noreply@localhost", "id@host":
		return false
	}
	return true
}

package desk

import (
	"bytes"
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

// strippers are what somebody between the desk and its server does to read a password.
var strippers = map[string]testkit.Meddling{
	"STARTTLS is not offered": {
		Asked: func(cmd string) string {
			if cmd == "STARTTLS" {
				return "{tag} BAD unknown command\r\n"
			}
			return ""
		},
		Said: func(answer []byte) ([]byte, bool) { return bytes.ReplaceAll(answer, []byte(" STARTTLS"), nil), false },
	},
	"STARTTLS is declined": {Asked: func(cmd string) string {
		if cmd == "STARTTLS" {
			return "{tag} NO not today\r\n"
		}
		return ""
	}},
	"answers are injected": {Said: func(answer []byte) ([]byte, bool) {
		if bytes.Contains(answer, []byte("Begin TLS")) {
			return append(answer, "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nT2 OK done\r\n"...), false
		}
		return answer, false
	}},
	"it greets with PREAUTH": {Said: func(answer []byte) ([]byte, bool) {
		if bytes.HasPrefix(answer, []byte("* OK [CAPABILITY")) {
			return []byte("* PREAUTH [CAPABILITY IMAP4rev1] welcome back\r\n"), false
		}
		return answer, false
	}},
}

// TestTLSOnABadDay: who strips, declines or mixes into the encryption is told no password, when a mailbox is connected
// and ever after; nothing here changes for it, and with the line back both sides are equal.
func TestTLSOnABadDay(t *testing.T) {
	t.Parallel()
	b := newBadDay(t)
	b.tls = true
	for name, how := range strippers {
		for _, first := range []bool{true, false} {
			b.fresh()
			if !first {
				b.heal()
			}
			b.change()
			before, said := b.here(), len(b.m.Sent())
			b.m.Meddle(how)
			f := fault.From(b.round())
			if f == nil || f.Code != fault.Refused || f.Hint == "" {
				t.Errorf("%s: the desk says %v %+v", name, f.Code, f)
			}
			n := b.mailbox()
			n.Email = "another@kestrel.example"
			if _, err := b.d.Team.AddAccount(t.Context(), n); err == nil {
				t.Errorf("%s: a mailbox is connected", name)
			}
			if sent := b.m.Sent()[said:]; strings.Contains(sent, "AUTHENTICATE") || strings.Contains(sent, "LOGIN") || strings.Contains(sent, b.s.Password) {
				t.Errorf("%s: it was told %q", name, sent)
			}
			b.unharmed(name, before, 2)
			b.heal()
			b.equal(name)
			if accounts := do[[]team.Account](t)(b.d.Team.Accounts(t.Context())); len(accounts) != 1 {
				t.Errorf("%s: %d mailboxes", name, len(accounts))
			}
		}
	}
}

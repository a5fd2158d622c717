package desk

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/mail"
	"deskhand/internal/policy"
	"deskhand/internal/store"
)

// TestOutside: what a rule says of a mail: its channel, whether anybody waits, and who.
//
// features: B21
func TestOutside(t *testing.T) {
	p, problems := policy.Parse([]byte(`team: {id: t}
pipelines:
  lines: [{id: a, label: A}]
  statuses: [{id: new, kind: open}, {id: end, kind: done, ending: solved}]
  priorities: [{id: low}]
channels:
  - id: form
    mails:
      - {name: form, when: [{from: forms@site.example}, {auth: pass}], address: [reply-to, "Email:"], person: ["Name:"], phone: ["Phone:"]}
  - id: phone
    mails:
      - {name: calls, when: [{from: pbx@site.example}, {text: voicemail}], person: ["From:"], phone: ["From:"]}
  - id: alert
    mails:
      - {name: monitor, when: [{from: "@status.example"}], machine: true}
`))
	if p == nil || len(problems) > 0 {
		t.Fatal(problems)
	}
	ours := func(a string) bool { return a == "support@kestrel.example" }
	accounts := []store.Account{{Email: "support@kestrel.example", IMAP: store.Endpoint{Host: "imap.kestrel.example"}}}
	rule, print := outsideOf(p, ours, accounts)
	if print == "" {
		t.Error("no print")
	}
	const pass = "Authentication-Results: mx.kestrel.example; dmarc=pass header.from=site.example\n"
	for _, c := range []struct {
		name, raw string
		want      *store.Outside
	}{
		{"form", pass + "From: forms@site.example\nReply-To: support@kestrel.example\n\nName: Ann Miller\nEmail: Ann@example.org\nPhone: 030/123456 (office)\n", &store.Outside{Channel: "form", Moved: true, Name: "Ann Miller", Addr: "ann@example.org", Phone: "030/123456"}},
		{"forged form", "Authentication-Results: mx.evil.example; dmarc=pass header.from=site.example\nFrom: forms@site.example\n\nEmail: a@b.example\n", nil},
		{"voicemail", "From: pbx@site.example\n\nNew voicemail\nFrom: \"Bo Berg\" <+46 8 123 456>\n", &store.Outside{Channel: "phone", Moved: true, Name: "Bo Berg", Phone: "+46 8 123 456"}},
		{"monitor", "From: x@status.example\n\nDown\n", &store.Outside{Channel: "alert", Machine: true}},
		{"a person", "From: ann@example.org\n\nHello\n", nil},
	} {
		o, ok := rule(mail.Parse([]byte(c.raw)))
		var got *store.Outside
		if ok {
			got = &o
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s\n%s", c.name, diff)
		}
	}
	if rule, print := outsideOf(p, ours, nil); rule == nil || print == "" {
		t.Error("no rule without an account")
	}
}

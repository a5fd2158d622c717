package policy

import (
	"strings"
	"testing"
)

// features: B21
func TestMailRules(t *testing.T) {
	p, problems := Parse([]byte(small + `channels:
  - id: form
    mails:
      - name: form
        when: [{from: "@forms.example"}, {auth: pass}, {not: {toText: sales}}]
        address: [reply-to, "Email:"]
      - {name: monitor, when: [{from: alerts@status.example}, {text: [down, up again]}], machine: true}
  - id: phone
    mails: [{name: calls, when: [{to: calls@kestrel.example}]}, {name: lines, when: [{to: "@lines.example"}]}]
`))
	if p == nil || len(problems) > 0 || !p.HasMailRules() {
		t.Fatalf("%v", problems)
	}
	auth := func(v string) func() string { return func() string { return v } }
	for _, c := range []struct {
		name, want string
		c          Case
	}{
		{"form", "form form", Case{From: "web@forms.example", Auth: auth("pass"), ToText: "Support support@kestrel.example"}},
		{"unproved", "", Case{From: "web@forms.example", Auth: auth("none")}},
		{"nobody asked who sent it", "", Case{From: "web@forms.example"}},
		{"to sales", "", Case{From: "web@forms.example", Auth: auth("pass"), ToText: "Sales <x@kestrel.example>"}},
		{"monitor", "form monitor", Case{From: "Alerts@status.example", Text: "Host A is Down"}},
		{"monitor chats", "", Case{From: "alerts@status.example", Text: "Hello"}},
		{"calls", "phone calls", Case{From: "x@y.example", To: []string{"a@b.example", "Calls@kestrel.example"}}},
		{"lines", "phone lines", Case{From: "x@y.example", To: []string{"1@lines.example"}}},
	} {
		channel, rule, ok := p.MailRule(c.c)
		if got := strings.TrimSpace(channel + " " + rule.Name); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMailRuleProblems(t *testing.T) {
	for _, c := range []struct {
		add, message string
		fatal        bool
		line         int
	}{
		{"channels:\n  - id: a\n    mails:\n      - {name: r}\n", "matches every mail", true, 11},
		{"channels:\n  - id: a\n    mails:\n      - name: r\n        when: [{tag: bug}]\n", `asks about "tag"`, true, 12},
		{"channels:\n  - id: a\n    mails:\n      - name: r\n        when: [{auth: sure}]\n", `names the auth "sure"`, false, 12},
		{"channels:\n  - id: a\n    mails:\n      - name: r\n        when: [{from: a@b.example}]\n        address: [reply-to, Email]\n", `"Email" says no place`, false, 13},
		{"channels:\n  - id: a\n    mails:\n      - name: r\n        when: [{from: a@b.example}]\n        address: [\":\"]\n", `":" says no place`, false, 13},
		{"channels:\n  - id: a\n    mails:\n      - name: r\n        when: [{from: a@b.example}]\n        address: [from]\n        machine: true\n", "says who waits, and that nobody does", false, 11},
		{"routing:\n  - name: r\n    when: [{not: {text: x}}]\n", `asks about "text"`, true, 10},
		{"routing:\n  - name: r\n    when: [{any: [{text: x}, {tag: y}]}]\n", `asks about "text"`, true, 10},
	} {
		p, problems := Parse([]byte(small + c.add))
		found := false
		for _, pr := range problems {
			found = found || strings.Contains(pr.Message, c.message) && pr.Fatal == c.fatal && pr.Line == c.line
		}
		if !found || (p == nil) != c.fatal {
			t.Errorf("%q: %v", c.add, problems)
		}
	}
}

package teamfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/policy"
	"deskhand/internal/savedreply"
)

func TestCheck(t *testing.T) {
	sample := string(policy.Sample())
	for name, c := range map[string]struct{ file, data, want string }{
		"sample":          {"policy.yaml", sample, ""},
		"host":            {"policy.yaml", sample + "\nmailbox:\n  host: evil.example\n", `names "host"`},
		"deep":            {"policy.yaml", sample + "\nx: [{y: {smtpServer: a}}]\n", `names "smtpServer"`},
		"anchor":          {"policy.yaml", sample + "\nx: &a {command: rm}\n", `names "command"`},
		"broken":          {"policy.yaml", "team: [", "policy.yaml is not valid YAML"},
		"roster":          {"roster.yaml", "shifts:\n  - {id: early, hours: 6-14}\n", ""},
		"roster path":     {"roster.yaml", "shifts:\n  - {id: early, path: /etc}\n", `line 2 names "path"`},
		"roster broken":   {"roster.yaml", "a: [", "is not valid YAML"},
		"reply":           {"replies/x.md", "---\nkind: template\n---\nHello {{contact.firstName}}", ""},
		"reply setting":   {"replies/x.md", "---\nkind: template\nsmtp: x\n---\nHello", `names "smtp"`},
		"reply no UTF-8":  {"replies/x.md", "caf\xe9", "not written in UTF-8"},
		"reply control":   {"replies/x.md", "a\x1b[2J", "control character"},
		"reply turned":    {"replies/x.md", "a\u202eb", "turns text around"},
		"reply too large": {"replies/x.md", strings.Repeat("x", MaxReply+1), "larger than 256 KiB"},
		"page":            {"handbook/x.md", strings.Repeat("x", MaxReply+1), ""},
		"picture":         {"handbook/x.png", "\x89PNG\r\n\x1a\nrest", ""},
		"no picture":      {"handbook/x.png", "<svg onload=x>", "no png picture"},
		"webp":            {"handbook/x.webp", "RIFF0000WEBPVP8 ", ""},
		"no webp":         {"handbook/x.webp", "RIFF0000WAVE", "no webp picture"},
		"another":         {"drop/x.md", "x", "none of the team's folders"},
	} {
		err := Check(c.file, []byte(c.data))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(Why(err), c.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for path, src := range savedreply.Files() {
		if err := Check("replies/"+path, src); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("policy.yaml", policy.Sample())
	f.Add("roster.yaml", []byte("a: {b: [c]}"))
	f.Add("replies/x.md", []byte("---\nname: x\n---\n{{ask \"a\"}}"))
	f.Add("handbook/x.gif", []byte("GIF89a"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if Check(name, data) == nil && len(data) > MaxFile {
			t.Error("too large")
		}
		Print(name, data)
		Contacts(string(data))
	})
}

func TestContacts(t *testing.T) {
	text := "See [here](https://www.Refunds.example/x?y=1), write to billing@kestrel.example, call +44 (0)20 7946-0000 or 192.0.2.7, {{contact.firstName}} {{meeting.link}} on 2026-11-03 or 3.11.2026, code 1234."
	if diff := cmp.Diff([]string{"192.0.2.7", "4402079460000", "kestrel.example", "refunds.example"}, Contacts(text)); diff != "" {
		t.Error(diff)
	}
	if got := NewContacts(text, []string{"kestrel.example", "192.0.2.7", "4402079460000"}); len(got) != 1 || got[0] != "refunds.example" {
		t.Error(got)
	}
}

func TestDiff(t *testing.T) {
	got := Diff([]byte("\xef\xbb\xbfa\r\nb\r\nc"), []byte("a\nB\nc\n"))
	if diff := cmp.Diff([]DiffLine{{"@", "@@ -1,3 +1,3 @@"}, {" ", "a"}, {"-", "b"}, {"+", "B"}, {" ", "c"}}, got); diff != "" {
		t.Error(diff)
	}
	if got := Diff([]byte("a\n\n"), []byte("a")); len(got) != 0 {
		t.Error(got)
	}
	if got := Diff(nil, []byte("-- a\n++ b\n")); len(got) != 3 || got[1] != (DiffLine{"+", "-- a"}) {
		t.Error(got)
	}
}

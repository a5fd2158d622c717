package savedreply

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func FuzzParse(f *testing.F) {
	for path, src := range Files() {
		f.Add(path, src)
	}
	f.Add("a.md", []byte("---\nname: 'x''y' # c\nk:\n  - a\n\n---\n{{if present team.name}}\n\\{{{{ask \"x\"}}{{end}}"))
	f.Add("x.md", []byte("\xff\xfe-\x00"))
	f.Fuzz(func(t *testing.T, path string, src []byte) {
		r, problems := Parse(path, src)
		fatal := false
		for _, p := range problems {
			fatal = fatal || p.Fatal
			if p.Message == "" || p.Line < 0 || p.Line > 2+strings.Count(string(src), "\n") && len(src) > 1 && src[0] < 0xfe {
				t.Fatalf("%+v", p)
			}
		}
		if (r == nil) != fatal {
			t.Fatalf("fatal %v, reply %v", fatal, r)
		}
		if r == nil {
			return
		}
		again, problems := Parse(path, Format(r))
		if diff := cmp.Diff(r, again, bare); diff != "" {
			t.Fatalf("%s\n%v", diff, problems)
		}
		if utf8.Valid(src) && !strings.HasPrefix(string(src), "\ufeff") && string(Format(r)) != string(src) {
			t.Fatalf("unchanged, and written as %q", Format(r))
		}
		edited := *r
		edited.Name, edited.Resolves, edited.Body = "edited", !r.Resolves, r.Body+"\nx"
		if _, wrong := parseTemplate(edited.Body, 1, 1); len(wrong) > 0 {
			return
		}
		again, problems = Parse(path, Format(&edited))
		if diff := cmp.Diff(&edited, again, bare); diff != "" {
			t.Fatalf("edited: %s\n%q\n%v", diff, Format(&edited), problems)
		}
	})
}

func FuzzRender(f *testing.F) {
	f.Add("Hello {{contact.name}}, {{ask \"x\"}}", "Ana", "1. y\n# z")
	f.Add("[a]({{meeting.link}}) <{{meeting.link}}> {{meeting.link}}", "https://x.example/(a)", "javascript:x")
	f.Add("- {{contact.name}}\n> {{ask \"x\"}}", "```\n<b>", "{{contact.name}}")
	f.Fuzz(func(t *testing.T, body, name, answer string) {
		for _, template := range []string{"{{contact.name}}", "a {{contact.name}}. b", "1. {{contact.name}}", "> {{contact.name}}"} {
			checkValue(t, template, name)
		}
		r, _ := Parse("a.md", []byte("---\nsubject: \"s {{contact.name}}\"\n---\n"+body))
		if r == nil {
			return
		}
		l, _ := Build([]File{{"a.md", Format(r)}, {"b.md", []byte("b {{contact.name}}")}})
		got, err := Render(l, r, Values{Vars: map[string]string{"contact.name": name, "meeting.link": answer}, Answers: map[string]string{"x": answer}})
		if err != nil {
			return
		}
		if strings.ContainsAny(got.Subject, "\r\n\x00") || !utf8.ValidString(got.Markdown) {
			t.Fatalf("subject %q, markdown %q", got.Subject, got.Markdown)
		}
		for _, b := range got.Blanks {
			text := got.Markdown
			if b.InSubject {
				text = got.Subject
			}
			if b.Offset+b.Length > len(text) || !strings.HasPrefix(text[b.Offset:], "{{") {
				t.Fatalf("blank %+v in %q", b, text)
			}
		}
		html, err := got.HTML()
		low := strings.ToLower(html)
		if err != nil || strings.Contains(low, "<script") || strings.Contains(low, "<img") || strings.Contains(low, "href=\"javascript") || strings.Contains(low, "href=\"data") {
			t.Fatalf("%q → %s %v", got.Markdown, html, err)
		}
		got.Text()
	})
}

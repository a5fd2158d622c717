package savedreply

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func reply(t interface{ Fatalf(string, ...any) }, path, src string) *Reply {
	r, problems := Parse(path, []byte(src))
	if r == nil {
		t.Fatalf("%q: %v", src, problems)
	}
	return r
}

// features: E11
func TestRender(t *testing.T) {
	vars := map[string]string{
		"contact.firstName": "Ana", "company.name": "<b>A & *B*</b> Inc.", "ticket.subject": "a\r\nBcc: x@y.example",
		"meeting.link": "https://meet.example/a_b(c)?x=1&y=<2>", "contact.name": "[x](https://evil.example)", "ticket.number": "7",
		"contact.lastName": "{{contact.firstName}}", "contact.email": "a@b.example", "meeting.title": "1. x\n\n# y", "agent.name": "\u202eevil\x1b[31m ",
		"ticket.owner": " \t", "team.name": "www.evil.example https://evil.example",
	}
	for src, want := range map[string]string{
		"Hello {{ contact.firstName }},":              "Hello Ana,",
		"{{company.name}}":                            "<b>A & *B*</b> Inc.",
		"{{contact.name}}":                            "[x](https://evil.example)",
		"{{contact.lastName}}":                        "{{contact.firstName}}",
		`\{{contact.lastName}} {{contact.firstName}}`: "{{contact.lastName}} Ana",
		"{{ticket.number}}. x":                        "7. x",
		"- {{meeting.title}}\n- z":                    "- 1. x\n\n  # y\n- z",
		"> {{meeting.title}}\n\nz":                    "> 1. x\n>\n> # y\n\nz",
		"{{agent.name}}.":                             "evil[31m.",
		"{{team.name}}":                               "www.evil.example https://evil.example",
		"Join: {{meeting.link}}.":                     "Join: https://meet.example/a_b%28c%29?x=1&y=%3C2%3E.",
		"[Join]({{meeting.link}}) <{{meeting.link}}>": "Join (https://meet.example/a_b%28c%29?x=1&y=%3C2%3E) https://meet.example/a_b%28c%29?x=1&y=%3C2%3E",
		"[T](https://t.example/{{contact.name}})":     "T (https://t.example/%5Bx%5D%28https%3A%2F%2Fevil.example%29)",
		"a{{if present company.name}}b{{end}}c":       "abc",
		"a{{if present ticket.owner}}b{{end}}c":       "ac",
		"a\n{{if present ticket.owner}}\nb\n{{end}}\nc\n{{if present team.name}}\nd\n{{end}}\n": "a\nc\nd",
		`{{ask "Any  THING?"}}`: "yes *really*\nno",
		"**bold** and `code`":   "bold and code",
	} {
		got, err := Render(nil, reply(t, "a.md", src), Values{Vars: vars, Answers: map[string]string{"any thing?": "yes *really*\nno"}})
		if err != nil || len(got.Blanks) > 0 {
			t.Errorf("%q: %v %v", src, err, got.Blanks)
		}
		if diff := cmp.Diff(want, got.Text()); diff != "" {
			t.Errorf("%q → %q\n%s", src, got.Markdown, diff)
		}
	}
}

// A subject never gets a second line.
func TestRenderSubject(t *testing.T) {
	r := reply(t, "a.md", "---\nsubject: \"Re: {{ticket.subject}} \\\\{{x}} {{team.name}}\"\n---\n")
	got, err := Render(nil, r, Values{Vars: map[string]string{"ticket.subject": "a\r\nBcc: *x*\u2028y\x00"}})
	if err != nil {
		t.Fatal(err)
	}
	want := Rendered{Name: "a", Subject: "Re: a Bcc: *x* y {{x}} {{team.name}}", Blanks: []Blank{{Name: "team.name", Prompt: "The team's name", Offset: 23, Length: 13, InSubject: true}}}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// features: E11
func TestRenderBlanks(t *testing.T) {
	r := reply(t, "a.md", `{{contact.name}} ä {{ask "One?"}}{{ask "Two?"}} [j]({{meeting.link}}) {{if present team.phone}}{{contact.phone}}{{end}}`)
	got, err := Render(nil, r, Values{Vars: map[string]string{"contact.name": " \n", "meeting.link": "javascript:alert(1)"}, Omit: map[string]bool{"two?": true}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Blank{
		{Name: "contact.name", Prompt: "The customer's whole name", Offset: 0, Length: 16},
		{Name: "ask", Prompt: "One?", Offset: 20, Length: 14},
		{Name: "meeting.link", Prompt: "The address to join at", Why: "it is neither http, https nor mailto", Offset: 39, Length: 16},
	}
	if diff := cmp.Diff(want, got.Blanks); diff != "" {
		t.Error(diff)
	}
	for _, b := range got.Blanks {
		if s := got.Markdown[b.Offset : b.Offset+b.Length]; !strings.HasPrefix(s, "{{") || !strings.HasSuffix(s, "}}") {
			t.Errorf("%s stands at %q", b.Name, s)
		}
	}
	if diff := cmp.Diff([]string{"Two?"}, got.Omitted); diff != "" {
		t.Error(diff)
	}
	for _, address := range []string{"https://good.example@evil.example/", "data:text/html,x", "meet.example/x", "https:///x", "java\nscript:x"} {
		if safe, why := link(address); why == "" {
			t.Errorf("%q became %q", address, safe)
		}
	}
}

func TestRenderIncludes(t *testing.T) {
	lib, problems := Build([]File{
		{"a.md", []byte("1 {{include \"b\"}} 2")},
		{"b.md", []byte("---\nname: b\n---\n\nB{{include \"c\"}}\n")},
		{"c.md", []byte("C {{contact.name}}")},
		{"b.de.md", []byte("deutsch")},
		{"a.de.md", []byte(`{{include "B"}}`)},
		{"loop.md", []byte(`{{include "pool"}}`)},
		{"pool.md", []byte("x\n {{include \"loop\"}}")},
		{"d1.md", []byte(`{{include "d2"}}`)},
		{"d2.md", []byte(`{{include "d3"}}`)},
		{"d3.md", []byte(`{{include "d4"}}`)},
		{"d4.md", []byte(`{{include "d5"}}`)},
		{"d5.md", []byte(`{{include "d6"}}`)},
		{"d6.md", []byte("end")},
		{"none.md", []byte(`{{include "nobody"}}`)},
		{"t.md", []byte("---\nkind: template\n---\nx")},
		{"s.md", []byte(`{{include "t"}}`)},
	})
	want := []string{
		`replies/d1.md:1:1: cannot include "d2": includes go deeper than 4`,
		`replies/loop.md:1:1: cannot include "pool": the includes go in a circle`,
		`replies/none.md:1:1: cannot include "nobody": there is no reply of this name`,
		`replies/pool.md:2:2: cannot include "loop": the includes go in a circle`,
		`replies/s.md:1:1: cannot include "t": a snippet goes anywhere and must not include a template`,
	}
	var got []string
	for _, p := range problems {
		got = append(got, strings.TrimSuffix(p.String(), "; "+p.Hint))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for path, want := range map[string]string{"a.md": "1 BC Ana 2", "a.de.md": "deutsch", "d2.md": "end", "d1.md": "", "loop.md": "", "none.md": "", "s.md": ""} {
		r, _ := lib.ByPath(path)
		out, err := Render(lib, r, Values{Vars: map[string]string{"contact.name": "Ana"}})
		if out.Markdown != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrInclude) {
			t.Errorf("%s: %q, %v", path, out.Markdown, err)
		}
	}
	if _, err := Render(nil, reply(t, "a.md", `{{include "b"}}`), Values{}); !errors.Is(err, ErrInclude) {
		t.Errorf("no library: %v", err)
	}
	if _, err := Render(nil, &Reply{Name: "edited", Body: "{{nonsense}}"}, Values{}); err == nil {
		t.Error("a broken body was rendered")
	}
}

// Whatever a value holds, it is shown as it is, and nothing of it is a tag, a link or another blank.
func TestValuesAreShownAsTheyAre(t *testing.T) {
	templates := []string{"a {{contact.name}} b", "{{contact.name}}", "- {{contact.name}}", "> x {{contact.name}}", "**{{contact.name}}**", "1{{contact.name}}", "*{{contact.name}}", "[{{contact.name}}]", "`` {{contact.name}}", "{{contact.name}}. x", "&{{contact.name}}"}
	value := rapid.OneOf(rapid.String(), rapid.StringMatching("([-#>*_`~=|:.!+()\\[\\]<>{}&;/\\\\\n 0-9a-z]|www\\.|https?://|x@y\\.z|&amp;|javascript:){0,20}"))
	rapid.Check(t, func(t *rapid.T) {
		checkValue(t, rapid.SampledFrom(templates).Draw(t, "template"), value.Draw(t, "value"))
	})
}

func checkValue(t interface{ Fatalf(string, ...any) }, template, value string) {
	clean := cleanValue(value)
	got, err := Render(nil, reply(t, "a.md", template), Values{Vars: map[string]string{"contact.name": value}})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if (clean == "") != (len(got.Blanks) == 1) {
		t.Fatalf("value %q, blanks %v", value, got.Blanks)
	}
	if clean == "" {
		return
	}
	html, err := got.HTML()
	if err != nil || strings.Contains(html, "<a") || strings.Contains(html, "<img") || strings.Contains(html, "<h1") || strings.Contains(html, "<b>") {
		t.Fatalf("%q in %q → %q → %s %v", value, template, got.Markdown, html, err)
	}
	// Its lines stand in the text one after another, whatever block they are in.
	text := squeeze(got.Text())
	for _, line := range strings.Split(clean, "\n") {
		i := strings.Index(text, squeeze(line))
		if i < 0 {
			t.Fatalf("%q in %q → %q: %q not in %q", value, template, got.Markdown, line, got.Text())
		}
		text = text[i:]
	}
}

// squeeze leaves out white space, for comparing.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// A reply for any language takes the part in the customer's; one that has a language its own.
func TestRenderIncludesTheCustomersLanguage(t *testing.T) {
	lib, problems := Build([]File{
		{"any.md", []byte(`{{include "bye"}}`)},
		{"french.fr.md", []byte(`{{include "bye"}}`)},
		{"bye.de.md", []byte("Gruß")},
		{"bye.en.md", []byte("Regards")},
		{"bye.fr.md", []byte("Salutations")},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, want := range map[string]string{"any": "Regards", "french": "Salutations"} {
		r, _ := lib.Pick(name)
		got, err := Render(lib, r, Values{Languages: []string{"pt", "en"}})
		if err != nil || strings.TrimSpace(got.Markdown) != want {
			t.Errorf("%s: %q, %v, want %q", name, got.Markdown, err, want)
		}
	}
}

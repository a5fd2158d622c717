package savedreply

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var bare = cmpopts.IgnoreUnexported(Reply{})

// features: E5, E7, E15
func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		path, src string
		want      Reply
		problems  []string
	}{
		"everything": {
			path: "meetings/a.md",
			src:  "---\nname: waiting_in_meeting        # how # finds it\nkind: template\nlanguage: en\nfor: ticket\nsubject: 'We''re waiting: {{meeting.title}}'\nresolves: yes\n---\nHello\n",
			want: Reply{Path: "meetings/a.md", Category: "meetings", Name: "waiting_in_meeting", Kind: Template, Language: "en", For: ForTicket, Subject: "We're waiting: {{meeting.title}}", Resolves: true, Body: "Hello\n"},
		},
		"the path says it all": {
			path: `calls\old\TST Call Back!.pt_br.md`, src: "Hi\r\n",
			want: Reply{Path: "calls/old/TST Call Back!.pt_br.md", Category: "calls/old", Name: "tst_call_back", Kind: Snippet, Language: "pt-BR", For: ForTicket, Body: "Hi\r\n"},
		},
		"no quotes needed": {
			path: "a.md", src: "---\nlanguage: no\nsubject: {{team.name}}: Re: {{ticket.subject}}  # hm\nname: \"say \\\\ it\"\n---\n",
			want: Reply{Path: "a.md", Name: `say \ it`, Kind: Snippet, Language: "no", Subject: "{{team.name}}: Re: {{ticket.subject}}"},
		},
		"unknown keys stay": {
			path: "a.md", src: "---\nowner: [asha]\nnotes: |\n  one\n\n  two\n# c\nkind:\n---\nx",
			want: Reply{Path: "a.md", Name: "a", Kind: Snippet, Body: "x", Extra: []Extra{{"owner", "owner: [asha]\n"}, {"notes", "notes: |\n  one\n\n  two\n"}}},
			problems: []string{
				`replies/a.md:2:1: unknown key "owner"; known are name, kind, language, for, subject, resolves; it is kept as it is`,
				`replies/a.md:3:1: unknown key "notes"; known are name, kind, language, for, subject, resolves; it is kept as it is`,
			},
		},
		"prefix against for": {
			path: "tsc_x.md", src: "---\nkind: template\nfor: ticket\nlanguage: klingon\n---\n",
			want: Reply{Path: "tsc_x.md", Name: "tsc_x", Kind: Template, For: ForTicket},
			problems: []string{
				`replies/tsc_x.md:4:11: language "klingon" is not a language tag; write en, de, pt-BR …`,
				`replies/tsc_x.md:3:6: for says "ticket", the name's prefix says "chat"; tst is for tickets, tsc for chats: rename it or change for`,
			},
		},
		"another encoding": {
			path: "a.md", src: "Gr\xfc\xdfe",
			want:     Reply{Path: "a.md", Name: "a", Kind: Snippet, Body: "Grüße"},
			problems: []string{"replies/a.md:1:1: the file is written in Windows-1252; it was converted; save it as UTF-8"},
		},
		"UTF-16": {
			path: "a.md", src: "\xff\xfeH\x00i\x00",
			want:     Reply{Path: "a.md", Name: "a", Kind: Snippet, Body: "Hi"},
			problems: []string{"replies/a.md:1:1: the file is written in UTF-16; it was converted; save it as UTF-8"},
		},
		"byte order mark": {path: "a.md", src: "\xef\xbb\xbf---\nname: b\n---\n", want: Reply{Path: "a.md", Name: "b", Kind: Snippet}},
		"code": {
			path: "a.md", src: "see `{{ticket.number}}`", want: Reply{Path: "a.md", Name: "a", Kind: Snippet, Body: "see `{{ticket.number}}`"},
			problems: []string{"replies/a.md:1:6: a variable inside code may show backslashes; take it out of the code"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := Parse(c.path, []byte(c.src))
			if got == nil {
				t.Fatalf("refused: %v", problems)
			}
			if diff := cmp.Diff(c.want, *got, bare, cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.problems, lines(problems), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if c.src[0] < 0x80 && !strings.Contains(c.src, "\xfc") {
				if diff := cmp.Diff(c.src, string(Format(got))); diff != "" {
					t.Errorf("written back: %s", diff)
				}
			}
		})
	}
}

func lines(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.String())
	}
	return out
}

// Every way to break a file, with its line and column.
func TestParseRefuses(t *testing.T) {
	head := "---\nname: a\n---\nHellö {{contact.firstName}},\n"
	for src, want := range map[string]string{
		"---\nname: a\n":                               "1:1: the front matter that begins here is not closed",
		"---\nname a\n---\n":                           "2:1: this line of the front matter is not `key: value`",
		"---\n  x\n---\n":                              "2:1: this line of the front matter belongs to no key",
		"---\nname: a\nname: b\n---\n":                 "3:1: name stands twice, first on line 2",
		"---\nkind: letter\n---\n":                     `2:7: kind "letter" is unknown`,
		"---\nname: \"a\n---\n":                        "2:8: name has a quote that is not closed on its line, or an unknown escape",
		"---\nname: 'a' b\n---\n":                      "2:8: name goes on behind its closing quote",
		"---\nsubject: >\n  long\n---\n":               "2:10: subject must stand on one line",
		"---\nsubject: &a b\n---\n":                    "2:10: subject begins with &, which means something in YAML: put the value in quotes",
		"---\nname: a{{b\n---\n":                       "2:7: name holds a quote or a brace",
		"---\nsubject: é {{contact.nick}}\n---\n":      "2:12: unknown variable contact.nick",
		"---\nsubject: {{include \"x\"}}\n---\n":       "2:10: a subject cannot include another reply",
		head + "ä {{contact.firstname}}":               "5:3: unknown variable contact.firstname",
		head + "{{weather}}":                           "5:1: unknown variable weather",
		head + "{{ask what}}":                          "5:1: {{ask}} wants one text in quotes",
		head + "{{ask \"\"}}":                          "5:1: {{ask}} has an empty text",
		head + "{{ask \"" + strings.Repeat("a", 400):   "5:1: {{ is not closed",
		head + "a\n  {{if contact.name}}x{{end}}":      "6:3: {{if}} knows nothing but present",
		head + "{{if present contact.name}}x":          "5:1: this {{if}} is not closed",
		head + "x{{end}}":                              "5:2: {{end}} without {{if}}",
		head + "{{range .x}}":                          "5:1: {{range .x}} cannot be read",
		head + "{{contact.name | html}}":               "5:1: {{contact.name | html}} cannot be read",
		head + "{{contact.name\n}}":                    "5:1: {{ is not closed",
		strings.Repeat("{{contact.name}}", maxTags+1):  "1:8001: more than 500 {{…}}",
		strings.Repeat("x", MaxSource+1):               "the file is larger than 256 KiB",
		strings.Repeat("{{if present team.name}}", 10): "1:193: more than 8 {{if}} inside each other",
	} {
		r, problems := Parse("a.md", []byte(src))
		all := strings.Join(lines(problems), "\n")
		if r != nil || !strings.Contains(all, want+";") {
			t.Errorf("%.60q: %v\n%s\nwant %s", src, r != nil, all, want)
		}
	}
	_, problems := Parse("a.md", []byte("{{contact.firstname}} {{meeting.when}}"))
	if problems[0].Hint != "did you mean contact.firstName?" || !strings.HasPrefix(problems[1].Hint, "there are meeting.title, ") {
		t.Errorf("hints: %v", problems)
	}
}

// The list is closed and documented.
func TestVariablesAreDocumented(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range Variables() {
		group, _, _ := strings.Cut(v.Name, ".")
		if v.Description == "" || v.Example == "" || seen[v.Name] || !strings.Contains(" contact company ticket agent meeting callback team ", " "+group+" ") {
			t.Errorf("%+v", v)
		}
		seen[v.Name] = true
	}
}

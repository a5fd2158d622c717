package savedreply

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// An edit in a form changes its own lines and nothing else: comments, order, unknown keys, line ends, body.
func TestFormatChangesOnlyWhatWasEdited(t *testing.T) {
	src := "---\r\n# ours\r\nname: old  # finds it\r\nowner: {a: b}\r\n\r\nsubject: \"x\"\r\n---   \r\nBody \r\n\r\n  end"
	r, _ := Parse("f/x.de.md", []byte(src))
	edited := *r
	edited.Name, edited.Subject, edited.Resolves, edited.Kind = "new", `Re: "{{ticket.subject}}" \`, true, Template
	want := "---\r\n# ours\r\nname: new  # finds it\r\nowner: {a: b}\r\n\r\nsubject: \"Re: \\\"{{ticket.subject}}\\\" \\\\\"\r\n" +
		"kind: template\r\nresolves: true\r\n---   \r\nBody \r\n\r\n  end"
	if diff := cmp.Diff(want, string(Format(&edited))); diff != "" {
		t.Error(diff)
	}
	again, _ := Parse(edited.Path, Format(&edited))
	if diff := cmp.Diff(&edited, again, bare); diff != "" {
		t.Error(diff)
	}
	edited.Extra, edited.Language = nil, ""
	again, problems := Parse(edited.Path, Format(&edited))
	if diff := cmp.Diff(&edited, again, bare); diff != "" || len(problems) > 0 {
		t.Error(diff, problems)
	}
}

func drawReply(t *rapid.T) *Reply {
	path := rapid.SampledFrom([]string{"a.md", "b/c.md", "b/c/tst_d.en.md", "tsc_x.md", "x.de.md", "-.md"}).Draw(t, "path")
	r := &Reply{
		Path: path, Category: defaults(path).Category,
		Name:     rapid.StringMatching(`[a-zäß #:'\\,-][a-z0-9_ '#:\\&*!|>%@-]{0,12}`).Filter(func(s string) bool { return oneLine(s) == s && s != "" }).Draw(t, "name"),
		Kind:     rapid.SampledFrom([]Kind{Template, Snippet}).Draw(t, "kind"),
		Language: rapid.SampledFrom([]string{"", "en", "de", "no", "pt-BR", "zh-Hant-TW"}).Draw(t, "language"),
		For:      rapid.SampledFrom([]For{"", ForTicket, ForChat}).Draw(t, "for"),
		Subject:  oneLine(rapid.String().Filter(func(s string) bool { return len(s) < maxSubject/2 && templateOK(s) }).Draw(t, "subject")),
		Resolves: rapid.Bool().Draw(t, "resolves"),
		Body:     rapid.OneOf(rapid.String(), rapid.StringMatching(`(---\n|\r\n|name: x\n|\x{feff}|# a|[a-z{}\\ ])*`)).Filter(templateOK).Draw(t, "body"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "extras") {
		key := rapid.SampledFrom([]string{"owner", "tags", "x-y", "Name"}).Draw(t, "key")
		value := rapid.SampledFrom([]string{" a\n", "\n  - b\n  - c\n", " |\n  # kept\n\n  text\n", " {a: [b]} # c\r\n"}).Draw(t, "value")
		r.Extra = append(r.Extra, Extra{Key: key, Raw: key + ":" + value})
	}
	return r
}

func templateOK(s string) bool {
	_, wrong := parseTemplate(s, 1, 1)
	return len(wrong) == 0
}

// features: E11
func TestFormatIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReply(t)
		again, problems := Parse(r.Path, Format(r))
		if diff := cmp.Diff(r, again, bare, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s\n%v", diff, Format(r), problems)
		}
		if got := Format(again); string(got) != string(Format(r)) {
			t.Fatalf("written again:\n%s\nnot\n%s", got, Format(r))
		}
		// Any second edit of a file that exists.
		edited := *again
		other := drawReply(t)
		other.Path, other.Category = r.Path, r.Category
		edited.Name, edited.Kind, edited.Language, edited.For = other.Name, other.Kind, other.Language, other.For
		edited.Subject, edited.Resolves, edited.Extra, edited.Body = other.Subject, other.Resolves, other.Extra, other.Body
		twice, problems := Parse(edited.Path, Format(&edited))
		if diff := cmp.Diff(&edited, twice, bare, cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b Extra) bool { return a.Key+a.Raw < b.Key+b.Raw })); diff != "" {
			t.Fatalf("%s\n%s\n%v", diff, Format(&edited), problems)
		}
	})
}

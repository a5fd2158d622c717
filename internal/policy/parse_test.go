package policy

import (
	"bytes"
	"strings"
	"testing"
)

// small is the least policy that stands; tests append to it or replace in it.
const small = `team: {id: t}
pipelines:
  lines: [{id: a, label: A}]
  statuses:
    - {id: new, label: New, kind: open}
    - {id: end, label: End, kind: done, ending: solved}
  priorities: [{id: low, label: Low}]
`

func TestSampleParsesWithoutProblems(t *testing.T) {
	p, problems := Parse(Sample())
	for _, pr := range problems {
		t.Errorf("problem: %s", pr)
	}
	if p == nil {
		t.Fatal("no policy")
	}
	if bad := Sample(); bytes.Equal(append(bad[:0], 'x'), Sample()[:1]) {
		t.Error("Sample hands out its own bytes")
	}
}

// What costs nothing: the policy stands, the problem has its place.
func TestParseOddities(t *testing.T) {
	for _, c := range []struct {
		add, message, hint string
		line, column       int
	}{
		{"colour: red\n", `unknown key "colour" in policy.yaml`, "known here: addresses", 8, 1},
		{"sla:\n  Zone: UTC\n", `unknown key "Zone" in sla`, `did you mean "zone"?`, 9, 3},
		{"sla:\n  hours:\n    monday: 08:00-18:00\n", `"monday" is no day`, "mon, tue", 10, 5},
		{"categories:\n  - {id: x, lable: X}\n", `unknown key "lable" in categories[0]`, "label", 9, 13},
		{"routing:\n  - name: r\n    when: [{channel: fax}]\n    set: {owner: asha}\n", `names the channel "fax"`, "known: ", 10, 12},
		{"checklists:\n  lines:\n    - id: x\n      text: X\n      evidence: magic\n", `names the evidence "magic"`, "first-reply-sent", 12, 7},
		{"tags:\n  groups:\n    - {id: g, tags: [{id: x, pipeline: zzz}]}\n", `names the pipeline "zzz"`, "known: a", 10, 30},
	} {
		p, problems := Parse([]byte(small + c.add))
		if p == nil || len(problems) == 0 {
			t.Errorf("%q: policy %v, problems %v", c.add, p != nil, problems)
			continue
		}
		got := problems[0]
		if !strings.Contains(got.Message, c.message) || !strings.Contains(got.Hint, c.hint) || got.Line != c.line || got.Column != c.column || got.Fatal {
			t.Errorf("%q: %+v", c.add, got)
		}
	}
}

// What makes the file unusable: no policy, and the place.
func TestParseBroken(t *testing.T) {
	for _, c := range []struct {
		src, message string
		line         int
	}{
		{"", "empty", 0},
		{"# only words\n", "empty", 0},
		{"team: [\n", "not valid YAML", 1},
		{small + "sla:\n\tzone: UTC\n", "not valid YAML", 9},
		{small + "team: {id: u}\n", "not valid YAML", 8},
		{"- a\n- b\n", "must be a list of keys", 1},
		{small + "sla: 3\n", "sla must be a list of keys", 8},
		{small + "sla:\n  warn: soon\n", "sla.warn must be a time span", 9},
		{small + "sla:\n  hours: {mon: late}\n", "no working hours", 9},
		{small + "tasks: {etaDays: two}\n", "tasks.etaDays must be a whole number", 8},
		{small + "guard: {secrets: maybe}\n", "guard.secrets must be true or false", 8},
		{small + "routing: [{when: [{moon: full}]}]\n", `"moon", which is no fact`, 8},
		{small + "routing: [{when: [{has: luck}]}]\n", `says "luck"`, 8},
		{small + "routing: [{when: [{tag: a, channel: b}]}]\n", "must be one condition", 8},
		{small + "holidays: [{date: 24.12.2026}]\n", "is not a date", 8},
		{small + "channels: [{id: a}, {id: a}]\n", `the id "a" stands twice`, 8},
		{small + "channels: [{id: Big One}]\n", `the id "Big One" is not usable`, 8},
		{small + "channels: [{label: a}]\n", "has no id", 8},
		{small + "addresses: [{address: nobody}]\n", "is not a mail address", 8},
		{small + "checklists: {attempts: -1}\n", "attempts is -1", 8},
		{small + "categories: &x [{id: a}]\nchannels: *x\n", "anchor", 8},
		{small + "---\nteam: {id: u}\n", "two YAML documents", 9},
		{"a: " + strings.Repeat("[", 100), "nested too deeply", 0},
		{strings.Repeat("- ", 5000), "nested too deeply", 0},
		{"#" + strings.Repeat("x", maxSource), "larger than 1 MiB", 0},
		{strings.Replace(small, "kind: open", "kind: odd", 1), `has the kind "odd"`, 5},
		{strings.Replace(small, ", ending: solved", "", 1), "must say its ending", 6},
		{strings.Replace(small, "kind: done", "kind: open", 1), "ends a ticket", 4},
		{strings.Replace(small, "[{id: a, label: A}]", "[]", 1), "no pipeline", 3},
		{strings.Replace(small, "id: low", "id: lowest", 1), "is no priority", 7},
		{strings.Replace(small, "{id: t}", "{name: T}", 1), "team needs an id", 1},
	} {
		p, problems := Parse([]byte(c.src))
		if p != nil || len(problems) == 0 {
			t.Errorf("%.60q: policy %v, problems %v", c.src, p != nil, problems)
			continue
		}
		found := false
		for _, got := range problems {
			found = found || got.Fatal && strings.Contains(got.Message, c.message) && got.Line == c.line && got.Hint != ""
		}
		if !found {
			t.Errorf("%.60q: %v, want %q at line %d", c.src, problems, c.message, c.line)
		}
	}
}

// A file in another encoding is read, converted and reported.
func TestParseEncodings(t *testing.T) {
	latin := strings.Replace(small, "label: New", "label: Ge\xf6ffnet", 1)
	wide := []byte("\xff\xfe")
	for _, c := range []byte(small) {
		wide = append(wide, c, 0)
	}
	for name, c := range map[string]struct {
		src   []byte
		label string
	}{
		"Windows-1252": {[]byte(latin), "Geöffnet"},
		"UTF-16":       {wide, "New"},
	} {
		p, problems := Parse(c.src)
		if p == nil || p.StatusLabel("a", "new") != c.label || len(problems) != 1 || problems[0].Fatal || !strings.Contains(problems[0].Message, name) {
			t.Errorf("%s: %v", name, problems)
		}
	}
	if p, problems := Parse([]byte("\xef\xbb\xbf" + small)); p == nil || len(problems) != 0 {
		t.Errorf("byte order mark: %v", problems)
	}
}

func TestProblemString(t *testing.T) {
	got := Problem{Line: 3, Column: 5, Message: "what", Hint: "do"}.String()
	if got != "policy.yaml:3:5: what; do" {
		t.Error(got)
	}
}

func TestParseSpan(t *testing.T) {
	for text, want := range map[string]string{"30m": "30m0s", "4h": "4h0m0s", "3d": "72h0m0s", "1h 30m": "1h30m0s", "1w": "168h0m0s", "0": "0s", "90s": "1m30s"} {
		if got, err := ParseSpan(text); err != nil || got.Duration().String() != want {
			t.Errorf("%q = %s, %v", text, got.Duration(), err)
		}
	}
	for _, bad := range []string{"", "h", "3", "3x", "-1h", "99999999999999999999h", "900000d", "3000d 3000d"} {
		if got, err := ParseSpan(bad); err == nil {
			t.Errorf("%q = %s", bad, got.Duration())
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(small + "routing: [{when: [{not: {tag: x}}, {any: [{has: call}]}]}]\nsla: {hours: {mon: 08:00-18:00}}\n"))
	f.Add([]byte("team:\n  id: x\n  members: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p, problems := Parse(src)
		if p == nil && len(problems) == 0 {
			t.Fatalf("no policy and no reason for %q", src)
		}
		if p == nil {
			return
		}
		// A policy that stands answers everything.
		for _, line := range p.Pipelines() {
			if p.FirstStatus(line.ID) == "" || len(p.Statuses(line.ID)) == 0 {
				t.Fatalf("the pipeline %q has no status", line.ID)
			}
		}
		if p.DefaultPriority() == "" || p.DefaultPipeline() == "" || p.Attempts() < 1 {
			t.Fatal("no default")
		}
		p.Checklist(Case{Tags: []string{"x"}, From: "a@b"})
		p.Route(Case{Subject: "x"})
	})
}

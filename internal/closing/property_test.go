package closing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deskhand/internal/policy"
)

// better makes the facts say more in favour of closing; applied in reverse it says less.
func better() []func(*Facts) {
	return []func(*Facts){
		func(f *Facts) { f.Messages = append(f.Messages, Message{Key: "new", Ours: true, At: at(22, 0)}) },
		func(f *Facts) {
			f.Messages = slices.Clone(f.Messages)
			for i := range f.Messages {
				f.Messages[i].Read = true
			}
		},
		func(f *Facts) { f.Tags = append(slices.Clone(f.Tags), "cloud-service") },
		func(f *Facts) { f.HandOff = proven().HandOff },
		func(f *Facts) { f.Drafts, f.Unsent = nil, nil },
		func(f *Facts) { f.Links = []string{"https://bugs.example/1"} },
		func(f *Facts) {
			f.Pendings = slices.Clone(f.Pendings)
			for i := range f.Pendings {
				f.Pendings[i].Note = "because"
			}
		},
		func(f *Facts) {
			f.Asks, f.Promises = slices.Clone(f.Asks), slices.Clone(f.Promises)
			for i := range f.Asks {
				f.Asks[i].Open = false
			}
			for i := range f.Promises {
				f.Promises[i].Open = false
			}
		},
	}
}

func drawFacts(t *rapid.T) Facts {
	flag := func(label string) bool { return rapid.Bool().Draw(t, label) }
	f := Facts{NeededTags: []string{"cloud-service"}}
	for i := range rapid.IntRange(0, 5).Draw(t, "messages") {
		f.Messages = append(f.Messages, Message{Key: string(rune('a' + i)), Ours: flag("ours"), Read: flag("read"), Machine: flag("machine"), At: at(rapid.IntRange(0, 20).Draw(t, "hour"), 0)})
	}
	if flag("call") {
		f.Calls = []Call{{ID: "c", Outcome: rapid.SampledFrom([]string{"", "answered", "no-answer"}).Draw(t, "outcome"), At: at(12, 0)}}
	}
	if flag("tag") {
		f.Tags = []string{"cloud-service"}
	}
	if flag("draft") {
		f.Drafts = []Draft{{ID: "d", Kind: "reply"}}
	}
	if flag("handoff") {
		f.HandOff = HandOff{Inquiry: "x", Done: rapid.SampledFrom([]string{"", "y"}).Draw(t, "done"), Remaining: "z"}
	}
	f.Pendings = []Pending{{What: "us", Note: rapid.SampledFrom([]string{"", "why"}).Draw(t, "note")}}
	f.Asks = []Ask{{Key: "q", Open: flag("ask")}}
	f.Promises = []Promise{{Key: "p", Open: flag("promise")}}
	return f
}

func drawChecks(t *rapid.T, lines []policy.Line) map[string]Check {
	checks := map[string]Check{}
	for _, l := range lines {
		if rapid.Bool().Draw(t, "checked") {
			checks[l.ID] = Check{
				State: rapid.SampledFrom([]CheckState{CheckTicked, CheckNA, CheckOpen}).Draw(t, "check"),
				Why:   rapid.SampledFrom([]string{"", "words"}).Draw(t, "words"),
			}
		}
	}
	return checks
}

// Adding evidence never opens a line; taking it away never ticks one.
//
// features: F5
func TestEvidenceIsMonotonous(t *testing.T) {
	lines := policy.Default().Checklist(policy.Case{Customer: true, Call: true, Pending: true, Task: true, Tags: []string{"bug"}})
	rapid.Check(t, func(t *rapid.T) {
		less := drawFacts(t)
		checks := drawChecks(t, lines)
		more := less
		for _, i := range rapid.SliceOf(rapid.IntRange(0, len(better())-1)).Draw(t, "better") {
			better()[i](&more)
		}
		before, after := Evaluate(lines, less, checks), Evaluate(lines, more, checks)
		for i := range lines {
			if before[i].State != Open && after[i].State == Open {
				t.Fatalf("more evidence opened %s: %+v, then %+v", lines[i].ID, before[i], after[i])
			}
			if after[i].State == Open && before[i].State == Ticked {
				t.Fatalf("less evidence ticked %s", lines[i].ID)
			}
		}
		if len(Gate(after)) > len(Gate(before)) {
			t.Fatal("more evidence closed the gate")
		}
	})
}

// Every line is in exactly one state, says by what, and an open one says why.
func TestLinesAreWhole(t *testing.T) {
	lines := policy.Default().Checklist(policy.Case{Customer: true, Call: true, Meeting: true, Pending: true, Task: true, PlugIn: true, Tags: []string{"bug"}})
	rapid.Check(t, func(t *rapid.T) {
		f, checks := drawFacts(t), drawChecks(t, lines)
		for _, l := range Evaluate(lines, f, checks) {
			whole := map[State]bool{
				Open:          l.By == "" && l.Evidence == nil && l.Why != "",
				Ticked:        l.By == ByEvidence && l.Evidence != nil && l.Why == "" || l.By == ByHand && l.Evidence == nil && l.Why != "",
				NotApplicable: l.By == ByHand && l.Evidence == nil && l.Why != "",
			}
			if !whole[l.State] {
				t.Fatalf("%+v", l)
			}
		}
	})
}

// drawTalk is a conversation with asks in the customer's mails.
func drawTalk(t *rapid.T) Facts {
	f := Facts{Now: at(23, 0)}
	for i := range rapid.IntRange(0, 6).Draw(t, "messages") {
		m := Message{Key: string(rune('a' + i)), Ours: rapid.Bool().Draw(t, "ours"), Machine: rapid.Bool().Draw(t, "machine"), At: at(i, 0)}
		m.Aside = m.Ours && rapid.Bool().Draw(t, "aside")
		f.Messages = append(f.Messages, m)
		if m.Ours || m.Machine {
			continue
		}
		for n := range rapid.IntRange(0, 2).Draw(t, "asks") {
			words := rapid.SampledFrom([]string{"why", "when", "where"}).Draw(t, "words")
			f.Asks = append(f.Asks, Ask{Key: m.Key + string(rune('0'+n)), Text: words + "?", Words: words, Message: m.Key, At: m.At, Request: rapid.Bool().Draw(t, "request")})
		}
	}
	f.Asks = SettleAsks(f.Asks, f.Messages)
	return f
}

// An ask is open exactly until a mail of ours reaches who asked, each stands once, and nothing is open behind a mail that
// is being sent.
//
// features: F1
func TestAsksSettle(t *testing.T) {
	line := []policy.Line{{ID: "asks", Evidence: policy.EvidenceNoAsk, Required: true}, {ID: "draft", Evidence: policy.EvidenceNoDraft, Required: true}, {ID: "reply", Evidence: policy.EvidenceFirstReply, Required: true}}
	rapid.Check(t, func(t *rapid.T) {
		f := drawTalk(t)
		seen := map[string]bool{}
		open := false
		for _, a := range f.Asks {
			if seen[a.Words] {
				t.Fatalf("%q stands twice", a.Words)
			}
			seen[a.Words], open = true, open || a.Open
			answered := slices.ContainsFunc(f.Messages, func(m Message) bool { return m.Ours && !m.Machine && !m.Aside && m.At.After(a.At) })
			if a.Open == answered || a.Open != (a.Answer == "") {
				t.Fatalf("%+v, answered %t", a, answered)
			}
		}
		if again := SettleAsks(f.Asks, f.Messages); !slices.Equal(again, f.Asks) {
			t.Fatalf("settled twice: %+v", again)
		}
		if got := Evaluate(line, f, nil)[0]; (got.State == Open) != open || got.State == Open && !strings.Contains(got.Why, "“") {
			t.Fatalf("%+v with %+v", got, f.Asks)
		}
		f.Drafts = []Draft{{ID: "d", Kind: "reply"}}
		before := len(f.Messages)
		sent := f.AsSent("d", Message{At: at(22, 0)})
		if n := len(Gate(Evaluate(line, sent, nil))); n != 0 {
			t.Fatalf("%d lines are open although a reply goes out: %+v", n, sent)
		}
		if len(f.Messages) != before || len(f.Drafts) != 1 {
			t.Fatal("looking ahead changed the facts")
		}
	})
}

// A proposed hand-off is short and says nothing that was not said; what it says can be read back.
//
// features: F9
func TestPrefillProperties(t *testing.T) {
	text := rapid.SampledFrom([]string{"", "Hello Asha,\n\nit stops. Why? It stops again. And again. And again.\n\nKind regards\nMarco", "Thanks!", "Hi", "# Remaining actions\nx", strings.Repeat("word ", 200), "> quoted"})
	rapid.Check(t, func(t *rapid.T) {
		f := drawTalk(t)
		f.Notes = []Note{{Kind: rapid.SampledFrom([]string{"note", "resolution"}).Draw(t, "kind"), Text: text.Draw(t, "note")}}
		if rapid.Bool().Draw(t, "call") {
			f.Calls = []Call{{ID: "c", Outcome: rapid.SampledFrom([]string{"", "answered"}).Draw(t, "outcome"), At: at(9, 0)}}
		}
		s := Story{
			Subject: rapid.SampledFrom([]string{"", "October export stops", "Why?", "--"}).Draw(t, "subject"), First: text.Draw(t, "first"), Replies: rapid.SliceOfN(text, 0, 3).Draw(t, "replies"),
			Ending: rapid.SampledFrom([]policy.Ending{policy.EndingSolved, policy.EndingSilent}).Draw(t, "ending"),
		}
		h := Prefill(f, s)
		if h != Prefill(f, s) {
			t.Fatal("not the same twice")
		}
		for _, part := range []string{h.Inquiry, h.Done, h.Remaining} {
			if part != "" && !says(part) || part != strings.TrimSpace(part) || strings.Count(part, "\n") > 3*maxItems || len([]rune(part)) > 20*maxPrefill {
				t.Fatalf("%q", part)
			}
			if strings.Contains(part, "Kind regards") || strings.Contains(part, "Hello Asha") {
				t.Fatalf("courtesy: %q", part)
			}
		}
		if got, err := ParseHandOff(h.String()); err != nil || got != h {
			t.Fatalf("%+v, read back %+v, %v", h, got, err)
		}
		if strings.HasPrefix(h.Remaining, "Nothing is left") == (h.Done == "" || slices.ContainsFunc(f.Asks, func(a Ask) bool { return a.Open }) || len(f.Calls) == 1 && f.Calls[0].Outcome == "") {
			t.Fatalf("%+v of %+v", h, f)
		}
	})
}

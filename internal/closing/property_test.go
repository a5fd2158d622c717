package closing

import (
	"slices"
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

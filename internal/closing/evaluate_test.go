package closing

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/policy"
)

// at is a moment of the test day.
func at(hour, minute int) time.Time { return time.Date(2026, 11, 19, hour, minute, 0, 0, time.UTC) }

// proven is a ticket with every fact in place.
func proven() Facts {
	return Facts{
		Messages: []Message{
			{Key: "m1", From: "marco@halvorsen.example", At: at(9, 0), Read: true},
			{Key: "m2", Ours: true, From: "support@kestrel.example", At: at(10, 0)},
			{Key: "m3", From: "marco@halvorsen.example", At: at(13, 10), Read: true},
			{Key: "m4", Ours: true, From: "support@kestrel.example", At: at(14, 20)},
		},
		Calls:      []Call{{ID: "c1", Outcome: "answered", At: at(13, 2)}},
		HandOff:    HandOff{Inquiry: "Export stops at 40 %", Done: "Corrected and sent", Remaining: "None for the customer."},
		Tags:       []string{"bug", "data-import-export"},
		NeededTags: []string{"cloud-service", "data-import-export"},
		Pendings:   []Pending{{Ref: "n1", What: "Pending on us", Note: "waits for the rerun", At: at(11, 0)}},
		Asks:       []Ask{{Key: "a1", Text: "Is it the size?", Message: "m3", At: at(13, 10), Answer: "m4", AnsweredAt: at(14, 20)}},
		Now:        at(15, 0),
		Promises:   []Promise{{Key: "p1", Text: "full file", Due: at(16, 0)}},
		Links:      []string{"https://bugs.kestrel.example/812"},
	}
}

func everyLine(t *testing.T) []policy.Line {
	t.Helper()
	lines := policy.Default().Checklist(policy.Case{Customer: true, Call: true, Pending: true, Tags: []string{"bug"}})
	if len(lines) != 11 {
		t.Fatalf("%d lines apply, want 11", len(lines))
	}
	return lines
}

// features: F5, C15, F8
func TestEvaluateTicksByEvidence(t *testing.T) {
	refs := map[string]string{}
	for _, l := range Evaluate(everyLine(t), proven(), nil) {
		if l.State != Ticked || l.By != ByEvidence || l.Evidence == nil || l.Why != "" {
			t.Errorf("%s: %+v", l.ID, l)
			continue
		}
		refs[l.ID] = l.Evidence.Kind + ":" + l.Evidence.Ref
	}
	want := map[string]string{
		"first-reply": "message:m2", "every-message-read": "message:m3", "no-open-ask": "message:m4", "no-open-promise": "promise:p1",
		"no-draft": "ticket:", "hand-off": "hand-off:", "area-tag": "tag:data-import-export", "pending-reason": "note:n1",
		"callback-done": "call:c1", "minutes": "message:m4", "link-named": "link:https://bugs.kestrel.example/812",
	}
	if diff := cmp.Diff(want, refs); diff != "" {
		t.Error(diff)
	}
}

// Each fact that goes un-ticks its line and no other.
//
// features: F5, F8
func TestEvaluateUnticks(t *testing.T) {
	for _, c := range []struct {
		line, why string
		take      func(*Facts)
	}{
		{"every-message-read", "1 message was never opened", func(f *Facts) { f.Messages[2].Read = false }},
		{"no-open-ask", "“Is it the size?” was asked after your last reply", func(f *Facts) { f.Asks[0].Open = true }},
		{"no-open-promise", "1 promise is open", func(f *Facts) { f.Promises[0].Open = true }},
		{"no-draft", "a reply was begun 11:40 and not sent", func(f *Facts) { f.Drafts = []Draft{{ID: "d1", Kind: "reply", Begun: at(11, 40)}} }},
		{"no-draft", "a note was begun and not saved", func(f *Facts) { f.Drafts = []Draft{{ID: "d1", Kind: "note"}} }},
		{"no-draft", "3 drafts are left: 1 reply and 2 notes", func(f *Facts) { f.Drafts = []Draft{{Kind: "reply"}, {Kind: "note"}, {Kind: "note"}} }},
		{"no-draft", "1 reply waits in the outbox since 11:48", func(f *Facts) { f.Unsent = []Unsent{{ID: "s1", Kind: "reply", State: "waiting", Since: at(11, 48)}} }},
		{"no-draft", "1 forwarded mail is held in the outbox since Wed 11:48", func(f *Facts) {
			f.Unsent = []Unsent{{ID: "s1", Kind: "forward", State: "held", Since: at(11, 48).AddDate(0, 0, -1)}}
		}},
		{"no-draft", "1 reply is being sent", func(f *Facts) { f.Unsent = []Unsent{{ID: "s1", State: "sending"}} }},
		{"no-draft", "may not have arrived", func(f *Facts) { f.Unsent = []Unsent{{ID: "s1", State: "unsure"}} }},
		{"no-draft", "3 mails have not left: 2 waiting and 1 held", func(f *Facts) { f.Unsent = []Unsent{{State: "waiting"}, {State: "held"}, {State: "waiting"}} }},
		{"hand-off", "say something under Remaining actions", func(f *Facts) { f.HandOff.Remaining = " – … " }},
		{"hand-off", "Details of inquiry, How it was addressed and Remaining actions", func(f *Facts) { f.HandOff = HandOff{} }},
		{"area-tag", "no area tag", func(f *Facts) { f.Tags = []string{"bug"} }},
		{"pending-reason", `"Pending on us" has neither`, func(f *Facts) { f.Pendings[0].Note = " " }},
		{"callback-done", "still planned", func(f *Facts) { f.Calls = append(f.Calls, Call{ID: "c2", At: at(15, 0)}) }},
		{"minutes", "after the call", func(f *Facts) { f.Messages = f.Messages[:3] }},
		{"minutes", "still to come", func(f *Facts) { f.Meetings = []Meeting{{Title: "Sync", End: at(17, 0)}} }},
		{"minutes", "after the meeting", func(f *Facts) { f.Meetings = []Meeting{{Title: "Sync", End: at(17, 0), Over: true}} }},
		{"link-named", "no link", func(f *Facts) { f.Links = nil }},
	} {
		f := proven()
		c.take(&f)
		open := Gate(Evaluate(everyLine(t), f, nil))
		if len(open) != 1 || open[0].ID != c.line || !strings.Contains(open[0].Why, c.why) || open[0].Evidence != nil || open[0].By != "" {
			t.Errorf("%s: open are %+v", c.line, open)
		}
	}
	f := proven()
	f.Messages = []Message{{Key: "m1", At: at(9, 0), Read: true}, {Key: "m2", Ours: true, Machine: true, At: at(9, 1)}}
	f.Calls = nil
	if open := Gate(Evaluate(everyLine(t), f, nil)); len(open) != 1 || open[0].ID != "first-reply" {
		t.Errorf("an auto-reply of ours counts as first reply: %+v", open)
	}
}

// Other facts may stand for a line as well.
func TestEvaluateOtherProofs(t *testing.T) {
	f := proven()
	f.Links, f.Departments = nil, []string{"billing"}
	f.Pendings[0].Note, f.Pendings[0].Link = "", "https://chat.example/1"
	f.Meetings = []Meeting{{Title: "never", End: at(23, 0), Cancelled: true}}
	if open := Gate(Evaluate(everyLine(t), f, nil)); len(open) != 0 {
		t.Errorf("open: %+v", open)
	}
	empty := Facts{HandOff: f.HandOff, Tags: f.Tags, NeededTags: f.NeededTags}
	internal := policy.Default().Checklist(policy.Case{})
	for _, l := range Evaluate(internal, empty, nil) {
		if l.State != Ticked {
			t.Errorf("an internal ticket without mail: %+v", l)
		}
	}
	if len(internal) != 4 {
		t.Errorf("%d lines for an internal ticket", len(internal))
	}
}

// features: F5
func TestEvaluateByHand(t *testing.T) {
	hand := []policy.Line{{ID: "x", Text: "Docs updated", Required: true}, {ID: "tag", Evidence: policy.EvidenceAreaTag, Required: true}}
	for _, c := range []struct {
		check Check
		state State
		why   string
	}{
		{Check{}, Open, "tick it with a few words"},
		{Check{State: CheckTicked}, Open, "tick it with a few words"},
		{Check{State: CheckTicked, Why: " . "}, Open, "tick it"},
		{Check{State: CheckTicked, Why: "Export formats, v4", By: "asha", At: at(15, 0)}, Ticked, "Export formats, v4"},
		{Check{State: CheckNA}, Open, "tick it"},
		{Check{State: CheckNA, Why: "nothing to document"}, NotApplicable, "nothing to document"},
		{Check{State: CheckOpen, Why: "was wrong"}, Open, "tick it"},
	} {
		got := Evaluate(hand, Facts{}, map[string]Check{"x": c.check})[0]
		if got.State != c.state || !strings.Contains(got.Why, c.why) || (got.State != Open) != (got.By == ByHand) || got.Who != "" && got.Who != c.check.By {
			t.Errorf("%+v: %+v", c.check, got)
		}
	}
	both := map[string]Check{"tag": {State: CheckTicked, Why: "trust me"}}
	if got := Evaluate(hand, Facts{}, both)[1]; got.State != Open || !strings.Contains(got.Why, "by hand does not count") {
		t.Errorf("a hand tick beats missing evidence: %+v", got)
	}
	both["tag"] = Check{State: CheckNA, Why: "an internal matter"}
	if got := Evaluate(hand, Facts{}, both)[1]; got.State != NotApplicable {
		t.Errorf("not applicable: %+v", got)
	}
	if got := Evaluate(hand, Facts{Tags: []string{"a"}, NeededTags: []string{"a"}}, both)[1]; got.State != Ticked || got.By != ByEvidence {
		t.Errorf("evidence loses against not applicable: %+v", got)
	}
}

// Evidence that the desk cannot look for neither holds up nor claims.
func TestEvaluateUnknownEvidence(t *testing.T) {
	f := proven()
	f.Asks = nil
	f.Unknown = []policy.Evidence{policy.EvidenceNoAsk, policy.EvidenceNoPromise}
	lines := Evaluate(everyLine(t), f, map[string]Check{"no-open-promise": {State: CheckTicked, Why: "checked"}})
	for _, l := range lines {
		switch l.ID {
		case "no-open-ask":
			if l.State != Open || l.Required || !strings.Contains(l.Why, "not looked for here") {
				t.Errorf("%+v", l)
			}
		case "no-open-promise":
			if l.State != Ticked || l.By != ByHand {
				t.Errorf("%+v", l)
			}
		}
	}
	if done, all := Done(lines); len(Gate(lines)) != 0 || done != 10 || all != 11 {
		t.Errorf("%d of %d, open %v", done, all, Gate(lines))
	}
}

// The keys are those of cli.md.
func TestLineJSON(t *testing.T) {
	l := Evaluate(everyLine(t)[:1], proven(), nil)[0]
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"first-reply","text":"First reply sent","state":"ticked","by":"evidence","evidence":{"kind":"message","ref":"m2","text":"Reply"},"required":true}`
	if string(b) != want {
		t.Errorf("%s\nwant %s", b, want)
	}
}

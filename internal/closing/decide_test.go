package closing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/policy"
)

// features: F5, C6, C7
func TestDecide(t *testing.T) {
	lines := everyLine(t)
	good := Evaluate(lines, proven(), nil)
	lacking := proven()
	lacking.Tags, lacking.HandOff.Done = nil, ""
	bad := Evaluate(lines, lacking, nil)
	for name, c := range map[string]struct {
		lines   []Line
		r       Request
		allowed bool
		without []string
		why     string
	}{
		"resolved, proven":       {good, Request{Ending: policy.EndingSolved}, true, nil, ""},
		"resolved, open":         {bad, Request{Ending: policy.EndingSolved}, false, nil, "2 lines of the checklist are open"},
		"closed, one attempt":    {good, Request{Ending: policy.EndingSilent, Needed: 3}, false, nil, "3 attempts are needed, 1 on record"},
		"closed, both":           {bad, Request{Ending: policy.EndingSilent, Needed: 2}, false, nil, "are open and 2 attempts"},
		"closed, enough":         {good, Request{Ending: policy.EndingSilent, Needed: 1}, true, nil, ""},
		"anyway":                 {bad, Request{Ending: policy.EndingSolved, Anyway: "the customer left"}, true, []string{"hand-off", "area-tag"}, ""},
		"anyway without reason":  {bad, Request{Ending: policy.EndingSolved, Anyway: " .. "}, false, nil, "2 lines"},
		"anyway, attempts":       {good, Request{Ending: policy.EndingSilent, Needed: 3, Anyway: "bounced"}, true, []string{"attempts"}, ""},
		"no answer, lines open":  {bad, Request{Ending: policy.EndingSolved, NoAnswer: "thanks"}, true, nil, ""},
		"no answer, no attempts": {bad, Request{Ending: policy.EndingSilent, Needed: 3, NoAnswer: "machine"}, true, nil, ""},
	} {
		d := Decide(c.lines, proven(), c.r)
		if d.Allowed != c.allowed || !strings.Contains(d.Why, c.why) || (d.Why == "") != c.allowed {
			t.Errorf("%s: %+v", name, d)
		}
		if diff := cmp.Diff(c.without, d.Without); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// features: C7, F9
func TestAttemptsAfterTheCustomersLastMail(t *testing.T) {
	f := Facts{
		Messages: []Message{
			{Key: "m1", Ours: true, At: at(8, 0)},
			{Key: "m2", At: at(9, 0)},
			{Key: "m4", Ours: true, At: at(11, 0)},
			{Key: "m5", At: at(12, 0), Machine: true}, // an absence note is no answer
			{Key: "m6", Ours: true, At: at(13, 0)},
		},
		Calls: []Call{{ID: "c0", Outcome: "answered", At: at(8, 30)}, {ID: "c1", Outcome: "no-answer", At: at(12, 30)}, {ID: "c2", At: at(18, 0)}},
	}
	var got []string
	for _, a := range Attempts(f) {
		got = append(got, a.Ref+" "+a.What)
	}
	if diff := cmp.Diff([]string{"m4 mail", "c1 call, no-answer", "m6 mail"}, got); diff != "" {
		t.Error(diff)
	}
	h := Prefill(f, Story{Subject: "October export", First: "It stops\n\nat 40 %.", Ending: policy.EndingSilent})
	if h.Inquiry != "October export. It stops at 40 %." || !strings.Contains(h.Done, "Thu 19 Nov 12:30: call, no-answer, no answer.") || strings.Count(h.Done, "\n") != 2 {
		t.Errorf("prefilled: %+v", h)
	}
	if h.Remaining != "Call back Thu 19 Nov 18:00." {
		t.Errorf("remaining: %q", h.Remaining)
	}
}

// features: F9
func TestPrefillSolved(t *testing.T) {
	f := proven()
	f.Notes = []Note{{Kind: "resolution", Text: "The year was 0026."}, {Kind: "note", Text: "private"}}
	f.Promises[0].Open, f.Asks[0].Open = true, true
	h := Prefill(f, Story{First: strings.Repeat("word ", 100), Replies: []string{"Hello Marco,\n\nhere is the file.\n\nKind regards\nAsha", "Thanks!"}, Ending: policy.EndingSolved})
	if want := "The year was 0026.\nhere is the file.\nCall Thu 19 Nov 13:02, answered."; h.Done != want {
		t.Errorf("done: %q", h.Done)
	}
	if want := "Promised until Thu 19 Nov 16:00: full file\nStill asked: Is it the size?"; h.Remaining != want {
		t.Errorf("remaining: %q", h.Remaining)
	}
	if n := len([]rune(h.Inquiry)); n > maxPrefill || !strings.HasSuffix(h.Inquiry, "word …") {
		t.Errorf("inquiry: %d %q", n, h.Inquiry)
	}
	f.Promises, f.Asks, f.Calls = nil, nil, append(f.Calls, Call{ID: "c2", At: at(15, 0)})
	f.Meetings = []Meeting{{Title: "Sync", End: at(17, 0)}, {Title: "gone", Over: true}, {Title: "off", Cancelled: true}}
	if h := Prefill(f, Story{}); h.Remaining != "Call back Thu 19 Nov 15:00.\nMeeting “Sync”, until Thu 19 Nov 17:00." {
		t.Errorf("remaining: %q", h.Remaining)
	}
	if h := Prefill(Facts{}, Story{Replies: []string{"It is mended."}}); h.Done != "It is mended." || h.Remaining != "Nothing is left." {
		t.Errorf("a reply and nothing open: %+v", h)
	}
	if h := Prefill(Facts{}, Story{Subject: "Is it the size?", First: "Hello, is it the size? It stops."}); h.Inquiry != "is it the size? It stops." {
		t.Errorf("the subject stands twice: %q", h.Inquiry)
	}
	if len(Prefill(Facts{}, Story{}).Missing()) != 3 {
		t.Error("nothing happened, and yet something is said")
	}
}

package cli

import (
	"errors"
	"slices"
	"testing"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
)

func TestVarMeansAVariableOrAQuestion(t *testing.T) {
	asks := []savedreply.Blank{
		{Name: "callback.time"},
		{Name: "ask", Prompt: "The problem, in your own words"},
		{Name: "ask", Prompt: "What will you do, and by when?"},
		{Name: "ask", Prompt: "The problem, in your own words"}, // asked twice, answered once
	}
	for key, want := range map[string]string{
		"callback.time": "callback.time", "contact.firstName": "contact.firstName", "PROBLEM": asks[1].Prompt, "by when": asks[2].Prompt,
		"the problem, in your own words": asks[1].Prompt, "refund": "",
	} {
		if got, err := varTarget(key, asks); got != want || err != nil {
			t.Errorf("%q means %q, %v, want %q", key, got, err, want)
		}
	}
	if _, err := varTarget("w", asks); fault.From(err).Code != fault.Refused || len(fault.From(err).Candidates) != 2 {
		t.Errorf("ambiguous: %v", err)
	}
}

func TestReadVars(t *testing.T) {
	got, err := readVars([]string{"a=1=2", "The question = yes ", "left out="})
	if err != nil || got["a"] != "1=2" || got["The question"] != "yes" || len(got) != 3 {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "a", "=b", " =b"} {
		if _, err := readVars([]string{bad}); fault.From(err).Code != fault.Usage {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// How sending ended decides the exit code: what waits is no failure, what a person must decide is one.
func TestMailFault(t *testing.T) {
	some := compose.Mail{State: stateFiled, Reason: "some", Recipients: []compose.Recipient{{Addr: "a@x.example", Taken: true}, {Addr: "b@x.example", Words: "no such user"}}}
	for _, c := range []struct {
		m    compose.Mail
		want int
	}{
		{compose.Mail{State: stateSent}, 0},
		{compose.Mail{State: stateFiled}, 0},
		{compose.Mail{State: stateWaiting, Reason: "offline"}, 0},
		{compose.Mail{State: stateSending}, 0},
		{compose.Mail{State: stateHeld, Reason: "guard", Words: "Marco wrote.", Actions: []string{"send-anyway", "edit"}}, 4},
		{compose.Mail{State: stateHeld, Reason: "refused"}, 4},
		{compose.Mail{State: stateHeld, Reason: "sign-in"}, 6},
		{compose.Mail{State: stateUnsure, Reason: "lost", Actions: []string{"retry", "went"}}, 4},
		{some, 4},
	} {
		got := 0
		if err := mailFault(c.m); err != nil {
			var f *fault.Error
			if !errors.As(err, &f) || f.Message == "" || f.Hint == "" {
				t.Fatalf("%+v: %v", c.m, err)
			}
			got = f.Code.Exit()
		}
		if got != c.want {
			t.Errorf("%s, %s: exit %d, want %d", c.m.State, c.m.Reason, got, c.want)
		}
	}
	if f := fault.From(mailFault(some)); !slices.Equal(f.Lines, []string{"b@x.example  no such user"}) {
		t.Errorf("lines %q", f.Lines)
	}
}

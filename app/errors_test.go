package app

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
)

// Every code has its line in the table, and what leaves is JSON with words.
func TestErrorsReachThePageInWords(t *testing.T) {
	for _, code := range []fault.Code{fault.Internal, fault.Usage, fault.NotFound, fault.Refused, fault.Offline, fault.SignIn, fault.Data} {
		if words()[code].code != string(code) {
			t.Errorf("%s has no line in the table", code)
		}
		got := read(t, fail(fault.New(code, "It broke.", "Mend it.")))
		if got.Code != string(code) || got.Message != "It broke." || got.Hint == "" || got.Ask {
			t.Errorf("%s reaches the page as %+v", code, got)
		}
	}
	ask := fault.New(fault.Refused, "Mia owns it.", "Take it over with --take-over, or ask them.")
	ask.Ask = true
	if got := read(t, fail(ask)); !got.Ask || strings.Contains(got.Hint, "--") {
		t.Errorf("a question reaches the page as %+v", got)
	}
	if got := read(t, fail(errors.New("disk on fire"))); got.Code != "internal" || !strings.Contains(got.Message, "isk on fire") {
		t.Errorf("an unknown error reaches the page as %+v", got)
	}
	if fail(nil) != nil {
		t.Error("no error became one")
	}
}

func read(t *testing.T, err error) failure {
	t.Helper()
	var f failure
	if err := json.Unmarshal([]byte(err.Error()), &f); err != nil {
		t.Fatalf("%q is no JSON: %v", err, err)
	}
	return f
}

func TestHintsSpeakOfTheWindow(t *testing.T) {
	for hint, want := range map[string]string{
		"Unlock the keyring, or set DESKHAND_PASSPHRASE.":                     "Unlock the keyring, or set DESKHAND_PASSPHRASE.",
		"`deskhand account list` shows them.":                                 "",
		"Many servers want an app password. `deskhand account add` takes it.": "Many servers want an app password.",
		"Add it with --note.":                                                 "",
		"":                                                                    "",
	} {
		if got := spoken(hint); got != want {
			t.Errorf("spoken(%q) = %q, want %q", hint, got, want)
		}
	}
}

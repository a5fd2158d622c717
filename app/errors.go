package app

import (
	"encoding/json"

	"deskhand/internal/desk/fault"
)

// failure is an error as the page reads it: JSON in the text that Wails passes on.
type failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
	Ask     bool   `json:"ask,omitempty"` // it may be done after all when the person says so
}

func (f *failure) Error() string {
	text, err := json.Marshal(f)
	if err != nil {
		return f.Message
	}
	return string(text)
}

// words replaces what a fault says where the window has another way than the command line; one line a code. An empty
// text keeps the fault's own.
func words() map[fault.Code]struct{ code, hint string } {
	return map[fault.Code]struct{ code, hint string }{
		fault.Internal: {"internal", "This is a fault of Deskhand. Starting it anew may help."},
		fault.Usage:    {"usage", ""},
		fault.NotFound: {"not-found", ""},
		fault.Refused:  {"refused", ""},
		fault.Offline:  {"offline", ""},
		fault.SignIn:   {"sign-in", ""},
		fault.Data:     {"data", ""},
	}
}

// fail is the one way in which an error leaves this package; nil stays nil.
func fail(err error) error {
	if err == nil {
		return nil
	}
	return failed(fault.From(err))
}

func failed(f *fault.Error) *failure {
	w, ok := words()[f.Code]
	if !ok {
		w = words()[fault.Internal]
	}
	out := &failure{Code: w.code, Message: f.Message, Hint: spoken(f.Hint), Ask: f.Ask}
	if f.Code == fault.Internal && w.hint != "" && f.Err != nil {
		out.Hint = w.hint
	}
	return out
}

package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"deskhand/internal/desk/fault"
	"deskhand/internal/imapsync"
	"deskhand/internal/secret"
)

// TestFromSecrets: an engine that cannot read its password reports a refused sign-in; it is the passphrase that is
// wrong, and the exit code and the asking field must say so.
func TestFromSecrets(t *testing.T) {
	for _, cause := range []error{secret.ErrLocked, secret.ErrPassphrase} {
		err := &imapsync.Error{Kind: imapsync.ErrRefused, Err: fmt.Errorf("open secrets: %w", cause), Hint: "Enter the password again."}
		f := fault.From(fmt.Errorf("sync a@b.example: %w", err))
		if f.Code != fault.Refused || f.Field != "passphrase" || f.Hint == err.Hint {
			t.Errorf("%v: got code %s, field %q, hint %q", cause, f.Code, f.Field, f.Hint)
		}
	}
	refused := &imapsync.Error{Kind: imapsync.ErrRefused, Err: fmt.Errorf("no"), Hint: "Check the password."}
	if f := fault.From(refused); f.Code != fault.SignIn || f.Hint != refused.Hint {
		t.Errorf("a refused sign-in: %+v", f)
	}
}

// TestFromKeepsNames: a sentence begins with a capital, but a host or an operator is written as it is.
func TestFromKeepsNames(t *testing.T) {
	for in, want := range map[string]string{
		"no server of the name x.example is known": "No server of the name x.example is known.",
		"mail.example:993 is silent":               "mail.example:993 is silent.",
		"is:foo is not known":                      "is:foo is not known.",
		`"x" is no ticket number`:                  `"x" is no ticket number.`,
	} {
		if got := fault.From(errors.New(in)).Message; got != want {
			t.Errorf("%q: got %q", in, got)
		}
	}
}

// TestFromRound: one mail or one folder that a server does not give is no fault of Deskhand, and is named in people's words.
func TestFromRound(t *testing.T) {
	for _, err := range []error{
		&imapsync.MessageProblem{Folder: "INBOX", UID: 4711, Err: errors.New("the server does not give this message")},
		&imapsync.FolderProblem{Folder: "INBOX", Err: errors.New("the list cannot be read")},
		&imapsync.VanishProblem{Folder: "INBOX", Gone: 12, Of: 15},
		&imapsync.RoomProblem{},
	} {
		f := fault.From(err)
		if f.Code == fault.Internal || f.Hint == "" || strings.Contains(f.Message, "uid") || strings.Contains(f.Message, "4711") {
			t.Errorf("%T: %+v", err, f)
		}
	}
}

package fault_test

import (
	"fmt"
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

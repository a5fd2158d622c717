package dial_test

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"

	"deskhand/internal/dial"
)

// TestWireErrorSpeaksPlainly: what a person reads names no system call; the cause stays for errors.Is.
func TestWireErrorSpeaksPlainly(t *testing.T) {
	for _, c := range []struct {
		cause error
		want  string
	}{
		{&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}, "nobody answers at mail.example:993"},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "mail.example", IsNotFound: true}}, "no server of the name mail.example is known"},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "server misbehaving", Name: "mail.example"}}, "the name mail.example cannot be looked up just now"},
		{&net.OpError{Op: "dial", Net: "tcp", Err: syscall.EHOSTUNREACH}, "there is no way from here to mail.example:993"},
		{&net.OpError{Op: "read", Net: "tcp", Err: timeout{}}, "nobody answers at mail.example:993 in time"},
	} {
		err := dial.WireError(t.Context(), "mail.example:993", c.cause)
		if err.Error() != c.want || !errors.Is(err, dial.ErrUnreachable) {
			t.Errorf("%v: got %q", c.cause, err)
		}
		var e *dial.Error
		if !errors.As(err, &e) || e.Hint == "" || strings.Contains(e.Hint, "again") {
			t.Errorf("%v: hint %+v", c.cause, e)
		}
	}
}

type timeout struct{}

func (timeout) Error() string   { return "i/o timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

package imapsync

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestRest: who wants a mail, and another network, end the wait for a line; a server that refused the password or has too
// much to do is asked sooner for nothing but a person's key.
func TestRest(t *testing.T) {
	line, refused := errors.New("the line broke"), &Error{Kind: ErrRefused, Err: errors.New("no")}
	busyNow := &Error{Kind: ErrUnreachable, Err: errBusyServer}
	for _, c := range []struct {
		name  string
		err   error
		nudge func(e *Engine)
		want  reason
		early bool
	}{
		{"a key, line", line, (*Engine).Wake, woken, true},
		{"a key, refused", refused, (*Engine).Wake, woken, true},
		{"a key, busy", busyNow, (*Engine).Wake, woken, true},
		{"a mail, line", line, (*Engine).Want, wants, true},
		{"a mail, refused", refused, (*Engine).Want, renew, false},
		{"a mail, busy", busyNow, (*Engine).Want, renew, false},
		{"the network, line", line, func(e *Engine) { nudge(e.sensed) }, doubt, true},
		{"the network, refused", refused, func(e *Engine) { nudge(e.sensed) }, renew, false},
		{"the network, busy", busyNow, func(e *Engine) { nudge(e.sensed) }, renew, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			e := New(Account{}, nil, nil, nil, Options{})
			c.nudge(e)
			begun := time.Now()
			got := e.rest(context.Background(), c.err, time.Minute)
			if early := time.Since(begun) < time.Minute; got != c.want || early != c.early {
				t.Errorf("%s: reason %d, early %v", c.name, got, early)
			}
		})
	}
}

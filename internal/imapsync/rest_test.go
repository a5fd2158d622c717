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

// parkedSink wants one message for ever.
type parkedSink struct{ Sink }

func (parkedSink) Wanted(context.Context, string, time.Time, int) ([]Want, error) {
	return []Want{{Folder: "INBOX", UIDValidity: 7, UID: 1, Asked: true}}, nil
}

func (parkedSink) Folder(context.Context, string, string) (Folder, error) {
	return Folder{}, errors.New("it was asked for")
}

// TestParkedIsNotWanted: a wanted message that breaks the line each time is left alone until somebody syncs by hand.
func TestParkedIsNotWanted(t *testing.T) {
	e := New(Account{}, nil, parkedSink{}, nil, Options{})
	for range breaksLimit {
		if _, err := e.wanted(t.Context(), &session{}, time.Time{}); err == nil {
			t.Error("it was given up too early")
		}
		e.remember("INBOX").of(1).breaks++
	}
	if more, err := e.wanted(t.Context(), &session{}, time.Time{}); more || err != nil {
		t.Errorf("more %v, %v", more, err)
	}
	e.forgive()
	if _, err := e.wanted(t.Context(), &session{}, time.Time{}); err == nil {
		t.Error("a sync by hand does not try it again")
	}
}

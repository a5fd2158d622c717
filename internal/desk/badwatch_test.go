package desk

import (
	"bytes"
	"context"
	"regexp"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

// TestWatchingOnABadDay: an engine that runs comes through by itself, whatever happens to its line or its server for a
// while in which others go on: in the end both sides are equal, nothing lost, nothing twice.
func TestWatchingOnABadDay(t *testing.T) {
	t.Parallel()
	news := regexp.MustCompile(`^\* (\d+ (EXISTS|EXPUNGE|RECENT|FETCH)|VANISHED)`)
	nothing := func([]byte) ([]byte, bool) { return nil, false }
	b := newBadDay(t)
	b.patience = 2 * little
	for _, day := range []struct {
		name string
		how  func() testkit.Meddling
		long time.Duration
	}{
		{"nothing bad", func() testkit.Meddling { return testkit.Meddling{} }, 0},
		{"all lines break", func() testkit.Meddling {
			b.m.CutNow()
			return testkit.Meddling{}
		}, 0},
		{"half-open for a moment", func() testkit.Meddling { return testkit.Meddling{Said: nothing} }, 50 * time.Millisecond},
		{"half-open for long", func() testkit.Meddling { return testkit.Meddling{Said: nothing} }, 700 * time.Millisecond},
		{"IDLE says nothing", func() testkit.Meddling {
			idle := false
			return testkit.Meddling{
				Asked: func(cmd string) string {
					idle = cmd == "IDLE"
					return ""
				},
				Said: func(answer []byte) ([]byte, bool) {
					if idle && news.Match(answer) {
						return nil, false
					}
					return answer, false
				},
			}
		}, 700 * time.Millisecond},
		{"BYE to whoever watches", func() testkit.Meddling {
			return testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
				if news.Match(answer) || bytes.HasPrefix(answer, []byte("* OK Still here")) {
					return []byte("* BYE going down\r\n"), true
				}
				return answer, false
			}}
		}, 300 * time.Millisecond},
		{"throttled", func() testkit.Meddling { return refuses("", "NO [THROTTLED] slow down")(b) }, 400 * time.Millisecond},
		{"no more lines", func() testkit.Meddling {
			b.m.CutNow()
			return refuses("AUTHENTICATE", "NO [LIMIT] too many connections")(b)
		}, 300 * time.Millisecond},
		{"the password is refused", func() testkit.Meddling { // the person looks, once the server is well
			b.m.CutNow()
			return refuses("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] wrong password")(b)
		}, 300 * time.Millisecond},
		{"new mail is hidden", func() testkit.Meddling { return hides(0, true, true, true)(b) }, 500 * time.Millisecond},
		{"new mail is not found", func() testkit.Meddling { return hides(0, false, true, false)(b) }, 500 * time.Millisecond},
		{"mail is not given", func() testkit.Meddling { return loses(body)(b) }, 500 * time.Millisecond},
	} {
		b.fresh()
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		e := b.engine()
		go func() { ended <- e.Run(ctx) }()
		same := func(when string) {
			t.Helper()
			diff := ""
			until := time.Now().Add(20 * time.Second)
			for time.Now().Before(until) {
				if diff = differs(t, b.d, b.acc.ID, b.c.h, b.c.folders, b.known); diff == "" {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
			t.Fatalf("%s, %s (- the server, + the desk)\n%s", day.name, when, diff)
		}
		same("before")
		before := b.here()
		b.m.Meddle(day.how())
		b.change()
		time.Sleep(day.long) // the bad time itself
		b.unharmed(day.name, before, 2)
		b.m.Meddle(testkit.Meddling{})
		if day.name == "the password is refused" {
			e.Wake()
		}
		same("after")
		stop()
		<-ended
	}
}

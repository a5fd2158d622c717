package desk

import (
	"bytes"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

const poison = "poison@halvorsen.example" // the sender of mail over which we break

func (b *badDay) poisoned() testkit.Mail {
	m := b.c.letter()
	m.Raw = bytes.ReplaceAll(m.Raw, []byte("marco@halvorsen.example"), []byte(poison))
	return m
}

// TestStoringPanics: mails over which the store panics cost those mails alone: the others come, a problem names each, and
// a desk that does not panic brings them.
func TestStoringPanics(t *testing.T) {
	b := newBadDay(t)
	uids := []uint32{b.c.h.Append("INBOX", b.poisoned())}
	b.fill("INBOX", 10)
	uids = append(uids, b.c.h.Append("INBOX", b.poisoned()), b.c.h.Append("INBOX", b.poisoned()))
	b.fill("INBOX", 3)
	good := rulesOf(b.d.core.Policy(), do[[]store.Account](t)(b.d.accounts(t.Context())))
	bad := good
	bad.Ours = func(addr string) bool {
		if addr == poison {
			panic("this address is poison")
		}
		return good.Ours(addr)
	}
	b.d.store.SetRules(bad)
	for _, when := range []string{"the first time", "once more", "and more comes"} {
		do[team.SyncResult](t)(b.d.Team.Sync(t.Context(), nil))
		list := b.here()
		for _, uid := range b.c.h.UIDs("INBOX") {
			is := slices.ContainsFunc(list, func(p placed) bool { return p.folder == "INBOX" && p.uid == uid })
			if is == slices.Contains(uids, uid) {
				t.Errorf("%s: mail %d is here: %v", when, uid, is)
			}
		}
		if !told(t, b.d, "this address is poison") {
			t.Errorf("%s: nobody is told: %+v", when, do[[]team.Problem](t)(b.d.Team.Problems(t.Context())))
		}
		b.unharmed(when, nil, 0)
		if when == "once more" {
			b.change()
			uids = append(uids, b.c.h.Append("INBOX", b.poisoned()))
		}
	}
	b.d.store.SetRules(good)
	b.heal()
	b.equal("the desk was mended")
	if told(t, b.d, "this address is poison") {
		t.Error("the problem stands")
	}
}

// breaking is a clock that stops whoever reads a mail that the server gave no date.
func breaking(c *clock, armed *atomic.Bool) func() time.Time {
	return func() time.Time {
		if armed.Load() {
			pcs := make([]uintptr, 32)
			frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
			for f, more := frames.Next(); more; f, more = frames.Next() {
				if strings.HasSuffix(f.Function, ".readOne") {
					armed.Store(false)
					panic("the clock broke")
				}
			}
		}
		return c.now()
	}
}

// TestReadingPanics: a mail over which reading breaks keeps its bytes and its place, says so, and costs no other mail
// anything, nor the computing of all anew.
func TestReadingPanics(t *testing.T) {
	b := newBadDay(t)
	if err := b.d.Close(); err != nil {
		t.Fatal(err)
	}
	var armed atomic.Bool
	d, err := Open(t.Context(), Options{
		Dir: t.TempDir(), NoKeyring: true, WorkFactor: 10, Now: breaking(b.clk, &armed), Passphrase: func() (string, error) { return "test", nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.d = d
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	b.connect()
	b.c.h.Append("INBOX", b.poisoned())
	b.fill("INBOX", 4)
	dated := regexp.MustCompile(`INTERNALDATE "[^"]*" `)
	b.m.Meddle(testkit.Meddling{Said: func(answer []byte) ([]byte, bool) {
		if bytes.Contains(answer, []byte(poison)) && body.Match(answer) {
			answer = dated.ReplaceAll(answer, nil)
			armed.Store(true)
		}
		return answer, false
	}})
	do[team.SyncResult](t)(b.d.Team.Sync(t.Context(), nil))
	if armed.Load() {
		t.Fatal("nothing broke")
	}
	b.m.Meddle(testkit.Meddling{})
	b.equal("it broke over one")
	if !told(t, b.d, "the clock broke") {
		t.Errorf("nobody is told: %+v", do[[]team.Problem](t)(b.d.Team.Problems(t.Context())))
	}
	if _, diffs, err := b.d.store.Rebuild(t.Context(), nil); err != nil {
		t.Errorf("computed anew: %v, %v", diffs, err)
	}
	b.change()
	b.heal()
	b.equal("computed anew")
}

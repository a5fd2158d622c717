package desk

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
)

// badDay is a desk whose mailbox is on a real server behind a line that lies, and a second client on the true one.
type badDay struct {
	t     *testing.T
	s     *testkit.Dovecot
	m     *testkit.Meddler
	c     *otherClient
	clk   *clock
	d     *Desk
	acc   team.Account
	known map[string]bool // fingerprints of all mails that were ever here
	tls   bool            // the desk signs in by STARTTLS

	patience time.Duration // after which a silent line is dead
}

const (
	enough = 20 * time.Second       // for a server that answers, however busy this computer is
	little = 250 * time.Millisecond // where one falls silent
)

func newBadDay(t *testing.T) *badDay {
	t.Helper()
	b := &badDay{t: t, s: testkit.StartDovecot(t), clk: &clock{at: time.Now()}, patience: enough}
	b.m = testkit.StartMeddler(t, b.s.Port)
	b.c = &otherClient{
		t: t, h: testkit.NewHand(t, b.s.Port, b.s.User, b.s.Password), r: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3)),
		at: time.Now().Add(-24 * time.Hour), folders: []string{"INBOX", "Sent", "Archive", "Junk", "Trash"},
	}
	b.fill("INBOX", 24)
	b.fill("Archive", 4)
	b.fill("Sent", 2)
	b.fresh()
	return b
}

func (b *badDay) fill(folder string, n int) {
	for range n {
		b.c.h.Append(folder, b.c.letter())
	}
}

// fresh begins with an empty desk on the same mailbox.
func (b *badDay) fresh() {
	b.t.Helper()
	if b.d != nil {
		if err := b.d.Close(); err != nil {
			b.t.Fatal(err)
		}
	}
	b.m.Meddle(testkit.Meddling{})
	b.known = map[string]bool{}
	d := openDesk(b.t, b.t.TempDir(), b.clk)
	b.t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
	b.d = d
	b.connect()
}

func (b *badDay) connect() {
	b.t.Helper()
	b.acc = do[team.Account](b.t)(b.d.Team.AddAccount(b.t.Context(), b.mailbox()))
}

func (b *badDay) mailbox() team.NewAccount {
	n := team.NewAccount{Email: "support@kestrel.example", User: b.s.User, Password: b.s.Password, Agent: "asha", IMAPHost: b.s.Host, IMAPPort: b.m.Port, IMAPSecurity: "none"}
	if b.tls {
		n.IMAPSecurity, n.IMAPFingerprint = "starttls", b.s.Cert.SHA256
	}
	return n
}

// round is a round of the desk.
func (b *badDay) round() error {
	b.t.Helper()
	_, err := b.engine().Once(b.t.Context())
	return err
}

func (b *badDay) engine() *imapsync.Engine {
	b.t.Helper()
	if err := b.d.lock.take(); err != nil {
		b.t.Fatal(err)
	}
	a := do[[]store.Account](b.t)(b.d.accounts(b.t.Context()))[0]
	options := b.d.syncOptions()
	options.SpoolDir, options.Mirror = b.t.TempDir(), outward{b.d}
	options.Timeout, options.PollEvery = b.patience, 300*time.Millisecond
	options.BackoffMin, options.BackoffMax = 10*time.Millisecond, 100*time.Millisecond
	password := func(context.Context) (string, error) { return b.s.Password, nil }
	return imapsync.New(team.SignIn(a), password, sink{b.d}, newObserver(b.d), options)
}

// change is what people do to the mailbox meanwhile: mail comes, is marked, moved and deleted; never so much that the
// desk asks.
func (b *badDay) change() {
	h := b.c.h
	for _, folder := range []string{"INBOX", "INBOX", "INBOX", "Sent"} {
		h.Append(folder, b.c.letter())
	}
	uids := h.UIDs("INBOX")
	h.Flag("INBOX", `\Flagged`, b.c.r.IntN(2) == 0, uids[0], uids[len(uids)-1])
	h.Move("INBOX", "Archive", uids[1])
	h.Expunge("INBOX", uids[2])
}

// equal compares whole states.
func (b *badDay) equal(when string) {
	b.t.Helper()
	if diff := differs(b.t, b.d, b.acc.ID, b.c.h, b.c.folders, b.known); diff != "" {
		b.t.Fatalf("%s (- the server, + the desk)\n%s", when, diff)
	}
}

// unharmed says that while the day is bad nothing that was here is lost or doubled, and that nothing was taken out but
// gone, which somebody else took out of the mailbox.
func (b *badDay) unharmed(when string, before []placed, gone int) {
	b.t.Helper()
	diff := differs(b.t, b.d, b.acc.ID, b.c.h, b.c.folders, b.known)
	for line := range strings.Lines(diff) {
		if strings.HasPrefix(line, "mail ") {
			b.t.Errorf("%s: %s", when, line)
		}
	}
	now, _ := peek(b.t, b.d)
	out := 0
	for _, p := range before {
		if !slices.ContainsFunc(now, func(q placed) bool { return p.folder == q.folder && p.uid == q.uid }) {
			out++
		}
	}
	if out > gone {
		b.t.Errorf("%s: %d placements were taken out, %d at most are gone", when, out, gone)
	}
}

func (b *badDay) here() []placed {
	list, _ := peek(b.t, b.d)
	return list
}

// heal gives the line back, and has the desk look as a person would.
func (b *badDay) heal() {
	b.t.Helper()
	b.m.Meddle(testkit.Meddling{})
	do[team.SyncResult](b.t)(b.d.Team.Sync(b.t.Context(), nil))
}

// told says whether a problem stands that says so.
func told(t *testing.T, d *Desk, part string) bool {
	t.Helper()
	return slices.ContainsFunc(do[[]team.Problem](t)(d.Team.Problems(t.Context())), func(p team.Problem) bool { return strings.Contains(p.Message, part) })
}

package desk

import (
	"context"
	"errors"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// begin runs the engines of d until the test ends.
func begin(t *testing.T, d *Desk) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.RunEngines(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	eventually(t, "the engines", d.isRunning)
}

// TestAskingForARound: `sync` beside running engines waits for a round of its own, whatever problem stands and however
// the last round ended, and says how it failed.
func TestAskingForARound(t *testing.T) {
	s := testkit.StartDovecot(t)
	dir := t.TempDir()
	c := &clock{at: time.Now()}
	d, other := openDesk(t, dir, c), openDesk(t, dir, c)
	defer other.Close() //nolint:errcheck // the test is over
	ctx := t.Context()
	begin(t, d)
	count := func() int { return len(do[[]ticket.Ticket](t)(tickets(ctx, d, "is:any"))) }

	a := connect(t, other, s) // the running desk takes up an account that another process connects
	eventually(t, "the account that another process connected", func() bool { return d.SyncState(ctx).Word == "synced" })
	if got := d.Agent(); got != "asha" {
		t.Errorf("the running desk works as %q", got)
	}

	d.problems.set("policy 0", errors.New("a line is wrong"), "")
	for i, subject := range []string{"First", "Second"} {
		s.Deliver("INBOX", letter(time.Now(), subject+"@x.example", theirs, ours, subject, "", "A question"))
		do[team.SyncResult](t)(other.Team.Sync(ctx, nil))
		if n := count(); n != i+1 {
			t.Errorf("after the round that was asked for: %d tickets, want %d", n, i+1)
		}
	}

	s.Stop()
	eventually(t, "the problem of a stopped server", func() bool { return d.SyncState(ctx).Word == "offline" })
	r, err := other.Team.Sync(ctx, nil)
	if fault.From(err).Code != fault.Offline || len(r.Accounts) != 1 || r.Accounts[0].Error == nil {
		t.Errorf("a round with the server down: %+v, %v", r, err)
	}
	s.Start()
	if r, err := other.Team.Sync(ctx, nil); err != nil || r.Accounts[0].Error != nil {
		t.Errorf("a round after the server came back: %+v, %v", r, err)
	}

	s.Stop()
	eventually(t, "the problem of a stopped server", func() bool { return d.SyncState(ctx).Word == "offline" })
	if err := other.Team.RemoveAccount(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the account to be forgotten", func() bool { return d.SyncState(ctx).Word == "none" })
	for _, p := range do[[]team.Problem](t)(d.Team.Problems(ctx)) {
		if p.Key != "policy 0" && p.Code != "internal" {
			t.Errorf("a problem of an account that is gone: %+v", p)
		}
	}
}

// TestZone: days and plain words are read in the agent's zone from the first start on; TZ wins.
func TestZone(t *testing.T) {
	t.Setenv("TZ", "")
	dir := t.TempDir()
	for range 2 {
		d := openDesk(t, dir, &clock{at: time.Now()})
		if _, err := d.Team.AddAccount(t.Context(), team.NewAccount{Email: "support@kestrel.example", Agent: "jonas", IMAPHost: "imap.invalid", IMAPPort: 993, IMAPSecurity: "tls", Offline: true}); err != nil {
			t.Fatal(err)
		}
		if got := d.Zone().String(); got != "Europe/Berlin" {
			t.Errorf("zone %s, want the member's", got)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("TZ", "Asia/Tokyo")
	d := openDesk(t, dir, &clock{at: time.Now()})
	defer d.Close() //nolint:errcheck // the test is over
	if d.Zone() != time.Local {
		t.Errorf("zone %s in spite of TZ", d.Zone())
	}
}

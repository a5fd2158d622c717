package desk

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

const killVar = "DESKHAND_TEST_KILL"

// TestMain is also the process that is killed: with a folder named it runs that desk's engines until it dies, or is a
// laptop of a team.
func TestMain(m *testing.M) {
	if dir := os.Getenv(laptopVar); dir != "" {
		if err := beLaptop(dir, os.Stdin, os.Stdout); err != nil {
			os.Stderr.WriteString(err.Error()) //nolint:errcheck // it ends either way
			os.Exit(1)
		}
		os.Exit(0)
	}
	dir := os.Getenv(killVar)
	if dir == "" {
		os.Exit(m.Run())
	}
	d, err := Open(context.Background(), Options{Dir: dir, NoKeyring: true, WorkFactor: 10, Passphrase: func() (string, error) { return "test", nil }})
	if err == nil {
		err = d.RunEngines(context.Background())
	}
	os.Stderr.WriteString(err.Error()) //nolint:errcheck // it ends either way
	os.Exit(1)
}

// TestKilledWhileSending: a process is killed at any moment around the server's taking the mail. It is handed over once,
// and what cannot be known stands as unsure.
func TestKilledWhileSending(t *testing.T) {
	ends := map[string]int{}
	for range 4 {
		o := newOffice(t)
		q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
		if err := o.d.Close(); err != nil {
			t.Fatal(err)
		}
		die := make(chan struct{})
		o.smtp.OnTaken(func(testkit.SentMail) { close(die) })
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killVar+"="+o.dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-die:
			time.Sleep(time.Duration(rand.IntN(30_000)) * time.Microsecond) // a moment by chance is the test
		case <-time.After(30 * time.Second):
			t.Error("nothing was sent")
		}
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		o.c.set(time.Now().Add(time.Second))
		o.open()
		o.let(time.Hour)
		m := do[compose.Mail](t)(o.d.Compose.Outcome(t.Context(), q.Mail.ID))
		filed, unsure := m.State == string(outbox.Filed), m.State == string(outbox.Unsure)
		if n := o.copies(); len(o.smtp.Sent()) != 1 || !filed && !unsure || filed && n != 1 || n > 1 {
			t.Errorf("taken %d times, %d copies, the mail is %s (%s)", len(o.smtp.Sent()), n, m.State, m.Words)
		}
		ends[m.State]++
	}
	t.Logf("mails ended %v", ends)
}

// TestTwoWindows: two desks on one folder press the key at once: one mail; what one of them sends, the other's engine
// takes out.
func TestTwoWindows(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	other := openDesk(t, o.dir, o.c)
	t.Cleanup(func() { other.Close() }) //nolint:errcheck // the folder goes next
	for range 5 {
		d := o.write("reply", "<p>Hello</p>")
		var keys sync.WaitGroup
		errs := make(chan error, 4)
		for n := range 4 {
			keys.Go(func() {
				_, err := []*Desk{o.d, other}[n%2].Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now(), Anyway: true})
				errs <- err
			})
		}
		keys.Wait()
		sent := 0
		for range 4 {
			switch err := <-errs; {
			case err == nil:
				sent++
			case fault.From(err).Message != "This mail has been sent already.":
				t.Errorf("the second key press: %v", err)
			}
		}
		if sent != 1 {
			t.Fatalf("%d key presses sent it", sent)
		}
	}
	o.again() // without the engine lock of the first sync
	begin(t, o.d)
	eventually(t, "all to go", func() bool { return len(o.smtp.Sent()) == 5 })
	d := do[compose.Draft](t)(other.Compose.Open(ctx, o.id, "reply", ""))
	do[compose.Saved](t)(other.Compose.Save(ctx, edit(d, "<p>From beside</p>")))
	q := do[compose.Queued](t)(other.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now(), Anyway: true}))
	m := do[compose.Mail](t)(other.SendNow(ctx, q.Mail.ID))
	if !m.Settled() || len(o.smtp.Sent()) != 6 {
		t.Errorf("beside the window it is %s (%s), %d taken", m.State, m.Words, len(o.smtp.Sent()))
	}
}

// TestSendNow: without a window the command line sends by itself, and says how it ended.
func TestSendNow(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	o.again()
	o.smtp.OnTaken(func(m testkit.SentMail) { // a server that files by itself
		h := testkit.NewHand(t, o.imap.Port, o.imap.User, o.imap.Password)
		defer h.Close()
		h.Append("Sent", testkit.Mail{Raw: m.Raw, Date: o.c.now()})
	})
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	if m := do[compose.Mail](t)(o.d.SendNow(ctx, q.Mail.ID)); m.State != string(outbox.Filed) {
		t.Errorf("sent: %+v", m)
	}
	if e := o.messages(); len(e) != 2 || e[1].Outbox != nil {
		t.Errorf("the copy is not here: %+v", e)
	}
	o.customerWrites("q2@halvorsen.example", "Solved")
	q = o.send("<p>Hello again</p>", compose.SendOptions{Delay: now()})
	if m := do[compose.Mail](t)(o.d.SendNow(ctx, q.Mail.ID)); m.State != string(outbox.Held) || m.Reason != string(outbox.ReasonGuard) {
		t.Errorf("sent past the customer: %+v", m)
	}
	o.act(q.Mail.ID, "discard")
	o.imap.Stop()
	q = o.send("<p>Offline</p>", compose.SendOptions{Delay: now(), Anyway: true})
	if m := do[compose.Mail](t)(o.d.SendNow(ctx, q.Mail.ID)); m.State != string(outbox.Waiting) || m.NextTry == 0 {
		t.Errorf("offline: %+v", m)
	}
	o.imap.Start()
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil)) // pushes the outbox, as the command does
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 2)
	if o.copies() != 2 {
		t.Errorf("%d copies", o.copies())
	}
}

// zeros is a file of any size.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(rand.IntN(256))
	}
	return len(p), nil
}

// TestTooLarge: a file that no server takes is kept, refused by its size, and given back with the draft.
func TestTooLarge(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>See the log</p>")
	const size = 60 << 20
	f := do[compose.File](t)(o.d.Compose.Attach(ctx, d.ID, "log.bin", "", false, io.LimitReader(zeros{}, size)))
	q := do[compose.Queued](t)(o.d.Compose.Send(ctx, d.ID, compose.SendOptions{Delay: now()}))
	o.let(time.Minute)
	m := o.wants(q.Mail.ID, outbox.Held, outbox.ReasonSize, 0)
	if f.Size != size || m.Size < size*4/3 || !strings.Contains(m.Words, "this server takes") {
		t.Errorf("held: %+v", m)
	}
	_, m = o.act(m.ID, "edit")
	if err := o.d.Compose.RemoveFile(ctx, m.Draft, f.ID); err != nil {
		t.Fatal(err)
	}
	q = do[compose.Queued](t)(o.d.Compose.Send(ctx, m.Draft, compose.SendOptions{Delay: now()}))
	o.let(time.Hour)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
}

// TestClockTwoDaysOff: the guard sees by what came, not by clocks; an undo delay moves with a clock that is set back.
func TestClockTwoDaysOff(t *testing.T) {
	o := newOffice(t)
	real := o.c.now()
	o.c.set(real.Add(48 * time.Hour))
	q := o.send("<p>From the day after tomorrow</p>", compose.SendOptions{Delay: now()})
	o.let(2 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
	do[team.SyncResult](t)(o.d.Team.Sync(t.Context(), nil)) // our copy is here, dated in two days

	q = o.send("<p>Second</p>", compose.SendOptions{})
	ahead := o.c.now()
	o.c.set(real)
	o.customerWrites("q2@halvorsen.example", "By the server's clock")
	o.c.set(ahead)
	o.let(time.Minute)
	o.wants(q.Mail.ID, outbox.Held, outbox.ReasonGuard, 1)
	o.act(q.Mail.ID, "discard")

	q = o.send("<p>Third</p>", compose.SendOptions{Anyway: true})
	o.c.set(real.Add(time.Hour)) // somebody set the clock
	o.let(time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 2)
}

// TestRefusedByBoth: where fetching is refused the password too, mails are held for it at once, and the new one sends them.
func TestRefusedByBoth(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	right := o.imap.Password
	vault := do[interface {
		Set(ctx context.Context, name, value string) error
	}](t)(o.d.vault.open(ctx))
	if err := vault.Set(ctx, "password "+o.acc.ID, "changed by the provider"); err != nil {
		t.Fatal(err)
	}
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	o.let(time.Hour)
	o.wants(q.Mail.ID, outbox.Held, outbox.ReasonSignIn, 0)
	if err := vault.Set(ctx, "password "+o.acc.ID, right); err != nil {
		t.Fatal(err)
	}
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	o.let(2 * time.Minute)
	o.wants(q.Mail.ID, outbox.Filed, outbox.ReasonNone, 1)
}

// TestSendAndResolve: one transaction; where the mail does not go, the ticket is not resolved either.
func TestSendAndResolve(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	d := o.write("reply", "<p>It is solved.</p>")
	how := closing.Request{
		As: ticket.Resolved, Send: d.ID, AnywayWhy: "a test", HandOff: &rules.HandOff{Inquiry: "Export", Done: "Mended", Remaining: "None"},
	}
	sent := do[core.Done](t)(o.d.Closing.Close(ctx, o.id, how))
	if sent.Mail == "" || o.ticket().Status != ticket.Resolved {
		t.Fatalf("sent and resolved: %+v, %s", sent, o.ticket().Status)
	}
	o.customerWrites("q2@halvorsen.example", "It is not.")
	o.let(time.Minute)
	o.wants(sent.Mail, outbox.Held, outbox.ReasonGuard, 0)
	if got := o.ticket(); got.Status.Done() || got.Owner != "asha" {
		t.Errorf("held, and the ticket is %s, %s's", got.Status, got.Owner)
	}
	_, m := o.act(sent.Mail, "edit")
	how.Send, how.How = m.Draft, closing.SendOptions{Anyway: true}
	sent = do[core.Done](t)(o.d.Closing.Close(ctx, o.id, how))
	do[core.Done](t)(o.d.Undo(ctx, sent.Op, false)) // the toast's button
	if got := o.ticket(); got.Status.Done() || got.Draft == "" || got.Outbox != "" {
		t.Errorf("undone: %+v", got)
	}
	o.let(time.Hour)
	if len(o.smtp.Sent()) != 0 {
		t.Error("it went all the same")
	}
	sent = do[core.Done](t)(o.d.Closing.Close(ctx, o.id, how))
	o.let(time.Hour)
	o.wants(sent.Mail, outbox.Filed, outbox.ReasonNone, 1)
	if got := o.ticket(); got.Status != ticket.Resolved {
		t.Errorf("sent, and the ticket is %s", got.Status)
	}
}

// TestPrunedAfterReturn: once the copy is back, bytes and draft go; the row stays for a month.
func TestPrunedAfterReturn(t *testing.T) {
	o := newOffice(t)
	ctx := t.Context()
	q := o.send("<p>Hello</p>", compose.SendOptions{Delay: now()})
	o.let(10 * time.Minute)
	o.d.tidy(ctx)
	if _, err := io.ReadAll(o.d.store.MailRaw(ctx, q.Mail.ID)); err != nil {
		t.Errorf("pruned before its copy came back: %v", err)
	}
	do[team.SyncResult](t)(o.d.Team.Sync(ctx, nil))
	o.d.tidy(ctx)
	if _, err := io.ReadAll(o.d.store.MailRaw(ctx, q.Mail.ID)); err == nil {
		t.Error("its bytes stay for ever")
	}
	o.c.set(o.c.now().Add(31 * 24 * time.Hour))
	o.d.tidy(ctx)
	err := o.d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := tx.Mail(q.Mail.ID)
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after a month: %v", err)
	}
}

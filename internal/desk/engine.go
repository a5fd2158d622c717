package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/dial"
	"deskhand/internal/imapsync"
	"deskhand/internal/outbox"
	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// ErrEngineBusy says that the engines of this desk run in another process.
var ErrEngineBusy = errors.New("the desk's engines run elsewhere")

// running is what RunEngines keeps while it works.
type running struct {
	mu       sync.Mutex
	accounts map[string]*imapsync.Engine
	reminder *remind.Engine
	outbox   *outbox.Engine
	restart  chan struct{}
	acted    chan struct{} // holds one: something is to be told a server
	cancel   context.CancelFunc
	ended    chan struct{}
	watching *observer
}

func (r *running) wakeReminders() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reminder != nil {
		r.reminder.Wake()
	}
}

func (r *running) stop() {
	r.mu.Lock()
	cancel, ended := r.cancel, r.ended
	r.mu.Unlock()
	if cancel != nil {
		cancel()
		<-ended
	}
}

// engines is what desk/team asks of the desk.
type engines struct{ d *Desk }

func (e engines) Check(ctx context.Context, a imapsync.Account, password string) (imapsync.Report, error) {
	within, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	r, err := imapsync.Check(within, a, password, e.d.syncOptions())
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		silent := a.IMAP
		if r.Folders != nil { // IMAP was through
			silent = a.SMTP
		}
		return r, dial.Silent(silent.Address())
	}
	return r, err
}

// checkWithin bounds the whole sign-in check, IMAP and SMTP together: somebody waits in front of a form.
const checkWithin = 20 * time.Second

// surveyWithin bounds the counting of a mailbox: somebody waits in front of a form.
const surveyWithin = 45 * time.Second

func (e engines) Survey(ctx context.Context, a imapsync.Account, password string) (imapsync.Sizes, error) {
	within, cancel := context.WithTimeout(ctx, surveyWithin)
	defer cancel()
	sizes, err := imapsync.Survey(within, a, func(context.Context) (string, error) { return password, nil }, e.d.syncOptions())
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		return sizes, dial.Silent(a.IMAP.Address())
	}
	return sizes, err
}

func (e engines) Discover(ctx context.Context, email string) (imapsync.Servers, string) {
	return imapsync.Discover(ctx, email)
}

func (e engines) Sync(ctx context.Context, progress func(team.SyncProgress)) (team.SyncResult, error) {
	return e.d.sync(ctx, progress)
}

func (e engines) Enlist(ctx context.Context, id, name string) error { return e.d.enlist(ctx, id, name) }

func (e engines) Running() bool { return e.d.isRunning() || e.d.lock.elsewhere() }

func (e engines) Standing() []team.Problem { return e.d.problems.standing() }

func (e engines) Engaged(ctx context.Context) error { return e.d.engage(ctx) }

// Changed has engines begin anew with other accounts or passwords, in whatever process they run.
func (e engines) Changed(ctx context.Context) {
	err := e.d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingAccounts, ticket.NewOpID()) })
	if err != nil {
		e.d.log.Error("tell other processes of an account", "error", err)
	}
	e.d.problems.clear(problemSealed) // engines that still cannot read a password raise it again
	e.d.restart(ctx)
}

// Answered has the account looked at once more, in whatever process its engine runs: what a person decided comes into
// force.
func (e engines) Answered(ctx context.Context, account, folder string) {
	if e.d.isRunning() || e.d.lock.take() == nil { // else it is the other process that tells of it
		e.d.problems.clear(vanishedKey(account, folder))
		e.d.wakeAccount(account)
		return
	}
	e.Changed(ctx)
}

// restart takes back what is said of accounts that are gone, and has this process's engines begin anew.
func (d *Desk) restart(ctx context.Context) {
	if accounts, err := d.accounts(ctx); err == nil {
		d.problems.keepAccounts(accounts)
	}
	d.tellParked(ctx)
	r := &d.running
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.restart != nil {
		r.watching.renewed()
		select {
		case r.restart <- struct{}{}:
		default:
		}
	}
}

func (d *Desk) syncOptions() imapsync.Options {
	return imapsync.Options{SpoolDir: filepath.Join(d.dir, "tmp"), Memory: d.Team, Room: d.room, Line: d.line, Trace: d.o.Trace}
}

func (d *Desk) newEngine(a store.Account, o *observer) *imapsync.Engine {
	password := func(ctx context.Context) (string, error) {
		_, p, err := d.Team.Stored(ctx, a.ID)
		return p, err
	}
	options := d.syncOptions()
	options.Mirror = outward{d}
	return imapsync.New(team.SignIn(a), password, sink{d}, o, options)
}

func (d *Desk) accounts(ctx context.Context) (out []store.Account, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = tx.Accounts()
		return err
	})
	return out, err
}

// sync does one round of every account; one that is down hides nothing of the others.
func (d *Desk) sync(ctx context.Context, progress func(team.SyncProgress)) (team.SyncResult, error) {
	d.retryParked(ctx)
	if d.isRunning() {
		return d.askRunning(ctx)
	}
	if err := d.lock.take(); err != nil {
		if errors.Is(err, ErrEngineBusy) {
			return d.askElsewhere(ctx, progress)
		}
		return team.SyncResult{}, err
	}
	if err := os.MkdirAll(d.syncOptions().SpoolDir, 0o700); err != nil {
		return team.SyncResult{}, fmt.Errorf("make the spool folder: %w", err)
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		return team.SyncResult{}, err
	}
	if was, err := d.wasSample(ctx); err != nil || was && d.sample == nil {
		if err == nil {
			err = fault.New(fault.Offline, "This is a sample desk; its mailbox runs inside the program.", "Start it with: deskhand demo --data "+d.dir)
		}
		return team.SyncResult{}, err
	}
	st, err := d.Membership.State(ctx)
	if err != nil {
		return team.SyncResult{}, err
	}
	if st.Revoked {
		return team.SyncResult{}, membership.Shut()
	}
	if len(accounts) == 0 && st.ID == "" {
		return team.SyncResult{}, fault.New(fault.NotFound, "No mailbox is connected.", "Connect one: deskhand account add --email ADDRESS --agent ID. Or try the sample: deskhand demo.")
	}
	if err := d.store.Fill(ctx, nil); err != nil {
		return team.SyncResult{}, err
	}
	o := newObserver(d)
	o.watch = progress
	out := team.SyncResult{Accounts: []team.AccountResult{}}
	var first error
	var reached []store.Account
	for _, a := range accounts {
		r, err := d.newEngine(a, o).Once(ctx)
		if err == nil {
			reached = append(reached, a)
		}
		if err != nil && first == nil {
			first = fmt.Errorf("sync %s: %w", a.Email, err)
		}
		one := team.AccountResult{Email: a.Email, New: r.New(), Error: core.FailedFrom(err)}
		for _, f := range r.Folders {
			one.Messages += f.Messages
		}
		out.Accounts = append(out.Accounts, one)
	}
	d.store.Settle()
	if first == nil && d.sample != nil {
		first = d.furnish(ctx)
	}
	carried := d.syncJournal(ctx, &out)
	if err := d.push(ctx, reached); err != nil && first == nil {
		first = err
	}
	if carried == nil && d.journalWaits(ctx) { // that a mail went is to be known too
		carried = d.syncJournal(ctx, &out)
	}
	return out, cmp.Or(first, carried)
}

func (d *Desk) isRunning() bool {
	d.running.mu.Lock()
	defer d.running.mu.Unlock()
	return d.running.cancel != nil
}

// RunEngines follows the mailbox and reminds until ctx ends. It needs the engine lock: ErrEngineBusy otherwise.
func (d *Desk) RunEngines(ctx context.Context) error {
	if err := d.lock.take(); err != nil {
		return err
	}
	if err := os.MkdirAll(d.syncOptions().SpoolDir, 0o700); err != nil {
		return fault.From(fmt.Errorf("make the spool folder: %w", err))
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &d.running
	r.mu.Lock()
	r.cancel, r.ended, r.restart = cancel, make(chan struct{}), make(chan struct{}, 1)
	r.watching = newObserver(d)
	r.watching.again = true
	r.reminder = remind.New(remind.Options{Source: due{d.Agenda, d}, Notifier: shown{d}, Now: d.o.Now, Zone: d.Zone(), Problem: d.remindProblem})
	r.outbox = d.newOutbox()
	acted := make(chan struct{}, 1)
	r.acted = acted
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.cancel, r.outbox, r.accounts, r.acted = nil, nil, nil, nil
		close(r.ended)
		r.mu.Unlock()
	}()
	if d.lock.unclean || d.problems.has(problemDatabase) {
		if err := d.store.QuickCheck(ctx); err != nil {
			d.problems.set(problemDatabase, err, "")
		} else {
			d.problems.clear(problemDatabase)
		}
	}
	if err := d.fill(ctx); err != nil {
		return fault.From(err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return r.reminder.Run(ctx) })
	g.Go(func() error { return r.outbox.Run(ctx) })
	g.Go(func() error { return d.watchPolicy(ctx) })
	g.Go(func() error { return d.Reply.Watch(ctx) })
	g.Go(func() error { return d.Files.Watch(ctx) })
	g.Go(func() error { return d.follow(ctx) })
	g.Go(func() error { return d.keepHouse(ctx) })
	g.Go(func() error { return d.tellServers(ctx, acted) })
	g.Go(func() error { return d.carrier.run(ctx) })
	g.Go(func() error { return d.carrier.keepRead(ctx) })
	g.Go(func() error { return d.runAccounts(ctx) })
	if err := g.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return fault.From(err)
	}
	return ctx.Err()
}

// runAccounts runs one engine an account, and all anew when accounts or passwords change.
func (d *Desk) runAccounts(ctx context.Context) error {
	r := &d.running
	for ctx.Err() == nil {
		accounts, err := d.accounts(ctx)
		if err != nil {
			return err
		}
		if d.shutOut(ctx) {
			accounts = nil
		}
		r.watching.keepOnly(accounts)
		round, cancel := context.WithCancel(ctx)
		var g sync.WaitGroup
		r.mu.Lock()
		r.accounts = map[string]*imapsync.Engine{}
		for _, a := range accounts {
			e := d.newEngine(a, r.watching)
			r.accounts[a.ID] = e
			g.Go(func() { e.Run(round) }) //nolint:errcheck // it ends with its context alone
		}
		r.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-r.restart:
		}
		cancel()
		g.Wait()
	}
	return ctx.Err()
}

// Wake asks running engines for a round now.
func (d *Desk) Wake() {
	r := &d.running
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.accounts {
		e.Wake()
	}
}

// SyncState is the quiet word now.
func (d *Desk) SyncState(ctx context.Context) SyncState {
	d.running.mu.Lock()
	o := d.running.watching
	d.running.mu.Unlock()
	s := SyncState{Word: "none"}
	if o != nil {
		s = o.state()
	}
	accounts, err := d.accounts(ctx)
	if err != nil {
		return s
	}
	for _, a := range accounts {
		s.Last = max(s.Last, int64(a.SyncedAt))
	}
	if n, err := d.Compose.State(ctx); err == nil {
		s.Waiting = n.Waiting + n.Sending
	}
	if s.Word == "synced" && !s.Filling {
		s.Held = d.held(ctx)
	}
	if (s.Word == "synced" || s.Word == "offline") && !s.Filling { // else everything is still on its way
		s.Changes, s.Orphans = d.waits.count(ctx, d.Membership)
	}
	if s.Word == "synced" && d.problems.any() {
		s.Word = "problem"
	}
	return s
}

// shown hands reminders to the notifier and to subscribers.
type shown struct{ d *Desk }

func (s shown) Notify(ctx context.Context, n remind.Notice) error {
	s.d.notices.tell(Notice{Kind: Reminded, Title: n.Title, Body: n.Body, Ticket: n.Ticket})
	if s.d.o.Notify == nil {
		return nil
	}
	return s.d.o.Notify.Notify(ctx, n)
}

func (d *Desk) remindProblem(err error) {
	if err == nil {
		d.problems.clear("reminders")
		return
	}
	d.problems.set("reminders", fmt.Errorf("reminders are shown in the window only: %w", err), "")
}

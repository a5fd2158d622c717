package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/dial"
	"deskhand/internal/imapsync"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
)

const (
	pullWithin = 30 * time.Second // how long a mail waits for the look whether somebody wrote
	goneWithin = 3 * time.Minute  // how long somebody in front of a terminal waits for a mail to go
)

func outboxKey(account string) string { return "account " + account + " outbox" }

// newOutbox makes the engine that sends. Only who holds the engine lock may run it.
func (d *Desk) newOutbox() *outbox.Engine {
	return outbox.New(outbox.Options{
		Store: d.Compose.Queue(), Sender: &outbox.SMTP{Login: d.smtpLogin, Dial: dial.Options{Memory: d.Team}}, Filer: sentFolders{d}, Guard: d.guard, Now: d.o.Now,
		Changed: func(i outbox.Item) {
			d.notices.tell(Notice{Kind: Outbox})
			if i.State == outbox.Filed {
				d.wakeAccount(i.Account) // its copy shows as soon as it is there
			}
		},
		Problem: d.outboxProblem,
	})
}

func (d *Desk) smtpLogin(ctx context.Context, account string) (outbox.Login, error) {
	a, password, err := d.Team.Stored(ctx, account)
	return outbox.Login{Server: a.SMTP, User: cmp.Or(a.User, a.Email), Password: password}, err
}

// outboxProblem keeps what stands between an account and sending.
func (d *Desk) outboxProblem(account string, p *outbox.Problem) {
	if p == nil {
		d.problems.clear(outboxKey(account))
		return
	}
	out := team.Problem{Key: outboxKey(account), Code: string(fault.Offline), Message: "Mail cannot be sent: " + p.Message, Hint: p.Hint, Action: "sync"}
	if p.Code == outbox.ReasonSignIn {
		out.Code, out.Action = string(fault.SignIn), "password:"+account
	}
	d.problems.put(out)
}

// sentFolders are the accounts' folders of sent mail.
type sentFolders struct{ d *Desk }

func (s sentFolders) of(ctx context.Context, account string) (*imapsync.SentFolder, error) {
	a, password, err := s.d.Team.Stored(ctx, account)
	if err != nil {
		return nil, err
	}
	return imapsync.NewSentFolder(a, func(context.Context) (string, error) { return password, nil }, s.d.syncOptions()), nil
}

func (s sentFolders) Find(ctx context.Context, account, messageID string) (bool, error) {
	f, err := s.of(ctx, account)
	if err != nil {
		return false, err
	}
	return f.Find(ctx, messageID)
}

func (s sentFolders) Append(ctx context.Context, account string, raw io.Reader, size int64, sentAt time.Time) error {
	f, err := s.of(ctx, account)
	if err != nil {
		return err
	}
	return f.Append(ctx, raw, size, sentAt)
}

// guard looks whether somebody wrote or acted on a mail's ticket since its key press, after a look into the mailbox.
func (d *Desk) guard(ctx context.Context, i outbox.Item) (outbox.Verdict, error) {
	if err := d.pull(ctx, i.Account); err != nil {
		return outbox.Verdict{}, err
	}
	if err := d.pullJournal(ctx); err != nil {
		return outbox.Verdict{}, err
	}
	words, err := d.Compose.NewsOf(ctx, i.ID)
	return outbox.Verdict{Hold: words != "", Words: words}, err
}

// pull has an account fetched once more: by its running engine, else here.
func (d *Desk) pull(ctx context.Context, account string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, pullWithin, errors.New("fetching takes longer than "+pullWithin.String()))
	defer cancel()
	d.running.mu.Lock()
	engine, o := d.running.accounts[account], d.running.watching
	d.running.mu.Unlock()
	switch {
	case engine == nil && d.isRunning(): // they are just beginning: the account's first good round has its mails tried again
		return errors.New("the mailbox is just being connected")
	case engine == nil:
		return d.pullHere(ctx, account)
	}
	asked := o.begun()[account]
	engine.Wake()
	for !o.ended(account, asked) {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
	return o.failure(account)
}

func (d *Desk) pullHere(ctx context.Context, account string) error {
	accounts, err := d.accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.ID == account {
			if _, err := d.newEngine(a, newObserver(d)).Once(ctx); err != nil {
				return err // it names the server, and stands beside the mail
			}
			d.store.Settle()
			return nil
		}
	}
	return fault.Newf(fault.NotFound, "`deskhand account list` shows them.", "There is no account %s.", account)
}

func (d *Desk) wakeAccount(id string) {
	d.running.mu.Lock()
	defer d.running.mu.Unlock()
	if e := d.running.accounts[id]; e != nil {
		e.Wake()
	}
}

func (r *running) wakeOutbox() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.outbox != nil {
		r.outbox.Wake()
	}
}

// outboxChanged tells that the outbox is another, and has this process's engine look at it.
func (d *Desk) outboxChanged() {
	d.notices.tell(Notice{Kind: Outbox})
	d.running.wakeOutbox()
}

// reached has mails tried again that waited for an account: for the network, or for its password.
func (d *Desk) reached(ctx context.Context, account string, network, password bool) {
	d.running.mu.Lock()
	e := d.running.outbox
	d.running.mu.Unlock()
	if e == nil {
		return
	}
	var errs []error
	if network {
		errs = append(errs, e.Online(ctx))
	}
	if password {
		errs = append(errs, e.SignedIn(ctx, account))
	}
	if err := errors.Join(errs...); err != nil && ctx.Err() == nil {
		d.log.Error("try waiting mails again", "error", err)
	}
}

// push sends once what waits, after a round of the accounts, and fetches the copies. It needs the engine lock.
func (d *Desk) push(ctx context.Context, reached []store.Account) error {
	e := d.newOutbox()
	if err := e.Online(ctx); err != nil {
		return err
	}
	for _, a := range reached {
		if err := e.SignedIn(ctx, a.ID); err != nil {
			return err
		}
	}
	before, err := d.Compose.Mails(ctx)
	if err != nil || len(before) == 0 {
		return err
	}
	if _, err := e.Once(ctx); err != nil {
		return fmt.Errorf("send what waits: %w", err)
	}
	after, err := d.Compose.Mails(ctx)
	if err != nil || len(after) >= len(before) {
		return err
	}
	for _, a := range reached { // something is filed: it shows at once
		if err := d.pullHere(ctx, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// SendNow sees a queued mail through to an outcome: here, or by the process that runs the engines. What cannot go now
// waits, which is no error.
func (d *Desk) SendNow(ctx context.Context, id string) (compose.Mail, error) {
	ctx, cancel := context.WithTimeout(ctx, goneWithin)
	defer cancel()
	d.running.wakeOutbox()
	for {
		if !d.isRunning() { // each time: the process that has the lock may end, and be past the mail
			switch err := d.lock.take(); {
			case err == nil:
				return d.sendHere(ctx, id)
			case !errors.Is(err, ErrEngineBusy):
				return compose.Mail{}, fault.From(err)
			}
		}
		m, err := d.Compose.Outcome(ctx, id)
		if err != nil || m.Settled() {
			return m, err
		}
		select {
		case <-ctx.Done():
			return m, nil // it is in the outbox, and says so
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (d *Desk) sendHere(ctx context.Context, id string) (compose.Mail, error) {
	if err := os.MkdirAll(d.syncOptions().SpoolDir, 0o700); err != nil {
		return compose.Mail{}, fault.From(fmt.Errorf("make the spool folder: %w", err))
	}
	if _, err := d.vault.open(ctx); err != nil { // nobody was asked for a password yet: the mail is not held for it
		m, errOut := d.Compose.Outcome(ctx, id)
		return m, fault.From(errors.Join(err, errOut))
	}
	e := d.newOutbox()
	for {
		next, err := e.Once(ctx)
		if err != nil {
			return compose.Mail{}, fault.From(fmt.Errorf("send the mail: %w", err))
		}
		m, err := d.Compose.Outcome(ctx, id)
		if err != nil {
			return m, err
		}
		if m.Settled() {
			if m.State == string(outbox.Filed) {
				if err := d.pullHere(ctx, m.Account); err != nil {
					d.log.Warn("fetch the sent copy", "error", err)
				}
			}
			return m, nil
		}
		select {
		case <-ctx.Done():
			return m, nil
		case <-time.After(min(time.Second, max(0, next.Sub(d.o.Now())))):
		}
	}
}

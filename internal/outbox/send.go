package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/dial"
)

// send takes a waiting mail through the guard to the server.
func (e *Engine) send(ctx context.Context, i Item) error {
	said := e.news.of(i.Account)
	if stop, err := e.before(ctx, i, said); stop || err != nil {
		return e.caughtUp(ctx, i.Account, said, err)
	}
	said = e.news.of(i.Account) // the guard's look was before the server for sending is asked: it says nothing of that
	return e.caughtUp(ctx, i.Account, said, e.hand(ctx, i, said))
}

// hand gives a mail to the server.
func (e *Engine) hand(ctx context.Context, i Item, said heard) error {
	committed := false
	commit := func() error {
		// Read anew: what happened meanwhile may be no more than that the network is back. A person's cancel is refused.
		if _, err := e.apply(ctx, i.ID, Event{Kind: Commit, At: e.o.Now()}); err != nil {
			return fmt.Errorf("write down that the mail is being sent: %w", err)
		}
		committed = true
		return nil
	}
	open := func() (io.ReadCloser, error) { return e.o.Store.Raw(ctx, i.ID) }
	going, end := e.graced(ctx)
	out := e.o.Sender.Send(going, i, open, commit)
	end()
	if ctx.Err() != nil && !committed {
		return nil // stopped on the way there: it waits as it did
	}
	e.tell(i.Account, out)
	if out.Down {
		e.offline[i.Account] = down{out, said}
	}
	if err := e.settled(ctx, i.ID, e.event(out)); err != nil {
		return err
	}
	switch {
	case out.Kind == Never && out.Reason == ReasonSignIn:
		return e.holdAll(ctx, i.Account, out)
	case out.Kind == Taken || out.Kind == Lost:
		return e.look(ctx, i.ID)
	}
	return nil
}

// before are the looks that a mail needs before it may go. stop: it does not go now.
func (e *Engine) before(ctx context.Context, i Item, said heard) (stop bool, err error) {
	if down, ok := e.offline[i.Account]; ok && down.at == said {
		_, err := e.apply(ctx, i.ID, e.event(Outcome{Kind: Later, Reason: down.Reason, Words: down.Words}))
		return true, err
	}
	if i.Keys > 0 { // sent again: once more a look whether the first one is there
		found, err := e.o.Filer.Find(ctx, i.Account, i.MessageID)
		switch {
		case err != nil:
			_, err = e.apply(ctx, i.ID, e.event(Outcome{Kind: Later, Reason: ReasonOffline, Words: "Sent could not be searched: " + words(err)}))
			return true, err
		case found:
			_, err = e.apply(ctx, i.ID, e.event(Outcome{Kind: Found}))
			return true, err
		}
	}
	v, err := e.o.Guard(ctx, i)
	switch {
	case ctx.Err() != nil:
		return true, context.Cause(ctx)
	case errors.Is(err, dial.ErrRefused): // the same password: more tries would lock the account
		out := unreached(err)
		e.tell(i.Account, out)
		return true, errors.Join(e.settled(ctx, i.ID, e.event(out)), e.holdAll(ctx, i.Account, out))
	case err != nil:
		out := Outcome{Kind: Later, Reason: ReasonOffline, Words: sentence(words(err)) + ", so the mailbox could not be asked for news."}
		e.offline[i.Account] = down{out, said} // the account's other mails need not ask in this pass
		_, err = e.apply(ctx, i.ID, e.event(out))
		return true, err
	case v.Hold:
		_, err = e.apply(ctx, i.ID, e.event(Outcome{Kind: Hold, Reason: ReasonGuard, Words: v.Words}))
		return true, err
	}
	return false, nil
}

// sentence begins with a capital.
func sentence(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func (e *Engine) event(o Outcome) Event {
	return Event{Kind: o.Kind, At: e.o.Now(), Reason: o.Reason, Words: o.Words, Recipients: o.Recipients, Jitter: e.o.Jitter()}
}

// graced is a context that outlives ctx by the grace, so that quitting does not cut a mail in two.
func (e *Engine) graced(ctx context.Context) (context.Context, func()) {
	going, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(e.o.Grace, cancel)
		context.AfterFunc(going, func() { timer.Stop() })
	})
	return going, func() { stop(); cancel() }
}

// settled writes down how a try ended, also when the engine is being stopped; what the disk refuses is kept and
// written before anything else is done.
func (e *Engine) settled(ctx context.Context, id string, ev Event) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	_, err := e.apply(ctx, id, ev)
	if err != nil && !errors.Is(err, ErrStep) && !errors.Is(err, ErrChanged) {
		e.owed[id] = ev
	}
	return err
}

// tell raises the account's problem, and clears it when the server is heard again; the first time in a life in any
// case, as a problem may be of an earlier one.
func (e *Engine) tell(account string, out Outcome) {
	standing, known := e.problems[account]
	switch {
	case out.Problem != nil:
		e.problems[account] = true
		e.o.Problem(account, out.Problem)
	case out.heard() && (standing || !known):
		e.problems[account] = false
		e.o.Problem(account, nil)
	}
}

// heard: the server was signed in to.
func (o Outcome) heard() bool {
	switch o.Reason {
	case ReasonTemporary, ReasonRefused, ReasonQuota, ReasonSize:
		return true
	}
	return o.Kind == Taken || o.Kind == Lost
}

// holdAll holds what waits for an account that cannot sign in: more tries would lock it.
func (e *Engine) holdAll(ctx context.Context, account string, out Outcome) error {
	open, err := e.o.Store.Open(ctx)
	if err != nil {
		return fmt.Errorf("list the outbox: %w", err)
	}
	var errs []error
	for _, i := range open {
		if i.Account != account || i.State != Waiting {
			continue
		}
		if _, err := e.apply(ctx, i.ID, e.event(Outcome{Kind: Hold, Reason: ReasonSignIn, Words: out.Words})); err != nil && !errors.Is(err, ErrStep) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// look searches Sent for a mail that was sent or may have been, and files it where it is ours to do.
func (e *Engine) look(ctx context.Context, id string) error {
	i, err := e.o.Store.Load(ctx, id)
	if err != nil {
		return fmt.Errorf("load mail %s: %w", id, err)
	}
	ev, err := e.search(ctx, i)
	if err != nil {
		return err
	}
	if ctx.Err() != nil && ev.Kind == NoLook {
		return nil
	}
	return e.settled(ctx, id, ev)
}

func (e *Engine) search(ctx context.Context, i Item) (Event, error) {
	found, err := e.o.Filer.Find(ctx, i.Account, i.MessageID)
	if err != nil {
		return e.event(Outcome{Kind: NoLook, Words: "Sent could not be searched: " + words(err)}), nil
	}
	filing, err := e.o.Store.Filing(ctx, i.Account)
	if err != nil {
		return Event{}, fmt.Errorf("read who files in Sent: %w", err)
	}
	learn := func(f Filing) error {
		if filing != FilingUnknown {
			return nil
		}
		if err := e.o.Store.SetFiling(ctx, i.Account, f); err != nil {
			return fmt.Errorf("write down who files in Sent: %w", err)
		}
		return nil
	}
	switch {
	case found && i.Reason != ReasonFiling: // no try of ours put it there
		return e.event(Outcome{Kind: Found}), learn(FilingServer)
	case found:
		return e.event(Outcome{Kind: Found}), nil
	case i.State == Unsure || filing != FilingUs && i.Looks < len(looks())-1:
		return e.event(Outcome{Kind: NotFound}), nil
	}
	if err := e.file(ctx, i); err != nil {
		return e.event(Outcome{Kind: NoLook, Words: "The copy could not be put into Sent: " + words(err)}), nil
	}
	return e.event(Outcome{Kind: Appended}), learn(FilingUs)
}

func (e *Engine) file(ctx context.Context, i Item) error {
	raw, err := e.o.Store.Raw(ctx, i.ID)
	if err != nil {
		return fmt.Errorf("read the mail: %w", err)
	}
	defer raw.Close()
	return e.o.Filer.Append(ctx, i.Account, raw, i.Size, i.SentAt)
}

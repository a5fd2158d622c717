package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const (
	settingAsk      = "sync-ask"         // id of the round that another process asks for
	settingAnswer   = "sync-answer"      // its answer
	settingAccounts = "accounts-changed" // another id whenever an account, a password or who works here changed
	followEvery     = 300 * time.Millisecond
	answerWithin    = 2 * time.Minute
	answerGrace     = 10 * time.Second // whoever asks waits a little longer than the answer takes
)

type answer struct {
	ID     string          `json:"id"`
	Result team.SyncResult `json:"result"`
	Error  *core.Failed    `json:"error,omitempty"`
}

// eachWrite calls fn after every write of another process, until ctx ends.
func (d *Desk) eachWrite(ctx context.Context, fn func()) error {
	t := time.NewTicker(followEvery)
	defer t.Stop()
	seen, err := d.store.Version(ctx)
	if err != nil {
		return err
	}
	accounts, crew := d.setting(ctx, settingAccounts), d.setting(ctx, settingCrew)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
		now, err := d.store.Version(ctx)
		if err != nil || now == seen {
			continue
		}
		seen = now
		if id := d.setting(ctx, settingAccounts); id != accounts {
			accounts = id
			d.takeUp(ctx)
		}
		if id := d.setting(ctx, settingCrew); id != crew {
			crew = id
			d.reengage(ctx)
			d.carrier.again()
			d.notices.tell(Notice{Kind: Crew})
		}
		fn()
	}
}

// takeUp puts in force what another process set up: an account, a password, whose desk it is.
func (d *Desk) takeUp(ctx context.Context) {
	d.reengage(ctx)
	d.restart(ctx)
}

// setting reads a setting; empty where there is none or it cannot be read just now.
func (d *Desk) setting(ctx context.Context, name string) (value string) {
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		value, _, err = tx.Setting(name)
		return err
	})
	if err != nil && ctx.Err() == nil {
		d.log.Error("read a setting", "error", err)
	}
	return value
}

// follow sees what other processes wrote (`deskhand note …` beside the window), tells it here, and does the round
// that `deskhand sync` asks for.
func (d *Desk) follow(ctx context.Context) error {
	asked := make(chan struct{}, 1)
	asked <- struct{}{} // somebody may have asked since the lock was taken
	var answering sync.WaitGroup
	defer answering.Wait()
	answering.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-asked:
			}
			if err := d.answerAsk(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("answer a sync request", "error", err)
			}
		}
	})
	var wanted ticket.Time
	return d.eachWrite(ctx, func() {
		if at := d.newestWant(ctx); at != wanted {
			wanted = at
			d.running.want()
		}
		d.notices.tell(Notice{Kind: Changed, Queues: true})
		d.notices.tell(Notice{Kind: Outbox})
		d.running.wakeReminders()
		d.running.wakeOutbox()
		d.running.tellSoon()
		d.carrier.wake(false)
		d.Files.Wake()
		select {
		case asked <- struct{}{}:
		default:
		}
	})
}

func (d *Desk) answerAsk(ctx context.Context) error {
	ask, last := d.setting(ctx, settingAsk), d.setting(ctx, settingAnswer)
	if ask == "" {
		return nil
	}
	var done answer
	if last != "" && json.Unmarshal([]byte(last), &done) == nil && done.ID == ask {
		return nil
	}
	r, err := d.askRunning(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text, err := json.Marshal(answer{ID: ask, Result: r, Error: core.FailedFrom(err)})
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingAnswer, string(text)) })
}

// askRunning wakes this process's engines and waits until each account has had a whole round that began after the
// asking: standing problems and the state of the round before say nothing about it.
func (d *Desk) askRunning(ctx context.Context) (team.SyncResult, error) {
	d.running.mu.Lock()
	o := d.running.watching
	d.running.mu.Unlock()
	before, err := d.Team.Accounts(ctx)
	if err != nil {
		return team.SyncResult{}, err
	}
	asked := o.begun()
	d.Wake()
	until := time.Now().Add(answerWithin)
	for time.Now().Before(until) {
		now, err := d.accounts(ctx)
		if err != nil {
			return team.SyncResult{}, err
		}
		if o.allEnded(now, asked) {
			break
		}
		select {
		case <-ctx.Done():
			return team.SyncResult{}, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	out, err := d.resultOf(ctx, o, before)
	carried := d.syncJournal(ctx, &out)
	return out, cmp.Or(err, carried)
}

// resultOf sums up the accounts as they stand; before is how they stood when the round was asked for.
func (d *Desk) resultOf(ctx context.Context, o *observer, before []team.Account) (team.SyncResult, error) {
	out := team.SyncResult{Accounts: []team.AccountResult{}}
	shown, err := d.Team.Accounts(ctx)
	if err != nil {
		return out, err
	}
	had := map[string]int{}
	for _, a := range before {
		for _, f := range a.Folders {
			had[a.ID] += f.Synced
		}
	}
	var bad error
	for _, a := range shown {
		failed := o.failure(a.ID)
		one := team.AccountResult{Email: a.Email, Error: core.FailedFrom(failed)}
		for _, f := range a.Folders {
			one.New += f.Synced
			if f.Followed {
				one.Messages += f.Messages
			}
		}
		one.New = max(0, one.New-had[a.ID])
		if failed != nil && bad == nil {
			bad = fault.From(fmt.Errorf("sync %s: %w", a.Email, failed))
		}
		out.Accounts = append(out.Accounts, one)
	}
	return out, bad
}

// askElsewhere asks the process that holds the engine lock for a round and waits for its answer. One that ends before it
// answers, as another `deskhand sync` does, leaves the lock: then the round is done here.
func (d *Desk) askElsewhere(ctx context.Context, progress func(team.SyncProgress)) (team.SyncResult, error) {
	id := ticket.NewOpID()
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingAsk, id) }); err != nil {
		return team.SyncResult{}, err
	}
	until := time.Now().Add(answerWithin + answerGrace)
	for time.Now().Before(until) {
		text := d.setting(ctx, settingAnswer)
		var a answer
		if text != "" && json.Unmarshal([]byte(text), &a) == nil && a.ID == id {
			if a.Error != nil {
				return a.Result, fault.New(fault.Code(a.Error.Code), a.Error.Message, a.Error.Hint)
			}
			return a.Result, nil
		}
		if d.lock.take() == nil {
			return d.sync(ctx, progress)
		}
		select {
		case <-ctx.Done():
			return team.SyncResult{}, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	f := fault.New(fault.Refused, "The process that holds the engine lock does not answer.", "Close the other window, or end its process, and try again.")
	f.Err = ErrEngineBusy
	return team.SyncResult{}, f
}

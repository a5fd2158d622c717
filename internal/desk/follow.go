package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const (
	settingAsk    = "sync-ask"    // id of the round that another process asks for
	settingAnswer = "sync-answer" // its answer
	followEvery   = 300 * time.Millisecond
	answerWithin  = 2 * time.Minute
)

type answer struct {
	ID     string          `json:"id"`
	Result team.SyncResult `json:"result"`
	Error  string          `json:"error,omitempty"`
}

// follow sees what other processes wrote (`deskhand note …` beside the window), tells it here, and does the round
// that `deskhand sync` asks for.
func (d *Desk) follow(ctx context.Context) error {
	t := time.NewTicker(followEvery)
	defer t.Stop()
	seen, err := d.store.Version(ctx)
	if err != nil {
		return err
	}
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
		d.notices.tell(Notice{Kind: Changed, Queues: true})
		d.running.wakeReminders()
		if err := d.answerAsk(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("answer a sync request", "error", err)
		}
	}
}

func (d *Desk) answerAsk(ctx context.Context) error {
	var ask, last string
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if ask, _, err = tx.Setting(settingAsk); err != nil {
			return err
		}
		last, _, err = tx.Setting(settingAnswer)
		return err
	})
	if err != nil || ask == "" {
		return err
	}
	var done answer
	if last != "" && json.Unmarshal([]byte(last), &done) == nil && done.ID == ask {
		return nil
	}
	r, err := d.askRunning(ctx)
	done = answer{ID: ask, Result: r}
	if err != nil {
		done.Error = fault.From(err).Message
	}
	text, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingAnswer, string(text)) })
}

// askRunning wakes this process's engines and waits until each account has had a round.
func (d *Desk) askRunning(ctx context.Context) (team.SyncResult, error) {
	shown, err := d.Team.Accounts(ctx)
	if err != nil {
		return team.SyncResult{}, err
	}
	before := map[string]int{}
	for _, a := range shown {
		for _, f := range a.Folders {
			before[a.ID] += f.Synced
		}
	}
	since := ticket.TimeOf(d.o.Now())
	d.Wake()
	until := time.Now().Add(answerWithin)
	for time.Now().Before(until) {
		now, err := d.accounts(ctx)
		if err != nil {
			return team.SyncResult{}, err
		}
		fresh := 0
		for _, a := range now {
			if a.SyncedAt >= since {
				fresh++
			}
		}
		if fresh == len(now) {
			break
		}
		if s := d.SyncState(ctx); s.Word == "offline" || s.Word == "problem" {
			break
		}
		select {
		case <-ctx.Done():
			return team.SyncResult{}, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return d.resultOf(ctx, before)
}

// resultOf sums up the accounts as they stand; before is how many messages each held when the round was asked for.
func (d *Desk) resultOf(ctx context.Context, before map[string]int) (team.SyncResult, error) {
	out := team.SyncResult{Accounts: []team.AccountResult{}}
	shown, err := d.Team.Accounts(ctx)
	if err != nil {
		return out, err
	}
	var bad error
	for _, a := range shown {
		one := team.AccountResult{Email: a.Email}
		for _, f := range a.Folders {
			one.Messages += f.Messages
			one.New += f.Synced
		}
		one.New = max(0, one.New-before[a.ID])
		if a.State == "offline" || a.State == "refused" {
			bad = fault.Newf(fault.Offline, "`deskhand status` tells more.", "%s is %s.", a.Email, a.State)
		}
		out.Accounts = append(out.Accounts, one)
	}
	return out, bad
}

// askElsewhere asks the process that holds the engine lock for a round and waits for its answer.
func (d *Desk) askElsewhere(ctx context.Context) (team.SyncResult, error) {
	id := ticket.NewOpID()
	if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingAsk, id) }); err != nil {
		return team.SyncResult{}, err
	}
	until := time.Now().Add(answerWithin)
	for time.Now().Before(until) {
		var text string
		err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			text, _, err = tx.Setting(settingAnswer)
			return err
		})
		if err != nil {
			return team.SyncResult{}, err
		}
		var a answer
		if text != "" && json.Unmarshal([]byte(text), &a) == nil && a.ID == id {
			if a.Error != "" {
				return a.Result, fault.New(fault.Offline, a.Error, "`deskhand status` tells more.")
			}
			return a.Result, nil
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

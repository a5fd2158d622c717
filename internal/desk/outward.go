package desk

import (
	"context"
	"fmt"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/store"
)

// outward gives the sync engine what is to be told a mailbox's server.
type outward struct{ d *Desk }

func (o outward) Intents(ctx context.Context, account string, limit int) ([]imapsync.Intent, error) {
	list, err := o.d.store.MirrorIntents(ctx, account, limit)
	out := make([]imapsync.Intent, 0, len(list))
	for _, i := range list {
		out = append(out, imapsync.Intent{
			Ref: i, Folder: i.Folder, UIDValidity: i.UIDValidity, UID: i.UID, Flag: i.Flag(), On: i.On, To: i.To, There: i.There, Begun: i.Begun,
		})
	}
	o.d.tellParked(ctx) // what has no folder to go to was parked just now
	return out, err
}

func (o outward) Acted(ctx context.Context, account string, list []imapsync.Acted) error {
	results := make([]store.MirrorResult, 0, len(list))
	for _, a := range list {
		intent, ok := a.Ref.(store.MirrorIntent)
		if !ok {
			continue
		}
		r := store.MirrorResult{MirrorIntent: intent, Final: a.Final, Gone: a.Gone, ToValidity: a.ToValidity, ToUID: a.ToUID}
		if a.Err != nil {
			r.Why = a.Err.Error()
		}
		results = append(results, r)
	}
	changed, err := o.d.store.MirrorActed(ctx, account, results)
	o.d.core.Tell(changed)
	o.d.tellParked(ctx)
	return err
}

// mirrorKeys begin the keys of what servers would not do.
const mirrorKeys = "mirror "

// tellParked keeps the problems of what servers would not do as they stand.
func (d *Desk) tellParked(ctx context.Context) {
	var parked []store.ParkedMirror
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		parked, err = tx.ParkedMirrors()
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("read what servers would not do", "error", err)
		}
		return
	}
	list := make([]team.Problem, 0, len(parked))
	for _, p := range parked {
		list = append(list, parkedProblem(p))
	}
	d.problems.replace(mirrorKeys, list)
}

func parkedProblem(p store.ParkedMirror) team.Problem {
	what := "“" + p.Subject + "”"
	if p.N > 1 {
		what += fmt.Sprintf(" and %d more", p.N-1)
	}
	return team.Problem{
		Key: fmt.Sprintf("%s%s %s %s %s", mirrorKeys, p.Account, p.Kind, p.Want, p.Why), Code: string(fault.Refused),
		Message: fmt.Sprintf("%s could not be %s on the server of %s: %s.", what, undone(p.Kind, p.Want), p.Email, p.Why),
		Hint: "On this desk all is as you set it. Sync tries it once more; the mailbox's settings, or `deskhand account set " + p.Email +
			" --mirror`, say what the server is told.",
		Action: "sync",
	}
}

// undone says what the server would not do.
func undone(kind, want string) string {
	switch kind {
	case store.MirrorSeen:
		if want == "on" {
			return "marked as read"
		}
		return "marked as unread"
	case store.MirrorAnswered:
		return "marked as answered"
	case store.MirrorKeywords:
		return "marked with owner, status and tags"
	case store.MirrorFlagged:
		if want == "on" {
			return "flagged"
		}
		return "unflagged"
	}
	switch want {
	case "archive":
		return "moved to the archive"
	case "junk":
		return "moved to Junk"
	case "trash":
		return "moved to Trash"
	}
	return "moved to the inbox"
}

// tellAfter is how long the last act is past before the servers are told: an undo in between costs them nothing.
const tellAfter = time.Second

// tellSoon has the servers told of what is due, where this process runs the engines.
func (r *running) tellSoon() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.acted != nil {
		select {
		case r.acted <- struct{}{}:
		default:
		}
	}
}

// tellServers wakes the engines of accounts for which something is due, soon after each act, until ctx ends.
func (d *Desk) tellServers(ctx context.Context, acted <-chan struct{}) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-acted:
		}
		for quiet := false; !quiet; {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-acted:
			case <-time.After(tellAfter):
				quiet = true
			}
		}
		d.wakeDue(ctx)
	}
}

func (d *Desk) wakeDue(ctx context.Context) {
	d.running.mu.Lock()
	engines := make(map[string]*imapsync.Engine, len(d.running.accounts))
	for id, e := range d.running.accounts {
		if d.running.watching.isHere(id) { // else the next connection tells, in its own time
			engines[id] = e
		}
	}
	d.running.mu.Unlock()
	for id, e := range engines {
		due := false
		err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
			due, err = tx.MirrorDue(id)
			return err
		})
		if err != nil && ctx.Err() == nil {
			d.log.Error("read what is to be told a server", "error", err)
		}
		if due {
			e.Want()
		}
	}
}

// retryParked has everything tried again that a server would not do: a person asks.
func (d *Desk) retryParked(ctx context.Context) {
	if err := d.store.RetryMirror(ctx); err != nil && ctx.Err() == nil {
		d.log.Error("try again what a server would not do", "error", err)
	}
}

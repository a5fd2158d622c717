package imapsync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emersion/go-imap/v2"
)

// round brings every followed folder up to date. A folder the server declines costs only itself.
func (e *Engine) round(ctx context.Context, s *session) (Result, error) {
	e.observer.State(e.account.ID, StateSyncing)
	e.troubled, e.tight = false, false
	var res Result
	list, err := s.folders(ctx)
	if err != nil {
		return res, err
	}
	for _, role := range []Role{RoleInbox, RoleSent} {
		for _, info := range list {
			if info.Role != role {
				continue
			}
			fr, err := e.folder(ctx, s, info)
			res.Folders = append(res.Folders, fr)
			if err == nil {
				continue
			}
			var status *imap.Error
			if !errors.As(err, &status) || ctx.Err() != nil {
				return res, err
			}
			e.report(&FolderProblem{Folder: info.Name, Err: err})
		}
	}
	if _, err := e.wanted(ctx, s, time.Time{}); err != nil {
		return res, err
	}
	if err := e.outward(ctx, s); err != nil {
		return res, err
	}
	e.observer.State(e.account.ID, StateSynced)
	return res, nil
}

// report tells of a problem that leaves the round going.
func (e *Engine) report(p error) {
	e.troubled = true
	e.observer.Problem(e.account.ID, p)
}

// folderRound is the work on one folder in one round.
type folderRound struct {
	e   *Engine
	s   *session
	m   *memory
	f   Folder
	sel selected
	res FolderResult
	scope

	compared   bool     // the whole list was asked for
	server     []uint32 // if so: UIDs on the server, ascending
	missing    []uint32 // to fetch, ascending
	gone       []uint32 // placements without a message, ascending
	here       int      // messages that were here before
	incomplete bool     // something is left for the next round
	stored     Folder   // the cursor as the sink has it
}

func (e *Engine) folder(ctx context.Context, s *session, info FolderInfo) (FolderResult, error) {
	r := &folderRound{e: e, s: s, res: FolderResult{Name: info.Name, Role: info.Role}}
	select { // what is known so far is covered by the look below
	case <-s.dirty:
	default:
	}
	var err error
	if r.sel, err = s.examine(ctx, info.Name); err != nil {
		return r.res, err
	}
	s.open, s.fresh = info.Name, true
	r.res.Messages = r.sel.exists
	for _, step := range []func(context.Context) error{r.cursor(info), r.look, r.fetch, r.flags, r.vanished, r.finish} {
		if err := step(ctx); err != nil {
			return r.res, err
		}
	}
	return r.res, nil
}

// cursor reads the stored cursor and throws it away if the server numbered the folder anew.
func (r *folderRound) cursor(info FolderInfo) func(context.Context) error {
	return func(ctx context.Context) error {
		f, err := r.e.sink.Folder(ctx, r.e.account.ID, info.Name)
		if err != nil {
			return storeError(ctx, fmt.Errorf("read cursor of %s: %w", info.Name, err))
		}
		r.stored = f
		old := f.UIDValidity
		if old != r.sel.validity {
			f = Folder{UIDValidity: r.sel.validity}
			if old != 0 {
				delete(r.e.memory, info.Name)
			}
		}
		f.Account, f.Name, f.Role = r.e.account.ID, info.Name, info.Role
		if !f.Done {
			f.Exists = r.sel.exists
		}
		if f.Highest == 0 {
			f.HighestModSeq = r.sel.modseq
		}
		if r.m = r.e.memory[info.Name]; r.m == nil {
			r.m = newMemory()
			r.e.memory[info.Name] = r.m
		}
		r.f = f
		if old != 0 && old != f.UIDValidity {
			r.res.Renewed = true
			if err := r.e.sink.Renewed(ctx, f); err != nil {
				return storeError(ctx, fmt.Errorf("begin %s anew: %w", info.Name, err))
			}
			r.stored = f
		}
		return nil
	}
}

// look finds what is missing here and what is gone there: by the counts alone where they explain everything, else by
// comparing the lists (mailbox.md: ESEARCH 20 ms and 200 bytes for 100,000 messages).
func (r *folderRound) look(ctx context.Context) error {
	if r.f.Done && r.m.compared {
		if r.sel.exists == r.f.Exists && r.sel.uidNext == r.f.Highest+1 {
			r.here = r.sel.exists
			return nil
		}
		fresh, err := r.s.uids(ctx, r.f.Highest+1, r.sel.exists)
		if err != nil {
			return err
		}
		if len(fresh) <= windowMessages && r.f.Exists+len(fresh) == r.sel.exists {
			r.missing, r.here = fresh, r.f.Exists
			return nil
		}
	}
	var err error
	if r.server, err = r.s.uids(ctx, 1, r.sel.exists); err != nil {
		return err
	}
	present, err := r.e.sink.Present(ctx, r.f)
	if err != nil {
		return storeError(ctx, fmt.Errorf("list what is here of %s: %w", r.f.Name, err))
	}
	r.missing = minus(r.server, present)
	r.gone = minus(present, r.server)
	r.here = len(present) - len(r.gone)
	r.compared = true
	r.m.follow(r.server)
	return nil
}

// vanished takes out placements whose message is gone, unless it is suspiciously many.
func (r *folderRound) vanished(ctx context.Context) error {
	if len(r.gone) == 0 {
		return nil
	}
	of := r.here + len(r.gone)
	many := len(r.gone) > vanishCount || (len(r.gone) >= vanishFloor && len(r.gone)*100 > of*vanishPercent)
	if many {
		allowed, err := r.e.sink.Allowed(ctx, r.f, len(r.gone))
		if err != nil {
			return storeError(ctx, fmt.Errorf("ask whether messages of %s may go: %w", r.f.Name, err))
		}
		if !allowed {
			r.incomplete = true
			r.e.report(&VanishProblem{Folder: r.f.Name, Gone: len(r.gone), Of: of})
			return nil
		}
	}
	if err := r.e.sink.Vanished(ctx, r.f, r.gone); err != nil {
		return storeError(ctx, fmt.Errorf("take out %d messages of %s: %w", len(r.gone), r.f.Name, err))
	}
	r.res.Vanished = len(r.gone)
	return nil
}

// finish stores the cursor of a complete round.
func (r *folderRound) finish(ctx context.Context) error {
	r.m.compared = r.m.compared || r.compared
	r.f.Exists = r.sel.exists
	if r.compared {
		r.f.Exists = len(r.server) // mail may have come since the folder was opened
	}
	r.f.Done = !r.incomplete
	if r.f.Done {
		r.m.window = windowMessages
		if n := len(r.missing); n > 0 {
			r.f.Highest = max(r.f.Highest, r.missing[n-1])
		}
		if r.sel.uidNext > 0 {
			r.f.Highest = max(r.f.Highest, r.sel.uidNext-1)
		}
		if r.f.Highest > 0 {
			r.f.Lowest = 1
		}
	}
	if r.stored == r.f {
		return nil
	}
	if err := r.e.sink.Arrive(ctx, r.f, nil); err != nil {
		return storeError(ctx, fmt.Errorf("store cursor of %s: %w", r.f.Name, err))
	}
	return nil
}

func storeError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &Error{Kind: ErrStore, Err: err, Hint: "What was not stored stays on the server and is fetched again. See the cause: a full disk, or a read-only folder."}
}

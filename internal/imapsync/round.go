package imapsync

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// folderRound is one look at one folder.
type folderRound struct {
	e   *Engine
	s   *session
	m   *memory
	f   Folder
	sel selected
	res FolderResult

	scope
	how        manner
	compared   bool     // the whole list was asked for
	server     []uint32 // if so: UIDs on the server, ascending
	missing    []uint32 // to fetch, ascending
	gone       []uint32 // placements without a message, ascending
	here       int      // messages that were here before
	older      bool     // older mail is left for another slice
	incomplete bool     // something is left for the next look
	stored     Folder   // the cursor as the sink has it
}

// manner is how much of a folder is looked at.
type manner struct {
	whole bool          // compare the whole list, whatever the counts say
	most  int           // messages to fetch, the newest; 0: all
	slice time.Duration // how long to fetch; 0: until all is here
}

// look brings a folder up to date but for what is gone there: whether that was moved shows when all were looked at.
func (e *Engine) look(ctx context.Context, s *session, info FolderInfo, how manner) (*folderRound, error) {
	r := &folderRound{e: e, s: s, how: how, res: FolderResult{Name: info.Name, Role: info.Role}}
	e.now = r
	defer func() { e.now = nil }()
	select { // what is known so far is covered by the look below
	case <-s.dirty:
	default:
	}
	var err error
	if r.sel, err = s.examine(ctx, info.Name); err != nil {
		return r, err
	}
	s.open, s.fresh = info.Name, true
	r.res.Messages = r.sel.exists
	for _, step := range []func(context.Context) error{r.cursor(info), r.compare, r.fetchPaced, r.flags} {
		if err := step(ctx); err != nil {
			return r, err
		}
	}
	if len(r.gone) > 0 {
		return r, nil // settled when all folders were looked at
	}
	return r, r.finish(ctx)
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
		renewed := old != 0 && old != r.sel.validity
		if old != r.sel.validity {
			// Exists stays what it was until all is matched: it tells how much is gone.
			f = Folder{UIDValidity: r.sel.validity, Exists: f.Exists, Relist: renewed || f.Relist}
			if old != 0 {
				delete(r.e.memory, info.Name)
			}
		}
		f.Account, f.Name, f.Role = r.e.account.ID, info.Name, info.Role
		if !f.Done && !f.Relist {
			f.Exists = r.sel.exists
		}
		if f.Highest == 0 {
			f.HighestModSeq = r.sel.modseq
		}
		r.m = r.e.remember(info.Name)
		r.m.problems = nil
		r.f = f
		// A folder that was whole once gets mail that stood elsewhere before; all mail is nothing but that.
		r.recognise = f.Relist || f.Done || f.Lowest == 1 || f.Role == RoleAll || r.e.list.established
		r.recognise = r.recognise && r.m.shy < refusedLimit
		if renewed {
			r.res.Renewed = true
			if err := r.e.sink.Renewed(ctx, f); err != nil {
				return storeError(ctx, fmt.Errorf("begin %s anew: %w", info.Name, err))
			}
			r.stored = f
		}
		return nil
	}
}

// compare finds what is missing here and what is gone there: by the counts alone where they explain everything, else by
// the lists (mailbox.md: ESEARCH 20 ms and 200 bytes for 100,000 messages).
func (r *folderRound) compare(ctx context.Context) error {
	if r.f.Done && !r.how.whole && !overdue(r.f) {
		if r.sel.explained(r.f) {
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
	var sure bool
	var err error
	if r.server, sure, err = r.everything(ctx); err != nil {
		return err
	}
	present, err := r.e.sink.Present(ctx, r.f)
	if err != nil {
		return storeError(ctx, fmt.Errorf("list what is here of %s: %w", r.f.Name, err))
	}
	r.missing = minus(r.server, present)
	r.gone = minus(present, r.server)
	r.here = len(present) - len(r.gone)
	if !sure {
		r.here, r.gone, r.incomplete = len(present), nil, true
	}
	r.compared = true
	r.m.follow(r.server)
	r.m.tail = true
	return nil
}

// everything lists the folder. A list that is shorter than the count is asked for again, for a server may lose answers;
// sure is false while it stays so: what it leaves out need not be gone.
func (r *folderRound) everything(ctx context.Context) (list []uint32, sure bool, err error) {
	count := r.sel.exists
	for range 2 {
		more, err := r.s.uids(ctx, 1, count)
		if err != nil {
			return nil, false, err
		}
		list = append(list, more...)
		slices.Sort(list)
		list = slices.Compact(list)
		if len(list) >= count {
			r.m.short = 0
			return list, true, nil
		}
		if count, err = r.s.count(ctx); err != nil { // others may have deleted meanwhile
			return nil, false, err
		}
		count = min(count, r.sel.exists)
	}
	if len(list) >= count {
		r.m.short = 0
		return list, true, nil
	}
	r.m.short++
	return list, len(list) > 0 && r.m.short >= shortLimit, nil
}

// shortLimit is after how many looks a server is believed that counts more messages than it lists.
const shortLimit = 3

// explained says that the counts are those of a cursor at which everything was here: nothing came, nothing went.
func (sel selected) explained(f Folder) bool {
	return f.Done && !f.Relist && sel.validity == f.UIDValidity && sel.exists == f.Exists && sel.uidNext == f.Highest+1
}

// pause says that what comes now is to wait: other folders are owed a look, or a person is.
func (r *folderRound) pause() bool {
	if r.until.IsZero() {
		return false
	}
	now := time.Now()
	if !now.Before(r.until.Add(-r.how.slice / 3)) { // what is under way comes still
		return true
	}
	if now.Before(r.until.Add(-r.e.opts.Slice * 9 / 10)) {
		return false // each slice brings something, whatever happens
	}
	return len(r.e.wake) > 0 || len(r.e.want) > 0 || len(r.s.dirty) > 0
}

// fetchPaced fetches and learns how fast mail comes.
func (r *folderRound) fetchPaced(ctx context.Context) error {
	begun := time.Now()
	if r.how.slice > 0 { // a list that takes long to come takes nothing of it
		r.until = begun.Add(r.how.slice)
	}
	if err := r.fetch(ctx); err != nil {
		return err
	}
	if r.how.slice == 0 && r.res.New >= paceFrom { // in slices pieces may be small, and what each costs would count twice
		r.e.pace = float64(r.res.New) / time.Since(begun).Seconds()
	}
	return nil
}

const (
	paceFrom   = 50 // messages that tell how fast mail comes
	windowLess = 50 // messages of a window on the slowest line
)

// windowSize is how many messages a FETCH asks for: in a slice so few that those under way come within seconds.
func (r *folderRound) windowSize() int {
	if r.how.slice == 0 || r.e.pace == 0 {
		return r.m.window
	}
	return min(r.m.window, max(windowLess, int(r.e.pace*r.how.slice.Seconds()/3/depth)))
}

// finish stores the cursor after a look that was not cut short.
func (r *folderRound) finish(ctx context.Context) error {
	if r.f.Relist && r.compared && !r.older && !r.incomplete {
		if err := r.matched(ctx); err != nil {
			return err
		}
	}
	r.f.Done = !r.incomplete && !r.older
	if !r.f.Relist || r.f.Done {
		r.f.Relist = false
		r.f.Exists = r.sel.exists
		if r.compared {
			r.f.Exists = len(r.server) // mail may have come since the folder was opened
		}
	}
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
	now := time.Now()
	if r.compared {
		r.m.compared = now
		if r.f.Done {
			r.f.Compared = now.Unix()
		}
	}
	r.m.seen, r.m.looked = r.sel, now
	r.m.settled, r.m.older = r.f.Done, r.older
	if r.stored == r.f {
		return nil
	}
	if err := r.e.sink.Arrive(ctx, r.f, nil); err != nil {
		return storeError(ctx, fmt.Errorf("store cursor of %s: %w", r.f.Name, err))
	}
	r.stored = r.f
	return nil
}

func storeError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &Error{Kind: ErrStore, Err: err, Hint: "What was not stored stays on the server and is fetched again. See the cause: a full disk, or a read-only folder."}
}

package imapsync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/dial"
)

// fetch brings in what is missing, several FETCH commands under way while the sink stores.
func (r *folderRound) fetch(ctx context.Context) error {
	want := slices.DeleteFunc(slices.Clone(r.missing), r.m.parked)
	if n := len(r.missing) - len(want); n > 0 {
		r.incomplete = true
		r.problem(r.firstParked(), fmt.Errorf("%d messages could not be fetched or stored after several tries; tried again when you sync by hand", n))
	}
	// The newest of every folder first: of its messages, not of what is missing, or each look would bring as many more.
	if most := r.how.most; most > 0 && len(r.server) > most {
		first, _ := slices.BinarySearch(want, r.server[len(r.server)-most])
		want, r.older = want[first:], first > 0
	}
	if len(want) == 0 {
		return nil
	}
	if len(want) > windowMessages || r.older {
		r.f.Done = false // until all is here: what is cut short is compared anew
	}
	if r.f.Highest == 0 {
		r.f.Highest, r.f.Lowest = want[len(want)-1], want[len(want)-1]
	}
	r.progress()
	return r.pull(ctx, newPlanner(r, want))
}

// scope is what a round on a folder is for, beyond bringing in all that is missing.
type scope struct {
	recognise bool      // what is missing is offered to [Sink.Recognise] before it is fetched
	until     time.Time // no window is begun after it, and the rest is left for the next round; zero: no end
	wants     bool      // what is here in part is made whole: neither cursor nor progress moves
	known     int       // recognised so far
}

// pull fetches what p plans and stores it.
func (r *folderRound) pull(ctx context.Context, p *planner) error {
	var queue []*flight
	var failure error
	for {
		for failure == nil && len(queue) < depth {
			if r.pause() {
				r.older = p.more()
				break
			}
			w, ok, err := p.next(ctx)
			if err != nil {
				failure = err
				r.abandon(&queue, err)
			}
			if !ok {
				r.older = r.older || err == nil && p.more()
				break
			}
			w.plain = w.plain || w.extent == Head && r.s.noPartial
			queue = append(queue, r.s.start(w, r.options(), r.sel.modseq > 0))
		}
		if len(queue) == 0 {
			if failure != nil {
				p.known = nil // nothing more is given to the sink
			}
			return cmp.Or(failure, p.drain(ctx))
		}
		f := queue[0]
		queue = queue[1:]
		res := <-f.done
		if res.err != nil && failure == nil && isDead(res.err) && ctx.Err() == nil {
			r.blame(f.w, res)
		}
		if err := r.land(ctx, p, f.w, res); err != nil && failure == nil {
			failure = err
			r.abandon(&queue, err)
		}
	}
}

// abandon closes the line after a failure, so that nothing under way keeps anybody waiting. When the line had broken,
// what came whole stays in the queue to be stored; when the sink failed nothing more is given to it.
func (r *folderRound) abandon(queue *[]*flight, err error) {
	r.s.wire.Close()
	if !errors.Is(err, ErrStore) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return
	}
	for _, f := range *queue {
		res := <-f.done
		dropAll(res.got)
	}
	*queue = nil
}

// land stores what a FETCH brought and decides about what it did not bring.
func (r *folderRound) land(ctx context.Context, p *planner, w window, res result) error {
	defer dropAll(res.got)
	dead := res.err != nil && isDead(res.err)
	absent := minus(w.uids, uidsOf(res.got))
	next := r.f
	if !dead && !r.wants {
		next.Lowest = min(next.Lowest, w.uids[0])
	}
	if err := r.store(ctx, next, res.got); err != nil {
		return err
	}
	if res.spool != nil { // the disk's fault costs the large message, not the rest
		r.incomplete = true
		r.problem(w.uids[0], res.spool)
		return nil
	}
	if dead {
		return r.s.failed(ctx, fmt.Errorf("fetch from %s: %w", r.f.Name, res.err))
	}
	if now := r.notNow(ctx, res); now != nil {
		return now
	}
	if w.partial() && res.err != nil && len(res.got) == 0 {
		p.again(w)
		return nil
	}
	if w.plain && res.err == nil {
		r.s.noPartial = true
	}
	for _, uid := range absent {
		if len(w.uids) > 1 {
			p.single(w, uid)
			continue
		}
		if err := r.notGiven(ctx, uid, res); err != nil {
			return err
		}
	}
	return nil
}

// blame remembers the message in which the line broke: it is asked for last and alone next time, so that a server that
// falls over one message gives the others.
func (r *folderRound) blame(w window, res result) {
	absent := slices.DeleteFunc(minus(w.uids, uidsOf(res.got)), func(uid uint32) bool { _, void := res.void[uid]; return void })
	if len(absent) == 0 {
		return
	}
	if len(res.got) == 0 && len(w.uids) > 1 { // no telling which: look closer
		r.m.window = len(w.uids) / 2
		return
	}
	t := r.m.of(absent[0])
	t.broke = true
	if len(w.uids) == 1 {
		t.breaks++
	}
	if r.s.wire.why() == nil {
		t.garbage++
	}
}

// notGiven deals with a message the server listed but did not give, or gave without text, when asked for it alone: usually
// it has just been expunged. If it stays listed it gets a placement without text, so that it is counted and shown.
func (r *folderRound) notGiven(ctx context.Context, uid uint32, res result) error {
	r.incomplete = true
	f, void := res.void[uid]
	var status *imap.Error
	declined := errors.As(res.err, &status)
	if r.wants && !void {
		if res.err != nil {
			r.problem(uid, fmt.Errorf("the server does not give the rest of this message: %w", dial.Clean(res.err)))
		}
		return nil
	}
	switch {
	case declined:
		f.Missing = "the server does not give this message: " + dial.Clean(res.err).Error()
	case !void:
		f.Missing = "the server lists this message but does not give it"
	}
	if declined || void {
		r.problem(uid, errors.New(f.Missing))
	}
	t := r.m.of(uid)
	t.refused++
	if t.refused < refusedLimit {
		return nil
	}
	f.UID, f.Raw, f.Extent = uid, nil, Whole
	return r.store(ctx, r.f, []Fetched{f})
}

// store hands a batch to the sink, without the messages it cannot take, and makes next the cursor.
func (r *folderRound) store(ctx context.Context, next Folder, batch []Fetched) error {
	batch = slices.Clone(batch)
	for {
		if len(batch) == 0 && next == r.f {
			return nil
		}
		err := r.e.sink.Arrive(ctx, next, batch)
		if err == nil {
			break
		}
		var bad *BadMessage
		i := -1
		if errors.As(err, &bad) {
			i = slices.IndexFunc(batch, func(f Fetched) bool { return f.UID == bad.UID })
		}
		if i < 0 {
			return storeError(ctx, fmt.Errorf("store %d messages of %s: %w", len(batch), r.f.Name, err))
		}
		batch = slices.Delete(batch, i, i+1)
		r.incomplete = true
		r.m.of(bad.UID).stored++
		r.problem(bad.UID, bad.Err)
	}
	r.f, r.stored = next, next
	r.res.New += len(batch)
	for _, f := range batch {
		delete(r.m.trouble, f.UID)
		if r.sel.modseq == 0 {
			r.m.flags[f.UID] = f.Flags
		}
		if f.Missing != "" {
			r.problem(f.UID, errors.New(f.Missing))
		}
	}
	if r.sel.modseq == 0 && !r.compared {
		r.m.follow(uidsOf(batch))
	}
	r.progress()
	return nil
}

func (r *folderRound) problem(uid uint32, err error) {
	r.e.report(&MessageProblem{Folder: r.f.Name, UID: uid, Err: err})
}

func (r *folderRound) progress() {
	if r.wants {
		return
	}
	here := r.here + r.res.New + r.known
	r.e.observer.Progress(r.e.account.ID, r.f.Name, here, max(r.sel.exists, here))
}

func (r *folderRound) firstParked() uint32 {
	for _, uid := range r.missing {
		if r.m.parked(uid) {
			return uid
		}
	}
	return 0
}

func uidsOf(batch []Fetched) []uint32 {
	out := make([]uint32, len(batch))
	for i := range batch {
		out[i] = batch[i].UID
	}
	return out
}

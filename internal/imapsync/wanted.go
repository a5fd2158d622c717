package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// wantBatch is how many wanted messages are listed at once.
const wantBatch = 1000

// wanted makes whole what should be: what a person asked for, live tickets, and what the reach now covers. It goes on
// until nothing is left that the server gives, or until a moment has passed (zero: none); more says that something is
// left. On a metered line or a full disk only what a person asked for comes. The folder that was open is no longer.
func (e *Engine) wanted(ctx context.Context, s *session, until time.Time) (more bool, err error) {
	seen := map[wantKey]bool{} // a message the server refuses is asked for once a call
	refused := 0
	defer func() {
		if len(seen) > 0 {
			s.open = "" // what its EXAMINE told of news was heard here, not by a round
		}
	}()
	for {
		list, err := e.sink.Wanted(ctx, e.account.ID, e.since(), wantBatch+refused)
		if err != nil {
			return false, storeError(ctx, fmt.Errorf("list wanted messages: %w", err))
		}
		onlyAsked := e.measure().heads || e.spared()
		list = slices.DeleteFunc(list, func(w Want) bool {
			return seen[keyOf(w)] || onlyAsked && !w.Asked || e.parked(w)
		})
		if len(list) == 0 {
			return false, nil
		}
		first := list[0]
		list = slices.DeleteFunc(list, func(w Want) bool {
			return w.Folder != first.Folder || w.UIDValidity != first.UIDValidity || w.Asked != first.Asked
		})
		for _, w := range list {
			seen[keyOf(w)] = true
		}
		came, paused, err := e.wantedOf(ctx, s, list, until)
		if err != nil {
			return false, err
		}
		if paused || !until.IsZero() && !time.Now().Before(until) {
			return true, nil
		}
		refused += len(list) - came
	}
}

type wantKey struct {
	folder   string
	validity uint32
	uid      uint32
}

func keyOf(w Want) wantKey { return wantKey{w.Folder, w.UIDValidity, w.UID} }

// parked: it broke the line or the store too often, and is left out until somebody syncs by hand.
func (e *Engine) parked(w Want) bool {
	m := e.memory[w.Folder]
	return m != nil && m.parked(w.UID)
}

// wantedOf fetches wanted messages of one folder, and returns how many came; paused: something more urgent waits.
func (e *Engine) wantedOf(ctx context.Context, s *session, list []Want, until time.Time) (came int, paused bool, err error) {
	name := list[0].Folder
	f, err := e.sink.Folder(ctx, e.account.ID, name)
	if err != nil {
		return 0, false, storeError(ctx, fmt.Errorf("read cursor of %s: %w", name, err))
	}
	if f.UIDValidity != list[0].UIDValidity {
		return 0, false, nil // a round numbers it anew
	}
	sel, err := s.examine(ctx, name)
	var status *imap.Error
	switch {
	case errors.As(err, &status) && ctx.Err() == nil:
		return 0, false, nil // the folder is gone; a round says so
	case err != nil:
		return 0, false, err
	case sel.validity != f.UIDValidity:
		return 0, false, nil
	}
	if e.memory[name] == nil {
		e.memory[name] = newMemory()
	}
	r := &folderRound{e: e, s: s, m: e.memory[name], f: f, stored: f, sel: sel, compared: true}
	r.wants, r.until = true, until
	p := &planner{s: s, max: e.opts.MaxMessage}
	got := piece{of: make(map[uint32]said, len(list))}
	for _, w := range list {
		got.uids = append(got.uids, w.UID)
		got.of[w.UID] = said{size: w.Size}
	}
	slices.Sort(got.uids)
	// Large mail that nobody asked for comes as its beginning, as it would have at first.
	p.ready, p.last = cut(got, measure{max: e.opts.MaxMessage, noPart: list[0].Asked || s.noPartial}, r.m.window, r.m)
	err = r.pull(ctx, p)
	return r.res.New, r.older, err
}

// Package imap carries the journal through a folder of the team mailbox: each container is a letter in it (package
// letter), appended once whatever breaks, found again whatever the server does to mail (journal.md §2).
//
// It must not speak IMAP itself: lines, folders and numbers are imapsync's. It never looks into a container.
package imap

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/journal"
	"deskhand/internal/journal/letter"
	"deskhand/internal/replica"
)

// Options are what a transport needs to know beside the account.
type Options struct {
	Line imapsync.Options
	// Short: the server was found to allow few connections, so that lines are made for each burst of work and news come by
	// looking.
	Short bool
	// Stepped is told when that is found. It may be nil.
	Stepped func(short bool)
}

// Transport is the folder as the journal's engine sees it.
type Transport struct {
	folder  *imapsync.JournalFolder
	options imapsync.Options
	now     func() time.Time

	mu    sync.Mutex
	limit int64 // bytes of a letter, as the server last said; 0: it did not
	gmail bool

	// What is known of the folder as it was last numbered; the methods are called one at a time.
	validity uint32
	told     map[uint32]journal.Hash // letters that were handed out or put there; zero: not ours, or without a name
}

// New makes no connection yet.
func New(a imapsync.Account, password imapsync.PasswordFunc, o Options) *Transport {
	return &Transport{folder: imapsync.NewJournalFolder(a, password, o.Line, o.Short, o.Stepped), options: o.Line, now: time.Now}
}

var (
	_ replica.Transport = (*Transport)(nil)
	_ replica.Creator   = (*Transport)(nil)
	_ replica.Limiter   = (*Transport)(nil)
)

// Watch tells of news. Where the server does not, it tells when it is time to look.
func (t *Transport) Watch(ctx context.Context) <-chan struct{} { return t.folder.Watch(ctx) }

// Create makes the folder where there is none.
func (t *Transport) Create(ctx context.Context) error {
	return t.do(ctx, func(l *imapsync.JournalLine) error { return l.Create(ctx) })
}

// gmailMost is how many letters are kept where a server may hide some of more than 1,000 (journal.md §2).
const gmailMost = 900

// Limits are what the server said when it was last asked for something.
func (t *Transport) Limits() replica.Limits {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out replica.Limits
	if t.limit > 0 {
		out.Message = letter.Size(t.limit)
	}
	if t.gmail {
		out.Messages = gmailMost
	}
	if t.folder.Short() {
		out.Active, out.Idle = t.folder.Pace()
	}
	return out
}

// StepDown makes lines short: the account's other connection was refused as one too many.
func (t *Transport) StepDown() { t.folder.StepDown() }

// Close signs out.
func (t *Transport) Close() { t.folder.Close() }

// do has a line for f, and says errors in the engine's words.
func (t *Transport) do(ctx context.Context, f func(*imapsync.JournalLine) error) error {
	err := t.folder.Do(ctx, func(l *imapsync.JournalLine) error {
		t.mu.Lock()
		t.limit, t.gmail = l.Limit(), l.Has("X-GM-EXT-1")
		t.mu.Unlock()
		return f(l)
	})
	if errors.Is(err, imapsync.ErrNoJournalFolder) && !errors.Is(err, replica.ErrNoFolder) {
		return fmt.Errorf("%w: %w", replica.ErrNoFolder, err)
	}
	return err
}

// open takes a fresh look. What was known of a folder that is numbered anew is void.
func (t *Transport) open(ctx context.Context, l *imapsync.JournalLine) (imapsync.View, error) {
	v, err := l.Open(ctx)
	if err != nil {
		return v, err
	}
	if v.Validity != t.validity || t.told == nil {
		t.validity, t.told = v.Validity, map[uint32]journal.Hash{}
	}
	return v, nil
}

// ref names a letter; the engine compares refs as text.
func ref(validity, uid uint32) replica.Ref {
	return replica.Ref(fmt.Sprintf("%010d:%010d", validity, uid))
}

func parseRef(r replica.Ref) (validity, uid uint32, err error) {
	a, b, _ := strings.Cut(string(r), ":")
	v, err := strconv.ParseUint(a, 10, 32)
	if err == nil {
		var u uint64
		u, err = strconv.ParseUint(b, 10, 32)
		uid = uint32(u)
	}
	if err != nil || uid == 0 {
		return 0, 0, fmt.Errorf("ref %q names no letter", r)
	}
	return uint32(v), uid, nil
}

// Delete takes letters out of the folder, to the account's folder for what is deleted where it has one.
func (t *Transport) Delete(ctx context.Context, refs []replica.Ref) error {
	by := map[uint32][]uint32{}
	for _, r := range refs {
		validity, uid, err := parseRef(r)
		if err != nil {
			return err
		}
		by[validity] = append(by[validity], uid)
	}
	if len(by) == 0 {
		return nil
	}
	return t.do(ctx, func(l *imapsync.JournalLine) error {
		for validity, uids := range by {
			if err := l.Remove(ctx, validity, uids); err != nil {
				return err
			}
			for _, uid := range uids {
				if validity == t.validity {
					delete(t.told, uid)
				}
			}
		}
		return nil
	})
}

// TakeBack moves letters of the journal that lie in another folder back, by their Message-IDs, and returns how many.
func (t *Transport) TakeBack(ctx context.Context, folder string, messageIDs []string) (n int, err error) {
	ids := slices.DeleteFunc(slices.Clone(messageIDs), func(id string) bool { return id == "" })
	err = t.do(ctx, func(l *imapsync.JournalLine) error {
		n, err = l.TakeBack(ctx, folder, ids)
		return err
	})
	return n, err
}

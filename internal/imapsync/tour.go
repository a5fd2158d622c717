package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

// tour is what one connection does: it looks at all followed folders, then fills in older mail, then watches.
type tour struct {
	e       *Engine
	s       *session
	follow  []FolderInfo   // in the order of the work
	lost    []string       // followed folders that the server no longer lists
	gone    []*folderRound // looks that miss messages: decided when all folders were looked at
	res     Result
	polled  time.Time // when the folders were last asked for
	filling bool      // StateFilling was said
	owed    bool      // mail that is here in part should be whole, and is not yet
}

// occasion is why a round is made.
type occasion int

const (
	asked occasion = iota // a person, or a process that begins
	due                   // the clock
)

// once is all there is to do on one connection.
func (t *tour) once(ctx context.Context) error {
	if err := t.round(ctx, asked); err != nil {
		return err
	}
	for t.unfinished() {
		if err := t.fill(ctx); err != nil {
			return err
		}
		if err := t.between(ctx); err != nil {
			return err
		}
	}
	return nil
}

// unfinished says that older mail is left to bring, or the rest of mail that is here in part.
func (t *tour) unfinished() bool { return t.owed || t.older() != nil }

// wanted makes whole what should be, for a while.
func (t *tour) wanted(ctx context.Context) (err error) {
	t.owed, err = t.e.wanted(ctx, t.s, time.Now().Add(t.e.opts.Slice))
	return err
}

// round looks at every followed folder and brings its newest mail. Folders of which STATUS says that nothing changed
// cost nothing more. A folder the server declines costs only itself.
func (t *tour) round(ctx context.Context, why occasion) error {
	e := t.e
	e.observer.State(e.account.ID, StateSyncing)
	e.tight = false
	if err := t.list(ctx, why); err != nil {
		return err
	}
	if err := t.lookAt(ctx, t.follow, why); err != nil {
		return err
	}
	if err := t.bury(ctx); err != nil {
		return err
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if err := t.wanted(ctx); err != nil {
		return err
	}
	if err := t.tell(ctx); err != nil {
		return err
	}
	t.synced()
	return nil
}

// tell has the server told what is due, and looks at what that did.
func (t *tour) tell(ctx context.Context) error {
	told, err := t.e.outward(ctx, t.s)
	if err != nil || !told {
		return err
	}
	if err := t.lookAt(ctx, t.follow, due); err != nil {
		return err
	}
	return t.settle(ctx)
}

// synced says that the newest of every folder is here. The problems of folders that were not looked at stand still.
func (t *tour) synced() {
	t.e.observer.State(t.e.account.ID, StateSynced)
	t.filling = false
}

// lookAt looks at those of folders that changed.
func (t *tour) lookAt(ctx context.Context, folders []FolderInfo, why occasion) error {
	changed, err := t.changed(ctx, folders, why)
	if err != nil {
		return err
	}
	for _, info := range folders {
		if !changed[info.Name] {
			t.standing(info)
			continue
		}
		if err := t.look(ctx, info, t.manner(info)); err != nil {
			return err
		}
	}
	t.polled = time.Now()
	return nil
}

// standing repeats what a folder's last look found, for one that is as it was then.
func (t *tour) standing(info FolderInfo) {
	res := t.e.remember(info.Name).result
	res.Name, res.Role, res.New, res.Flags, res.Vanished, res.Renewed = info.Name, info.Role, 0, 0, 0, false
	t.res.add(res)
	t.repeat(info.Name)
}

// repeat tells a folder's problems again: they stand.
func (t *tour) repeat(name string) {
	for _, p := range t.e.remember(name).problems {
		t.e.observer.Problem(t.e.account.ID, p)
	}
}

// manner of a round: the newest mail.
func (t *tour) manner(info FolderInfo) manner {
	if info.Role == RoleInbox {
		return manner{most: newestInbox}
	}
	return manner{most: newestOther}
}

// look looks at one folder and remembers what is to be settled.
func (t *tour) look(ctx context.Context, info FolderInfo, how manner) error {
	r, err := t.e.look(ctx, t.s, info, how)
	t.res.add(r.res)
	if r.m != nil {
		r.m.result, r.m.came = r.res, r.res.New+r.known
	}
	if err == nil {
		if len(r.gone) > 0 {
			t.gone = append(t.gone, r)
		}
		if r.res.New+r.res.Vanished+r.res.Flags > 0 {
			t.e.active = time.Now()
		}
		return nil
	}
	var status *imap.Error
	if !errors.As(err, &status) || errors.Is(err, errBusyServer) && (info.Role == RoleInbox || !oneFolder(err)) || ctx.Err() != nil {
		return err
	}
	t.s.open = "" // a folder that did not open leaves none open
	m := t.e.remember(info.Name)
	if r.m == nil {
		m.problems = nil
	}
	p := &FolderProblem{Folder: info.Name, Err: err}
	m.problems = append(m.problems, p)
	m.seen, m.settled, m.older, m.looked = selected{}, false, false, time.Now()
	t.e.observer.Problem(t.e.account.ID, p)
	return nil
}

// settle decides about what is gone, now that every folder was looked at.
func (t *tour) settle(ctx context.Context) error {
	gone := t.gone
	t.gone = nil
	early := t.older() != nil
	for _, r := range gone {
		t.e.now = r
		err := r.vanished(ctx, early)
		if err == nil {
			err = r.finish(ctx)
		}
		t.e.now = nil
		if err != nil {
			return err
		}
		t.res.add(FolderResult{Name: r.res.Name, Role: r.res.Role, Messages: r.res.Messages, Vanished: r.res.Vanished})
	}
	return nil
}

// older is the first folder that lacks older mail; nil: none does.
func (t *tour) older() *FolderInfo {
	for i := range t.follow {
		if m := t.e.memory[t.follow[i].Name]; m != nil && m.older {
			return &t.follow[i]
		}
	}
	return nil
}

// fill brings older mail for a while, or what is owed.
func (t *tour) fill(ctx context.Context) error {
	if !t.filling {
		t.filling = true
		t.e.observer.State(t.e.account.ID, StateFilling)
	}
	info := t.older()
	if t.owed || info == nil {
		return t.wanted(ctx)
	}
	before := len(t.gone)
	if err := t.look(ctx, *info, manner{slice: t.e.opts.Slice}); err != nil {
		return err
	}
	m := t.e.memory[info.Name]
	if m.barren++; !m.older || m.came > 0 {
		m.barren = 0
	}
	if m.barren > barrenLimit {
		return &Error{Kind: ErrProtocol, Server: t.s.server, Err: fmt.Errorf("older mail of %s does not come, although the server lists it", info.Name), Hint: "If it stays so, show this to whoever runs the server."}
	}
	if len(t.gone) > before && t.older() != nil {
		return t.settle(ctx)
	}
	return nil
}

// barrenLimit is after how many slices without a message a connection is given up.
const barrenLimit = 20

// between is what older mail waits for: INBOX, and the other folders when their time has come.
func (t *tour) between(ctx context.Context) error {
	folders := t.follow[:min(1, len(t.follow))]
	if time.Since(t.polled) >= t.every() {
		folders = t.follow
	}
	if err := t.lookAt(ctx, folders, due); err != nil {
		return err
	}
	if len(t.gone) > 0 && len(folders) < len(t.follow) {
		if err := t.lookAt(ctx, t.follow[1:], due); err != nil {
			return err
		}
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	if len(folders) == len(t.follow) { // what failed before is due again
		if err := t.tell(ctx); err != nil {
			return err
		}
	}
	if t.unfinished() {
		return nil
	}
	if err := t.judge(ctx); err != nil {
		return err
	}
	if t.filling {
		t.synced()
	}
	return nil
}

// judge looks once more at folders of which too much is gone to be decided while older mail came.
func (t *tour) judge(ctx context.Context) error {
	unjudged := func(name string) bool { return t.e.remember(name).unjudged }
	for _, info := range t.follow {
		if unjudged(info.Name) {
			if err := t.look(ctx, info, t.manner(info)); err != nil {
				return err
			}
		}
	}
	if slices.ContainsFunc(t.lost, unjudged) {
		if err := t.bury(ctx); err != nil {
			return err
		}
	}
	return t.settle(ctx)
}

// every is how long the folders that are not watched are left alone: on a battery longer, while somebody works shorter.
func (t *tour) every() time.Duration {
	if time.Since(t.e.active) < activeFor {
		return t.e.opts.PollActive
	}
	if t.e.opts.line().Battery {
		return 4 * t.e.opts.PollEvery
	}
	return t.e.opts.PollEvery
}

// activeFor is how long somebody counts as working after a key or a mail.
const activeFor = 5 * time.Minute

// spared says that older mail waits for the mains or another line. A person's key overrides it.
func (e *Engine) spared() bool {
	line := e.opts.line()
	return (line.Low || line.Metered) && time.Since(e.urged) > urgedFor
}

// urgedFor is how long a person's key holds against the battery.
const urgedFor = 10 * time.Minute

package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/dial"
)

// Intent is one change that is wanted of one message on the server: a flag on or off, or a move. It says what is to be
// in the end, so that it may be done twice.
type Intent struct {
	Ref         any // the queue's own, handed back
	Folder      string
	UIDValidity uint32
	UID         uint32
	Flag        string // such as \Seen; empty: a move
	On          bool   // of a flag
	To          string // of a move: the folder's name
	There       bool   // the message stands in To already
	Begun       bool   // it was tried before, and how that ended is not known
}

// Acted is what became of an intent.
type Acted struct {
	Intent
	Err        error  // it was not done
	Final      bool   // and no further try can do it
	Gone       bool   // the message no longer stands there; what the server has stands
	ToValidity uint32 // of a move: UIDVALIDITY of To, and
	ToUID      uint32 // the message's number there; 0: the server does not say
}

// Mirror holds what is to be told the server. Both are called from the engine's goroutine; an error ends the round.
type Mirror interface {
	// Intents lists at most limit changes that are due, the oldest first, and notes that they are being tried.
	Intents(ctx context.Context, account string, limit int) ([]Intent, error)
	// Acted takes what became of them, after each command. After a break nobody may hear of a command that was done:
	// then its intents come again, with Begun.
	Acted(ctx context.Context, account string, list []Acted) error
}

const (
	mirrorBatch  = 500 // messages that one command marks
	mirrorMoves  = 200 // messages that one command moves: some servers copy each, and say nothing until all are
	mirrorSplits = 40  // commands by which a refusal is traced to single messages
	mirrorRounds = 200 // batches in one go
)

// outward tells the server what is due. It is the only part of the package that opens a folder for writing; what the
// server declines costs only itself. told says that something was done or declined.
func (e *Engine) outward(ctx context.Context, s *session) (told bool, err error) {
	if e.opts.Mirror == nil {
		return false, nil
	}
	for range mirrorRounds {
		list, err := e.opts.Mirror.Intents(ctx, e.account.ID, mirrorBatch)
		if err != nil {
			return told, storeError(ctx, fmt.Errorf("read what is to be told the server: %w", err))
		}
		if len(list) == 0 {
			return told, nil
		}
		t := &teller{e: e, s: s, splits: mirrorSplits}
		if err := t.all(ctx, list); err != nil {
			return told, err
		}
		if t.told == 0 { // nothing of it can be done before the next look
			return told, nil
		}
		told = true
	}
	return told, nil
}

// teller tells the server one batch of intents.
type teller struct {
	e      *Engine
	s      *session
	keeps  []imap.Flag // flags that the open folder keeps; none: it does not say
	splits int
	told   int
}

// all goes folder by folder; marks come before moves, so that they go along.
func (t *teller) all(ctx context.Context, list []Intent) error {
	var folders []string
	for _, i := range list {
		if !slices.Contains(folders, i.Folder) {
			folders = append(folders, i.Folder)
		}
	}
	for _, name := range folders {
		of := slices.DeleteFunc(slices.Clone(list), func(i Intent) bool { return i.Folder != name })
		if err := t.folder(ctx, name, of); err != nil {
			return err
		}
	}
	return t.s.unselect(ctx)
}

func (t *teller) folder(ctx context.Context, name string, list []Intent) error {
	validity, err := t.open(ctx, name)
	if err != nil {
		return t.declined(ctx, list, err)
	}
	list = slices.DeleteFunc(list, func(i Intent) bool { return i.UIDValidity != validity }) // numbered anew: the next look matches it
	for _, group := range grouped(list) {
		do := t.move
		if group[0].Flag != "" {
			do = t.flag
		}
		if err := t.split(ctx, group, do); err != nil {
			return err
		}
	}
	return nil
}

// grouped puts together what one command can say, marks first.
func grouped(list []Intent) [][]Intent {
	type command struct {
		flag, to string
		on       bool
	}
	var order []command
	groups := map[command][]Intent{}
	for _, marks := range []bool{true, false} {
		for _, i := range list {
			if (i.Flag != "") != marks {
				continue
			}
			c := command{i.Flag, i.To, i.On}
			if groups[c] == nil {
				order = append(order, c)
			}
			groups[c] = append(groups[c], i)
		}
	}
	var out [][]Intent
	for _, c := range order {
		most := mirrorMoves
		if c.flag != "" {
			most = mirrorBatch
		}
		out = append(out, slices.Collect(slices.Chunk(groups[c], most))...)
	}
	return out
}

// open selects a folder for writing.
func (t *teller) open(ctx context.Context, name string) (validity uint32, err error) {
	t.s.open = "" // whoever looks at it next opens it read-only again
	t.s.wire.begin(0)
	defer t.s.wire.end()
	d, err := t.s.client.Select(name, nil).Wait()
	if err != nil {
		return 0, fmt.Errorf("open folder %s for writing: %w", name, err)
	}
	t.keeps = d.PermanentFlags
	return d.UIDValidity, nil
}

// split does a command, and again with halves of its messages where the server declines it, so that one bad message
// does not keep the others.
func (t *teller) split(ctx context.Context, list []Intent, do func(context.Context, []Intent) ([]Acted, error)) error {
	acted, err := do(ctx, list)
	if err == nil {
		return t.report(ctx, acted)
	}
	if len(list) == 1 || t.splits == 0 || !declines(err) || ofFolder(err) {
		return t.declined(ctx, list, err)
	}
	t.splits--
	half := len(list) / 2
	if err := t.split(ctx, list[:half], do); err != nil {
		return err
	}
	return t.split(ctx, list[half:], do)
}

// declined reports intents that the server said no to; where it said nothing, the line is broken and the round ends too.
func (t *teller) declined(ctx context.Context, list []Intent, err error) error {
	var stuck *cannot
	var broken error
	if !declines(err) && !errors.As(err, &stuck) {
		if broken = t.s.failed(ctx, err); ctx.Err() != nil {
			return broken
		}
		err = broken // a thing that breaks the line each time is a failing one too, and must not keep the mail away
	}
	out := make([]Acted, len(list))
	for n, i := range list {
		out[n] = Acted{Intent: i, Err: dial.Clean(err), Final: stuck != nil}
	}
	return errors.Join(broken, t.report(ctx, out))
}

func (t *teller) report(ctx context.Context, list []Acted) error {
	if len(list) == 0 {
		return nil
	}
	t.told += len(list)
	if err := t.e.opts.Mirror.Acted(ctx, t.e.account.ID, list); err != nil {
		return storeError(ctx, fmt.Errorf("note what the server did: %w", err))
	}
	return nil
}

// cannot says that a server has no way to do it; asking again changes nothing.
type cannot struct{ say string }

func (e *cannot) Error() string { return e.say }

// declines tells a server's NO or BAD from a broken line.
func declines(err error) bool {
	var status *imap.Error
	return errors.As(err, &status) && (status.Type == imap.StatusResponseTypeNo || status.Type == imap.StatusResponseTypeBad)
}

// ofFolder tells a refusal that has nothing to do with which messages were named (RFC 5530).
func ofFolder(err error) bool {
	var status *imap.Error
	if !errors.As(err, &status) {
		return false
	}
	switch status.Code {
	case imap.ResponseCodeNoPerm, imap.ResponseCodeOverQuota, imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent,
		imap.ResponseCodeLimit, imap.ResponseCodeUnavailable, imap.ResponseCodeServerBug, imap.ResponseCodeInUse:
		return true
	}
	return false
}

// keep tells whether the open folder keeps a flag (RFC 3501, PERMANENTFLAGS), and whether that is sure: some servers name
// none, some name those in use and \* for all others.
func (t *teller) keep(flag string) (keeps, sure bool) {
	if slices.ContainsFunc(t.keeps, func(f imap.Flag) bool { return strings.EqualFold(string(f), flag) }) {
		return true, true
	}
	return len(t.keeps) == 0 || slices.Contains(t.keeps, imap.FlagWildcard), false
}

// flag sets or takes away a flag. Where the server does not say which flags it keeps, it is looked whether it did: some say OK to a change in a folder that nobody may write to.
func (t *teller) flag(ctx context.Context, list []Intent) ([]Acted, error) {
	flag, on := list[0].Flag, list[0].On
	keeps, sure := t.keep(flag)
	if word := !strings.HasPrefix(flag, `\`); word && (!keeps || len(t.keeps) == 0) { // only what PERMANENTFLAGS allows by \*, or has
		return nil, &cannot{"the server keeps no keywords in " + list[0].Folder}
	}
	if !keeps {
		return nil, &cannot{fmt.Sprintf("the server keeps no %s in %s", flag, list[0].Folder)}
	}
	op := imap.StoreFlagsAdd
	if !on {
		op = imap.StoreFlagsDel
	}
	t.s.wire.begin(0)
	defer t.s.wire.end()
	set := uidSet(uidsWanted(list))
	err := t.s.client.Store(set, &imap.StoreFlags{Op: op, Silent: true, Flags: []imap.Flag{imap.Flag(flag)}}, nil).Close()
	if err != nil {
		return nil, fmt.Errorf("set %s in %s: %w", flag, list[0].Folder, err)
	}
	out := make([]Acted, len(list))
	for n, i := range list {
		out[n] = Acted{Intent: i}
	}
	if sure {
		return out, nil
	}
	has, err := t.s.collectFlags(ctx, set, 0)
	if err != nil {
		return nil, err
	}
	for n, i := range list {
		flags, stands := has[i.UID]
		out[n].Gone = !stands
		if stands && slices.ContainsFunc(flags, func(f string) bool { return strings.EqualFold(f, flag) }) != on {
			out[n].Err, out[n].Final = &cannot{fmt.Sprintf("the server does not keep %s in %s", flag, i.Folder)}, true
		}
	}
	return out, nil
}

func uidsWanted(list []Intent) []uint32 {
	out := make([]uint32, len(list))
	for n, i := range list {
		out[n] = i.UID
	}
	slices.Sort(out)
	return out
}

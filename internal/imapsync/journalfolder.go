package imapsync

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// JournalFolder reaches the folder that carries the team's journal, for its transport: over one line of its own, which
// idles on the folder between calls; where the server allows few, over a short one for each burst of calls. It knows
// letters by number and never reads what they say.
type JournalFolder struct {
	account  Account
	password PasswordFunc
	options  Options
	short    func(on bool) // told when the server takes no line more; may be nil

	baton   chan struct{} // holds one: whoever took it has the line
	yield   chan struct{} // holds one: a call waits for the line
	ready   chan struct{} // holds one: a call had a line that works
	waiting atomic.Int32  // calls that wait for it
	stepped atomic.Bool   // lines are short
	active  atomic.Int64  // when something last moved, Unix seconds
	line    atomic.Pointer[wire]
	senses  senses
	sensed  chan struct{} // holds one

	// Only who holds the baton touches these.
	s     *session
	place place
	trash *string // name of the folder for what is deleted, empty: none; nil: not asked yet
	drop  *time.Timer
}

// ErrNoJournalFolder says that the server has no folder for the journal.
var ErrNoJournalFolder = errors.New("the mailbox has no folder for the journal")

// linger is how long a short line stays open for the next call.
const linger = 2 * time.Second

// NewJournalFolder makes no connection yet. short: lines are short from the beginning, as the server was found to allow
// few. stepped is told when that is found; it may be nil.
func NewJournalFolder(a Account, password PasswordFunc, o Options, short bool, stepped func(short bool)) *JournalFolder {
	f := &JournalFolder{
		account: a, password: password, options: o.withDefaults(), short: stepped,
		baton: make(chan struct{}, 1), yield: make(chan struct{}, 1), ready: make(chan struct{}, 1), sensed: make(chan struct{}, 1), senses: newSenses(),
	}
	f.stepped.Store(short)
	f.baton <- struct{}{}
	return f
}

// Short says that lines are short, so that news come by looking only.
func (f *JournalFolder) Short() bool { return f.stepped.Load() }

// StepDown makes lines short from now on: the account's other connection was refused as one too many.
func (f *JournalFolder) StepDown() {
	if !f.stepped.Swap(true) && f.short != nil {
		f.short(true)
	}
	nudge(f.yield)
}

// Pace is how long a folder that does not tell of news is left alone while somebody works, and else.
func (f *JournalFolder) Pace() (active, idle time.Duration) {
	return f.options.PollActive, f.options.PollEvery
}

// Moved says that somebody works with the journal just now: a folder that does not tell of news is looked at more often.
func (f *JournalFolder) Moved() { f.active.Store(time.Now().Unix()) }

// Do hands do a signed-in line, which is its own until it returns. What do keeps of it is void afterwards. do must not
// call Do.
func (f *JournalFolder) Do(ctx context.Context, do func(l *JournalLine) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.waiting.Add(1)
	nudge(f.yield)
	select {
	case <-f.baton:
		f.waiting.Add(-1)
	case <-ctx.Done():
		f.waiting.Add(-1)
		return ctx.Err()
	}
	defer func() { f.baton <- struct{}{} }()
	taken(f.yield)
	s, err := f.signedIn(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { s.wire.Close() })
	err = do(&JournalLine{f: f, s: s})
	if !stop() || s.dropped || err != nil && unsound(s, err) {
		f.hangUp()
	} else {
		nudge(f.ready)
	}
	f.later()
	return err
}

// unsound tells whether a line cannot be used again after err: only an answer that was read to its end leaves it well.
func unsound(s *session, err error) bool {
	var own *Error
	return s.dropped || s.ended() || errors.As(err, &own)
}

// drop breaks the line, so that what is still on its way is not taken for the answer to something else.
func (s *session) drop() {
	s.dropped = true
	s.wire.Close()
}

// ended tells whether the line is closed.
func (s *session) ended() bool {
	select {
	case <-s.client.Closed():
		return true
	default:
		return false
	}
}

// signedIn gives the line, made anew where there is none.
func (f *JournalFolder) signedIn(ctx context.Context) (*session, error) {
	if f.s != nil && !f.s.ended() {
		return f.s, nil
	}
	f.hangUp()
	password, err := passwordOf(ctx, f.password)
	if err != nil {
		return nil, err
	}
	// The line outlives the call; what the call's end must break, Do breaks.
	dialing, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	s, err := open(dialing, f.account, password, f.options)
	if !stop() {
		cancel()
	}
	if errors.Is(err, ErrTooManyLines) {
		f.StepDown()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	s.cancel = cancel
	f.s, f.trash = s, nil
	f.line.Store(s.wire)
	return s, nil
}

// hangUp drops the line.
func (f *JournalFolder) hangUp() {
	if f.s == nil {
		return
	}
	f.s.cut()
	f.s.cancel()
	f.s = nil
	f.line.Store(nil)
}

// later ends a short line when nobody called for a while.
func (f *JournalFolder) later() {
	if f.drop != nil {
		f.drop.Stop()
	}
	if f.s == nil || !f.stepped.Load() {
		return
	}
	s := f.s
	f.drop = time.AfterFunc(linger, func() {
		<-f.baton
		defer func() { f.baton <- struct{}{} }()
		if f.s == s && f.waiting.Load() == 0 {
			f.leave()
		}
	})
}

// Close signs out. A call after it connects anew.
func (f *JournalFolder) Close() {
	nudge(f.yield)
	<-f.baton
	defer func() { f.baton <- struct{}{} }()
	if f.drop != nil {
		f.drop.Stop()
	}
	f.leave()
}

// leave signs out where there is a line.
func (f *JournalFolder) leave() {
	if f.s == nil {
		return
	}
	f.s.close()
	f.s.cancel()
	f.s = nil
	f.line.Store(nil)
}

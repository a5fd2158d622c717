package outbox

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Kind is what happened to a mail.
type Kind int

// The events. Those of a person come first: nothing else may make a mail go out again.
const (
	Queue      Kind = iota + 1 // a person sent the draft; NotBefore, Undo
	Cancel                     // a person took it back: draft
	Edit                       // a person opens it for writing: draft
	Retry                      // a person says: send again
	SendAnyway                 // a person saw what the guard held it for
	Went                       // a person says that it went out, or has taken note who did not get it
	SignedIn                   // the password works again
	Online                     // the network is back

	Clock    // the clock was set back since the mail changed
	Start    // an engine begins
	Hold     // Reason, Words
	Commit   // the server is ready for DATA
	Taken    // the server took it; Recipients
	Later    // before the dot, or refused for now: Reason, Words, Recipients
	Never    // refused for good: Reason, Words, Recipients
	Lost     // the line died after the dot
	Found    // Sent holds it
	NotFound // Sent does not hold it
	NoLook   // Sent could not be looked at, or filed into
	Appended // the copy was put into Sent
)

func (k Kind) String() string {
	names := [...]string{
		"", "queue", "cancel", "edit", "retry", "send-anyway", "went", "signed-in", "online", "clock", "start", "hold",
		"commit", "taken", "later", "never", "lost", "found", "not-found", "no-look", "appended",
	}
	if k < Queue || int(k) >= len(names) {
		return "event " + strconv.Itoa(int(k))
	}
	return names[k]
}

// Event is one thing that happened. At is the time it happened at.
type Event struct {
	Kind       Kind
	At         time.Time
	NotBefore  time.Time   // Queue
	Undo       bool        // Queue
	Reason     Reason      // Hold, Later, Never
	Words      string      // Hold, Later, Never, Lost, NoLook
	Recipients []Recipient // Taken, Later, Never; nil: unchanged
	Jitter     float64     // 0 up to 1: spreads the next try
}

// ErrStep is an event that cannot happen to a mail in its state: somebody was quicker.
var ErrStep = errors.New("not possible in this state")

// looks are when Sent is searched, after the first look.
func looks() []time.Duration { return []time.Duration{0, 20 * time.Second, time.Minute} }

const (
	firstWait   = 30 * time.Second
	longestWait = 30 * time.Minute
	offlineWait = 2 * time.Minute // longest between tries without network
	giveUp      = 48 * time.Hour  // after so long of 4xx a person decides
)

// backoff is the wait before try n+1, n from 1, spread by a quarter to either side.
func backoff(n int, longest time.Duration, jitter float64) time.Duration {
	wait := longest
	if n < 12 {
		wait = min(longest, firstWait<<(max(n, 1)-1))
	}
	return time.Duration(float64(wait) * (0.75 + jitter/2))
}

// step is all that can happen to a mail: pure, and the only writer of a state.
func step(i Item, e Event) (Item, error) {
	next, ok := transition(i, e)
	if !ok {
		return i, fmt.Errorf("%s of a %s mail: %w", e.Kind, i.State, ErrStep)
	}
	next.Version++
	next.Changed = e.At
	if e.Recipients != nil {
		next.To = e.Recipients
	}
	if next.State == Sent && next.Reason == ReasonNone && next.Taken() < len(next.To) {
		next.Reason = ReasonSome
	}
	if next.Reason == ReasonSome {
		next.Words = next.some()
	}
	return next, nil
}

func transition(i Item, e Event) (Item, bool) {
	switch e.Kind {
	case Queue, Cancel, Edit, Retry, SendAnyway, Went, SignedIn, Online:
		return byPerson(i, e)
	case Found, NotFound, NoLook, Appended:
		return bySent(i, e)
	}
	return bySending(i, e)
}

// byPerson are the keys, and what follows from one for mails that wait.
func byPerson(i Item, e Event) (Item, bool) {
	switch {
	case e.Kind == Queue && i.State == Draft && i.MessageID != "" && len(i.To) > 0:
		i.Queued, i.NotBefore, i.Undo = e.At, e.NotBefore, e.Undo
		return again(i, e.NotBefore), true
	case (e.Kind == Cancel || e.Kind == Edit) && (i.State == Waiting || i.State == Held) && i.Keys > 0:
		i.Keys = 0 // a draft would hide that it may have gone out before
		return unsure(i, e, "It was to be sent again; the first time it may have gone out."), true
	case (e.Kind == Cancel || e.Kind == Edit) && (i.State == Waiting || i.State == Held):
		i = again(i, time.Time{})
		i.State, i.Seen = Draft, time.Time{}
		return i, true
	case e.Kind == Retry && (i.State == Held || i.State == Waiting):
		i.NotBefore = earlier(i.NotBefore, e.At)
		return again(i, e.At), true
	case e.Kind == Retry && i.State == Unsure:
		i.Keys++
		return again(i, e.At), true
	case e.Kind == SendAnyway && i.State == Held && i.Reason == ReasonGuard:
		i.Seen = e.At
		return again(i, e.At), true
	case e.Kind == Went && i.State == Unsure:
		i.State, i.Reason, i.Words, i.SentAt = Sent, ReasonNone, "", e.At
		i.Looks, i.NextTry = 0, e.At
		for k := range i.To {
			i.To = cloned(i.To)
			i.To[k].Taken = true
		}
		return i, true
	case e.Kind == Went && (i.State == Filed || i.State == Sent) && i.Reason == ReasonSome:
		i.Settled = true
		return i, true
	case e.Kind == SignedIn && i.State == Held && i.Reason == ReasonSignIn:
		return again(i, e.At), true
	case e.Kind == Online && i.State == Waiting && (i.Reason == ReasonOffline || i.Reason == ReasonServer):
		i.NextTry = e.At
		return i, true
	}
	return i, false
}

// again puts a mail into the queue as if it had never been tried.
func again(i Item, next time.Time) Item {
	i.State, i.Reason, i.Words, i.NextTry = Waiting, ReasonNone, "", next
	i.Tries, i.Looks, i.FailedAt = 0, 0, time.Time{}
	i.To = cloned(i.To)
	for k := range i.To {
		i.To[k] = Recipient{Addr: i.To[k].Addr}
	}
	return i
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func cloned(to []Recipient) []Recipient { return append([]Recipient(nil), to...) }

// bySending is the way to the server.
func bySending(i Item, e Event) (Item, bool) {
	if e.Kind == Start {
		if i.State == Sending {
			i = unsure(i, e, "Deskhand ended while this mail was being sent.")
			return i, true
		}
		return i, false
	}
	if e.Kind == Clock {
		return turned(i, e.At)
	}
	if e.Kind == Commit {
		if i.State != Waiting {
			return i, false
		}
		i.State, i.NextTry = Sending, time.Time{}
		return i, true
	}
	if i.State != Sending && (i.State != Waiting || e.Kind == Taken || e.Kind == Lost) {
		return i, false
	}
	switch e.Kind {
	case Hold, Never:
		i.State, i.Reason, i.Words, i.NextTry = Held, e.Reason, e.Words, time.Time{}
	case Later:
		return later(i, e), true
	case Taken:
		i.State, i.Reason, i.Words, i.SentAt = Sent, ReasonNone, "", e.At
		i.Tries, i.Looks, i.NextTry, i.FailedAt = 0, 0, e.At, time.Time{}
	case Lost:
		i = unsure(i, e, e.Words)
	default:
		return i, false
	}
	return i, true
}

// turned moves what was planned along with a clock that was set back; a schedule stays, as it means the wall's time.
func turned(i Item, now time.Time) (Item, bool) {
	d := i.Changed.Sub(now)
	if d <= 0 || i.State != Waiting && i.State != Sent && i.State != Unsure {
		return i, false
	}
	if i.Undo {
		i.NotBefore = i.NotBefore.Add(-d)
	}
	for _, t := range []*time.Time{&i.NextTry, &i.SentAt, &i.FailedAt, &i.Queued} {
		if !t.IsZero() {
			*t = t.Add(-d)
		}
	}
	return i, true
}

func unsure(i Item, e Event, words string) Item {
	i.State, i.Reason, i.Words = Unsure, ReasonLost, words
	i.Looks, i.NextTry, i.SentAt = 0, e.At, e.At
	return i
}

func later(i Item, e Event) Item {
	i.State, i.Reason, i.Words = Waiting, e.Reason, e.Words
	i.Tries++
	longest := longestWait
	switch e.Reason {
	case ReasonOffline, ReasonServer: // not the mail's fault: as long as it takes
		longest, i.FailedAt = offlineWait, time.Time{}
	default:
		if i.FailedAt.IsZero() {
			i.FailedAt = e.At
		}
		if e.At.Sub(i.FailedAt) >= giveUp {
			i.State, i.NextTry = Held, time.Time{}
			return i
		}
	}
	i.NextTry = e.At.Add(backoff(i.Tries, longest, e.Jitter))
	return i
}

// bySent is the way into the folder Sent.
func bySent(i Item, e Event) (Item, bool) {
	if i.State != Sent && i.State != Unsure && (e.Kind != Found || i.State != Waiting || i.Keys == 0) {
		return i, false
	}
	switch e.Kind {
	case Found:
		if i.State != Sent { // its being there is the proof
			i.Reason, i.Words = ReasonNone, ""
			i.To = cloned(i.To)
			for k := range i.To {
				i.To[k] = Recipient{Addr: i.To[k].Addr, Taken: true}
			}
		}
		return filed(i), true
	case Appended:
		return filed(i), i.State == Sent
	case NotFound:
		at := looks()
		i.Looks++
		i.NextTry = time.Time{}
		if i.Looks < len(at) {
			i.NextTry = notBehind(i.SentAt.Add(at[i.Looks]), e.At)
		}
		return i, true
	case NoLook:
		i.Tries++
		i.NextTry = e.At.Add(backoff(i.Tries, offlineWait, e.Jitter))
		if i.State == Sent && i.Reason != ReasonSome {
			i.Reason, i.Words = ReasonFiling, e.Words
		}
		return i, true
	}
	return i, false
}

// notBehind keeps a planned moment from lying behind.
func notBehind(t, now time.Time) time.Time {
	if t.Before(now) {
		return now
	}
	return t
}

func filed(i Item) Item {
	i.State, i.NextTry, i.Tries = Filed, time.Time{}, 0
	if i.Reason != ReasonSome {
		i.Reason, i.Words = ReasonNone, ""
	}
	return i
}

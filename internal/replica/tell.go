package replica

import (
	"fmt"
	"strings"
	"time"

	"deskhand/internal/journal"
)

const (
	foreignPatience = 10 * time.Minute
	claimPatience   = time.Hour
	gapAgain        = 10 * time.Minute
)

// claim is what another device says it has seen and we have not.
type claim struct {
	seq   uint64
	since time.Time
	by    string
}

// problem tells the observer of a condition, once. That it does not stand is told once too: an earlier run may have said it.
func (e *Engine) problem(p Problem) {
	key := string(p.Code) + " " + p.Device
	if old, told := e.problems[key]; told && old.Message == p.Message && (p.Message == "" || old.Count == p.Count) {
		return
	}
	e.problems[key] = p
	e.o.Observer.Problem(p)
}

// counted tells of a condition that has a number; 0 clears it.
func (e *Engine) counted(code Code, n int, one, many, hint string) {
	message := fmt.Sprintf(many, n)
	switch n {
	case 0:
		message, hint = "", ""
	case 1:
		message = one
	}
	e.problem(Problem{Code: code, Count: int64(n), Message: message, Hint: hint})
}

// tell says what lies in the place that is not as it should be.
func (e *Engine) tell() {
	now := e.o.Now()
	n := map[Code]int{}
	for _, k := range e.messages() {
		switch {
		case k.State == journal.KnownForeign && now.UnixMilli()-k.Seen > foreignPatience.Milliseconds():
			n[CodeForeign]++
		case k.State == journal.KnownBroken && strings.Contains(k.Why, journal.ErrNewer.Error()):
			n[CodeNewer]++
		case k.State == journal.KnownBroken:
			n[CodeBroken]++
		case k.State == journal.KnownWaiting && len(e.m.lacking) > 0:
			n[CodeUnknownKey]++
		case k.State == journal.KnownWaiting:
			n[CodeWaiting]++
		}
	}
	e.counted(CodeForeign, n[CodeForeign], "1 mail in the journal's folder does not belong there.", "%d mails in the journal's folder do not belong there.", "Move it elsewhere. It is neither read nor deleted.")
	e.counted(CodeBroken, n[CodeBroken], "1 journal message cannot be read.", "%d journal messages cannot be read.", "It is kept. A laptop that is still in use sends its changes again.")
	e.counted(CodeNewer, n[CodeNewer], "1 journal message was written by a newer version.", "%d journal messages were written by a newer version.", "Update Deskhand on this computer.")
	e.counted(CodeUnknownKey, n[CodeUnknownKey], "1 journal message is sealed with a team key that this computer does not have.", "%d journal messages are sealed with a team key that this computer does not have.", "An admin can hand the key on: deskhand team confirm.")
	e.counted(CodeWaiting, n[CodeWaiting], "1 journal message is of a laptop that nobody has heard of.", "%d journal messages are of laptops that nobody has heard of.", "It is read as soon as that laptop's joining arrives.")
	e.counted(CodeParked, e.m.parked, "1 change waits: it is dated more than a day ahead, or more than a laptop may make in a day.", "%d changes wait: they are dated more than a day ahead, or more than a laptop may make in a day.", "Look at that laptop's clock.")
	e.tellHeldBack(now)
}

// tellHeldBack compares what others say they have with what came; a gap has the whole place looked at.
func (e *Engine) tellHeldBack(now time.Time) {
	missing, oldest := 0, now
	for d, c := range e.m.claimed {
		if e.m.stream(d).reach >= c.seq {
			delete(e.m.claimed, d)
			continue
		}
		oldest = minTime(oldest, c.since)
		if now.Sub(c.since) > claimPatience {
			missing++
		}
	}
	e.counted(CodeHeldBack, missing, "The mail server holds back changes of a laptop that others have.", "The mail server holds back changes of %d laptops that others have.", "It may be late. If it lasts, ask who runs the server.")
	if !e.m.gap() && len(e.m.claimed) == 0 {
		e.m.gapSince = time.Time{}
		return
	}
	if e.m.gapSince.IsZero() {
		e.m.gapSince = minTime(oldest, now)
	}
	e.m.survey = minTime(e.m.survey, later(e.m.gapSince.Add(gapPatience), e.m.gapLooked.Add(gapAgain)))
	if !e.m.survey.After(now) {
		e.m.gapLooked = now
	}
}

// claims takes in what a batch's author had seen.
func (e *Engine) claims(b *journal.Batch) {
	for d, n := range b.Have {
		if old := e.m.claimed[d]; n > e.m.stream(d).reach && n > old.seq && !e.own(d) {
			if old.since.IsZero() {
				old.since = e.o.Now()
			}
			e.m.claimed[d] = claim{n, old.since, b.Device}
		}
	}
}

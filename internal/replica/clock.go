package replica

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"deskhand/internal/journal"
)

// trusted is now as the place's clock has it (journal.md §3.4).
//
// An offset above a day is believed only while the place's clock agrees with what colleagues' laptops say: alone it may be
// the place that is wrong.
func (e *Engine) trusted() time.Time { return e.o.Now().Add(e.correction()) }

func (e *Engine) correction() time.Duration {
	if e.m == nil {
		return 0
	}
	yes, no := 0, 0
	for _, agrees := range e.m.witness {
		if agrees {
			yes++
		} else {
			no++
		}
	}
	if e.m.offset.Abs() > maxOffset && (yes == 0 || yes < no) {
		return 0
	}
	return e.m.offset
}

const maxOffset = 24 * time.Hour

// compareClocks takes a colleague's newest stamp as a witness of the place's clock: a batch is sealed within seconds of its
// last op.
func (e *Engine) compareClocks(tx Tx, v verified, at int64) {
	if e.own(v.meta.Device) || at <= 0 {
		return
	}
	for i := len(v.lines) - 1; i >= 0; i-- {
		if op := v.lines[i].Op; op != nil {
			e.witness(tx, v.meta.Device, op.Stamp, at)
			return
		}
	}
}

// witness compares a colleague's stamp with the place's date of the message that brought it soon after. Each laptop's
// newest word counts.
func (e *Engine) witness(tx Tx, device string, h journal.Stamp, at int64) {
	agrees := (time.Duration(h.Millis()-at) * time.Millisecond).Abs() < maxOffset
	if was, known := e.m.witness[device]; known && was == agrees {
		return
	}
	e.m.witness[device] = agrees
	if text, err := json.Marshal(e.m.witness); err == nil {
		_ = tx.SetSetting(settingWitness, string(text)) // not kept: asked again after the next start
	}
}

// measured takes in the place's date of something that was sent or seen at a moment of this computer's clock.
func (e *Engine) measured(tx Tx, here, there time.Time) error {
	if there.IsZero() || there.Unix() <= 0 {
		return nil
	}
	offset := there.Sub(here)
	if (offset - e.m.offset).Abs() < time.Second {
		return nil
	}
	e.m.offset = offset
	return e.set(tx, settingOffset, strconv.FormatInt(offset.Milliseconds(), 10))
}

// seen raises the offset where a message came later than now: the place's clock cannot be behind what it has dated.
func (e *Engine) seen(tx Tx, at int64) error {
	if there := time.UnixMilli(at); at > 0 && there.Sub(e.o.Now().Add(e.m.offset)) > journal.Tolerance {
		return e.measured(tx, e.o.Now(), there)
	}
	return nil
}

// tellClock says what is wrong with this computer's clock.
func (e *Engine) tellClock() {
	fast := -e.m.offset
	switch {
	case fast.Abs() > maxOffset && e.correction() == 0:
		e.problem(Problem{Code: CodeClockOff, Count: fast.Milliseconds(), Message: "This computer's clock and the server's are more than a day apart.", Hint: "Set the computer's clock. Until then nothing is corrected."})
		e.problem(Problem{Code: CodeClock})
	case fast.Abs() > journal.Tolerance:
		word := "fast"
		if fast < 0 {
			word = "slow"
		}
		e.problem(Problem{Code: CodeClock, Count: fast.Milliseconds(), Message: fmt.Sprintf("This computer's clock is %s %s; times were corrected.", roughly(fast.Abs()), word), Hint: "Let the computer set its clock by the network."})
		e.problem(Problem{Code: CodeClockOff})
	default:
		e.problem(Problem{Code: CodeClock})
		e.problem(Problem{Code: CodeClockOff})
	}
}

func roughly(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	case d >= time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d min", int(d.Minutes()))
}

// restamp corrects the stamps of what is about to be sealed, and lets the clock go on from there. What a wrong clock dated
// ahead comes back to now; nothing is moved beyond it, and nothing below the value that it replaced.
func (e *Engine) restamp(tx Tx, rows []journal.StoredOp) ([]journal.StoredOp, error) {
	now, newest := journal.StampAt(e.trusted()), journal.NoStamp
	var ops []*journal.Op
	for _, r := range rows {
		if r.Op == nil {
			return rows, nil // written by a newer program that ran here before
		}
		ops = append(ops, r.Op)
		newest = max(newest, r.Op.Stamp)
	}
	shift := e.correction()
	if shift.Abs() <= journal.Tolerance {
		shift = 0
	}
	if room := time.Duration(now.Millis()-newest.Millis()) * time.Millisecond; shift > room {
		shift = room
		if room > -journal.Tolerance {
			shift = 0
		}
	}
	if shift == 0 {
		return rows, nil
	}
	moved, err := journal.Restamp(ops, shift, journal.NoStamp)
	if err != nil {
		return nil, fmt.Errorf("correct the times of what is to be sent: %w", err)
	}
	out := make([]journal.StoredOp, len(rows))
	top := e.m.heard
	for i, op := range moved {
		if e.hooks.restamped != nil {
			e.hooks.restamped(op)
		}
		r := rows[i]
		r.Op, r.Raw, r.Hash = op, op.Raw, journal.RecordHash(r.Device, op.Raw)
		if err := tx.ReplaceOp(rows[i].Hash, r); err != nil {
			return nil, fmt.Errorf("correct the time of op %s: %w", op.ID, err)
		}
		out[i], top = r, max(top, op.Stamp)
	}
	if err := tx.SetClock(top); err != nil {
		return nil, fmt.Errorf("set the clock back: %w", err)
	}
	return out, nil
}

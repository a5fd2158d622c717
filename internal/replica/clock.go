package replica

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// trusted is now as the place's clock has it (journal.md §3.4).
//
// An offset above a day is believed only if a colleague's laptop agrees with the place: two clocks against one. Alone it may
// be the place that is wrong.
func (e *Engine) trusted() time.Time { return e.o.Now().Add(e.correction()) }

func (e *Engine) correction() time.Duration {
	if e.m == nil || !e.believed() {
		return 0
	}
	return e.m.offset
}

// believed tells whether the offset is small, or a colleague's laptop agrees with the place.
func (e *Engine) believed() bool {
	return e.m.offset.Abs() <= maxOffset || slices.Contains(slices.Collect(maps.Values(e.m.witness)), true)
}

const maxOffset = 24 * time.Hour

// compareClocks takes a colleague's newest stamp as a witness of the place's clock: a batch is sealed within seconds of its
// last op. In a segment it may be old, and then says nothing.
func (e *Engine) compareClocks(tx Tx, v verified, k journal.Known) {
	if e.own(v.meta.Device) || k.At <= 0 {
		return
	}
	for i := len(v.lines) - 1; i >= 0; i-- {
		if op := v.lines[i].Op; op != nil {
			if k.Type == uint8(journal.TypeBatch) || e.agree(op.Stamp, k.At) {
				e.witness(tx, v.meta.Device, op.Stamp, k.At)
			}
			return
		}
	}
}

// agree tells whether a stamp and the place's date of its message bear each other out: they are of one day, or both are more
// than a day ahead of the clock here.
func (e *Engine) agree(h journal.Stamp, at int64) bool {
	apart := time.Duration(h.Millis()-at) * time.Millisecond
	return apart.Abs() < maxOffset || apart < maxOffset && h.Time().Sub(e.o.Now()) > maxOffset
}

// witness compares a colleague's stamp with the place's date of the message that brought it soon after. Each laptop's
// newest word counts.
func (e *Engine) witness(tx Tx, device string, h journal.Stamp, at int64) {
	agrees := e.agree(h, at)
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

// appended takes in the place's date of what was just put there. What took long says too little.
func (e *Engine) appended(tx Tx, began time.Time, meta Meta) error {
	took := e.o.Now().Sub(began)
	if took < 0 || took >= time.Minute {
		return nil
	}
	return e.measured(tx, began.Add(took/2), meta.At)
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

// restamp corrects the stamps of what a device has not sealed, each once, and lets the clock go on from there. What a wrong
// clock dated ahead comes back to now; nothing is moved beyond it, and nothing below the value that it replaced.
func (e *Engine) restamp(ctx context.Context, device string) error {
	rows, ops, err := e.notStamped(ctx, device)
	if err != nil || len(rows) == 0 {
		return err
	}
	newest := journal.NoStamp
	for _, op := range ops {
		newest = max(newest, op.Stamp)
	}
	shift := e.shift(newest)
	if shift == 0 {
		return nil
	}
	moved, err := journal.Restamp(ops, shift, journal.NoStamp)
	if err != nil {
		return fmt.Errorf("correct the times of what is to be sent: %w", err)
	}
	top := e.m.heard
	for _, op := range moved {
		top = max(top, op.Stamp)
	}
	for at := 0; at < len(rows); at += step {
		end := min(at+step, len(rows))
		if err := e.update(ctx, func(tx Tx) error {
			for i := at; i < end; i++ {
				if err := e.replaceStamp(tx, rows[i], moved[i]); err != nil {
					return err
				}
			}
			if end == len(rows) {
				if err := tx.SetClock(top); err != nil {
					return fmt.Errorf("set the clock back: %w", err)
				}
			}
			return e.set(tx, settingStamped, fmt.Sprintf("%s %d", device, rows[end-1].Seq))
		}); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) replaceStamp(tx Tx, r journal.StoredOp, op *journal.Op) error {
	if e.hooks.restamped != nil {
		e.hooks.restamped(op)
	}
	was := r.Hash
	r.Op, r.Raw, r.Hash = op, op.Raw, journal.RecordHash(r.Device, op.Raw)
	if err := tx.ReplaceOp(was, r); err != nil {
		return fmt.Errorf("correct the time of op %s: %w", op.ID, err)
	}
	return nil
}

// notStamped reads the unsealed ops whose times nobody has looked at.
func (e *Engine) notStamped(ctx context.Context, device string) (rows []journal.StoredOp, ops []*journal.Op, err error) {
	var text string
	var done uint64
	err = e.view(ctx, func(tx Tx) (err error) {
		text, _, err = tx.Setting(settingStamped)
		if err != nil {
			return fmt.Errorf("read %s: %w", settingStamped, err)
		}
		rows, err = loose(tx, device, 0)
		return err
	})
	if of, seq, ok := strings.Cut(text, " "); ok && of == device {
		done, _ = strconv.ParseUint(seq, 10, 64) // what cannot be read: none
	}
	rows = slices.DeleteFunc(rows, func(r journal.StoredOp) bool { return r.Seq <= done || r.Op == nil })
	for _, r := range rows {
		ops = append(ops, r.Op)
	}
	return rows, ops, err
}

// shift is by how much stamps are corrected, the newest of which is given.
func (e *Engine) shift(newest journal.Stamp) time.Duration {
	shift := e.correction()
	if shift.Abs() <= journal.Tolerance {
		shift = 0
	}
	room := time.Duration(journal.StampAt(e.trusted()).Millis()-newest.Millis()) * time.Millisecond
	switch {
	case shift <= room:
		return shift
	case room > -journal.Tolerance:
		return 0
	}
	return room
}

package replica_test

import (
	"testing"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/replica/mem"
)

// A laptop that joined with a right clock and starts 40 h ahead asks the place and corrects before it seals: nobody has to
// wait until its first changes are due.
func TestAClockSetADayAheadIsCorrectedBeforeSealing(t *testing.T) {
	for _, bySnapshot := range []bool{false, true} {
		w := testWorld(t)
		a := w.add("anna", 0)
		a.write(a.joinOp())
		a.write(set(object('t', 1), "owner", "anna"))
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		if bySnapshot { // dated long after what it holds, as of a team that was on holiday
			w.pass(10 * 24 * time.Hour)
			if err := a.engine.Snapshot(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		b := w.add("bert", 0)
		if err := b.sync(); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Hour)
		b.skew = 40 * time.Hour
		b.start()
		ids := b.write(b.joinOp(), set(object('t', 2), "owner", "bert"), set(object('t', 2), "priority", "high"))
		for range 2 {
			for _, l := range []*laptop{b, a} {
				if err := l.sync(); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.equal(a, b)
		if p, parked := a.problems["parked"]; parked {
			t.Errorf("by a snapshot %v: %+v", bySnapshot, p)
		}
		last := journal.NoStamp
		rows := b.store.t.ops[b.id]
		for i, r := range rows[len(rows)-len(ids):] {
			if r.Op.ID != ids[i] {
				t.Errorf("op %d is %s, was %s", i, r.Op.ID, ids[i])
			}
			if r.Op.Stamp <= last || r.Op.Stamp.Time().Sub(w.now).Abs() > 2*time.Minute {
				t.Errorf("op %d is dated %v, after %v; now is %v", i, r.Op.Stamp.Time(), last.Time(), w.now)
			}
			last = r.Op.Stamp
		}
	}
}

// Alone with a server whose clock is wrong nothing is corrected, and what was written is sent all the same.
func TestALaptopAloneBelievesItsOwnClock(t *testing.T) {
	for _, off := range []time.Duration{-400 * 24 * time.Hour, 40 * time.Hour} {
		w := testWorld(t)
		w.folder = mem.NewFolder(func() time.Time { return w.now.Add(off) })
		a := w.add("anna", 0)
		a.write(a.joinOp())
		if err := a.sync(); err != nil {
			t.Fatal(err)
		}
		if n := len(w.folder.Mails()); n != 1 {
			t.Errorf("%d messages in the place", n)
		}
		if got := a.engine.Trusted(); !got.Equal(w.now) {
			t.Errorf("it trusts %v; its clock says %v", got, w.now)
		}
		if p := a.problems["clock-off"]; p.Message == "" {
			t.Errorf("nothing is said: %v", a.problems)
		}
	}
}

// What a laptop wrote with its clock weeks ahead waits until it is due. Whose laptop it is the others know at once.
func TestALaptopWeeksAheadHasAName(t *testing.T) {
	w := testWorld(t)
	a := w.add("anna", 21*24*time.Hour)
	a.write(a.joinOp(), set(object('t', 1), "owner", "anna"), set(journal.TeamObject, "cfg/x", "hers"))
	if err := a.sync(); err != nil { // alone, and so not corrected
		t.Fatal(err)
	}
	b := w.add("bert", 0)
	b.write(b.joinOp())
	for range 2 {
		if err := b.sync(); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.engine.Team().Devices[a.id]; got.Agent != "anna" || !got.Confirmed {
		t.Errorf("bert sees %+v", got)
	}
	if n := len(b.records()); n != 1 {
		t.Errorf("%d ops count at bert's, want his own alone", n)
	}
	if p := b.problems["parked"]; p.Count != 3 {
		t.Errorf("parked: %+v", p)
	}
	if reg := b.engine.Team().State.Registers["cfg/x"]; reg.Op != nil {
		t.Error("what is not due governs")
	}
	w.pass(22 * 24 * time.Hour)
	for range 2 {
		for _, l := range w.laps {
			if err := l.sync(); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.equal(a, b)
	if n := len(b.records()); n != 4 {
		t.Errorf("%d ops count when all are due", n)
	}
}

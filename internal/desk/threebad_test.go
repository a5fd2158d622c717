package desk

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
	"deskhand/internal/ticket"
)

// harm is what a server, a person or a stranger does to the journal's folder.
var harms = []struct {
	name string
	do   func(t *testing.T, f *field, h *testkit.Hand)
	says string // what the doctor may say of it afterwards
}{
	{"folder deleted", func(_ *testing.T, _ *field, h *testkit.Hand) { h.Delete(journalFolder) }, ""},
	{"folder emptied", func(_ *testing.T, _ *field, h *testkit.Hand) { h.Expunge(journalFolder, h.UIDs(journalFolder)...) }, ""},
	{"folder renamed", func(_ *testing.T, _ *field, h *testkit.Hand) { h.Rename(journalFolder, "Old things") }, ""},
	{"numbered anew", func(_ *testing.T, f *field, h *testkit.Hand) {
		h.Close()
		f.server.Stop()
		f.server.Renumber(journalFolder)
		f.server.Start()
	}, ""},
	{"older half expired", func(_ *testing.T, _ *field, h *testkit.Hand) {
		uids := h.UIDs(journalFolder)
		h.Expunge(journalFolder, uids[:len(uids)/2+1]...)
	}, ""},
	{"moved to Trash", func(_ *testing.T, _ *field, h *testkit.Hand) {
		h.Move(journalFolder, "Trash", h.UIDs(journalFolder)...)
	}, ""},
	{"no answer to APPEND", func(_ *testing.T, f *field, _ *testkit.Hand) {
		left := 3
		f.between.Meddle(testkit.Meddling{Said: func(a []byte) ([]byte, bool) {
			if left > 0 && bytes.Contains(a, []byte("APPENDUID")) {
				left--
				return nil, true
			}
			return a, false
		}})
	}, ""},
	{"mail forged", forge, "journal"},
}

// forge puts rubbish into the folder, a journal's mail with another word in it, one cut short and one twice.
func forge(t *testing.T, f *field, _ *testkit.Hand) {
	names, err := filepath.Glob(filepath.Join(strings.NewReplacer("(", "\\(", ")", "\\)").Replace(f.server.Maildir(journalFolder)), "cur", "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no journal: %v", err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f.server.Deliver(journalFolder, testkit.Mail{Raw: raw})
		f.server.Deliver(journalFolder, testkit.Mail{Raw: raw[:len(raw)*2/3]})
		wrong := bytes.Clone(raw)
		for n := len(wrong) / 2; n < len(wrong)/2+40; n++ {
			if wrong[n] == 'A' {
				wrong[n] = 'B'
			}
		}
		f.server.Deliver(journalFolder, testkit.Mail{Raw: wrong})
	}
	f.server.Deliver(journalFolder, letter(time.Now(), "forged@evil.example", theirs, ours, "Deskhand journal", "", "owner: mallory"))
}

// TestBadDaysOfTheFolder: whatever happens to the folder while two laptops work, one of them without a line: nothing is lost,
// nothing invented, and a laptop that joins afterwards finds all of it there.
func TestBadDaysOfTheFolder(t *testing.T) {
	for _, harm := range harms {
		t.Run(harm.name, func(t *testing.T) {
			f := newField(t, 2, 3)
			f.wake()
			asha, lena := f.laptops[0], f.laptops[1]
			id := f.ticket()
			asha.notes(id, "Before it")
			lena.notes(id, "Lena before it")
			f.round()
			asha.line.Down(true)
			asha.notes(id, "Without a line")
			lena.notes(id, "Not sent when it happened")
			harm.do(t, f, testkit.NewHand(t, f.server.Port, f.server.User, f.server.Password))
			for range 3 {
				_, _ = lena.Team.Sync(t.Context(), nil) // it may fail while it lasts
			}
			lena.notes(id, "After it")
			asha.line.Down(false)
			f.heal()
			f.join("jonas")
			f.round()
			f.alikeBut(harm.says)
			f.once(id, "Before it", "Lena before it", "Without a line", "Not sent when it happened", "After it")
			if n := len(do[[]ticket.Ticket](t)(tickets(t.Context(), asha.Desk, "is:any"))); n != 2 {
				t.Errorf("%d tickets, want the customers' two", n)
			}
		})
	}
}

func (f *field) ticket() string {
	f.t.Helper()
	return do[[]ticket.Ticket](f.t)(tickets(f.t.Context(), f.laptops[0].Desk, "is:any"))[0].ID
}

func (l *laptop) notes(id, words string) {
	l.f.t.Helper()
	do[core.Done](l.f.t)(l.Work.Note(l.f.t.Context(), id, words, "note"))
}

// heal lets the laptops look after the folder for two days.
func (f *field) heal() {
	f.t.Helper()
	f.settle()
	var running []*carrying
	for _, l := range f.laptops {
		running = append(running, do[*carrying](f.t)(l.carrier.build(f.t.Context())))
	}
	for _, later := range []time.Duration{25 * time.Hour, 31 * time.Minute, 31 * time.Minute, time.Hour} {
		f.crew.clock.set(f.crew.clock.now().Add(later))
		for n, run := range running {
			if _, err := run.engine.Sync(f.t.Context()); err != nil {
				f.t.Fatalf("%s: %v", f.laptops[n].agent, err)
			}
		}
	}
	for _, run := range running {
		run.close()
	}
	f.crew.clock.set(time.Now())
	f.round()
}

// once fails where a note does not stand exactly once on each desk.
func (f *field) once(id string, words ...string) {
	f.t.Helper()
	for _, l := range f.laptops {
		shown := l.shows(id)
		for _, w := range words {
			if n := strings.Count(shown, fmt.Sprintf("%q", w)); n != 1 {
				f.t.Errorf("%s shows %q %d times\n%s", l.agent, w, n, shown)
			}
		}
	}
}

// TestTwoLaptopsAndCopies: a second laptop of one agent, a copy of a data folder with both at work, and a backup that comes
// back: what each wrote stands once everywhere.
func TestTwoLaptopsAndCopies(t *testing.T) {
	f := newField(t, 2, 3)
	f.wake()
	asha, lena := f.laptops[0], f.laptops[1]
	second := f.join("lena")
	id := f.ticket()
	lena.notes(id, "On the first")
	second.notes(id, "On her second")
	f.round()
	clone := &laptop{f: f, line: lena.line, teamDesk: f.crew.copyOf(lena.teamDesk)}
	clone.real = true
	clone.open()
	f.laptops = append(f.laptops, clone)
	lena.notes(id, "Original")
	clone.notes(id, "Clone")
	backup := f.crew.copyOf(asha.teamDesk)
	backup.real = true
	asha.notes(id, "Since the backup")
	f.settle()
	if err := asha.Close(); err != nil { // its disk dies
		t.Fatal(err)
	}
	asha.teamDesk = backup
	asha.open()
	asha.notes(id, "On the restored one")
	lena.notes(id, "Original again")
	clone.notes(id, "Clone again")
	f.settle()
	f.alike()
	f.once(id, "On the first", "On her second", "Original", "Clone", "Since the backup", "On the restored one", "Original again", "Clone again")
	devices := map[string]bool{}
	for _, l := range f.laptops {
		devices[l.device()] = true
		if h := do[membership.Health](t)(l.Membership.Health(t.Context())); h.Waiting+h.Held+h.Quarantined != 0 {
			t.Errorf("%s: %+v", l.agent, h)
		}
	}
	if len(devices) != 4 {
		t.Errorf("four laptops write with %d keys", len(devices))
	}
}

// settle has the laptops sync where one may have to take another key meanwhile.
func (f *field) settle() {
	f.t.Helper()
	for range 3 {
		for _, l := range f.laptops {
			if _, err := l.Team.Sync(f.t.Context(), nil); err != nil {
				f.t.Logf("%s: %v", l.agent, err)
			}
		}
	}
	f.round()
}

// TestRevokedGoesOnWriting: a laptop that was shut out while it had no line says so when it has one, and what it wrote since
// counts nowhere; a copy of it from before, key and all, is stopped too before it sends.
func TestRevokedGoesOnWriting(t *testing.T) {
	f := newField(t, 3, 3)
	f.wake()
	asha, jonas := f.laptops[0], f.laptops[2]
	id := f.ticket()
	jonas.notes(id, "In time")
	f.round()
	stolen := f.crew.copyOf(jonas.teamDesk) // with key and secret
	jonas.line.Down(true)
	jonas.notes(id, "Too late")
	do[membership.Device](t)(asha.Membership.Revoke(t.Context(), jonas.device(), "left on the train"))
	f.laptops = f.laptops[:2]
	f.round()
	jonas.line.Down(false)
	if _, err := jonas.Team.Sync(t.Context(), nil); fault.From(err).Code != fault.Refused {
		t.Errorf("a revoked laptop synced: %v", err)
	}
	stolen.real = true
	stolen.open()
	do[core.Done](t)(stolen.Work.Note(t.Context(), id, "By the thief", "note"))
	run := do[*carrying](t)(stolen.carrier.build(t.Context()))
	if err := run.engine.Pull(t.Context()); err == nil {
		t.Error("the thief's desk pulls")
	}
	run.close()
	f.laptops[1].notes(id, "Afterwards")
	f.round()
	f.alike()
	f.once(id, "In time", "Afterwards")
	for _, l := range f.laptops {
		if shown := l.shows(id); strings.Contains(shown, "Too late") || strings.Contains(shown, "thief") {
			t.Errorf("%s shows\n%s", l.agent, shown)
		}
	}
	if lost := do[*membership.Loss](t)(jonas.Membership.Lost(t.Context())); lost == nil || lost.Count != 1 {
		t.Errorf("what was not sent: %+v", lost)
	}
	if list := do[[]team.Problem](t)(asha.Team.Problems(t.Context())); len(list) != 0 {
		t.Errorf("problems at asha's: %+v", list)
	}
}

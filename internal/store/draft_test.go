package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"deskhand/internal/ticket"
)

// writes runs fn in a durable transaction that must go well.
func writes(t testing.TB, s *Store, fn func(tx *Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// newTicket begins one by hand.
func newTicket(t testing.TB, s *Store, subject string) (anchor string, row int64) {
	t.Helper()
	begin, anchor := ticket.NewTicket("internal", "internal")
	writes(t, s, func(tx *Tx) error {
		if _, err := tx.Append([]ticket.Draft{begin, ticket.SetText(anchor, ticket.PathSubject, subject)}); err != nil {
			return err
		}
		if _, err := tx.Project(anchor); err != nil {
			return err
		}
		var err error
		row, err = tx.ticketOf(anchor)
		return err
	})
	return anchor, row
}

// TestDraftFields: every field comes back as it was put, and only the open draft can be changed.
func TestDraftFields(t *testing.T) {
	s := open(t, t.TempDir())
	on, row := newTicket(t, s, "x")
	want := Draft{
		ID: NewDraftID(), Anchor: on, Kind: DraftReply, Detail: "all", Text: "Hello Marco", HTML: "<p>Hello Marco</p>", Account: "a",
		From: "support@kestrel.example", To: "Marco <marco@casa.example>, half typed", Cc: "x@y.example", Subject: "Re: x", Parent: "mABC", Quoted: true,
		Saved: []string{"export-size", "greeting"}, SeenRaw: 7, SeenOp: 8, SeenAt: 9, BegunAt: 10,
	}
	writes(t, s, func(tx *Tx) error { return tx.PutDraft(want) })
	want.UpdatedAt = ticket.TimeOf(noon())
	writes(t, s, func(tx *Tx) error {
		got, err := tx.Draft(want.ID)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err != nil {
			return err
		}
		if err := tx.PutDraft(Draft{Anchor: on, Kind: DraftReply, Text: "by place"}); err != nil {
			return err
		}
		if got, err = tx.Draft(want.ID); got.Text != "by place" {
			t.Errorf("without an id: %+v", got)
		}
		if err != nil {
			return err
		}
		if err := tx.PutDraft(Draft{ID: NewDraftID(), Anchor: on, Kind: DraftReply}); !errors.Is(err, ErrNotOpen) {
			t.Errorf("a second open reply: %v", err)
		}
		if err := tx.DraftBecomes(want.ID, "sMAIL"); err != nil {
			return err
		}
		for what, err := range map[string]error{
			"put": tx.PutDraft(want), "discard": tx.DiscardDraft(want.ID, true), "another mail's": tx.DraftBecomes(want.ID, "sOTHER"), "none": tx.DiscardDraft("dNONE", true),
		} {
			if !errors.Is(err, ErrNotOpen) {
				t.Errorf("%s of a sent draft: %v", what, err)
			}
		}
		if open, err := tx.Drafts(row); err != nil || len(open) != 0 {
			t.Errorf("open after it was sent: %v, %v", open, err)
		}
		if err := tx.PutDraft(Draft{ID: "dLATER", Anchor: on, Kind: DraftReply, Text: "typed later"}); err != nil {
			t.Errorf("a new one beside: %v", err)
		}
		if err := tx.DraftBecomes(want.ID, ""); !errors.Is(err, ErrNotOpen) {
			t.Errorf("back while another is open: %v", err)
		}
		if _, err := tx.Draft("dNONE"); !errors.Is(err, ErrNotFound) {
			t.Errorf("none: %v", err)
		}
		return nil
	})
	for range 3 {
		if a, b := NewDraftID(), NewMailID(); len(a) != 17 || len(b) != 11 || strings.ToUpper(a[1:]) != a[1:] {
			t.Errorf("ids %s %s", a, b)
		}
	}
}

// TestBlank: a draft counts from its first word, picture or file on.
func TestBlank(t *testing.T) {
	for html, want := range map[string]bool{
		"": true, " \n": true, "<p></p>": true, "<p><br></p><p>&nbsp;</p>": true, "<p": true, "<p>x</p>": false, "x": false,
		`<p><img src="cid:1"></p>`: false, "<hr>": false, "<p>&lt;</p>": false, "a<b": false,
	} {
		if got := (Draft{HTML: html}).Blank(); got != want {
			t.Errorf("%q blank: %v", html, got)
		}
	}
	for _, d := range []Draft{{Files: 2, Along: 1}, {To: "a@b.example"}, {Cc: "a@b.example"}, {HTML: "<p>x</p>", Files: 1, Along: 1}} {
		if d.Kind = DraftForward; d.Blank() {
			t.Errorf("%+v is blank", d)
		}
	}
	if !(Draft{Kind: DraftForward, Files: 2, Along: 2, To: " "}).Blank() || !(Draft{Kind: DraftReply, To: "a@b.example"}).Blank() {
		t.Error("what it began with counts")
	}
	if !(Draft{Text: " \n"}).Blank() || (Draft{Text: "x"}).Blank() || (Draft{Files: 1}).Blank() {
		t.Error("words or files do not count")
	}
}

// desktop is what the model of drafts knows.
type desktop struct {
	s      *Store
	list   []string         // anchors, as they were begun
	rows   map[string]int64 // their tickets
	drafts map[string]*modelDraft
	count  int
	clock  *time.Time
}

type modelDraft struct {
	Anchor, Kind, Text, Outbox string
	Discarded                  bool
	at                         time.Time
	n                          int
}

func (d *modelDraft) open() bool { return d.Outbox == "" && !d.Discarded }

func (w *desktop) taken(anchor, kind, but string) bool {
	for id, d := range w.drafts {
		if id != but && d.open() && d.Anchor == anchor && d.Kind == kind {
			return true
		}
	}
	return false
}

// try runs one change and compares whether it was refused.
func (w *desktop) try(t *rapid.T, what string, may bool, fn func(tx *Tx) error) {
	*w.clock = w.clock.Add(time.Second)
	err := w.s.Write(t.Context(), fn)
	if may && err != nil || !may && !errors.Is(err, ErrNotOpen) {
		t.Fatalf("%s: %v, allowed %v", what, err, may)
	}
}

func (w *desktop) put(t *rapid.T) {
	anchor := w.list[rapid.IntRange(0, len(w.list)-1).Draw(t, "anchor")]
	kind := rapid.SampledFrom([]string{DraftNote, DraftReply, DraftForward}).Draw(t, "kind")
	text := rapid.SampledFrom([]string{"", "one", "two", "three"}).Draw(t, "text")
	id := rapid.SampledFrom([]string{"", "d1", "d2", "d3", "d4"}).Draw(t, "id")
	was := w.drafts[id]
	if was != nil {
		anchor, kind = was.Anchor, was.Kind // a draft stays what and where it is
	}
	target := id
	if id == "" {
		for k, d := range w.drafts {
			if d.open() && d.Anchor == anchor && d.Kind == kind {
				target, was = k, d
			}
		}
	}
	forgets := kind == DraftNote && text == ""
	may := forgets || (was == nil || was.open()) && !w.taken(anchor, kind, target)
	w.try(t, "put "+id, may, func(tx *Tx) error { return tx.PutDraft(Draft{ID: id, Anchor: anchor, Kind: kind, Text: text}) })
	switch {
	case forgets && was != nil && was.Outbox == "":
		delete(w.drafts, target)
	case forgets || !may:
	default:
		if target == "" {
			target = w.onlyNew(t, anchor, kind)
		}
		w.count++
		n := w.count
		if was != nil {
			n = was.n
		}
		w.drafts[target] = &modelDraft{Anchor: anchor, Kind: kind, Text: text, at: *w.clock, n: n}
	}
}

// onlyNew finds the id that the desk drew.
func (w *desktop) onlyNew(t *rapid.T, anchor, kind string) (id string) {
	err := w.s.Read(t.Context(), func(tx *Tx) (err error) {
		id, err = one[string](tx, `SELECT id FROM draft WHERE anchor = ? AND kind = ? AND outbox = '' AND discarded = 0`, anchor, kind)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (w *desktop) change(t *rapid.T) {
	if len(w.drafts) == 0 {
		return
	}
	ids := slices.SortedFunc(maps.Keys(w.drafts), func(a, b string) int { return w.drafts[a].n - w.drafts[b].n })
	id := ids[rapid.IntRange(0, len(ids)-1).Draw(t, "draft")]
	d := w.drafts[id]
	free := !w.taken(d.Anchor, d.Kind, id)
	switch rapid.IntRange(0, 4).Draw(t, "change") {
	case 0:
		may := d.Outbox == ""
		w.try(t, "discard", may, func(tx *Tx) error { return tx.DiscardDraft(id, true) })
		d.Discarded = d.Discarded || may
	case 1:
		may := d.Outbox == "" && free
		w.try(t, "take back out", may, func(tx *Tx) error { return tx.DiscardDraft(id, false) })
		d.Discarded = d.Discarded && !may
	case 2:
		may := d.open()
		w.try(t, "send", may, func(tx *Tx) error { return tx.DraftBecomes(id, "s"+id) })
		if may {
			d.Outbox = "s" + id
		}
	case 3:
		w.try(t, "edit", free, func(tx *Tx) error { return tx.DraftBecomes(id, "") })
		if free {
			d.Outbox, d.Discarded = "", false
		}
	case 4:
		w.try(t, "delete", true, func(tx *Tx) error { return tx.DeleteDraft(id) })
		delete(w.drafts, id)
	}
}

// unite makes one ticket of two, as a mail that names both does.
func (w *desktop) unite(t *rapid.T) {
	a, b := w.list[rapid.IntRange(0, len(w.list)-1).Draw(t, "one")], w.list[rapid.IntRange(0, len(w.list)-1).Draw(t, "other")]
	w.try(t, "unite", true, func(tx *Tx) error {
		touched := map[int64]bool{}
		if _, err := tx.uniteAnchors([]string{a, b}, touched); err != nil {
			return err
		}
		_, err := tx.projectAll(touched)
		return err
	})
	from, to := w.rows[b], w.rows[a]
	for k, row := range w.rows {
		if row == from {
			w.rows[k] = to
		}
	}
}

func (w *desktop) check(t *rapid.T) {
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		rows := map[int64]bool{}
		for anchor := range w.rows {
			row, err := tx.ticketOf(anchor)
			if err != nil {
				return err
			}
			rows[row] = true
			var want []string
			for id, d := range w.drafts {
				if d.open() && w.rows[d.Anchor] == w.rows[anchor] {
					want = append(want, id)
				}
			}
			slices.SortFunc(want, func(a, b string) int { return w.drafts[b].at.Compare(w.drafts[a].at) })
			got, err := tx.Drafts(row)
			if err != nil {
				return err
			}
			var ids []string
			for _, d := range got {
				ids = append(ids, d.ID)
				if d.Text != w.drafts[d.ID].Text || d.Kind != w.drafts[d.ID].Kind {
					return fmt.Errorf("draft %+v, want %+v", d, w.drafts[d.ID])
				}
			}
			if !slices.Equal(ids, want) {
				return fmt.Errorf("on %s stand %v, want %v", anchor, ids, want)
			}
			marks, err := tx.Marks(slices.Collect(maps.Keys(rows)))
			if err != nil {
				return err
			}
			first := ""
			for _, id := range want {
				if first == "" {
					first = w.drafts[id].Text
				}
			}
			if marks[row].Draft != first {
				return fmt.Errorf("marked %q, want %q", marks[row].Draft, first)
			}
		}
		n, err := one[int](tx, `SELECT count(*) FROM draft`)
		if err == nil && n != len(w.drafts) {
			err = fmt.Errorf("%d drafts, want %d", n, len(w.drafts))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDraftModel: whatever is typed, discarded, sent, taken back and united, each open draft is the one of its anchor and
// kind, a refusal loses nothing, a united ticket shows the drafts of both, and the list's mark is the newest with words.
func TestDraftModel(t *testing.T) {
	now := noon()
	s, err := Open(t.Context(), t.TempDir(), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test is over
	furnish(s)
	rapid.Check(t, func(rt *rapid.T) {
		w := &desktop{s: s, rows: map[string]int64{}, drafts: map[string]*modelDraft{}, clock: &now}
		writes(t, s, func(tx *Tx) error { return tx.exec(`DELETE FROM draft`) })
		for i := range 3 {
			anchor, row := newTicket(t, s, fmt.Sprint(i))
			w.rows[anchor], w.list = row, append(w.list, anchor)
		}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			rapid.SampledFrom([]func(*rapid.T){w.put, w.put, w.put, w.change, w.change, w.unite}).Draw(rt, "do")(rt)
			w.check(rt)
		}
	})
}

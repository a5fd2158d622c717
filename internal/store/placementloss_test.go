package store

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"deskhand/internal/mail"
)

// follower brings a desk to a server's state in the engine's steps: each is to be repeated after a cut, and to end well.
type follower struct {
	t     *testing.T
	s     *Store
	mails []Arrival
}

func (w *follower) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// arrive brings those mails that are not placed, in an extent.
func (w *follower) arrive(f Folder, extent string) {
	present, err := w.s.Present(w.t.Context(), f)
	w.do(err)
	var batch []Arrival
	for _, m := range w.mails {
		if m.UID += f.UIDValidity * 1000; !slices.Contains(present, m.UID) {
			if m.Extent = extent; extent == ExtentHead {
				m.Raw = headOf(m.Raw)
			}
			batch = append(batch, m)
		}
	}
	for part := range slices.Chunk(batch, 9) {
		_, err := w.s.Arrive(w.t.Context(), f, part)
		w.do(err)
	}
}

func (w *follower) whole(f Folder) {
	for {
		var list []Wanted
		w.do(w.s.Read(w.t.Context(), func(tx *Tx) (err error) {
			list, err = tx.WantedOf("a", noon().AddDate(-9, 0, 0), 9)
			return err
		}))
		if len(list) == 0 {
			return
		}
		var batch []Arrival
		for _, v := range list {
			m := w.mails[slices.IndexFunc(w.mails, func(m Arrival) bool { return m.UID+v.UIDValidity*1000 == v.UID })]
			m.UID = v.UID
			batch = append(batch, m)
		}
		slices.SortFunc(batch, func(a, b Arrival) int { return int(a.UID) - int(b.UID) })
		f.Name = list[0].Folder
		batch = slices.DeleteFunc(batch, func(m Arrival) bool {
			return !slices.ContainsFunc(list, func(v Wanted) bool {
				return v.UID == m.UID && v.Folder == f.Name && v.UIDValidity == list[0].UIDValidity
			})
		})
		g, err := w.s.Folder(w.t.Context(), "a", f.Name)
		w.do(err)
		_, err = w.s.Arrive(w.t.Context(), g, batch)
		w.do(err)
	}
}

func (w *follower) renumber(f Folder) {
	stored, err := w.s.Folder(w.t.Context(), "a", f.Name)
	w.do(err)
	f.Relist = stored.Relist
	if stored.UIDValidity != f.UIDValidity {
		w.do(w.s.Renewed(w.t.Context(), f))
		f.Relist = true
	}
	var list []Known
	for _, m := range w.mails {
		list = append(list, Known{UID: m.UID + f.UIDValidity*1000, Internal: m.Internal, Size: m.Size, Header: headOf(m.Raw)})
	}
	for part := range slices.Chunk(list, 9) {
		_, _, err := w.s.Recognise(w.t.Context(), f, part)
		w.do(err)
	}
	f.Relist = false
	w.arrive(f, "")
	_, err = w.s.Arrive(w.t.Context(), f, nil)
	w.do(err)
}

func (w *follower) move(from, to Folder) {
	var list []Known
	var gone []uint32
	for _, m := range w.mails {
		list = append(list, Known{UID: m.UID + to.UIDValidity*1000, Internal: m.Internal, Size: m.Size, Header: headOf(m.Raw)})
		gone = append(gone, m.UID+from.UIDValidity*1000)
	}
	_, _, err := w.s.Recognise(w.t.Context(), to, list)
	w.do(err)
	_, err = w.s.Vanished(w.t.Context(), from, gone)
	w.do(err)
}

func (w *follower) all() {
	inbox, archive := Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, Folder{Account: "a", Name: "Archive", Role: "archive", UIDValidity: 1}
	stored, err := w.s.Folder(w.t.Context(), "a", "INBOX")
	w.do(err)
	if stored.UIDValidity < 2 {
		w.arrive(inbox, ExtentHead)
		w.whole(inbox)
	}
	inbox.UIDValidity = 2
	w.renumber(inbox)
	w.move(inbox, archive)
	w.s.Settle()
}

// sound holds a desk that was cut off against itself: figures, bytes, and what a rebuild makes of it.
func (w *follower) sound() error {
	if err := w.s.QuickCheck(w.t.Context()); err != nil {
		return err
	}
	if err := w.s.Fill(w.t.Context(), nil); err != nil {
		return err
	}
	err := w.s.Read(w.t.Context(), func(tx *Tx) error {
		wrong, err := list[string](tx, wrongFigures)
		if err != nil || len(wrong) > 0 {
			return fmt.Errorf("figures of folders: %q, %w", wrong, err)
		}
		n, err := one[int](tx, `SELECT count(*) FROM placement p WHERE NOT EXISTS (SELECT 1 FROM raw r JOIN message m ON m.raw = r.id WHERE r.id = p.raw)`)
		if err != nil || n > 0 {
			return fmt.Errorf("%d placements of no mail, %w", n, err)
		}
		for _, m := range w.mails {
			raw, _, _, err := tx.RawOf(mail.Parse(m.Raw).Key)
			if err != nil {
				continue // it has not come yet
			}
			extent, err := one[string](tx, `SELECT extent FROM raw WHERE id = ?`, raw)
			if err != nil {
				return err
			}
			want := m.Raw
			if extent == ExtentHead {
				want = headOf(m.Raw)
			}
			got, err := io.ReadAll(tx.Raw(raw))
			if err != nil || string(got) != string(want) {
				return fmt.Errorf("%d bytes of a mail of extent %q, want %d: %w", len(got), extent, len(want), err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, diffs, err := w.s.Rebuild(w.t.Context(), nil); err != nil || len(diffs) > 0 {
		return fmt.Errorf("rebuild: %v, %w", diffs, err)
	}
	return nil
}

// TestPlacementsSurvivePower: the power goes while heads come, become whole, are numbered anew and are moved. What is left
// is sound, and following the server again ends where it would have ended.
func TestPlacementsSurvivePower(t *testing.T) {
	dir := t.TempDir()
	d := newDisk(t, dir)
	w := &follower{t: t, s: open(t, dir), mails: small(40)}
	putAccount(t, w.s)
	begun := d.now()
	w.all()
	end := d.now()
	if err := w.s.Close(); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 7))
	var at []int
	for range max(*cuts/2, 10) {
		at = append(at, begun+r.IntN(end-begun))
	}
	slices.Sort(at)
	p, next := newPlatter(), 0
	for _, cut := range at {
		for ; next < cut; next++ {
			p.play(d.log[next])
		}
		if err := w.again(p, []loss{loseAll, byChance}[r.IntN(2)], r); err != nil {
			t.Fatalf("power lost after write %d of %d: %v", cut-begun, end-begun, err)
		}
	}
	t.Logf("%d writes", end-begun)
}

func (w *follower) again(p *platter, how loss, r *rand.Rand) error {
	s, err := left(w.t, p, how, r)
	if err != nil {
		return err
	}
	defer s.close()
	after := &follower{t: w.t, s: s.Store, mails: w.mails}
	if err := after.sound(); err != nil {
		return err
	}
	after.all()
	if err := after.sound(); err != nil {
		return fmt.Errorf("followed again: %w", err)
	}
	return s.Read(w.t.Context(), func(tx *Tx) error {
		var placed, whole, mails int
		err := tx.row(`SELECT (SELECT count(*) FROM placement p JOIN folder f ON f.id = p.folder AND f.uidvalidity = p.uidvalidity WHERE f.name = 'Archive'), (SELECT count(*) FROM raw WHERE extent = ''),
			(SELECT count(*) FROM message)`, nil, &placed, &whole, &mails)
		if err == nil && (placed != len(w.mails) || whole != placed || mails != placed) {
			err = fmt.Errorf("%d are placed, %d whole, %d mails, want %d", placed, whole, mails, len(w.mails))
		}
		return err
	})
}

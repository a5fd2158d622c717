package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/journal"
	"deskhand/internal/ticket"
)

// TestBatches: a batch comes back as it was signed, and is kept once.
func TestBatches(t *testing.T) {
	s := open(t, t.TempDir())
	c := newColleague("2222222222222")
	var want []*journal.Batch
	var metas []journal.BatchMeta
	for i := range 3 {
		b := c.batch(5, func() string { return "t0123456789ABCDEF" })
		b.Have = journal.Vector{"1111111111111": uint64(i), "3333333333333": 7}
		b.Sig[0] = byte(i)
		want = append(want, b)
		metas = append(metas, b.Meta("team"))
	}
	_, err := s.Carry(t.Context(), func(tx *Tx) error {
		for i := range 6 {
			b := want[(i*2)%3]
			if fresh, err := tx.PutBatch(b.Hash("team"), b); err != nil || fresh != (i < 3) {
				return fmt.Errorf("batch %d fresh: %v, %w", i, fresh, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Read(t.Context(), func(tx *Tx) error {
		for _, b := range want {
			got, err := tx.Batch(b.Hash("team"))
			if err != nil {
				return err
			}
			if diff := cmp.Diff(b, got); diff != "" {
				t.Error(diff)
			}
		}
		if b, err := tx.Batch(journal.Hash{9}); b != nil || err != nil {
			t.Errorf("an unknown batch is %v, %v", b, err)
		}
		for _, device := range []string{"", "2222222222222", "nobody"} {
			var got []journal.BatchMeta
			err := tx.EachBatch(device, func(m journal.BatchMeta) error {
				got = append(got, m)
				return nil
			})
			if err != nil {
				return err
			}
			if all := metas; !cmp.Equal(got, all) && device != "nobody" || device == "nobody" && got != nil {
				t.Errorf("of %q: %v", device, got)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMessages: what is known of a message takes the place of what was known by its ref, or of what waited to be sent.
func TestMessages(t *testing.T) {
	s := open(t, t.TempDir())
	out := journal.Known{Hash: journal.Hash{1}, State: journal.KnownOutgoing, Type: 1, Data: []byte("sealed"), Batches: []journal.Hash{{4}, {5}}, Blobs: []string{"B1", "B2"}}
	foreign := journal.Known{Ref: "1:7", State: journal.KnownForeign, Size: 9, At: 3, Seen: 4, Why: "not ours"}
	waiting := journal.Known{Ref: "1:8", Hash: journal.Hash{2}, State: journal.KnownWaiting, Epoch: 2, Author: "2222222222222", Dropped: []string{"B3"}, Data: []byte("whole")}
	good := waiting
	good.State, good.Data = journal.KnownGood, nil
	known := func() (got []journal.Known) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			return tx.EachMessage(func(k journal.Known) error {
				got = append(got, k)
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	do := func(fn func(tx *Tx) error) {
		t.Helper()
		if _, err := s.Carry(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	bare := func(k journal.Known) journal.Known {
		k.Data = nil
		return k
	}
	do(func(tx *Tx) error {
		return errors.Join(tx.PutMessage(waiting), tx.PutMessage(foreign), tx.PutMessage(out), tx.PutMessage(out))
	})
	if diff := cmp.Diff([]journal.Known{bare(out), foreign, bare(waiting)}, known(), cmp.Comparer(func(a, b []string) bool { return strings.Join(a, " ") == strings.Join(b, " ") })); diff != "" {
		t.Error(diff)
	}
	do(func(tx *Tx) error {
		for _, k := range []journal.Known{out, waiting, foreign} {
			if data, err := tx.MessageData(k.Ref, k.Hash); err != nil || !bytes.Equal(data, k.Data) || k.Data == nil && data != nil {
				t.Errorf("%q holds %q, %v", k.Ref, data, err)
			}
		}
		return errors.Join(tx.PutMessage(good), tx.DropMessage("", out.Hash), tx.DropMessage("1:7", journal.Hash{}))
	})
	if got := known(); len(got) != 1 || got[0].State != journal.KnownGood {
		t.Errorf("left: %+v", got)
	}
	again := good
	again.Ref = "" // another try of what stands there
	do(func(tx *Tx) error { return tx.PutMessage(again) })
	if got := known(); len(got) != 2 {
		t.Errorf("of what stands there and is tried again: %+v", got)
	}
	do(func(tx *Tx) error { return tx.DropMessage("", again.Hash) })
	if got := known(); len(got) != 1 || got[0].Ref != good.Ref {
		t.Errorf("what stands there is forgotten with the try: %+v", got)
	}
}

// TestErase: a text that an admin erased is in no list, no search, and nowhere in the desk's files any more.
func TestErase(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	putAccount(t, s)
	arrive(t, s, small(40))
	s.Settle()
	on := anchorOf(t, s, "Export 3 stops")
	const secret = "xylophonist"
	for i := range 40 {
		write(t, s, ticket.AddNote(on, "note", fmt.Sprintf("a plain note %d", i), nil))
	}
	action := write(t, s, ticket.AddNote(on, "note", "she is a "+secret+" in Vigo", nil))
	second := write(t, s, ticket.AddNote(on, "note", "once more: "+secret, nil))
	for i := range 40 {
		write(t, s, ticket.AddNote(on, "note", fmt.Sprintf("another note %d", i), nil))
	}
	inFiles := func() (n int) {
		t.Helper()
		for _, name := range []string{fileName, fileName + "-wal"} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			n += bytes.Count(data, []byte(secret))
		}
		return n
	}
	if len(found(t, s, secret)) != 1 || inFiles() < 2 {
		t.Fatal("it was not there before")
	}
	names := []string{strings.Repeat("0", 32)} // and one that is not here
	err := s.Read(t.Context(), func(tx *Tx) error {
		records, err := tx.records(`id IN (?, ?)`, action, second)
		for _, r := range records {
			names = append(names, r.Blobs...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Carry(t.Context(), func(tx *Tx) error { return tx.DropBlobs(names) }); err != nil {
		t.Fatal(err)
	}
	if err := s.Fill(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := found(t, s, secret); len(got) != 0 {
		t.Errorf("still found in %v", got)
	}
	for range 2 {
		if err := s.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := inFiles(); n != 0 {
		t.Errorf("it stands in the files %d times", n)
	}
	if got := found(t, s, "plain note"); len(got) != 1 {
		t.Errorf("the others are found in %v", got)
	}
	if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
		t.Errorf("rebuild: %v, %v", diffs, err)
	}
}

// TestSharedBlob: a text of this desk that another laptop put in the place too belongs there from then on.
func TestSharedBlob(t *testing.T) {
	s := open(t, t.TempDir())
	putAccount(t, s)
	arrive(t, s, small(8))
	write(t, s, ticket.AddNote(anchorOf(t, s, "Export 1 stops"), "note", "hello", nil))
	shared := func() (names []string) {
		t.Helper()
		err := s.Read(t.Context(), func(tx *Tx) error {
			return tx.SharedBlobs(func(name string, _ int64) error { names = append(names, name); return nil })
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if got := shared(); len(got) != 0 {
		t.Fatalf("shared before it was sent: %v", got)
	}
	_, err := s.Carry(t.Context(), func(tx *Tx) error {
		name, err := one[string](tx, `SELECT name FROM blob`)
		if err != nil {
			return err
		}
		data, err := tx.Blob(name)
		return errors.Join(err, tx.PutBlob(name, data))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := shared(); len(got) != 1 {
		t.Errorf("shared: %v", got)
	}
}

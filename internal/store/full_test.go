package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// noise is text that does not pack.
func noise(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "%016x ", r.Uint64())
	}
	return b.String()
}

// typist saves one draft again and again.
type typist struct {
	s    *Store
	r    *rand.Rand
	text string // that was kept last
}

func (w *typist) save(ctx context.Context, size int) error {
	text := noise(w.r, size)
	err := w.s.Write(ctx, func(tx *Tx) error {
		return tx.PutDraft(Draft{ID: "d1", Anchor: "tX", Kind: DraftReply, Text: "words", HTML: text})
	})
	if err == nil {
		w.text = text
	}
	return err
}

func (w *typist) check(t *testing.T) {
	t.Helper()
	err := w.s.Read(t.Context(), func(tx *Tx) error {
		d, err := tx.Draft("d1")
		if err == nil && d.HTML != w.text {
			err = fmt.Errorf("another draft stands there: %d bytes, %d were kept", len(d.HTML), len(w.text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// waitReserve waits until the reserve stands again.
func waitReserve(t *testing.T, s *Store) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); s.Low(); {
		if time.Now().After(end) {
			t.Fatal("the reserve was not made")
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestDiskFull: a disk is full at each byte on the way into it. What is not a draft is refused and undone; a draft gets the
// room of the reserve, once; when that is used up too, saving fails and the draft stands as it was kept last. Once
// there is room everything goes on without a restart, and the reserve is made again.
func TestDiskFull(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 15))
	for round := range 25 {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			dir := t.TempDir()
			d := newDisk(t, dir)
			s := open(t, dir)
			waitReserve(t, s)
			putAccount(t, s)
			arrive(t, s, small(40))
			s.Settle()
			w := &typist{s: s, r: r}
			if err := w.save(t.Context(), 3000); err != nil {
				t.Fatal(err)
			}
			blocked := filepath.Join(dir, reserveName+".part") // the disk beside ours has room
			if err := os.Mkdir(blocked, 0o700); err != nil {
				t.Fatal(err)
			}
			s.reserve.mu.Lock()
			s.reserve.every = 10 * time.Millisecond
			s.reserve.mu.Unlock()
			d.leave(int64(r.IntN(100_000)))
			refused := error(nil)
			for i := 0; refused == nil && i < 500; i++ {
				refused = s.Write(t.Context(), func(tx *Tx) error { return tx.SetSetting("x", noise(r, 4000)) })
			}
			if !errors.Is(refused, ErrFull) {
				t.Fatalf("the disk was not full: %v", refused)
			}
			if _, err := os.Stat(filepath.Join(dir, reserveName)); err != nil {
				t.Fatalf("the reserve is no draft's: %v", err)
			}
			other := s.Write(t.Context(), func(tx *Tx) error { return tx.AppendMailRaw("s1", randomBytes(200_000)) })
			if _, err := s.Arrive(t.Context(), Folder{Account: "a", Name: "INBOX", Role: "inbox", UIDValidity: 1}, corpus(60)[40:]); !errors.Is(other, ErrFull) || !errors.Is(err, ErrFull) {
				t.Errorf("a mail to send: %v; mail that comes: %v", other, err)
			}
			for range 5 { // a person goes on typing
				if err := w.save(t.Context(), 4000); err != nil {
					t.Fatalf("typing on a full disk: %v", err)
				}
				w.check(t)
			}
			if !s.Low() || d.full == 0 {
				t.Error("the reserve was not needed")
			}
			refused = nil
			for i := 0; refused == nil && i < 500; i++ { // and fills that too
				refused = w.save(t.Context(), 200_000)
				w.check(t)
			}
			if !errors.Is(refused, ErrFull) {
				t.Fatalf("the reserve has no end: %v", refused)
			}
			if err := w.save(t.Context(), 400_000); !errors.Is(err, ErrFull) {
				t.Errorf("more on a full disk: %v", err)
			}
			w.check(t)
			d.leave(-1)
			if err := w.save(t.Context(), 400_000); err != nil {
				t.Errorf("with room again: %v", err)
			}
			w.check(t)
			arrive(t, s, small(60))
			s.Settle()
			if err := os.Remove(blocked); err != nil {
				t.Fatal(err)
			}
			waitReserve(t, s)
			if err := s.QuickCheck(t.Context()); err != nil {
				t.Error(err)
			}
			if _, diffs, err := s.Rebuild(t.Context(), nil); err != nil || len(diffs) > 0 {
				t.Errorf("rebuild: %v, %v", diffs, err)
			}
		})
	}
}

// TestReserve: it is made where it is missing or too small, holds 4 MB, and is not made after the desk was closed.
func TestReserve(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, reserveName)
	if err := os.WriteFile(path, []byte("cut off"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	waitReserve(t, s)
	info, err := os.Stat(path)
	if err != nil || info.Size() != reserveSize || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if !s.reserve.release() || s.reserve.release() {
		t.Error("it is given free once")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s.reserve.mu.Lock()
	defer s.reserve.mu.Unlock()
	if s.reserve.again(0); s.reserve.here() {
		t.Error("made after the end")
	}
}

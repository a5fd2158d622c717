package store

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

// TestDiskFullForReal: the same on a file system of 24 MB that another program fills; only root may mount one, and what
// nobody else can is shown by TestDiskFull.
func TestDiskFullForReal(t *testing.T) {
	dir, ok := testkit.SmallDisk(t, "24m")
	if !ok {
		return
	}
	s, err := Open(t.Context(), dir, Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { s.Close() }()
	furnish(s)
	s.reserve.mu.Lock()
	s.reserve.every = 20 * time.Millisecond
	s.reserve.mu.Unlock()
	waitReserve(t, s)
	w := &typist{s: s, r: rand.New(rand.NewPCG(1, 1))}
	if err := w.save(t.Context(), 3000); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(dir, "filler")
	for round := range 4 {
		testkit.FillDisk(t, filler)
		var full error
		for i := 0; full == nil && i < 500; i++ {
			full = w.s.Write(t.Context(), func(tx *Tx) error { return tx.SetSetting("x", noise(w.r, 20_000)) })
		}
		if !errors.Is(full, ErrFull) {
			t.Fatalf("round %d: the disk is not full: %v", round, full)
		}
		for range 5 {
			if err := w.save(t.Context(), 4000); err != nil {
				t.Fatalf("round %d: typing on a full disk: %v", round, err)
			}
			w.check(t)
		}
		if !s.Low() {
			t.Errorf("round %d: the reserve was not needed", round)
		}
		full = nil
		for i := 0; full == nil && i < 500; i++ {
			full = w.save(t.Context(), 300_000)
			w.check(t)
		}
		if !errors.Is(full, ErrFull) {
			t.Errorf("round %d: %v", round, full)
		}
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		if err := w.save(t.Context(), 4000); err != nil {
			t.Errorf("round %d: with room again: %v", round, err)
		}
		w.check(t)
		if err := s.Checkpoint(t.Context()); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		waitReserve(t, s)
	}
	if err := s.Close(); err != nil { // a start on a full disk
		t.Fatal(err)
	}
	testkit.FillDisk(t, filler)
	if w.s, err = Open(t.Context(), dir, Options{Now: noon}); err != nil {
		t.Fatal(err)
	}
	s = w.s
	w.check(t)
	if err := w.save(t.Context(), 4000); err != nil {
		t.Error(err)
	}
	if err := s.QuickCheck(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReserveTakesNoLastRoom: looking whether there is room for the reserve again takes none of it.
func TestReserveTakesNoLastRoom(t *testing.T) {
	dir, ok := testkit.SmallDisk(t, "10m")
	if !ok {
		return
	}
	r := &reserve{path: filepath.Join(dir, reserveName)}
	part := r.path + ".part"
	if err := os.WriteFile(part, []byte("untouched"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.fill(); !errors.Is(err, ErrFull) {
		t.Errorf("filled: %v", err)
	}
	if data, err := os.ReadFile(part); string(data) != "untouched" {
		t.Errorf("something was written: %v", err)
	}
}

package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestCopy: a copy opens as a desk of its own with everything in it, seven are kept, and the day's is made once.
func TestCopy(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	putAccount(t, s)
	arrive(t, s, corpus(8))
	for day := range 9 {
		for range 2 {
			if err := s.Copy(t.Context(), noon().AddDate(0, 0, day)); err != nil {
				t.Fatal(err)
			}
		}
	}
	names, err := filepath.Glob(filepath.Join(dir, "backups", "*"))
	if err != nil || len(names) != keepCopies {
		t.Fatalf("%v %v", names, err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, fileName), data, 0o600); err != nil {
		t.Fatal(err)
	}
	c := open(t, other)
	err = c.Read(context.Background(), func(tx *Tx) error {
		n, err := one[int](tx, `SELECT count(*) FROM message`)
		if n != 8 {
			t.Errorf("the copy holds %d messages", n)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.Checkpoint(t.Context()); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, fileName+"-wal")); err == nil && info.Size() != 0 {
		t.Errorf("the log still holds %d bytes %v", info.Size(), time.Now())
	}
}

// TestFirstStartsAtOnce: several first starts make one desk.
func TestFirstStartsAtOnce(t *testing.T) {
	dir := t.TempDir()
	errs := make(chan error, 6)
	for range cap(errs) {
		go func() {
			s, err := Open(context.Background(), dir, Options{Now: noon})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

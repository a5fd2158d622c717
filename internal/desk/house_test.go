package desk

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/store"
)

// TestDiskProblem: while not even the room that is kept for drafts is left, the desk says so, and no longer than that.
func TestDiskProblem(t *testing.T) {
	dir := t.TempDir()
	d := openDesk(t, dir, &clock{at: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
	defer d.Close() //nolint:errcheck // the test is over
	reserve := filepath.Join(dir, "reserve")
	says := func() []team.Problem {
		t.Helper()
		d.watchDisk()
		list, err := d.Team.Problems(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	eventually(t, "the reserve", func() bool { return len(says()) == 0 })
	if err := os.Mkdir(reserve+".part", 0o700); err != nil { // it cannot be made again
		t.Fatal(err)
	}
	if err := os.Remove(reserve); err != nil {
		t.Fatal(err)
	}
	if list := says(); len(list) != 1 || list[0].Message != "The disk is full." || list[0].Code != string(fault.Data) || list[0].Hint == "" {
		t.Errorf("on a full disk: %+v", list)
	}
	if err := os.WriteFile(reserve, make([]byte, 4<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if list := says(); len(list) != 0 {
		t.Errorf("with room again: %+v", list)
	}
}

// TestScrub: what an admin had erased leaves the file when nobody has worked for a minute, and not before.
func TestScrub(t *testing.T) {
	d := openDesk(t, t.TempDir(), &clock{at: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)})
	defer d.Close() //nolint:errcheck // the test is over
	const name = "00000000000000000000000000000000"
	_, err := d.store.Carry(t.Context(), func(tx *store.Tx) error {
		return errors.Join(tx.PutBlob(name, []byte("gone")), tx.DropBlobs([]string{name}))
	})
	if err != nil {
		t.Fatal(err)
	}
	left := func() (is bool) {
		t.Helper()
		err := d.store.Read(t.Context(), func(tx *store.Tx) (err error) {
			_, is, err = tx.Setting("erased")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return is
	}
	now := time.Now()
	old := now.Add(-time.Hour)
	for _, tt := range []struct {
		name            string
		quiet           time.Duration
		began, scrubbed time.Time
		left            bool
	}{
		{"somebody works", 59 * time.Second, old, old, true},
		{"the desk was just opened", time.Hour, now, old, true},
		{"it was tried a moment ago", time.Hour, old, now, true},
		{"nobody works", 61 * time.Second, old, old, false},
	} {
		d.doChores(t.Context(), &chores{began: tt.began, tidied: now, scrubbed: tt.scrubbed, copied: now}, tt.quiet)
		if left() != tt.left {
			t.Errorf("%s: left: %v", tt.name, left())
		}
	}
}

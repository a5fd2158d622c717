package desk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
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

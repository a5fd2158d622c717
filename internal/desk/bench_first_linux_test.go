package desk_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

// firstPage is how many tickets make a list that somebody can work with.
const firstPage = 50

// firstList tells how long after the start of a first sync the list of all tickets has its first page, asked for by
// another process as a person would: the wait is at most that process's start longer than it was.
func firstList(b *testing.B, s *testkit.Dovecot, program string) time.Duration {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "first")
	connect(b, s, dir, s.Port)
	sync := exec.Command(program, "sync", "--data", dir)
	sync.Env = environment()
	begun := time.Now()
	if err := sync.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = sync.Process.Kill()
		_ = sync.Wait()
	}()
	for {
		list := exec.Command(program, "queue", "all", "--limit", "50", "--json", "--data", dir)
		list.Env = environment()
		if out, err := list.Output(); err == nil && bytes.Count(out, []byte("\n")) >= firstPage {
			return time.Since(begun)
		}
		if time.Since(begun) > time.Minute {
			b.Fatal("there is no list after a minute")
		}
	}
}

package desk

import (
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/teamfile"
)

// TestUndoOfRestore: going back to an older version of a shared file is an action like any other: its undo brings the newer
// one back, on every laptop.
func TestUndoOfRestore(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	asha, lena := c.desks[0], c.desks[1]
	const file = "handbook/opening.md"
	asha.write(file, "# Opening\n\nAt eight.\n")
	c.share()
	c.clock.set(c.clock.now().Add(time.Hour))
	lena.write(file, "# Opening\n\nAt nine.\n")
	c.share()
	versions := do[[]teamfile.Version](t)(asha.Files.Versions(ctx, file))
	if len(versions) < 2 || !strings.Contains(asha.reads(file), "nine") {
		t.Fatalf("%d versions, it reads %q", len(versions), asha.reads(file))
	}
	c.clock.set(c.clock.now().Add(time.Hour))
	done := do[core.Done](t)(lena.Files.Restore(ctx, file, versions[len(versions)-1].ID))
	c.share()
	if !strings.Contains(asha.reads(file), "eight") || !strings.Contains(lena.reads(file), "eight") {
		t.Fatalf("restored, it reads %q and %q", asha.reads(file), lena.reads(file))
	}
	c.clock.set(c.clock.now().Add(time.Hour))
	do[core.Done](t)(lena.Undo(ctx, done.Op, false))
	c.share()
	if !strings.Contains(asha.reads(file), "nine") || !strings.Contains(lena.reads(file), "nine") {
		t.Errorf("taken back, it reads %q and %q", asha.reads(file), lena.reads(file))
	}
}

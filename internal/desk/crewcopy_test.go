package desk

import (
	"os"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
)

// copyOf is a desk whose data folder is a copy of another's, as a restored backup or a cloned disk. The other is closed
// while it is copied.
func (c *crewTest) copyOf(d *teamDesk) *teamDesk {
	c.t.Helper()
	if err := d.Close(); err != nil {
		c.t.Fatal(err)
	}
	out := &teamDesk{crew: c, dir: c.t.TempDir(), agent: d.agent}
	if err := os.CopyFS(out.dir, os.DirFS(d.dir)); err != nil {
		c.t.Fatal(err)
	}
	d.open()
	return out
}

// TestRestoredBackup: a laptop that comes back from a copy of last week finds that it wrote more since: it gets a key of its
// own, vouched for by the old one, keeps its rights, and nothing is lost or said twice.
func TestRestoredBackup(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, 3*time.Hour), c.question(2, time.Hour))
	asha := c.desks[0]
	do[core.Done](t)(asha.Work.Note(ctx, ids[0], "Before the copy, not sent yet", "note"))
	old := c.copyOf(asha)
	do[core.Done](t)(asha.Work.Note(ctx, ids[0], "After the copy", "note"))
	do[core.Done](t)(asha.Work.Claim(ctx, ids[1], false))
	c.exchange()
	was := asha.device()
	if err := asha.Close(); err != nil { // its disk dies
		t.Fatal(err)
	}
	old.open()
	c.desks[0] = old
	do[core.Done](t)(old.Work.Note(ctx, ids[1], "On the restored copy, before its first look", "note"))
	c.exchange()
	c.exchange()
	if old.device() == was {
		t.Fatal("the restored copy writes with the old key")
	}
	c.alike(ids...)
	for _, words := range []string{"Before the copy", "After the copy", "On the restored copy"} {
		n := 0
		for _, id := range ids {
			n += notes(c.desks[1].shows(id), words)
		}
		if n != 1 {
			t.Errorf("%q is told %d times\n%s", words, n, c.desks[1].shows(ids[0])+c.desks[1].shows(ids[1]))
		}
	}
	o := do[membership.Overview](t)(old.Membership.Overview(ctx))
	if !o.Admin || !o.Confirmed {
		t.Errorf("the restored admin %+v", o)
	}
	jonas := c.solo("jonas") // and it can still do what an admin does
	c.join(jonas)
	do[membership.Device](t)(old.Membership.Confirm(ctx, jonas.device()))
}

// TestClonedProfile: two laptops with the same data folder, both in use: each ends with a key of its own, and both agree.
func TestClonedProfile(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	ids := c.deliver(c.question(1, 3*time.Hour))
	lena := c.desks[1]
	clone := c.copyOf(lena)
	clone.open()
	c.desks = append(c.desks, clone)
	do[core.Done](t)(lena.Work.Note(ctx, ids[0], "On the first", "note"))
	do[core.Done](t)(clone.Work.Note(ctx, ids[0], "On the second", "note"))
	for range 3 {
		for _, d := range c.desks {
			if _, err := d.carrier.carry(ctx, false); err != nil {
				t.Logf("%s: %v", d.agent, err)
			}
		}
	}
	do[core.Done](t)(lena.Work.Note(ctx, ids[0], "Later on the first", "note"))
	do[core.Done](t)(clone.Work.Note(ctx, ids[0], "Later on the second", "note"))
	c.exchange()
	c.exchange()
	if lena.device() == clone.device() {
		t.Fatal("both still write with one key")
	}
	c.alike(ids...)
	for _, words := range []string{"On the first", "On the second", "Later on the first", "Later on the second"} {
		if n := notes(c.desks[0].shows(ids[0]), words); n != 1 {
			t.Errorf("%q is told %d times\n%s", words, n, c.desks[0].shows(ids[0]))
		}
	}
	if problems := do[[]team.Problem](t)(clone.Team.Problems(ctx)); len(problems) != 0 {
		t.Errorf("problems at the clone: %+v", problems)
	}
}

// notes counts the notes of a ticket that have a text.
func notes(shown, words string) (n int) {
	for line := range strings.Lines(shown) {
		if strings.HasPrefix(line, "  note ") && strings.Contains(line, words) {
			n++
		}
	}
	return n
}

package desk

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

var kills = flag.Int("kills", 40, "how many processes are killed while they synchronise")

// TestKilledWhileSyncing kills the engines at any moment, from their first sync on, while a second client goes on
// changing the mailbox. One good round afterwards and both sides are equal: nothing lost, nothing twice.
func TestKilledWhileSyncing(t *testing.T) {
	s := testkit.StartDovecot(t)
	corpus := testkit.Corpus{Seed: 7, N: 1500, Start: time.Now().Add(-90 * 24 * time.Hour)}
	s.Preload("INBOX", 1200, corpus.Mail)
	s.Preload("Archive", 300, func(i int) testkit.Mail { return corpus.Mail(1200 + i) })
	c := &otherClient{
		t: t, h: testkit.NewHand(t, s.Port, s.User, s.Password), r: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2)),
		at: time.Now().Add(-24 * time.Hour), folders: []string{"INBOX", "Sent", "Archive", "Junk", "Trash"},
	}
	dir, clk := t.TempDir(), &clock{at: time.Now()}
	d := openDesk(t, dir, clk)
	a := connect(t, d, s)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for n := range *kills {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), killVar+"="+dir)
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		until := time.Now().Add(time.Duration(20+c.r.IntN(400)) * time.Millisecond)
		for range c.r.IntN(3) {
			c.act()
		}
		time.Sleep(time.Until(until)) // a moment by chance is the test
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if said.Len() > 0 {
			t.Fatalf("the engines ended by themselves: %s", said.String())
		}
		if n%8 != 7 && n != *kills-1 {
			continue // several in a row, then both sides are compared
		}
		clk.set(time.Now())
		d := openDesk(t, dir, clk)
		do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
		if diff := differs(t, d, a.ID, c.h, c.folders, known); diff != "" {
			t.Fatalf("after %d kills and\n%s\n(- the server, + the desk)\n%s", n+1, strings.Join(c.log, "\n"), diff)
		}
		if err := d.store.QuickCheck(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d mails", len(known))
}

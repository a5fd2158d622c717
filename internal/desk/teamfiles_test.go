package desk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/reply"
	"deskhand/internal/desk/teamfile"
	"deskhand/internal/savedreply"
)

// write puts a file into a desk's folder, as an editor does.
func (d *teamDesk) write(name, text string) {
	d.crew.t.Helper()
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		d.crew.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.crew.t.Fatal(err)
	}
}

func (d *teamDesk) reads(name string) string {
	data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(name)))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// share brings folders and journal in line on all desks.
func (c *crewTest) share() {
	c.t.Helper()
	for range 2 {
		for _, d := range c.desks {
			if err := d.Files.Sync(c.t.Context()); err != nil {
				c.t.Fatal(err)
			}
		}
		c.exchange()
	}
	for _, d := range c.desks {
		if err := d.Files.Sync(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
	}
}

// TestFilesOfRealDesks: what lies in the folders travels through the journal itself; a member's policy is a proposal there
// too, and what an admin accepts is in force on every laptop.
func TestFilesOfRealDesks(t *testing.T) {
	c := newTeam(t, 3)
	asha, lena, jonas := c.desks[0], c.desks[1], c.desks[2]
	c.share()
	for _, d := range c.desks {
		for _, f := range do[[]teamfile.File](t)(d.Files.List(t.Context())) {
			if f.State != teamfile.StateSame {
				t.Errorf("%s: %+v", d.agent, f)
			}
		}
	}
	lena.write("replies/billing/refund.en.md", "Your money comes within a week.")
	lena.write("handbook/Bilder/Plan Ä.png", "\x89PNG\r\n\x1a\n")
	big := strings.Repeat("0123456789abcde\n", 50_000) // 800 kB: four parts
	lena.write("handbook/big.md", big)
	c.share()
	for _, d := range c.desks {
		if d.reads("replies/billing/refund.en.md") != "Your money comes within a week." || d.reads("handbook/Bilder/Plan Ä.png") != "\x89PNG\r\n\x1a\n" || d.reads("handbook/big.md") != big {
			t.Errorf("%s lacks what lena wrote", d.agent)
		}
	}
	was := asha.reads("policy.yaml")
	proposed := strings.Replace(was, "name: Kestrel Support", "name: Kestrel Help", 1)
	jonas.write("policy.yaml", proposed)
	c.share()
	for _, d := range c.desks {
		p := do[[]teamfile.Proposal](t)(d.Files.Proposals(t.Context()))
		if d.reads("policy.yaml") != was || len(p) != 1 || p[0].Agent != "jonas" {
			t.Errorf("%s: %d proposals", d.agent, len(p))
		}
	}
	p := do[[]teamfile.Proposal](t)(asha.Files.Proposals(t.Context()))
	if _, err := asha.Files.Accept(t.Context(), p[0].ID); err != nil {
		t.Fatal(err)
	}
	c.share()
	for _, d := range c.desks {
		if d.reads("policy.yaml") != proposed || len(do[[]teamfile.Proposal](t)(d.Files.Proposals(t.Context()))) != 0 || d.core.Policy().TeamName() != "Kestrel Help" {
			t.Errorf("%s: what was accepted is not in force", d.agent)
		}
	}
}

// TestChangedReplySaysWho: a reply that a colleague changed says so until it is used, and a mail that names a host which it
// brought in is asked about.
func TestChangedReplySaysWho(t *testing.T) {
	c := newTeam(t, 2)
	ctx := t.Context()
	asha, lena := c.desks[0], c.desks[1]
	asha.write("replies/refund.md", "Ask billing@kestrel.example about it.")
	c.share()
	id := c.deliver(c.question(1, time.Hour))[0]
	c.clock.set(c.clock.now().Add(time.Minute))
	do[reply.Inserted](t)(lena.Reply.Insert(ctx, "refund", "", savedreply.ModeEmail, id, nil))
	if n := listedReply(t, lena, "refund"); n.ChangedBy != "" {
		t.Errorf("it was there when lena joined, or she used it: %+v", n)
	}
	c.clock.set(c.clock.now().Add(time.Minute))
	asha.write("replies/refund.md", "See https://refunds.example/now or call +44 20 7946 0999.")
	c.share()
	if err := lena.Reply.Reload(ctx); err != nil { // as its watch does
		t.Fatal(err)
	}
	c.clock.set(c.clock.now().Add(time.Minute))
	if n := listedReply(t, lena, "refund"); n.ChangedBy != "asha" || n.NewHere || n.ChangedAt == 0 {
		t.Errorf("%+v", n)
	}
	if n := listedReply(t, asha, "refund"); n.ChangedBy != "" {
		t.Errorf("her own: %+v", n)
	}
	send := func() error {
		t.Helper()
		d := do[compose.Draft](t)(lena.Compose.Open(ctx, id, "reply", ""))
		in := do[reply.Inserted](t)(lena.Reply.Insert(ctx, "refund", "", savedreply.ModeEmail, id, nil))
		e := edit(d, in.HTML)
		e.Saved = []string{in.Name}
		do[compose.Saved](t)(lena.Compose.Save(ctx, e))
		_, err := lena.Compose.Send(ctx, d.ID, compose.SendOptions{})
		return err
	}
	f := fault.From(send())
	if f == nil || !f.Ask || !strings.Contains(f.Message, "Asha changed the saved reply refund.md") || !strings.Contains(f.Message, "442079460999 and refunds.example") {
		t.Fatalf("%+v", f)
	}
	c.clock.set(c.clock.now().Add(time.Minute))
	if n := listedReply(t, lena, "refund"); n.ChangedBy != "" {
		t.Errorf("after its first use: %+v", n)
	}
	d := do[[]compose.Draft](t)(lena.Compose.Drafts(ctx, id))[0]
	if !strings.Contains(d.Notice, "refunds.example") {
		t.Errorf("the draft says %q", d.Notice)
	}
	do[compose.Queued](t)(lena.Compose.Send(ctx, d.ID, compose.SendOptions{Anyway: true}))
}

func listedReply(t *testing.T, d *teamDesk, name string) reply.Listed {
	t.Helper()
	for _, r := range do[[]reply.Listed](t)(d.Reply.List(t.Context())) {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("%s has no reply %s", d.agent, name)
	return reply.Listed{}
}

package desk

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/desk/team"
	"deskhand/internal/testkit"
)

var actions = flag.Int("actions", 60, "how many things the second client does in the differential test")

// otherClient does at random what people do to a mailbox with other programs.
type otherClient struct {
	t       *testing.T
	h       *testkit.Hand
	r       *rand.Rand
	at      time.Time
	n       int
	folders []string
	log     []string

	refusesDoubles bool                // the server copies nothing within one folder
	renumber       func(folder string) // gives a folder a new UIDVALIDITY and its mail new numbers; nil: it cannot
}

func (c *otherClient) say(format string, args ...any) {
	c.log = append(c.log, fmt.Sprintf(format, args...))
}

func (c *otherClient) folder() string { return c.folders[c.r.IntN(len(c.folders))] }

// some picks up to most messages of a folder that has any.
func (c *otherClient) some(most int) (folder string, uids []uint32) {
	for range 10 {
		folder = c.folder()
		if uids = c.h.UIDs(folder); len(uids) > 0 {
			break
		}
	}
	c.r.Shuffle(len(uids), func(i, j int) { uids[i], uids[j] = uids[j], uids[i] })
	uids = uids[:min(len(uids), 1+c.r.IntN(most))]
	slices.Sort(uids)
	return folder, uids
}

func (c *otherClient) letter() testkit.Mail {
	c.n++
	c.at = c.at.Add(time.Minute)
	ref := ""
	if c.n > 3 && c.r.IntN(3) == 0 {
		ref = fmt.Sprintf("n%d@halvorsen.example", 1+c.r.IntN(c.n-1))
	}
	m := letter(c.at, fmt.Sprintf("n%d@halvorsen.example", c.n), theirs, "Kestrel Cloud <cloud@kestrel.example>", fmt.Sprintf("Question %d", c.n), ref,
		strings.Repeat(fmt.Sprintf("Words of mail %d.\r\n", c.n), 1+c.r.IntN(200)))
	for _, f := range []string{`\Seen`, `\Answered`, `\Flagged`, "Important"} {
		if c.r.IntN(4) == 0 {
			m.Flags = append(m.Flags, f)
		}
	}
	return m
}

func (c *otherClient) act() {
	switch k := c.r.IntN(60) / 3; {
	case k == 19 && c.renumber != nil && c.r.IntN(3) == 0:
		if folder, uids := c.some(1); len(uids) > 0 {
			c.renumber(folder)
			c.say("renumber %s", folder)
		}
	case k < 7:
		folder := c.folder()
		for range 1 + c.r.IntN(4) {
			c.h.Append(folder, c.letter())
		}
		c.say("append to %s", folder)
	case k < 11:
		folder, uids := c.some(5)
		if len(uids) > 0 {
			flag, on := []string{`\Seen`, `\Answered`, `\Flagged`, "Important"}[c.r.IntN(4)], c.r.IntN(2) == 0
			c.h.Flag(folder, flag, on, uids...)
			c.say("flag %s %v of %v in %s", flag, on, uids, folder)
		}
	case k < 15:
		folder, uids := c.some(4)
		if to := c.folder(); len(uids) > 0 && to != folder {
			c.h.Move(folder, to, uids...)
			c.say("move %v of %s to %s", uids, folder, to)
		}
	case k < 17:
		folder, uids := c.some(3)
		if len(uids) > 0 {
			to := c.folder()
			if to == folder && c.refusesDoubles {
				break
			}
			c.h.Copy(folder, to, uids...)
			c.say("copy %v of %s to %s", uids, folder, to)
		}
	default:
		folder, uids := c.some(3)
		if len(uids) > 0 {
			c.h.Expunge(folder, uids...)
			c.say("expunge %v of %s", uids, folder)
		}
	}
}

// server is what both kinds of test server have.
type server interface {
	port() int
	signIn() (user, password string)
}

type dovecot struct{ *testkit.Dovecot }

func (s dovecot) port() int                { return s.Port }
func (s dovecot) signIn() (string, string) { return s.User, s.Password }

type memory struct{ *testkit.IMAP }

func (s memory) port() int                { return s.Port }
func (s memory) signIn() (string, string) { return s.User, s.Password }

// TestDifferential lets a second client do what it likes and compares whole states after each step: placements are the
// server's state, no mail is lost, none is here twice.
func TestDifferential(t *testing.T) {
	for name, start := range map[string]func(*testing.T) server{
		"Dovecot":    func(t *testing.T) server { return dovecot{testkit.StartDovecot(t)} },
		"in-process": func(t *testing.T) server { return memory{testkit.StartIMAP(t)} },
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			user, password := s.signIn()
			c := &otherClient{
				t: t, h: testkit.NewHand(t, s.port(), user, password), r: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1)),
				at: time.Now().Add(-24 * time.Hour), folders: []string{"INBOX", "Sent", "Archive", "Junk", "Trash"},
			}
			if d, ok := s.(dovecot); ok {
				c.renumber = func(folder string) {
					c.h.Close()
					d.Stop()
					d.Renumber(folder)
					d.Start()
					c.h = testkit.NewHand(t, d.Port, user, password)
				}
			}
			if name == "in-process" {
				c.h.Create("Archive")
				c.h.Create("Junk")
				c.refusesDoubles = true
			}
			clk := &clock{at: time.Now()}
			d := openDesk(t, t.TempDir(), clk)
			t.Cleanup(func() { d.Close() }) //nolint:errcheck // the folder goes next
			a := do[team.Account](t)(d.Team.AddAccount(t.Context(), team.NewAccount{
				Email: "support@kestrel.example", User: user, Password: password, Agent: "asha", IMAPHost: "127.0.0.1", IMAPPort: s.port(), IMAPSecurity: "none",
			}))
			known := map[string]bool{}
			for range *actions {
				for range 1 + c.r.IntN(3) {
					c.act()
				}
				do[team.SyncResult](t)(d.Team.Sync(t.Context(), nil))
				if diff := differs(t, d, a.ID, c.h, c.folders, known); diff != "" {
					t.Fatalf("after\n%s\n(- the server, + the desk)\n%s", strings.Join(c.log, "\n"), diff)
				}
			}
			t.Logf("%d mails, %d things done", len(known), len(c.log))
		})
	}
}

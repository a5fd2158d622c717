package desk

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/work"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const (
	laptopVar = "DESKHAND_TEST_LAPTOP" // the data folder of the desk that this process is, in place of running tests
	aheadVar  = "DESKHAND_TEST_AHEAD"  // how far its clock is ahead, as time.ParseDuration takes it
)

// order is one line that a laptop's process reads, said the one that it writes when that is done and kept.
type order struct {
	What  string `json:"what"`
	Seed  uint64 `json:"seed,omitempty"`
	Words string `json:"words,omitempty"` // of a note, and of whatever else is written
	On    string `json:"on,omitempty"`    // the ticket; empty: one by chance
	Alone bool   `json:"alone,omitempty"` // files that nobody else writes, so that there is no dispute about them
}

type said struct {
	What    string       `json:"what"`
	Text    string       `json:"text,omitempty"` // what it came to, or why not
	Refused bool         `json:"refused,omitempty"`
	Broken  string       `json:"broken,omitempty"` // an error that no person would be to blame for
	Op      string       `json:"op,omitempty"`     // of the action; empty: nothing was written
	Waiting int          `json:"waiting"`
	Ops     int          `json:"ops"`
	State   journal.Hash `json:"state"`
	Owner   string       `json:"owner,omitempty"`
}

// beLaptop runs a desk's engines and does what it is told until its input ends.
func beLaptop(dir string, in io.Reader, out io.Writer) error {
	ahead, err := time.ParseDuration(os.Getenv(aheadVar))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	d, err := Open(ctx, Options{
		Dir: dir, NoKeyring: true, WorkFactor: 10, Now: func() time.Time { return time.Now().Add(ahead) },
		Passphrase: func() (string, error) { return "test", nil },
	})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- d.RunEngines(ctx) }()
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return err
		}
		words, err := json.Marshal(obey(ctx, d, o))
		if err != nil {
			return err
		}
		if _, err := out.Write(append(words, '\n')); err != nil {
			return err
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		return err
	}
	return d.Close()
}

func obey(ctx context.Context, d *Desk, o order) (a said) {
	a.What = o.What
	var done core.Done
	var err error
	switch o.What {
	case "state":
		var h membership.Health
		h, err = d.Membership.Health(ctx)
		a.Waiting, a.Ops = h.Waiting, h.Ops
		if err == nil {
			a.State, err = stateOf(ctx, d)
		}
	case "look":
		var t ticket.Ticket
		t, err = d.Inbox.Ticket(ctx, o.On)
		a.Owner = t.Owner
	case "wake":
		d.Wake()
	case "tell":
		done, err = d.Work.Note(ctx, o.On, o.Words, "note")
	case "take":
		done, err = d.Work.Claim(ctx, o.On, true)
	default:
		a.What, done, err = chance(ctx, d, o)
	}
	a.Op, a.Text = done.Op, done.Text
	if err != nil {
		f := fault.From(err)
		switch a.Text = f.Message; f.Code {
		case fault.Refused, fault.NotFound, fault.Usage, fault.Offline:
			a.Refused = true
		case fault.Internal, fault.SignIn, fault.Data:
			a.Broken = err.Error()
		}
	}
	return a
}

// stateOf sums all that counts at a desk.
func stateOf(ctx context.Context, d *Desk) (h journal.Hash, err error) {
	var records []journal.Record
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		return tx.EachOp(journal.OpQuery{}, func(o journal.StoredOp) error {
			if o.State.Folded() {
				records = append(records, journal.Record{Device: o.Device, Hash: o.Hash, Op: o.Op})
			}
			return nil
		})
	})
	return journal.StateHash(records), err
}

// act is something that an agent may do to a ticket.
type act struct {
	name string
	do   func(ctx context.Context, d *Desk, r *rand.Rand, id, words string) (core.Done, error)
}

func chances() []act {
	of := func(r *rand.Rand, values ...string) string { return values[r.IntN(len(values))] }
	return []act{
		{"note", func(ctx context.Context, d *Desk, r *rand.Rand, id, words string) (core.Done, error) {
			return d.Work.Note(ctx, id, words+of(r, "", " @asha", " @lena", " @jonas"), of(r, "note", "question"))
		}},
		{"claim", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Claim(ctx, id, r.IntN(2) == 0)
		}},
		{"assign", func(ctx context.Context, d *Desk, r *rand.Rand, id, words string) (core.Done, error) {
			return d.Work.Assign(ctx, id, of(r, "asha", "lena", "jonas", "experts"), words)
		}},
		{"status", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Status(ctx, id, of(r, "open", "in-progress", "pending-partner"))
		}},
		{"priority", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Priority(ctx, id, of(r, "low", "normal", "high", "urgent"))
		}},
		{"tag", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Tag(ctx, id, []string{of(r, "bug", "privacy", "electron")}, []string{of(r, "compliance", "deployment", "ux-ui")})
		}},
		{"untag", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Tag(ctx, id, []string{of(r, "compliance", "deployment", "ux-ui")}, []string{of(r, "bug", "privacy", "electron")})
		}},
		{"rename", func(ctx context.Context, d *Desk, _ *rand.Rand, id, words string) (core.Done, error) {
			return d.Work.Rename(ctx, id, words)
		}},
		{"snooze", func(ctx context.Context, d *Desk, _ *rand.Rand, id, words string) (core.Done, error) {
			return d.Work.Snooze(ctx, id, "in 3d", "us", words)
		}},
		{"unsnooze", func(ctx context.Context, d *Desk, _ *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Unsnooze(ctx, id)
		}},
		{"spam", func(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
			return d.Work.Spam(ctx, id, r.IntN(3) == 0)
		}},
		{"callback", func(ctx context.Context, d *Desk, r *rand.Rand, id, words string) (core.Done, error) {
			return d.Agenda.Callback(ctx, id, of(r, "tomorrow 9:30", "in 2d", "in 5d"), "", words)
		}},
		{"meeting", func(ctx context.Context, d *Desk, _ *rand.Rand, id, words string) (core.Done, error) {
			return d.Agenda.AddMeeting(ctx, id, "tomorrow 11:00", words, 30, "")
		}},
		{"new", func(ctx context.Context, d *Desk, _ *rand.Rand, _, words string) (core.Done, error) {
			return d.Work.New(ctx, work.NewTicket{Subject: words, Body: "Rang"})
		}},
		{"merge", mergeByChance},
		{"split", splitByChance},
		{"undo", func(ctx context.Context, d *Desk, _ *rand.Rand, _, _ string) (core.Done, error) {
			return d.Undo(ctx, "", true)
		}},
		{"reply", replyByChance},
		{"file", editByChance},
	}
}

// chance does something by chance.
func chance(ctx context.Context, d *Desk, o order) (what string, done core.Done, err error) {
	r := rand.New(rand.NewPCG(o.Seed, 1))
	id, err := anyTicket(ctx, d, r)
	if err != nil {
		return "", done, err
	}
	acts := chances()
	a := acts[r.IntN(len(acts))]
	if a.name == "file" && o.Alone {
		return a.name, core.Done{}, writeReply(d, d.Agent(), o.Words)
	}
	if n := slices.IndexFunc(acts, func(a act) bool { return a.name == o.What }); n >= 0 {
		a = acts[n]
	}
	done, err = a.do(ctx, d, r, id, o.Words)
	return a.name, done, err
}

func anyTicket(ctx context.Context, d *Desk, r *rand.Rand) (string, error) {
	list, err := tickets(ctx, d, "is:any")
	if err != nil || len(list) == 0 {
		return "", errors.Join(err, fault.New(fault.NotFound, "There is no ticket.", ""))
	}
	slices.SortFunc(list, func(a, b ticket.Ticket) int { return int(a.CreatedAt - b.CreatedAt) })
	return list[r.IntN(len(list))].ID, nil
}

func mergeByChance(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
	other, err := anyTicket(ctx, d, r)
	if err != nil {
		return core.Done{}, err
	}
	return d.Work.Merge(ctx, id, other)
}

func splitByChance(ctx context.Context, d *Desk, r *rand.Rand, id, _ string) (core.Done, error) {
	entries, err := d.Inbox.Entries(ctx, id)
	if err != nil {
		return core.Done{}, err
	}
	var mails []string
	for _, e := range entries {
		if e.Kind == ticket.KindMessage {
			mails = append(mails, e.ID)
		}
	}
	if len(mails) < 2 {
		return core.Done{}, fault.New(fault.Refused, "It has one mail.", "")
	}
	return d.Work.Split(ctx, id, mails[r.IntN(len(mails))])
}

func replyByChance(ctx context.Context, d *Desk, _ *rand.Rand, id, words string) (core.Done, error) {
	draft, err := d.Compose.Open(ctx, id, "reply", "")
	if err != nil {
		return core.Done{}, err
	}
	if _, err := d.Compose.Save(ctx, edit(draft, "<p>"+words+"</p>")); err != nil {
		return core.Done{}, err
	}
	q, err := d.Compose.Send(ctx, draft.ID, compose.SendOptions{Delay: now(), Anyway: true, Why: "they wait"})
	return q.Done, err
}

// editByChance writes a saved reply with an editor.
func editByChance(_ context.Context, d *Desk, r *rand.Rand, _, words string) (core.Done, error) {
	return core.Done{}, writeReply(d, fmt.Sprintf("answer-%d", r.IntN(3)), words)
}

func writeReply(d *Desk, name, words string) error {
	path := filepath.Join(d.dir, "replies", name+".md")
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(words+"\n"), 0o600))
}

package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// problemJournal begins the keys of what is wrong with the journal.
const problemJournal = "journal "

// observer is what the journal's engine tells.
func (c *carrier) observer(ctx context.Context, st membership.State) replica.Observer {
	return replica.Observer{
		Problem:  c.problem,
		Presence: c.presence,
		Team:     func(t *journal.Team) { c.teamChanged(ctx, st, t) },
		Pulled: func(replica.Result) {
			c.d.Files.Wake()
			c.counted(ctx)
		},
		Sent:    func(replica.Result) { c.counted(ctx) },
		Revoked: func(l replica.Loss) { c.revoked(ctx, l) },
	}
}

// problem keeps what is wrong with the journal until it clears. What the mailbox itself tells is not said twice.
func (c *carrier) problem(p replica.Problem) {
	key := problemJournal + string(p.Code)
	if p.Device != "" {
		key += " " + p.Device
	}
	if p.Message == "" {
		c.d.problems.clear(key)
		return
	}
	out := team.Problem{Key: key, Code: "journal", Message: "The team's journal: " + p.Message, Hint: p.Hint}
	if p.Code == replica.CodeOffline {
		f := fault.From(cmp.Or(p.Err, error(fault.New(fault.Offline, p.Message, p.Hint))))
		out.Code, out.Action, out.Hint = string(f.Code), "sync", cmp.Or(p.Hint, f.Hint)
		if c.mailSays() {
			return
		}
	}
	c.d.problems.put(out)
}

// reached takes back that the journal's place is out of reach: what another engine, or an earlier run, said of it is over.
func (c *carrier) reached() { c.d.problems.clear(problemJournal + string(replica.CodeOffline)) }

// mailSays tells whether the mailbox through which the journal travels is known to be out of reach.
func (c *carrier) mailSays() bool {
	st, err := c.d.Membership.State(context.Background())
	if err != nil || st.Kind != membership.KindIMAP {
		return false
	}
	return c.d.problems.has(connectionKey(st.Account)) || c.d.problems.has(signInKey(st.Account)) || c.d.problems.has(problemSealed)
}

// presence keeps who writes an answer where.
func (c *carrier) presence(p replica.Presence) {
	c.mu.Lock()
	of := c.writing[p.Anchor]
	if of == nil {
		of = map[string]time.Time{}
		c.writing[p.Anchor] = of
	}
	if p.Until.IsZero() {
		delete(of, p.Device)
	} else {
		of[p.Device] = p.Until
	}
	c.mu.Unlock()
	ctx := context.Background()
	kept := func(tx *store.Tx, _ func() bool) (bool, error) {
		return true, tx.SetWriting(p.Anchor, p.Device, p.Until)
	}
	if err := c.d.store.Ingest(ctx, kept); err != nil { // other processes do not know it then
		c.d.log.Warn("keep who writes an answer", "error", err)
	}
	agents, err := c.d.Membership.Replying(ctx, p.Anchor)
	if err != nil {
		c.d.log.Warn("read who writes an answer", "error", err)
		return
	}
	c.d.notices.tell(Notice{Kind: Presence, Ticket: p.Anchor, Agents: agents})
}

// writers are the devices that write on one of these anchors now.
func (c *carrier) writers(anchors []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.d.o.Now()
	var out []string
	for _, a := range anchors {
		for device, until := range c.writing[a] {
			if until.After(now) {
				out = append(out, device)
			} else {
				delete(c.writing[a], device)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// teamChanged puts in force what the team says now, and takes the secrets that were sealed to this desk.
func (c *carrier) teamChanged(ctx context.Context, st membership.State, t *journal.Team) {
	c.mu.Lock()
	c.team = t
	engine := c.engine
	c.mu.Unlock()
	fresh, err := c.d.Membership.TakeKeys(ctx, st, t)
	if err != nil && ctx.Err() == nil {
		c.d.log.Error("take the team's new secret", "error", err)
	}
	if fresh {
		c.mu.Lock()
		clear(c.secrets)
		c.mu.Unlock()
		if engine != nil {
			engine.Wake(false)
		}
	}
	c.d.reengage(ctx)
	c.d.Files.Wake()
	c.d.notices.tell(Notice{Kind: Changed, Queues: true})
	c.d.notices.tell(Notice{Kind: Crew})
}

// crewEvery is how often it is told at most that counts are others.
const crewEvery = 2 * time.Second

// counted notes a look into the journal's place.
func (c *carrier) counted(ctx context.Context) {
	c.looked(ctx)
	c.mu.Lock()
	late := time.Since(c.toldAt) >= crewEvery
	if late {
		c.toldAt = time.Now()
	}
	c.mu.Unlock()
	if late {
		c.d.notices.tell(Notice{Kind: Crew})
	}
}

// looked notes when the place was last reached. Nobody waits for the disk to have it.
func (c *carrier) looked(ctx context.Context) {
	now := ticket.TimeOf(c.d.o.Now())
	err := c.d.store.Ingest(ctx, func(tx *store.Tx, _ func() bool) (bool, error) { return true, membership.Pulled(tx, now) })
	if err != nil && ctx.Err() == nil {
		c.d.log.Error("note a look into the journal", "error", err)
	}
}

// revoked shows what had not been sent and wipes the secrets: this laptop was taken out of the team.
func (c *carrier) revoked(ctx context.Context, l replica.Loss) {
	err := c.d.Membership.ShutOut(ctx, l.Ops, c.d.inWords)
	if err == nil {
		err = c.wipe(ctx)
	}
	if err != nil && ctx.Err() == nil {
		c.d.log.Error("wipe this laptop's secrets", "error", err)
	}
	c.d.problems.put(team.Problem{
		Key: problemJournal + "revoked", Code: string(fault.Refused), Message: "This laptop was taken out of the team.",
		Hint: "deskhand team lists what it had not sent.", Action: "team",
	})
	c.d.restart(ctx) // no mailbox is followed any more either
	c.d.notices.tell(Notice{Kind: Crew})
}

// wipe leaves the team's files as they lie and deletes the secrets. It may be done again.
func (c *carrier) wipe(ctx context.Context) error {
	if err := c.d.Files.Left(ctx); err != nil {
		return err
	}
	return c.d.Membership.Wipe(ctx)
}

// shutOut tells whether this laptop was taken out of its team: then nothing syncs, and no mail leaves.
func (d *Desk) shutOut(ctx context.Context) bool {
	st, err := d.Membership.State(ctx)
	return err == nil && st.Revoked
}

// inWords says one change as a line of what was lost.
func (d *Desk) inWords(tx *store.Tx, op *journal.Op) string {
	if ticket.IsReadMark(op.Path) {
		return ""
	}
	what := op.Path
	if f, ok := ticket.FieldOf(op.Path); ok && f.Name != "" {
		what = f.Name
	}
	if op.Object[0] == 't' || op.Object[0] == 'm' {
		for _, c := range ticket.History([]journal.Record{{Op: op}}, d.core.Names(tx)) {
			what = c.Text
		}
	}
	for _, text := range op.Blobs {
		if words, ok := tx.Text(text); ok && !strings.Contains(what, words) {
			what += ": " + firstLine(words)
			break
		}
	}
	at := op.Stamp.Time().In(d.Zone()).Format("2 Jan 15:04")
	if t, _, err := tx.Ticket(op.Object); err == nil {
		return at + "  " + t.Number + " " + t.Subject + "  " + what
	}
	return at + "  " + what
}

// firstLine is the beginning of a text on one line.
func firstLine(text string) string {
	const most = 100
	for i, r := range text {
		if r == '\n' || i > most {
			return text[:i] + " …"
		}
	}
	return text
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deskhand/internal/desk"
	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

func (sh *shell) syncCommand() *cobra.Command {
	watch := false
	c := &cobra.Command{
		Use:   "sync",
		Short: "Fetch and send mail: once, or until stopped with --watch",
		Long: "Fetches new mail, the newest first, and sends what waits in the outbox. With an open window it\n" +
			"asks that one for a round and prints its result.\n" +
			"--watch stays until it is stopped: it says to which tickets mail came, what is wrong, and reminds.",
		Example: "  deskhand sync\n  deskhand sync --watch\n  deskhand sync --watch --json | jq -r 'select(.event == \"mail\") | .title'",
		Args:    between(0, 0),
	}
	c.Flags().BoolVar(&watch, "watch", false, "stay until stopped")
	c.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := sh.deskThere(); err != nil {
			return err
		}
		if watch {
			return sh.withDesk(cmd.Context(), sh.options(), sh.watch)
		}
		return sh.withDesk(cmd.Context(), sh.options(), sh.sync)
	}
	return c
}

func (sh *shell) sync(ctx context.Context, s *seat) error {
	before, err := s.standings(ctx)
	if err != nil {
		return err
	}
	g := sh.progress()
	r, err := s.desk.Team.Sync(ctx, func(p team.SyncProgress) {
		g.show("Syncing %s: %d of %d", p.Folder, p.Done, p.Total)
	})
	g.done()
	sent, serr := s.became(ctx, before)
	err = cmp.Or(err, serr)
	// One mailbox of two that is down does not hide what the other brought.
	if s.json {
		s.object(synced{r, sent})
		return err
	}
	var down []team.AccountResult
	r.Accounts = slices.DeleteFunc(r.Accounts, func(a team.AccountResult) bool {
		if a.Error != nil {
			down = append(down, a)
		}
		return a.Error != nil
	})
	for _, line := range r.Lines() {
		s.prose("", say(line))
	}
	s.outgoing(sent)
	if err == nil {
		err = s.asked(ctx, sh.stderr())
	}
	if first := new(fault.Error); len(down) > 0 && len(down)+len(r.Accounts) > 1 && errors.As(err, &first) {
		named := *first // of several mailboxes, which one
		named.Message = down[0].Email + ": " + first.Message
		err = &named
	}
	if len(down) > 1 { // the first is told as the command's failure
		for _, line := range (team.SyncResult{Accounts: down[1:]}).Lines() {
			sh.stderr().text("", line, yellow)
		}
	}
	return err
}

// asked says what a round found that a person has to decide: mail that is gone from the server is no failure.
func (s *seat) asked(ctx context.Context, errs *printer) error {
	list, err := s.desk.Team.Problems(ctx)
	for _, p := range list {
		if strings.HasPrefix(p.Action, "vanished:") {
			errs.prose("", styled(yellow, p.Message))
			errs.text("", p.Hint, plain)
		}
	}
	if err != nil {
		return err //nolint:wrapcheck // already a fault for people
	}
	return s.proposed(ctx, errs, false)
}

// watch runs the engines and prints what happens until it is stopped, which is no failure.
func (sh *shell) watch(ctx context.Context, s *seat) error {
	notices := make(chan desk.Notice, 256)
	stop := s.desk.Subscribe(func(n desk.Notice) {
		select {
		case notices <- n:
		default: // the terminal is slower than the mail: a word less
		}
	})
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.desk.RunEngines(ctx) }()
	word, told := "", map[string]bool{}
	heard := mailHeard{since: ticket.TimeOf(s.now.Add(-clocksApart)), last: map[string]ticket.Time{}}
	mails, err := s.standings(ctx)
	if err != nil {
		return err
	}
	tell := func(n desk.Notice) error {
		s.now = sh.prog.Now()
		switch n.Kind {
		case desk.Outbox:
			return s.watched(context.WithoutCancel(ctx), mails)
		case desk.Changed:
			return s.came(context.WithoutCancel(ctx), n.Tickets, heard)
		case desk.Synced, desk.Trouble, desk.Reminded:
		}
		word = s.notice(n, word)
		bad := n.Kind == desk.Synced && (n.Sync.Word == "offline" || n.Sync.Word == "problem") // it may stand from an earlier run
		if n.Kind != desk.Trouble && !bad {
			return nil
		}
		return s.newProblems(context.WithoutCancel(ctx), told)
	}
	for {
		select {
		case n := <-notices:
			if err := tell(n); err != nil {
				return err
			}
		case err := <-ended:
			if ctx.Err() == nil {
				return err
			}
			for len(notices) > 0 { // what happened before it was stopped
				if err := tell(<-notices); err != nil {
					return err
				}
			}
			return nil
		}
	}
}

// clocksApart is how much a server's clock may be behind ours; unread mail so old counts as new where a watch begins.
const clocksApart = 5 * time.Minute

// mailHeard is which mail of customers a watch told already.
type mailHeard struct {
	since ticket.Time            // older mail is the mailbox's past
	last  map[string]ticket.Time // by ticket
}

// came prints the tickets to which customers wrote since the watch began.
func (s *seat) came(ctx context.Context, tickets []string, heard mailHeard) error {
	for _, id := range tickets {
		t, err := s.desk.Inbox.Ticket(ctx, id)
		var known *fault.Error
		if errors.As(err, &known) && known.Code == fault.NotFound {
			continue // it went into another meanwhile
		}
		if err != nil {
			return err //nolint:wrapcheck // already a fault for people
		}
		if t.Unread == 0 || t.Spam || t.Machine || t.LastCustomerAt < max(heard.since, heard.last[id]+1) {
			continue
		}
		heard.last[id] = t.LastCustomerAt
		who := cmp.Or(t.Contact.Name, t.Contact.Email)
		at := ticket.TimeOf(s.now)
		if s.json {
			s.object(event{Event: "mail", At: at, Ticket: id, Title: t.Subject, Body: who})
			continue
		}
		s.line(faint(s.clock(at)+"  "), strong(t.Number), say("  "+cleanLine(subjectOf(t))), faint("  "+cleanLine(who)))
	}
	return nil
}

// newProblems prints the standing problems that were not told yet; one that went and comes back is told again.
func (s *seat) newProblems(ctx context.Context, told map[string]bool) error {
	list, err := s.desk.Team.Problems(ctx)
	if err != nil {
		return err
	}
	standing := map[string]bool{}
	for _, p := range list {
		key := p.Code + " " + p.Message
		standing[key] = true
		if told[key] {
			continue
		}
		told[key] = true
		if s.json {
			s.object(event{Event: "problem", At: ticket.TimeOf(s.now), Title: p.Message, Body: p.Hint})
			continue
		}
		s.prose("", faint(s.clock(ticket.TimeOf(s.now))+"  "), styled(yellow, p.Message))
		s.text("       ", p.Hint, plain)
	}
	for key := range told {
		if !standing[key] {
			delete(told, key)
		}
	}
	return nil
}

// event is a line of sync --watch in JSON.
type event struct {
	Event  string      `json:"event"` // sync, mail, reminder, problem, outbox
	At     ticket.Time `json:"at"`
	State  string      `json:"state,omitempty"` // synced, syncing, offline, problem
	Ticket string      `json:"ticket,omitempty"`
	Title  string      `json:"title,omitempty"`
	Body   string      `json:"body,omitempty"`
}

// notice prints reminders, and the state of the mailbox when it is another than the one last said.
func (s *seat) notice(n desk.Notice, said string) string {
	at := ticket.TimeOf(s.now)
	switch {
	case n.Kind == desk.Reminded && s.json:
		s.object(event{Event: "reminder", At: at, Ticket: n.Ticket, Title: n.Title, Body: n.Body})
	case n.Kind == desk.Reminded:
		s.line(faint(s.clock(at)+"  "), styled(yellow, n.Title), say("  "+n.Body))
	case n.Kind == desk.Synced && n.Sync.Word != said && s.json:
		s.object(event{Event: "sync", At: at, State: n.Sync.Word})
		return n.Sync.Word
	case n.Kind == desk.Synced && (n.Sync.Word == "syncing" || n.Sync.Word == "none"): // a person wants to know how it ended
	case n.Kind == desk.Synced && n.Sync.Word != said:
		s.line(faint(s.clock(at)+"  "), say(n.Sync.Word))
		return n.Sync.Word
	}
	return said
}

package cli

import (
	"context"
	"errors"
	"fmt"

	rules "deskhand/internal/closing"
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/ticket"
)

// tourRows is how many rows of a list the tour shows.
const tourRows = 6

// tour is the first minute on the sample mailbox, in the terminal: each step is a command that the person could type.
func (sh *shell) tour(ctx context.Context) error {
	o := sh.options()
	o.Sample = true
	return sh.withDesk(ctx, o, func(ctx context.Context, s *seat) error {
		steps := []func(context.Context, *seat) error{sh.tourSync, tourToday, tourQueue, tourClose, tourFarewell}
		for _, step := range steps {
			if err := step(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// typed shows the command whose output follows. With --json only the objects are printed.
func (s *seat) typed(format string, args ...any) {
	if !s.json {
		s.blank()
		s.line(styled(cyan, "$ deskhand "+fmt.Sprintf(format, args...)))
	}
}

func (s *seat) aside(text string) {
	if !s.json {
		s.text("", text, dim)
	}
}

func (sh *shell) tourSync(ctx context.Context, s *seat) error {
	s.aside("A sample team mailbox runs inside this program; the desk on it is deleted at the end. Nothing leaves this machine.")
	s.typed("sync")
	return sh.sync(ctx, s)
}

func tourToday(ctx context.Context, s *seat) error {
	s.typed("agenda")
	items, err := s.desk.Agenda.Day(ctx, s.now.In(s.zone))
	if err != nil {
		return err
	}
	s.agenda(items)
	return nil
}

func tourQueue(ctx context.Context, s *seat) error {
	s.typed("queue mine")
	p, err := s.desk.Inbox.List(ctx, ticket.QueueMine, "", tourRows)
	if err != nil {
		return err
	}
	s.tickets(p.Tickets)
	if p.Total > len(p.Tickets) {
		s.aside(fmt.Sprintf("… and %d more", p.Total-len(p.Tickets)))
	}
	return nil
}

// tourClose shows a ticket whose lines are open, its checklist and the refusal, then one that is ready.
func tourClose(ctx context.Context, s *seat) error {
	ready, open, err := tourTickets(ctx, s)
	if err != nil {
		return err
	}
	s.typed("show %s", open.Ticket.Number)
	entries, err := s.desk.Inbox.Entries(ctx, open.Ticket.ID)
	if err != nil {
		return err
	}
	s.conversation(open.Ticket, entries, false)

	s.typed("checklist %s", open.Ticket.Number)
	s.checklist(open)
	s.typed("close %s", open.Ticket.Number)
	if _, err := s.desk.Closing.Close(ctx, open.Ticket.ID, closing.Request{As: ticket.Resolved}); !s.refusal(err) {
		return errors.Join(errors.New("a ticket with open lines was not refused"), err)
	}

	s.typed("checklist %s", ready.Ticket.Number)
	s.checklist(ready)
	s.typed("close %s", ready.Ticket.Number)
	done, err := s.desk.Closing.Close(ctx, ready.Ticket.ID, closing.Request{As: ticket.Resolved})
	return s.report(done, err)
}

func tourFarewell(_ context.Context, s *seat) error {
	if !s.json {
		s.blank()
	}
	s.aside("That was the first minute. deskhand demo --data FOLDER keeps a sample desk to play with, deskhand account add connects your own mailbox, deskhand --help lists the rest.")
	return nil
}

// tourTickets picks the two: the first of mine whose every line is proven, and the one with the most lines to go.
func tourTickets(ctx context.Context, s *seat) (ready, open closing.View, err error) {
	p, err := s.desk.Inbox.List(ctx, ticket.QueueMine, "", page)
	if err != nil {
		return ready, open, err
	}
	for _, t := range p.Tickets {
		v, err := s.desk.Closing.View(ctx, t.ID, policy.EndingSolved)
		switch {
		case err != nil:
			return ready, open, err
		case v.CanResolve && ready.Ticket.ID == "":
			ready = v
		case !v.CanResolve && (open.Ticket.ID == "" || openLines(v) > openLines(open)):
			open = v
		}
	}
	if ready.Ticket.ID == "" || open.Ticket.ID == "" {
		return ready, open, errors.New("the sample desk lacks the two tickets of the tour")
	}
	return ready, open, nil
}

func openLines(v closing.View) (n int) {
	for _, l := range v.Lines {
		if l.Required && l.State == rules.Open {
			n++
		}
	}
	return n
}

// refusal prints what a refused close would say on stderr.
func (s *seat) refusal(err error) bool {
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Refused {
		return false
	}
	if !s.json {
		s.failure("", f)
	}
	return true
}

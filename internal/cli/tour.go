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
		steps := []func(context.Context, *seat) error{sh.tourSync, tourToday, tourQueue, tourClose, sh.tourFarewell}
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
	fate := "the desk on it is deleted at the end"
	if sh.data != "" {
		fate = "the desk on it is kept in " + sh.data
	}
	s.aside("A sample team mailbox runs inside this program; " + fate + ". Nothing leaves this machine.")
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
	if err := tourRefused(ctx, s, open); err != nil {
		return err
	}
	return tourReady(ctx, s, ready)
}

// tourRefused shows the ticket with open lines; on a desk that was worked on there may be none.
func tourRefused(ctx context.Context, s *seat, open closing.View) error {
	if open.Ticket.ID == "" {
		s.aside("Here the tour shows a close that is refused; nothing of yours has an open line any more.")
		return nil
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
	return nil
}

// tourReady closes the one whose lines are proven, once.
func tourReady(ctx context.Context, s *seat, ready closing.View) error {
	if ready.Ticket.ID == "" {
		s.aside("Here the tour closes a ticket whose every required line is proven; on this desk that is done already.")
		return nil
	}
	s.typed("checklist %s", ready.Ticket.Number)
	s.checklist(ready)
	s.typed("close %s", ready.Ticket.Number)
	done, err := s.desk.Closing.Close(ctx, ready.Ticket.ID, closing.Request{As: ticket.Resolved})
	return s.report(done, err)
}

func (sh *shell) tourFarewell(_ context.Context, s *seat) error {
	if !s.json {
		s.blank()
	}
	if sh.data != "" {
		s.aside("That was the first minute. Kept in " + sh.data + "; next: deskhand --data " + sh.data + " queue mine")
		return nil
	}
	s.aside("That was the first minute. deskhand demo --data FOLDER keeps a sample desk to play with, deskhand account add connects your own mailbox, deskhand --help lists the rest.")
	return nil
}

// tourTickets picks the two, as far as they are there: the first of mine whose every line is proven, and the one with the most lines to go.
func tourTickets(ctx context.Context, s *seat) (ready, open closing.View, err error) {
	p, err := s.desk.Inbox.List(ctx, ticket.QueueMine, "", page)
	if err != nil {
		return ready, open, err
	}
	for _, t := range p.Tickets {
		v, err := s.desk.Closing.View(ctx, t.ID, policy.EndingSolved, "")
		switch {
		case err != nil:
			return ready, open, err
		case v.CanResolve && ready.Ticket.ID == "":
			ready = v
		case !v.CanResolve && (open.Ticket.ID == "" || openLines(v) > openLines(open)):
			open = v
		}
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

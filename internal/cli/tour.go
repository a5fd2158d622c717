package cli

import (
	"context"
	"errors"
	"fmt"

	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/fault"
	"deskhand/internal/policy"
	"deskhand/internal/ticket"
)

// tourRows is how many rows of a list the tour shows.
const tourRows = 6

// What the tour looks for in the sample, and writes there.
const (
	tourAsks    = "subject:seats is:live"
	tourReply   = "tst_first_response"
	tourProblem = "guides who are switched off in winter should still read their old trips, and nothing else"
	tourPromise = "I ask our product team whether a paused guest seat allows that, and write to you tomorrow before noon"
)

// tour is the first minute on the sample mailbox, in the terminal: each step is a command that the person could type.
func (sh *shell) tour(ctx context.Context) error {
	o := sh.options()
	o.Sample = true
	return sh.withDesk(ctx, o, func(ctx context.Context, s *seat) error {
		steps := []func(context.Context, *seat) error{sh.tourSync, tourToday, tourQueue, sh.tourAnswer, tourOutbox, tourReady, sh.tourFarewell}
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
		s.text("", "$ deskhand "+fmt.Sprintf(format, args...), cyan)
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
	s.typed("queue unassigned")
	p, err := s.desk.Inbox.List(ctx, ticket.QueueUnassigned, "", tourRows)
	if err != nil {
		return err
	}
	s.tickets(p.Tickets)
	if p.Total > len(p.Tickets) {
		s.aside(fmt.Sprintf("… and %d more", p.Total-len(p.Tickets)))
	}
	return nil
}

// tourAnswer reads a ticket of nobody, takes it, is refused to close it, answers it by a saved reply, and looks where
// the answer stands.
func (sh *shell) tourAnswer(ctx context.Context, s *seat) error {
	found, err := s.desk.Inbox.Search(ctx, tourAsks, "", tourRows)
	if err != nil {
		return err
	}
	var t ticket.Ticket
	for _, h := range found.Hits {
		if h.Ticket.Owner == "" {
			t = h.Ticket
		}
	}
	if t.ID == "" {
		s.aside("Here the tour answers a ticket of nobody; on this desk that is done already.")
		return nil
	}
	for _, step := range []func(context.Context, *seat, ticket.Ticket) error{tourRead, tourRefused, sh.tourReply, sh.tourSent, tourLater} {
		if err := step(ctx, s, t); err != nil {
			return err
		}
	}
	return nil
}

func tourRead(ctx context.Context, s *seat, t ticket.Ticket) error {
	s.typed("show %s", t.Number)
	if err := s.show(ctx, t.ID, t.ID, "", false); err != nil {
		return err
	}
	s.typed("claim %s", t.Number)
	done, err := s.desk.Work.Claim(ctx, t.ID, false)
	return s.report(done, err)
}

func tourRefused(ctx context.Context, s *seat, t ticket.Ticket) error {
	s.typed("close %s", t.Number)
	if _, err := s.desk.Closing.Close(ctx, t.ID, closing.Request{As: ticket.Resolved}); !s.refusal(err) {
		return errors.Join(errors.New("a ticket with open lines was not refused"), err)
	}
	return nil
}

// tourReply writes a draft from a saved reply, then sends it.
func (sh *shell) tourReply(ctx context.Context, s *seat, t ticket.Ticket) error {
	vars := []string{"problem=" + tourProblem, "what will you do=" + tourPromise}
	s.typed("reply %s --template %s --var '%s' --var '%s'", t.Number, tourReply, vars[0], vars[1])
	if err := sh.reply(ctx, s, t.ID, replyFlags{textFlags: textFlags{template: tourReply, vars: vars}}); err != nil {
		return err
	}
	s.typed("reply %s --send", t.Number)
	return sh.reply(ctx, s, t.ID, replyFlags{send: true})
}

// tourSent asks the server over IMAP how often the mail stands in Sent, and fetches it.
func (sh *shell) tourSent(ctx context.Context, s *seat, t ticket.Ticket) error {
	s.typed("sync")
	if err := sh.sync(ctx, s); err != nil {
		return err
	}
	entries, err := s.desk.Inbox.Entries(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Kind != ticket.KindMessage || e.Direction != "out" {
			continue
		}
		n, err := s.desk.CopiesInSent(ctx, e.MessageID)
		if err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("the answer stands in Sent %d times", n)
		}
		s.aside("The answer stands in Sent once; the server was asked over IMAP.")
	}
	return nil
}

// tourLater shows what the answer has proven, and lets the ticket sleep.
func tourLater(ctx context.Context, s *seat, t ticket.Ticket) error {
	s.typed("checklist %s", t.Number)
	v, err := s.desk.Closing.View(ctx, t.ID, policy.EndingSolved, "")
	if err != nil {
		return err
	}
	s.checklist(v)
	s.typed("snooze %s when they reply --reason client", t.Number)
	done, err := s.desk.Work.Snooze(ctx, t.ID, "when they reply", "client", "")
	return s.report(done, err)
}

// tourOutbox shows the reply that the guard holds, and why.
func tourOutbox(ctx context.Context, s *seat) error {
	s.typed("outbox list")
	list, err := s.desk.Compose.Mails(ctx)
	if err != nil {
		return err
	}
	s.mails(list)
	for _, m := range list {
		if m.State == stateHeld {
			s.aside("Held means: a person decides. deskhand outbox show " + m.ID + " shows the reply beside what came since.")
		}
	}
	return nil
}

// tourReady closes the ticket whose every line is proven, once.
func tourReady(ctx context.Context, s *seat) error {
	p, err := s.desk.Inbox.List(ctx, ticket.QueueMine, "", page)
	if err != nil {
		return err
	}
	for _, t := range p.Tickets {
		v, err := s.desk.Closing.View(ctx, t.ID, policy.EndingSolved, "")
		if err != nil {
			return err
		}
		if !v.CanResolve {
			continue
		}
		s.typed("checklist %s", t.Number)
		s.checklist(v)
		s.typed("close %s", t.Number)
		done, err := s.desk.Closing.Close(ctx, t.ID, closing.Request{As: ticket.Resolved})
		return s.report(done, err)
	}
	s.aside("Here the tour closes a ticket whose every required line is proven; on this desk that is done already.")
	return nil
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

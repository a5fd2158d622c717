package agenda

import (
	"cmp"
	"context"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Invitations reads what a mail's invitation proposes.
type Invitations interface {
	Invitation(tx *store.Tx, key string) (ticket.Entry, ticket.Proposal, error)
}

// TakeInvite does to the agenda what the invitation of a mail proposes: the meeting is put there, moved or taken out. It is
// never done by itself: an invitation that nobody took reminds of nothing (security.md, "forged invitations").
func (s *Service) TakeInvite(ctx context.Context, message string) (core.Done, error) {
	var done core.Done
	op, text, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		e, p, err := s.invitations.Invitation(tx, message)
		if err != nil {
			return core.Edit{}, err
		}
		t, _, err := tx.Ticket(e.Ticket)
		if err != nil {
			return core.Edit{}, err
		}
		done.Ticket, done.Number = t.ID, t.Number
		return s.takeInvite(e, p, t)
	})
	done.Op, done.Text, done.Undo = op, text, op != ""
	return done, err
}

func (s *Service) takeInvite(e ticket.Entry, p ticket.Proposal, t ticket.Ticket) (core.Edit, error) {
	i := e.Invites[0]
	title := cmp.Or(i.Summary, t.Subject)
	switch p.Kind {
	case ticket.ProposeAdd:
		drafts, _ := ticket.NewAgenda(ticket.AgendaItem{
			Kind: ticket.AgendaMeeting, Ticket: t.ID, At: p.At, Until: p.Until, Owner: s.core.Agent(), Title: title, Link: i.JoinURL,
			UID: ticket.MeetingKey(i), Organizer: ticket.MeetingOwners(i, e.From),
		})
		return core.Edit{Drafts: drafts, Objects: []string{t.ID}, Text: "Meeting " + s.say(p.At.Go())}, nil
	case ticket.ProposeUpdate:
		drafts := []ticket.Draft{
			ticket.SetField(p.Object, ticket.PathAt, ticket.Millis(p.At)), ticket.SetField(p.Object, ticket.PathUntil, ticket.Millis(p.Until)),
			ticket.SetText(p.Object, ticket.PathTitle, title),
		}
		if i.JoinURL != "" {
			drafts = append(drafts, ticket.SetText(p.Object, ticket.PathLink, i.JoinURL))
		}
		return core.Edit{Drafts: drafts, Objects: []string{t.ID}, Text: "Meeting moved: " + s.say(p.At.Go())}, nil
	case ticket.ProposeRemove:
		return core.Edit{Drafts: []ticket.Draft{ticket.SetField(p.Object, ticket.PathState, ticket.StateCancelled)}, Objects: []string{t.ID}, Text: "Meeting called off: " + title}, nil
	}
	return core.Edit{}, refusal(e, p)
}

// refusal says why there is nothing to take.
func refusal(e ticket.Entry, p ticket.Proposal) error {
	i := e.Invites[0]
	switch {
	case p.Why != "":
		return fault.New(fault.Refused, p.Why, "Ask the organizer. `deskhand meeting cancel` takes a meeting out by hand.")
	case i.Cancelled:
		return fault.New(fault.Refused, "The meeting was called off, and it is not in the agenda.", "There is nothing to do.")
	case i.Method == "REPLY" || i.Method == "COUNTER" || i.Method == "DECLINECOUNTER":
		return fault.New(fault.Refused, "This is an answer to an invitation, not an invitation.", "`deskhand meeting add TICKET WHEN` plans a meeting by hand.")
	case p.Taken:
		return fault.New(fault.Refused, "This meeting is in the agenda already.", "`deskhand agenda` shows it.")
	case i.UID == "" || i.Start.IsZero():
		return fault.New(fault.Refused, "The invitation does not say which meeting it is, or when.", "`deskhand meeting add TICKET WHEN` plans a meeting by hand.")
	case e.Direction == "out":
		return fault.New(fault.Refused, "This invitation is our own.", "`deskhand meeting add TICKET WHEN` plans a meeting by hand.")
	}
	return fault.New(fault.Refused, "This meeting is over.", "`deskhand meeting add TICKET WHEN` plans a meeting by hand.")
}

package inbox

import (
	"deskhand/internal/calendar"
	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/mail/sender"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// maxInvites bounds how many events of one mail are told.
const maxInvites = 20

// invitesOf reads the calendars of a mail; what cannot be read is a problem of the mail.
func invitesOf(m *mail.Message) (invites []calendar.Invite, problems []string) {
	for _, c := range m.Calendars {
		found, err := calendar.ParseInvites(c)
		if err != nil {
			problems = append(problems, "the calendar part: "+err.Error())
		}
		invites = append(invites, found[:min(len(found), maxInvites-len(invites))]...)
	}
	return invites, problems
}

// invited says of a conversation's invitations what they propose to the agenda; entries know already who wrote them.
func (s *Service) invited(tx *store.Tx, entries []ticket.Entry) error {
	for i := range entries {
		e := &entries[i]
		if len(e.Invites) == 0 {
			continue
		}
		p, err := s.proposal(tx, *e)
		if err != nil {
			return err
		}
		e.Proposal, e.Taken = p.Kind, p.Taken
		if p.Why != "" {
			e.Problems = append(e.Problems[:len(e.Problems):len(e.Problems)], p.Why)
		}
	}
	return nil
}

func (s *Service) proposal(tx *store.Tx, e ticket.Entry) (ticket.Proposal, error) {
	planned, err := tx.AgendaOfUIDs(ticket.MeetingKeys(e.Invites[0])...)
	if err != nil {
		return ticket.Proposal{}, err
	}
	return ticket.Propose(ticket.Invited{
		Invite: e.Invites[0], From: e.From, Forged: e.Sender != nil && e.Sender.Auth == sender.Fail, Out: e.Direction == "out",
		Planned: planned, Now: s.core.Now(), Zone: s.core.Zone(),
	}), nil
}

// Invitation reads the first invitation of a mail and what it proposes to the agenda.
func (s *Service) Invitation(tx *store.Tx, key string) (ticket.Entry, ticket.Proposal, error) {
	m, err := find(tx, key)
	if err != nil {
		return ticket.Entry{}, ticket.Proposal{}, err
	}
	e := s.entry(tx, m.Ticket, m)
	if len(e.Invites) == 0 {
		return e, ticket.Proposal{}, fault.New(fault.NotFound, "This mail carries no invitation.", "`deskhand meeting add TICKET WHEN` plans a meeting by hand.")
	}
	row, err := tx.RowOf(m.Ticket)
	if err != nil {
		return e, ticket.Proposal{}, err
	}
	mails, err := tx.Messages(row)
	if err != nil {
		return e, ticket.Proposal{}, err
	}
	if e.Sender, err = s.Sender(tx, mails, key); err != nil {
		return e, ticket.Proposal{}, err
	}
	p, err := s.proposal(tx, e)
	return e, p, err
}

package cli

import (
	"context"
	"slices"
	"strings"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/team"
	"deskhand/internal/ticket"
)

// What became of mails while sync ran, here or in the process that it asked.

// standings are the mails of the outbox by their id, as they stood.
type standings map[string]compose.Mail

func (s *seat) standings(ctx context.Context) (standings, error) {
	list, err := s.desk.Compose.Mails(ctx)
	out := make(standings, len(list))
	for _, m := range list {
		out[m.ID] = m
	}
	return out, err
}

// became lists the mails that are in another state than before, and makes before what is now. One that was taken back
// is none of them.
func (s *seat) became(ctx context.Context, before standings) ([]compose.Mail, error) {
	now, err := s.standings(ctx)
	if err != nil {
		return nil, err
	}
	out := []compose.Mail{}
	for _, m := range now {
		if was, ok := before[m.ID]; !ok && m.State != stateWaiting || ok && (was.State != m.State || was.Reason != m.Reason) {
			out = append(out, m)
		}
	}
	for id, was := range before {
		if _, open := now[id]; open || was.State == stateSent { // its copy was filed: it was told
			continue
		}
		if m, err := s.desk.Compose.Outcome(ctx, id); err == nil {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b compose.Mail) int { return strings.Compare(a.ID, b.ID) })
	clear(before)
	for id, m := range now {
		before[id] = m
	}
	return out, nil
}

// becameSpans says it in words; none for what is on its way only.
func becameSpans(m compose.Mail) []span {
	what := say("  " + cleanLine(subjectLine(m.Subject)))
	switch {
	case m.Reason == stateSome || needsPerson(m.State):
		state := m.State
		if m.Reason == stateSome {
			state = "not to everybody"
		}
		return []span{styled(yellow, state), what, faint("  " + cleanLine(m.Words))}
	case m.State == stateSent || m.State == stateFiled:
		return []span{styled(green, "sent"), what, faint("  to " + cleanLine(strings.Join(m.To, ", ")))}
	}
	return nil
}

// synced is the result of a round with the mails that went or were held meanwhile.
type synced struct {
	team.SyncResult
	Outbox []compose.Mail `json:"outbox"`
}

// outgoing prints what became of mails in a round.
func (s *seat) outgoing(list []compose.Mail) {
	person := false
	for _, m := range list {
		if spans := becameSpans(m); spans != nil {
			s.line(spans...)
		}
		person = person || needsPerson(m.State) || m.Reason == stateSome
	}
	if person {
		s.line(faint("deskhand outbox list shows what waits for a person."))
	}
}

// watched prints what became of mails since the last look of sync --watch.
func (s *seat) watched(ctx context.Context, before standings) error {
	list, err := s.became(ctx, before)
	if err != nil {
		return err
	}
	at := ticket.TimeOf(s.now)
	for _, m := range list {
		spans := becameSpans(m)
		switch {
		case spans == nil:
		case s.json:
			s.object(event{Event: "outbox", At: at, State: m.State, Ticket: m.Ticket, Title: m.Subject, Body: m.Words})
		default:
			s.line(append([]span{faint(s.clock(at) + "  ")}, spans...)...)
		}
	}
	return nil
}

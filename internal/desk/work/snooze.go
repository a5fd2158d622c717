package work

import (
	"cmp"
	"context"
	"strings"
	"time"

	"deskhand/internal/calendar"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// evenIf at the end of a WHEN keeps a ticket hidden although the customer writes.
const evenIf = "even if they reply"

// When reads plain words in this desk's zone; alone is false where a reply brings the ticket back too.
func (s *Service) When(text string) (w calendar.When, replyWakes bool, err error) {
	text = strings.TrimSpace(text)
	bare, kept := strings.CutSuffix(strings.ToLower(text), evenIf)
	if kept {
		text = text[:len(bare)]
	}
	w, err = calendar.ParseWhen(text, s.core.Now().In(s.core.Zone()), s.core.Zone(), calendar.WhenOptions{})
	if err != nil {
		return w, false, fault.From(err)
	}
	return w, !kept, nil
}

// Snooze hides a ticket until a moment or a reply, with a reason; some reasons need a note or a link too (F6, F7, F8).
func (s *Service) Snooze(ctx context.Context, id, when, reason, note string) (core.Done, error) {
	w, wakes, err := s.When(when)
	if err != nil {
		return core.Done{}, err
	}
	p := s.core.Policy()
	if strings.TrimSpace(reason) == "" {
		return core.Done{}, fault.New(fault.Usage, "A snooze needs its reason.", "Say on whom it waits: --reason us, client or department.")
	}
	why, err := p.ResolveSnoozeReason(reason)
	if err != nil {
		return core.Done{}, fault.From(err)
	}
	note = strings.TrimSpace(note)
	if r, ok := p.SnoozeReason(why); ok && r.NeedsNote && note == "" {
		return core.Done{}, fault.Newf(fault.Refused, "Add it with --note.", "Waiting on “%s” needs a note or a link that says for what.", cmp.Or(r.Label, why))
	}
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		if t.Status.Done() {
			return core.Edit{}, fault.Newf(fault.Refused, "Bring it in first (`deskhand status TICKET open`).", "%s is %s; there is nothing to snooze.", t.Number, p.StatusLabel(t.Pipeline, string(t.Status)))
		}
		seen, err := tx.NewestCustomer(row)
		if err != nil {
			return core.Edit{}, err
		}
		until := ticket.TimeOf(w.Until)
		text := "Snoozed until " + Moment(w.Until, s.core.Now(), s.core.Zone())
		if w.Reply {
			until, text = 0, "Snoozed until they reply"
		}
		drafts := []ticket.Draft{ticket.SetSnooze(t.ID, until, wakes || w.Reply, seen, ticket.Reason(why), note)}
		if note != "" {
			drafts = append(drafts, ticket.AddNote(t.ID, "note", note, s.mentions(note)))
		}
		return core.Edit{Drafts: drafts, Text: text}, nil
	})
}

// Unsnooze brings a ticket back now.
func (s *Service) Unsnooze(ctx context.Context, id string) (core.Done, error) {
	return s.core.On(ctx, id, func(_ *store.Tx, t ticket.Ticket, _ int64) (core.Edit, error) {
		if !t.Snoozed {
			return core.Edit{Text: "It is not snoozed"}, nil
		}
		return core.Edit{Drafts: []ticket.Draft{ticket.ClearSnooze(t.ID)}, Text: "Back from snooze"}, nil
	})
}

// BringIn puts a ticket among the work again, whatever hid it: snooze, an end, spam, history.
func (s *Service) BringIn(ctx context.Context, id string) (core.Done, error) {
	return s.core.On(ctx, id, func(tx *store.Tx, t ticket.Ticket, row int64) (core.Edit, error) {
		var drafts []ticket.Draft
		if t.Snoozed {
			drafts = append(drafts, ticket.ClearSnooze(t.ID))
		}
		if t.Spam {
			moves, err := s.core.NoSpam(tx, row)
			if err != nil {
				return core.Edit{}, err
			}
			drafts = append(append(drafts, ticket.SetField(t.ID, ticket.PathSpam, false)), moves...)
		}
		if t.Status.Done() || t.History {
			seen, err := tx.NewestCustomer(row)
			if err != nil {
				return core.Edit{}, err
			}
			moves, err := s.core.Reopened(tx, row)
			if err != nil {
				return core.Edit{}, err
			}
			drafts = append(append(drafts, ticket.SetStatus(t.ID, ticket.Open, seen)), moves...)
		}
		if len(drafts) == 0 {
			return core.Edit{Text: "It is at work already"}, nil
		}
		return core.Edit{Drafts: drafts, Text: "Brought in"}, nil
	})
}

// Moment says a moment for people: the day only where it is not today, the year only where it is another.
func Moment(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	day := func(t time.Time) int { // zones aside: a day of 23 hours counts as one
		return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
	}
	switch days := day(at) - day(now); {
	case days == 0:
		return at.Format("15:04")
	case days > 0 && days < 7:
		return at.Format("Mon 15:04")
	case at.Year() == now.Year():
		return at.Format("Mon 2 Jan 15:04")
	}
	return at.Format("2 Jan 2006 15:04")
}

package agenda

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/remind"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// lookAhead is how far the next due moment is searched for; remind asks again at least each minute.
const lookAhead = 48 * time.Hour

// stale is how long after its time a reminder that nobody saw is still worth showing.
const stale = 7 * 24 * time.Hour

// Project lets tickets say what they say now: snoozes that ended, above all.
func (s *Service) Project(ctx context.Context, now time.Time) error {
	var due []string
	err := s.core.Store.Read(ctx, func(tx *store.Tx) (err error) {
		due, err = tx.DueProjections(ticket.TimeOf(now))
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	var changed store.Change
	err = s.core.Store.Write(ctx, func(tx *store.Tx) (err error) {
		changed, err = tx.Project(due...)
		return err
	})
	if err != nil {
		return fmt.Errorf("project due tickets: %w", err)
	}
	s.core.Tell(changed)
	return nil
}

// Due lists reminders whose moment has come and that are not known to have been shown: one mark says that it was about
// to be, the second that it was.
func (s *Service) Due(ctx context.Context, now time.Time) ([]remind.Reminder, error) {
	all, err := s.reminders(ctx, now.Add(-stale), now)
	if err != nil {
		return nil, err
	}
	var out []remind.Reminder
	err = s.core.Store.Read(ctx, func(tx *store.Tx) error {
		for _, r := range all {
			n, err := tx.Fired(r.Key)
			if err != nil {
				return err
			}
			if n < 2 && !r.Due.After(now) {
				out = append(out, r)
			}
		}
		return nil
	})
	return out, err
}

// Fired notes that a reminder was shown.
func (s *Service) Fired(ctx context.Context, key string, at time.Time) error {
	return s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.MarkFired(key, ticket.TimeOf(at)) })
}

// Next is the earliest moment at which something falls due or a ticket changes by itself.
func (s *Service) Next(ctx context.Context) (time.Time, bool, error) {
	now := s.core.Now()
	all, err := s.reminders(ctx, now, now.Add(lookAhead))
	if err != nil {
		return time.Time{}, false, err
	}
	var next time.Time
	earlier := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	for _, r := range all {
		earlier(r.Due)
	}
	err = s.core.Store.Read(ctx, func(tx *store.Tx) error {
		change, err := tx.NextChange()
		earlier(change.Go())
		return err
	})
	return next, !next.IsZero(), err
}

// reminders makes the occurrences that fall due in [from, to]: a meeting reminds before it begins as policy says, a
// callback at its time, a snooze when it ends. A closed ticket has none.
func (s *Service) reminders(ctx context.Context, from, to time.Time) ([]remind.Reminder, error) {
	ahead := s.core.Policy().Remind()
	longest := time.Duration(0)
	for _, a := range ahead {
		longest = max(longest, a)
	}
	var out []remind.Reminder
	err := s.core.Store.Read(ctx, func(tx *store.Tx) error {
		items, err := tx.Agenda(ticket.TimeOf(from), ticket.TimeOf(to.Add(longest)))
		if err != nil {
			return err
		}
		for _, a := range items {
			t, _, err := tx.Ticket(a.Ticket)
			if err != nil || t.Status.Done() || a.State != ticket.StateOpen || a.At.Go().Before(from) {
				continue //nolint:nilerr // its ticket is not here or over: nothing to remind of
			}
			if !s.mine(a.Owner) {
				continue
			}
			out = append(out, occurrences(a, t, ahead)...)
		}
		ended, err := tx.EndedSnoozes(ticket.TimeOf(from), ticket.TimeOf(to))
		for _, t := range ended {
			if !s.mine(t.Owner) {
				continue
			}
			out = append(out, remind.Reminder{
				Key: fmt.Sprintf("snooze %s %d", t.ID, t.SnoozedUntil), Kind: remind.Snooze, Ticket: t.ID, Due: t.SnoozedUntil.Go(),
				Title: "Back: " + t.Subject, Body: t.SnoozeNote,
			})
		}
		return err
	})
	return out, err
}

// mine tells whether what belongs to an owner is reminded of at this desk: its agent's own, that of their teams, and what
// nobody has.
func (s *Service) mine(owner string) bool {
	me := s.core.Agent()
	team, of := strings.CutPrefix(owner, "team:")
	return owner == "" || me == "" || owner == me || of && slices.Contains(s.core.Policy().TeamsOf(me), team)
}

func occurrences(a ticket.AgendaItem, t ticket.Ticket, ahead []time.Duration) []remind.Reminder {
	at := a.At.Go()
	r := remind.Reminder{Key: fmt.Sprintf("%s %d", a.Object, a.At), Kind: remind.Callback, Ticket: t.ID, Title: "Call " + who(t), Body: a.Title, Due: at}
	if a.Phone != "" {
		r.Body += ", " + a.Phone
	}
	if a.Kind == ticket.AgendaCallback {
		return []remind.Reminder{r}
	}
	var out []remind.Reminder
	for _, before := range ahead {
		m := r
		m.Kind, m.Title, m.Body = remind.Meeting, "Meeting with "+who(t), a.Title
		m.Key = fmt.Sprintf("%s %d %s", a.Object, a.At, before)
		m.Due = at.Add(-before)
		out = append(out, m)
	}
	return out
}

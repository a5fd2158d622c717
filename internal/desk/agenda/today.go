package agenda

import (
	"context"
	"fmt"
	"strings"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Today is the home screen.
type Today struct {
	Items     []Item // overdue and of today, still open
	DoneToday int
	Coming    []Coming
	Quiet     []Quiet
}

// Coming is what a later day holds, in words.
type Coming struct {
	Day  time.Time
	Text string
}

// Quiet is something real to do when nothing is due (the handbooks' idle list).
type Quiet struct {
	Kind   string // snoozed, waiting, unassigned, unresolved
	Text   string
	Action string
	Query  string // queue or search to open
	Count  int
}

const comingDays = 5

// Today gathers the home screen.
func (s *Service) Today(ctx context.Context) (Today, error) {
	now := s.core.Now().In(s.core.Zone())
	start := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, s.core.Zone())
	all, err := s.between(ctx, start, start.AddDate(0, 0, 1))
	if err != nil {
		return Today{}, err
	}
	out := Today{Items: []Item{}, Coming: []Coming{}, Quiet: []Quiet{}}
	for _, i := range all {
		if i.State == ticket.StateDone {
			out.DoneToday++
		} else {
			out.Items = append(out.Items, i)
		}
	}
	for d := 1; d <= comingDays; d++ {
		day := start.AddDate(0, 0, d)
		items, err := s.between(ctx, day, day.AddDate(0, 0, 1))
		if err != nil {
			return out, err
		}
		out.Coming = append(out.Coming, Coming{day, s.words(items, day)})
	}
	return out, s.quiet(ctx, &out)
}

// words says what a day holds: its first meeting or callback by time, the rest by number.
func (s *Service) words(items []Item, day time.Time) string {
	var parts []string
	counts := map[string]int{}
	for _, i := range items {
		if i.At.Go().Before(day) || i.State == ticket.StateDone {
			continue // overdue from before: it stands in today
		}
		if counts[i.Kind]++; counts[i.Kind] == 1 && i.Kind != "snooze" {
			parts = append(parts, fmt.Sprintf("%s %s with %s", i.Kind, i.At.Go().In(s.core.Zone()).Format("15:04"), i.Who))
		}
	}
	for _, k := range []struct{ kind, one, many string }{{"callback", "callback", "callbacks"}, {"meeting", "meeting", "meetings"}} {
		if n := counts[k.kind] - 1; n > 0 {
			parts = append(parts, plural(n, "more "+k.one, "more "+k.many))
		}
	}
	if n := counts["snooze"]; n > 0 {
		parts = append(parts, plural(n, "snooze returns", "snoozes return"))
	}
	if len(parts) == 0 {
		return "Free"
	}
	text := strings.Join(parts, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// quiet names real tickets of the queues that the idle list points to.
func (s *Service) quiet(ctx context.Context, out *Today) error {
	return s.core.Read(ctx, func(tx *store.Tx) error {
		counts, err := tx.QueueCounts()
		if err != nil {
			return err
		}
		for _, q := range []struct{ queue, kind, text, action string }{
			{ticket.QueueMentions, "mentions", "You were mentioned: %s", "Read"},
			{ticket.QueueUnassigned, "unassigned", "Without an owner: %s", "Take"},
			{ticket.QueueSnoozed, "snoozed", "Returns first: %s", "Review"},
			{ticket.QueueWaiting, "waiting", "Waiting for others: %s", "Follow up"},
			{ticket.QueueMine, "unresolved", "Waits longest for you: %s", "Dig in"},
		} {
			first, _, err := tx.QueuePage(q.queue, nil, 1)
			if err != nil {
				return err
			}
			if len(first) > 0 {
				out.Quiet = append(out.Quiet, Quiet{q.kind, fmt.Sprintf(q.text, first[0].Subject), q.action, q.queue, counts[q.queue].N})
			}
		}
		return nil
	})
}

// Find reads one item by its id.
func (s *Service) Find(ctx context.Context, id string) (Item, error) {
	var out Item
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.AgendaItem(id)
		if err != nil {
			return fault.Newf(fault.NotFound, "`deskhand agenda --json` lists their ids.", "There is no callback or meeting %s.", id)
		}
		t, _, err := tx.Ticket(a.Ticket)
		if err != nil && fault.From(err).Code != fault.NotFound {
			return err
		}
		out = item(a, t, s.core.Now())
		return nil
	})
	return out, err
}

// Of lists what is planned on a ticket.
func (s *Service) Of(ctx context.Context, id string) ([]Item, error) {
	out := []Item{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		t, row, err := tx.Ticket(id)
		if err != nil {
			return err
		}
		items, err := tx.AgendaOf(row)
		for _, a := range items {
			if a.State != ticket.StateCancelled {
				out = append(out, item(a, t, s.core.Now()))
			}
		}
		return err
	})
	return out, err
}

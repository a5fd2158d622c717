package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/ticket"
)

func (sh *shell) agendaCommand() *cobra.Command {
	day := ""
	c := &cobra.Command{
		Use:     "agenda",
		Short:   "Show the day: calls, meetings, what comes back, what is due",
		Long:    "Shows one day's callbacks, meetings and snoozes that return, what is overdue on top. The id is what callback done and\nmeeting here take.",
		Example: "  deskhand agenda\n  deskhand agenda --day tomorrow\n  deskhand agenda --day 2026-03-09 --json",
		Args:    between(0, 0),
	}
	c.Flags().StringVar(&day, "day", "today", "a `day`: today, tomorrow, a weekday, or 2026-03-09")
	c.RunE = sh.at(func(ctx context.Context, s *seat, _ []string) error {
		d, ok := parseDay(day, s.now.In(s.zone))
		if !ok {
			return usage("--day today, tomorrow, tue or 2026-03-09.", "the day %q cannot be understood", day)
		}
		items, err := s.desk.Agenda.Day(ctx, d)
		if err != nil {
			return err
		}
		s.agenda(items)
		return nil
	})
	return c
}

func (s *seat) agenda(items []agenda.Item) {
	if len(items) == 0 {
		s.nothing("Nothing is due that day.", "deskhand callback TICKET WHEN plans a call.")
		return
	}
	ids := s.shortIDs(items)
	var rows [][]span
	for n, i := range items {
		if s.json {
			s.object(i)
			continue
		}
		when := say(s.at(i.At))
		if i.Overdue {
			when = styled(red, s.at(i.At)+" overdue")
		}
		rows = append(rows, []span{when, say(i.Kind), strong(i.Title), faint(i.Who), say(i.Number), faint(ids[n]), faint(reach(i))})
	}
	s.table([]column{
		{title: "WHEN"},
		{title: "WHAT"},
		{title: "TITLE", flex: 16},
		{title: "WITH", most: 24, flex: 8, drop: 2},
		{title: "TICKET", drop: 1},
		{title: "ID", drop: 2},
		{title: "REACH", most: 40, flex: 12, drop: 3},
	}, rows)
}

// reach is how one gets at them: the number of a call, the link of a meeting.
func reach(i agenda.Item) string { return cmp.Or(i.Phone, i.Link) }

// leastID is how much of an id is shown at least.
const leastID = 5

// shortIDs are beginnings of the ids that name each of these items and no other; a snooze has none.
func (s *seat) shortIDs(items []agenda.Item) []string {
	out := make([]string, len(items))
	for n, i := range items {
		if i.Kind == "snooze" {
			continue
		}
		for size := leastID; size <= len(i.ID); size++ {
			out[n] = i.ID[:size]
			if !slices.ContainsFunc(items, func(o agenda.Item) bool { return o.ID != i.ID && strings.HasPrefix(o.ID, out[n]) }) {
				break
			}
		}
	}
	return out
}

// at is the clock for today and the day as well for another.
func (s *seat) at(t ticket.Time) string {
	if t != 0 && dayNumber(t.Go().In(s.zone)) == dayNumber(s.now.In(s.zone)) {
		return s.clock(t)
	}
	return s.stamp(t)
}

package cli

import (
	"context"
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
		Long:    "Shows one day's callbacks, meetings and snoozes that return, what is overdue on top.",
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
	var rows [][]span
	for _, i := range items {
		if s.json {
			s.object(i)
			continue
		}
		when := say(s.at(i.At))
		if i.Overdue {
			when = styled(red, s.at(i.At)+" overdue")
		}
		rows = append(rows, []span{when, say(i.Kind), strong(i.Title), faint(i.Who), say(i.Number), faint(i.Action)})
	}
	s.table([]column{
		{title: "WHEN"},
		{title: "WHAT"},
		{title: "TITLE", flex: 16},
		{title: "WITH", most: 24, flex: 8, drop: 2},
		{title: "TICKET", drop: 1},
		{title: "NEXT", drop: 3},
	}, rows)
}

// at is the clock for today and the day as well for another.
func (s *seat) at(t ticket.Time) string {
	if t != 0 && dayNumber(t.Go().In(s.zone)) == dayNumber(s.now.In(s.zone)) {
		return s.clock(t)
	}
	return s.stamp(t)
}

func (sh *shell) callbackCommand() *cobra.Command {
	var number, topic string
	c := &cobra.Command{
		Use:     "callback TICKET WHEN",
		Short:   "Plan a telephone call",
		Long:    "Plans a call and reminds of it. WHEN is plain words (\"tue 9\", \"in 2h\", \"tomorrow 9:30\") or RFC 3339.",
		Example: "  deskhand callback 7Q2M tomorrow 9:30 --number '+44 20 7946 0958' --topic 'The export'",
		Args:    between(2, -1),
	}
	c.Flags().StringVar(&number, "number", "", "the telephone `number` (default: the customer's)")
	c.Flags().StringVar(&topic, "topic", "", "what about")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		done, err := s.desk.Agenda.Callback(ctx, id, strings.Join(rest, " "), number, topic)
		return s.report(done, err)
	})
	return c
}

func (sh *shell) meetingCommand() *cobra.Command {
	return family("meeting", "Plan and attend meetings",
		"  deskhand meeting add 7Q2M tue 14:00 --title 'Walk through the export'\n  deskhand meeting list",
		sh.meetingListCommand(), sh.meetingAddCommand(), sh.meetingHereCommand())
}

func (sh *shell) meetingListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the meetings to come",
		Example: "  deskhand meeting list",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			items, err := s.desk.Agenda.Meetings(ctx)
			if err != nil {
				return err
			}
			s.meetings(items)
			return nil
		}),
	}
}

// meetings is the agenda with the ids that meeting here takes.
func (s *seat) meetings(items []agenda.Item) {
	if s.json {
		s.agenda(items)
		return
	}
	var rows [][]span
	for _, i := range items {
		rows = append(rows, []span{say(s.stamp(i.At)), strong(i.Title), faint(i.Who), say(i.Number), faint(i.ID)})
	}
	s.table([]column{
		{title: "WHEN"},
		{title: "TITLE", flex: 16},
		{title: "WITH", most: 24, flex: 8, drop: 2},
		{title: "TICKET", drop: 1},
		{title: "MEETING", drop: 3},
	}, rows)
}

func (sh *shell) meetingAddCommand() *cobra.Command {
	var title, link string
	minutes := 30
	c := &cobra.Command{
		Use:     "add TICKET WHEN",
		Short:   "Plan a meeting with a customer",
		Long:    "Plans a meeting and reminds of it. WHEN is plain words (\"tue 9\", \"tomorrow 9:30\") or RFC 3339.",
		Example: "  deskhand meeting add 7Q2M tue 14:00 --title 'Walk through the export' --minutes 15 --link https://meet.example/abc",
		Args:    between(2, -1),
	}
	c.Flags().StringVar(&title, "title", "", "its name (default: the ticket's)")
	c.Flags().StringVar(&link, "link", "", "where to join")
	c.Flags().IntVar(&minutes, "minutes", minutes, "how long")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		if minutes < 1 || minutes > 24*60 {
			return usage("--minutes 30", "--minutes %d: from 1 to 1440", minutes)
		}
		done, err := s.desk.Agenda.AddMeeting(ctx, id, strings.Join(rest, " "), title, minutes, link)
		return s.report(done, err)
	})
	return c
}

func (sh *shell) meetingHereCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "here MEETING",
		Short:   "Say that they are here",
		Long:    "Says that the customer has come, so that nothing reminds of a meeting nobody came to.",
		Example: "  deskhand meeting here 3kq7-112",
		Args:    between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			done, err := s.desk.Agenda.Act(ctx, args[0], "here")
			return s.report(done, err)
		}),
	}
}

package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/agenda"
	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

func (sh *shell) callbackCommand() *cobra.Command {
	var number, topic string
	c := &cobra.Command{
		Use:     "callback TICKET WHEN",
		Short:   "Plan a telephone call",
		Long:    "Plans a call and reminds of it. WHEN is plain words (\"tue 9\", \"in 2h\", \"tomorrow 9:30\") or RFC 3339, in the time\nzone policy.yaml gives you. done and cancel end a planned one, by its id in deskhand agenda or by its ticket.",
		Example: "  deskhand callback 7Q2M tomorrow 9:30 --number '+44 20 7946 0958' --topic 'The export'",
		Args:    between(2, -1),
	}
	c.Flags().StringVar(&number, "number", "", "the telephone `number` (default: the customer's)")
	c.Flags().StringVar(&topic, "topic", "", "what about")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		if number != "" && !telephone(number) {
			return usage("--number '+44 20 7946 0958'", "--number %q is no telephone number", number)
		}
		done, err := s.desk.Agenda.Callback(ctx, id, strings.Join(rest, " "), number, topic)
		return s.planned(done, err)
	})
	c.AddCommand(
		sh.actCommand(ticket.AgendaCallback, "done", "done CALLBACK", "Say that the call was made"),
		sh.actCommand(ticket.AgendaCallback, "cancel", "cancel CALLBACK", "Call it off"),
	)
	return c
}

// telephone says whether somebody could dial it: digits, at least three, and what is written between them.
func telephone(number string) bool {
	digits := 0
	for _, r := range number {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+ -./()x#", r):
			return false
		}
	}
	return digits >= 3 && digits <= 20
}

// planned reports what stands in the agenda now. A call or a meeting has a moment: "when they reply" is no example for it.
func (s *seat) planned(done core.Done, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Code == fault.Usage {
		told := *f
		told.Hint = strings.Replace(f.Hint, " · when they reply", "", 1)
		return &told
	}
	if !s.json {
		done.Text = s.whole(done.Text)
	}
	return s.report(done, err)
}

// actCommand carries out an action on a callback or a meeting.
func (sh *shell) actCommand(kind, action, use, short string) *cobra.Command {
	return &cobra.Command{
		Use:     use,
		Short:   short,
		Long:    short + ". It is named by its id in deskhand agenda, a beginning of it, or its ticket's number when that has only one.",
		Example: "  deskhand " + kind + " " + action + " o3KQ7\n  deskhand " + kind + " " + action + " 7Q2M",
		Args:    between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			i, err := s.plannedItem(ctx, kind, args[0])
			if err != nil {
				return err
			}
			done, err := s.desk.Agenda.Act(ctx, i.ID, action)
			return s.report(done, err)
		}),
	}
}

// plannedItem finds an open callback or meeting by its id, a beginning of it that is unique, or the number of a ticket
// that has one.
func (s *seat) plannedItem(ctx context.Context, kind, typed string) (agenda.Item, error) {
	if i, err := s.desk.Agenda.Find(ctx, typed); err == nil && i.Kind == kind {
		return i, nil
	}
	var found []agenda.Item
	if strings.HasPrefix(strings.ToLower(typed), "o") {
		all, err := s.desk.Agenda.Planned(ctx)
		if err != nil {
			return agenda.Item{}, err
		}
		for _, i := range all {
			if i.Kind == kind && open(i) && strings.HasPrefix(strings.ToUpper(i.ID), strings.ToUpper(typed)) {
				found = append(found, i)
			}
		}
	}
	if len(found) == 0 {
		if id, err := s.desk.Inbox.Resolve(ctx, typed); err == nil {
			of, err := s.desk.Agenda.Of(ctx, id)
			if err != nil {
				return agenda.Item{}, err
			}
			for _, i := range of {
				if i.Kind == kind && open(i) {
					found = append(found, i)
				}
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return agenda.Item{}, fault.Newf(fault.NotFound, "deskhand agenda shows their ids; deskhand meeting list the meetings to come.", "There is no open %s %s.", kind, typed)
	}
	f := fault.Newf(fault.Refused, "Name one by its id.", "%s could be %d %ss.", typed, len(found), kind)
	for _, i := range found {
		f.Candidates = append(f.Candidates, i.ID+"  "+s.stamp(i.At)+"  "+cleanLine(i.Title))
	}
	return agenda.Item{}, f
}

// open: neither done nor called off.
func open(i agenda.Item) bool { return i.State == ticket.StateOpen || i.State == ticket.StateHere }

func (sh *shell) meetingCommand() *cobra.Command {
	return family("meeting", "Plan and attend meetings",
		"  deskhand meeting add 7Q2M tue 14:00 --title 'Walk through the export'\n  deskhand meeting list",
		sh.meetingListCommand(), sh.meetingAddCommand(), sh.meetingTakeCommand(),
		sh.actCommand(ticket.AgendaMeeting, "here", "here MEETING", "Say that they are here, so that nothing reminds of them"),
		sh.actCommand(ticket.AgendaMeeting, "done", "done MEETING", "Say that it took place"),
		sh.actCommand(ticket.AgendaMeeting, "cancel", "cancel MEETING", "Call it off"))
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
	if len(items) == 0 {
		s.nothing("No meeting is planned.", "deskhand meeting add TICKET WHEN plans one.")
		return
	}
	ids := s.shortIDs(items)
	var rows [][]span
	for n, i := range items {
		rows = append(rows, []span{say(s.stamp(i.At)), strong(i.Title), faint(i.Who), say(i.Number), faint(ids[n]), faint(i.Link)})
	}
	s.table([]column{
		{title: "WHEN"},
		{title: "TITLE", flex: 16},
		{title: "WITH", most: 24, flex: 8, drop: 2},
		{title: "TICKET", drop: 1},
		{title: "ID", drop: 2},
		{title: "LINK", most: 40, flex: 12, drop: 3},
	}, rows)
}

func (sh *shell) meetingAddCommand() *cobra.Command {
	var title, link string
	minutes := 30
	c := &cobra.Command{
		Use:     "add TICKET WHEN",
		Short:   "Plan a meeting with a customer",
		Long:    "Plans a meeting and reminds of it. WHEN is plain words (\"tue 9\", \"tomorrow 9:30\") or RFC 3339, in the time zone\npolicy.yaml gives you.",
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
		return s.planned(done, err)
	})
	return c
}

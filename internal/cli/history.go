package cli

import (
	"context"

	"github.com/spf13/cobra"

	"deskhand/internal/ticket"
)

func (sh *shell) undoCommand() *cobra.Command {
	var anyway bool
	c := &cobra.Command{
		Use:   "undo [OP]",
		Short: "Take back my last change, or one of history",
		Long: "Takes back my last change, or the one whose OP stands in deskhand history. A mail that the window still holds back\n" +
			"to be undone counts as the last change. What somebody changed since is asked about: --anyway undoes it all the same.",
		Example: "  deskhand undo\n  deskhand undo VBSWBQYTKWPQVRTY3T6G --anyway",
		Args:    between(0, 1),
	}
	c.Flags().BoolVar(&anyway, "anyway", false, "also when somebody changed it since")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		op := ""
		if len(args) > 0 {
			op = args[0]
		}
		done, err := s.desk.Undo(ctx, op, anyway)
		return s.report(done, err)
	})
	return c
}

func (sh *shell) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "history TICKET",
		Short:   "Show who changed what, and when",
		Long:    "Shows every change of a ticket, the newest first; the last column is what deskhand undo takes.",
		Example: "  deskhand history 7Q2M\n  deskhand history 7Q2M --json | jq -r .text",
		Args:    between(1, 1),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
			changes, err := s.desk.Inbox.History(ctx, id)
			if err != nil {
				return err
			}
			s.changes(changes)
			return nil
		}),
	}
}

func (s *seat) changes(list []ticket.Change) {
	var rows [][]span
	for _, c := range list {
		if s.json {
			s.object(c)
			continue
		}
		text := say(c.Text + s.arrival(c))
		if c.Undone {
			text = faint(c.Text + s.arrival(c) + " (undone)")
		}
		rows = append(rows, []span{faint(s.stamp(c.At)), say(s.personLabel(c.By)), text, faint(c.Op)})
	}
	s.table([]column{{title: "WHEN", drop: 1}, {title: "WHO", most: 16}, {title: "WHAT", flex: 20}, {title: "OP", drop: 2}}, rows)
}

package cli

import (
	"context"

	"github.com/spf13/cobra"

	"deskhand/internal/ticket"
)

func (sh *shell) meetingTakeCommand() *cobra.Command {
	return sh.naming(&cobra.Command{
		Use:   "take MESSAGE",
		Short: "Do to the agenda what a mail's invitation asks",
		Long: "Puts the meeting of a mail's invitation into the agenda, moves it there, or takes it out. MESSAGE is the id that\n" +
			"deskhand show TICKET prints under the sender. A change or a cancellation counts only from the organizer.",
		Example: "  deskhand meeting take m4F7Q",
		Args:    between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			key, err := s.desk.Inbox.ResolveMail(ctx, args[0])
			if err != nil {
				return err
			}
			done, err := s.desk.Agenda.TakeInvite(ctx, key)
			return s.planned(done, err)
		}),
	}, func(e ticket.Entry) bool { return len(e.Invites) > 0 })
}

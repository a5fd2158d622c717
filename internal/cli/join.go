package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

func (sh *shell) mergeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "merge SURVIVOR OTHER…",
		Short: "Make several tickets one",
		Long: "Makes one ticket of several: mails, notes, callbacks and drafts of all of them stand in it. Status, owner, priority and\n" +
			"snooze are the survivor's, the first that is named. Every number goes on finding it. undo parts them again.",
		Example: "  deskhand merge 7Q2M 9FKX\n  deskhand undo",
		Args:    between(2, -1),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
			others, err := each(ctx, rest, s.desk.Inbox.Resolve)
			if err != nil {
				return err
			}
			done, err := s.desk.Work.Merge(ctx, id, others...)
			return s.report(done, err)
		}),
	}
}

// each finds what every word names.
func each(ctx context.Context, words []string, find func(ctx context.Context, typed string) (string, error)) ([]string, error) {
	out := make([]string, len(words))
	for i, typed := range words {
		var err error
		if out[i], err = find(ctx, typed); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (sh *shell) splitCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "split TICKET MESSAGE…",
		Short: "Take mails of a ticket into one of their own",
		Long: "Takes mails out of a ticket into a new one, whose number it prints. Notes, drafts and callbacks stay. What is answered\n" +
			"there comes back there. A MESSAGE is the id that show prints under its sender, or a unique beginning of it. undo puts\n" +
			"the mails back, with whatever was done on the new ticket.",
		Example: "  deskhand show 7Q2M\n  deskhand split 7Q2M m4XKD2345\n  deskhand undo",
		Args:    between(2, -1),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
			keys, err := each(ctx, rest, s.desk.Inbox.ResolveMail)
			if err != nil {
				return err
			}
			done, err := s.desk.Work.Split(ctx, id, keys...)
			return s.report(done, err)
		}),
	}
	c.ValidArgsFunction = sh.complete(func(args []string) offer {
		if len(args) == 0 {
			return offerTickets
		}
		return offerMailsOf(args[0], args[1:])
	})
	return c
}

func (sh *shell) acceptCommand() *cobra.Command {
	return sh.naming(&cobra.Command{
		Use:   "accept MESSAGE",
		Short: "Let somebody into a conversation who joined it unasked",
		Long: "Says that the sender of a mail belongs to its ticket. Who only answers into a conversation is marked as new here: an\n" +
			"answer does not go to them by itself, and what they say proves nothing. Answering them accepts them too.",
		Example: "  deskhand show 7Q2M\n  deskhand accept m4XKD2345",
		Args:    between(1, 1),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			mail, err := s.desk.Inbox.ResolveMail(ctx, args[0])
			if err != nil {
				return err //nolint:wrapcheck // already a fault for people
			}
			done, err := s.desk.Work.Accept(ctx, mail)
			return s.report(done, err)
		}),
	}, func(e ticket.Entry) bool { return e.NewHere })
}

func (sh *shell) suggestionsCommand() *cobra.Command {
	var dismiss []string
	c := &cobra.Command{
		Use:   "suggestions TICKET",
		Short: "What may belong together, or apart",
		Long: "Lists what the mail of a ticket hints at: another ticket about the same, to merge, or a mail about something else, to\n" +
			"split off. Nothing is ever joined by it alone. --dismiss says no to one, on this desk and for good.",
		Example: "  deskhand suggestions 7Q2M\n  deskhand merge 7Q2M 9FKX\n  deskhand suggestions 7Q2M --dismiss g4XKD2345",
		Args:    between(1, 1),
	}
	c.Flags().StringArrayVar(&dismiss, "dismiss", nil, "say no to the suggestion of this `ID`")
	c.RegisterFlagCompletionFunc("dismiss", sh.complete(ofFirst(offerSuggestions))) //nolint:errcheck // the flag is there
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
		t, err := s.desk.Inbox.Ticket(ctx, id)
		if err != nil {
			return err //nolint:wrapcheck // already a fault for people
		}
		for _, d := range dismiss {
			if err := s.desk.Inbox.Dismiss(ctx, id, d); err != nil {
				return err //nolint:wrapcheck // already a fault for people
			}
			if !s.json {
				s.line(strong(t.Number+"  "), say("Dismissed "+d+", on this desk"))
			}
		}
		list, err := s.desk.Inbox.Suggestions(ctx, id)
		if err != nil {
			return err //nolint:wrapcheck // already a fault for people
		}
		if len(list) == 0 && len(dismiss) == 0 {
			s.nothing("Nothing is suggested for " + t.Number + ".")
		}
		for _, g := range list {
			s.suggestion(t, g)
		}
		return nil
	})
	return c
}

func (s *seat) suggestion(t ticket.Ticket, g inbox.Suggestion) {
	if s.json {
		s.object(g)
		return
	}
	act := "deskhand merge " + t.Number + " " + g.Number
	if g.Kind == inbox.SuggestSplit {
		act = "deskhand split " + t.Number + " " + g.Message
	}
	s.line(say(cleanLine(g.Text)))
	s.line(faint("  " + strings.Join([]string{g.ID, act}, "  ")))
}

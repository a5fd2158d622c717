package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

func (sh *shell) showCommand() *cobra.Command {
	var raw, at, save string
	var full, fetch, anyway bool
	c := &cobra.Command{
		Use:   "show TICKET…",
		Short: "Show a ticket and its conversation",
		Long: "Shows the ticket, then its entries from the oldest to the newest. What is shown counts as read; --at\n" +
			"and --raw leave everything unread. --raw gives the exact bytes of the mail, cleaned only on a terminal; its id\n" +
			"stands under each mail's sender. --fetch has older and large mail come whole first. --save puts the attachments into a\n" +
			"folder instead; a file that could do harm, or is not what it says, only with --anyway. ← came in, → went out, · is a change.",
		Example: "  deskhand show 7Q2M-9FKX\n  deskhand show 7Q2M --fetch\n  deskhand show 7Q2M --at 2026-03-01\n  deskhand show 7Q2M --raw m4XKD > mail.eml\n  deskhand show 7Q2M --save ~/Downloads",
		Args:    between(1, -1),
	}
	c.Flags().StringVar(&raw, "raw", "", "the mail as it came: a `MESSAGE` by its id or a unique beginning of it")
	c.RegisterFlagCompletionFunc("raw", sh.complete(ofFirst(func(t string) offer { return offerMailsOf(t, nil) }))) //nolint:errcheck // the flag is there
	c.Flags().StringVar(&at, "at", "", "as it was at a `TIME`: 2026-03-01, \"2026-03-01 14:30\" or RFC 3339")
	c.Flags().BoolVar(&full, "full", false, "quoted text too")
	c.Flags().StringVar(&save, "save", "", "save the attachments into this `DIR`; show nothing else")
	c.Flags().BoolVar(&anyway, "anyway", false, "with --save, also those that could do harm")
	c.Flags().BoolVar(&fetch, "fetch", false, "have the server give what is here in part, and wait for it")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if save == "" && (anyway || c.Flags().Changed("save")) {
			return usage("deskhand show TICKET --save DIR", "--save needs a folder")
		}
		for n, typed := range args {
			id, err := s.desk.Inbox.Resolve(ctx, typed)
			if err != nil {
				return err
			}
			var missed error
			if fetch {
				missed = sh.fetchTicket(ctx, s, id)
			}
			if raw != "" {
				return cmp.Or(s.raw(ctx, id, typed, raw), missed)
			}
			if save != "" {
				if err := cmp.Or(s.saveFiles(ctx, id, save, anyway), missed); err != nil {
					return err
				}
				continue
			}
			if n > 0 && !s.json {
				s.blank()
			}
			if err := cmp.Or(s.show(ctx, id, typed, at, full), missed); err != nil {
				return err
			}
		}
		return nil
	})
	return c
}

// fetchTicket has the mails of a ticket come whole. What is here is shown even where that fails.
func (sh *shell) fetchTicket(ctx context.Context, s *seat, id string) error {
	g := sh.progress()
	defer g.done()
	g.show("Fetching the mail of this ticket …")
	_, err := s.desk.Inbox.FetchAll(ctx, id)
	return err //nolint:wrapcheck // already a fault for people
}

func (s *seat) show(ctx context.Context, id, typed, at string, full bool) error {
	entries, err := s.desk.Inbox.Entries(ctx, id)
	if err != nil {
		return err
	}
	t, err := s.desk.Inbox.Ticket(ctx, id)
	if err != nil {
		return err
	}
	if at != "" {
		when, err := parseMoment(at, s.zone)
		if err != nil {
			return usage("--at 2026-03-01, --at \"2026-03-01 14:30\", or RFC 3339.", "the time %q cannot be understood", at)
		}
		if t, err = s.desk.Inbox.At(ctx, id, when); err != nil {
			return err
		}
		entries = before(entries, when)
	}
	t.MergedInto = inbox.MergedInto(t, typed)
	s.conversation(t, entries, full, func(mail string) []inbox.OddLink {
		odd, _ := s.desk.Inbox.OddLinks(ctx, mail) //nolint:errcheck // a page that cannot be read shows no links either
		return odd
	})
	if at != "" || s.err != nil {
		return nil
	}
	return s.markRead(ctx, id, entries)
}

// before leaves out what came after a moment.
func before(entries []ticket.Entry, when time.Time) []ticket.Entry {
	return slices.DeleteFunc(entries, func(e ticket.Entry) bool { return e.At > ticket.TimeOf(when) })
}

// markRead: what was printed was read; of older mail only the head was.
func (s *seat) markRead(ctx context.Context, id string, entries []ticket.Entry) error {
	var unread []string
	for _, e := range entries {
		if !e.Read && e.Extent != "head" && (e.Kind == ticket.KindMessage || len(e.Mentions) > 0) {
			unread = append(unread, e.ID)
		}
	}
	if len(unread) == 0 {
		return nil
	}
	return s.desk.Inbox.MarkRead(ctx, id, unread)
}

// raw prints one mail of the ticket: the exact bytes into a file or a pipe, cleaned on a terminal.
func (s *seat) raw(ctx context.Context, id, ticketTyped, typed string) error {
	entries, err := s.desk.Inbox.Entries(ctx, id)
	if err != nil {
		return err
	}
	var keys []string
	extent := ""
	for _, e := range entries {
		if e.Kind != ticket.KindMessage || !strings.HasPrefix(strings.ToLower(e.ID), strings.ToLower(typed)) {
			continue
		}
		keys, extent = append(keys, e.ID), e.Extent
	}
	switch len(keys) {
	case 0:
		return &fault.Error{Code: fault.NotFound, Message: "This ticket has no message " + typed + ".", Hint: "deskhand show prints the id of each mail under its sender."}
	case 1:
	default:
		return &fault.Error{Code: fault.Refused, Message: typed + " is the beginning of several messages.", Hint: "Write more of the id.", Candidates: keys}
	}
	b, err := s.desk.Inbox.Raw(ctx, keys[0])
	if err != nil {
		return err
	}
	switch {
	case s.json:
		s.object(struct {
			ID  string `json:"id"`
			Raw []byte `json:"raw"` // Base64
		}{keys[0], b})
	case s.tty:
		s.text("", string(b), plain)
	default:
		s.exact(b)
	}
	if extent != "" { // a file that ends too early looks like a whole one
		what := map[string]string{"head": "the head", "part": "the beginning"}[extent]
		s.remark("Only " + what + " of this mail is here: deskhand show " + ticketTyped + " --fetch --raw " + typed + " has the rest come.")
	}
	return nil
}

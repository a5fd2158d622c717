package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/ticket"
)

// mostLooked bounds the tickets whose mails are looked through behind TAB.
const mostLooked = 20

// naming lets TAB offer the mails that a command of the Use line "… MESSAGE …" has something to do with.
func (sh *shell) naming(c *cobra.Command, fits func(ticket.Entry) bool) *cobra.Command {
	words := strings.Fields(c.Use)[1:]
	c.ValidArgsFunction = sh.complete(func(args []string) offer {
		if len(args) == 0 {
			return offerMailsWhere(fits)
		}
		return offerFor(words, len(args))
	})
	return c
}

// offerMailsWhere lists mails of the tickets that are mine, and of the newest.
func offerMailsWhere(fits func(ticket.Entry) bool) offer {
	return func(ctx context.Context, s *seat, typed string) []string {
		var out []string
		for n, t := range offerTickets(ctx, s, "") {
			number, _, _ := strings.Cut(t, "\t")
			if n == mostLooked || ctx.Err() != nil {
				break
			}
			out = append(out, mailsOf(ctx, s, number, fits)...)
		}
		return begun(typed, out)
	}
}

// offerMailsOf lists the mails of a ticket that are not named yet.
func offerMailsOf(typedTicket string, named []string) offer {
	return func(ctx context.Context, s *seat, typed string) []string {
		return begun(typed, mailsOf(ctx, s, typedTicket, func(e ticket.Entry) bool { return !slices.Contains(named, e.ID) }))
	}
}

func mailsOf(ctx context.Context, s *seat, typedTicket string, fits func(ticket.Entry) bool) []string {
	id, err := s.desk.Inbox.Resolve(ctx, typedTicket)
	if err != nil {
		return nil
	}
	entries, err := s.desk.Inbox.Entries(ctx, id)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.Kind == ticket.KindMessage && fits(e) {
			out = append(out, meaning(e.ID, e.From+" "+s.stamp(e.At)+" "+subjectLine(e.Subject)))
		}
	}
	return out
}

// offerSuggestions lists what is suggested for a ticket.
func offerSuggestions(typedTicket string) offer {
	return func(ctx context.Context, s *seat, typed string) []string {
		id, err := s.desk.Inbox.Resolve(ctx, typedTicket)
		if err != nil {
			return nil
		}
		list, err := s.desk.Inbox.Suggestions(ctx, id)
		if err != nil {
			return nil
		}
		var out []string
		for _, g := range list {
			out = append(out, meaning(g.ID, g.Kind+" "+cleanLine(g.Text)))
		}
		return begun(typed, out)
	}
}

// ofFirst offers what belongs to the ticket that is named first.
func ofFirst(of func(typedTicket string) offer) func([]string) offer {
	return func(args []string) offer {
		if len(args) == 0 {
			return none
		}
		return of(args[0])
	}
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"deskhand/internal/desk"
	"deskhand/internal/savedreply"
	"deskhand/internal/ticket"
)

// What the shell asks for behind TAB: tickets, queues, and the words of policy.yaml.

// How long a person waits behind TAB at most. All of it takes 40 ms on a quiet laptop; on a busy one what comes late is
// better than nothing.
const (
	openWithin = time.Second            // for the desk
	askWithin  = 250 * time.Millisecond // for what it answers, from when it is open: what is found by then is offered
)

// mostOffered bounds the list of tickets.
const mostOffered = 60

// offer gives what fits at a place; each is a word, or a word, a tab and what it means.
type offer func(ctx context.Context, s *seat, typed string) []string

// completions gives every command below its completions, by the words of its Use line and the names of its flags.
func (sh *shell) completions(c *cobra.Command) {
	if words := strings.Fields(c.Use); len(words) > 1 && c.ValidArgsFunction == nil && c.Args != nil {
		c.ValidArgsFunction = sh.complete(func(args []string) offer { return offerFor(words[1:], len(args)) })
	}
	offers := flagOffers()
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if o, ok := offers[f.Name]; ok {
			c.RegisterFlagCompletionFunc(f.Name, sh.complete(func([]string) offer { return o })) //nolint:errcheck // the flag is there
		}
	})
	for _, sub := range c.Commands() {
		sh.completions(sub)
	}
}

// complete opens the desk, if there is one, and asks it; nothing is asked of the person and nothing is made.
func (sh *shell) complete(at func(args []string) offer) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		o := at(args)
		if o == nil {
			return nil, cobra.ShellCompDirectiveDefault
		}
		var out []string
		if desk.Here(sh.data) {
			sh.offering = true
			options := sh.options()
			options.Passphrase = func() (string, error) { return "", errors.New("nobody is asked behind TAB") }
			opening, cancel := context.WithTimeout(cmd.Context(), cmp.Or(sh.prog.Patience, openWithin))
			defer cancel()
			err := sh.withDesk(opening, options, func(_ context.Context, s *seat) error {
				asking, cancel := context.WithTimeout(cmd.Context(), cmp.Or(sh.prog.Patience, askWithin))
				defer cancel()
				s.out = io.Discard
				out = o(asking, s, typed)
				return nil
			})
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// offerFor is what stands at a place of a Use line; nil: a file.
func offerFor(words []string, at int) offer {
	var here []string
	for _, w := range words {
		if strings.HasPrefix(w, "--") || strings.HasPrefix(w, "[--") {
			break
		}
		if w != "|" {
			here = append(here, w)
		}
	}
	if at >= len(here) {
		at = len(here) - 1
		if at < 0 || !strings.HasSuffix(strings.TrimRight(here[at], "]"), "…") {
			return none
		}
	}
	switch word := strings.Trim(here[at], "[]…"); word {
	case "TICKET", "SURVIVOR", "OTHER":
		return offerTickets
	case "NAME", "QUERY":
		switch {
		case slices.Contains(here, "[NAME"):
			return offerQueues
		case word == "QUERY":
			return offerQuery
		}
		return none
	case "AGENT|TEAM":
		return offerOwners
	case "STATUS":
		return offerStatuses
	case "+NAME", "-NAME":
		return offerTags
	case "ACCOUNT":
		return offerAccounts
	case "AGENT":
		return offerMembers
	case "DEVICE":
		return offerDevices
	case "INVITATION":
		return offerInvitations
	case "MEETING":
		return offerPlanned(ticket.AgendaMeeting)
	case "ID":
		return offerMails
	case "CALLBACK":
		return offerPlanned(ticket.AgendaCallback)
	case "FILE", "FILE|FOLDER":
		return nil
	default:
		if strings.Contains(word, "|") {
			return fixed(strings.Split(word, "|")...)
		}
	}
	return none
}

func flagOffers() map[string]offer {
	security := fixed("tls", "starttls", "none")
	return map[string]offer{
		"reason": offerReasons, "as": fixed("resolved\ta solution was given", "closed\tthey stayed silent"), "kind": fixed(ticket.NoteKinds()...),
		"no-answer": fixed("nothing-asked", "thanks", "machine", "spam", "duplicate", "information"), "agent": offerMembers,
		"saved": offerSaved(savedreply.Snippet), "template": offerSaved(savedreply.Template),
		"add": offerTags, "remove": offerTags, "imap-security": security, "smtp-security": security, "day": fixed("today", "tomorrow"),
	}
}

func none(context.Context, *seat, string) []string { return nil }

func fixed(words ...string) offer {
	return func(_ context.Context, _ *seat, typed string) []string { return begun(typed, words) }
}

// begun keeps the words that begin as what was typed.
func begun(typed string, words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return !strings.HasPrefix(strings.ToLower(w), strings.ToLower(typed))
	})
}

// meaning joins a word and what it means; what came by mail is cleaned, for the shell writes it to the terminal.
func meaning(word, text string) string { return cleanLine(word) + "\t" + cutText(cleanLine(text), 60) }

// offerTickets lists mine first, then all the desk holds, the newest first.
func offerTickets(ctx context.Context, s *seat, typed string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(t ticket.Ticket) {
		if !seen[t.Number] && strings.HasPrefix(t.Number, strings.ToUpper(typed)) && len(out) < mostOffered {
			seen[t.Number] = true
			out = append(out, meaning(t.Number, subjectOf(t)))
		}
	}
	if mine, err := s.desk.Inbox.List(ctx, ticket.QueueMine, "", page); err == nil {
		for _, t := range mine.Tickets {
			add(t)
		}
	}
	for after := ""; ; {
		r, err := s.desk.Inbox.Search(ctx, "is:any", after, page)
		if err != nil {
			return out
		}
		for _, h := range r.Hits {
			add(h.Ticket)
		}
		if after = r.Next; after == "" || len(out) >= mostOffered {
			return out
		}
	}
}

func offerQueues(ctx context.Context, s *seat, typed string) []string {
	queues, err := s.desk.Inbox.Queues(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, q := range queues {
		out = append(out, meaning(q.Name, count(q.Count, "ticket")))
	}
	return begun(typed, out)
}

func offerStatuses(_ context.Context, s *seat, typed string) []string {
	var out []string
	for _, st := range s.info.Statuses {
		out = append(out, meaning(st.ID, st.Label))
	}
	return begun(typed, out)
}

func offerTags(_ context.Context, s *seat, typed string) []string {
	sign := "+"
	if name := strings.TrimLeft(typed, "+"); name == typed && typed != "" {
		sign = "" // of --add and --remove
	}
	var out []string
	for _, t := range s.info.Tags {
		out = append(out, meaning(sign+t.ID, t.Label))
	}
	return begun(typed, out)
}

func offerReasons(_ context.Context, s *seat, typed string) []string {
	var out []string
	for _, r := range s.info.Reasons {
		out = append(out, meaning(r.ID, r.Label))
	}
	return begun(typed, out)
}

func offerMembers(_ context.Context, s *seat, typed string) []string {
	var out []string
	for _, m := range s.info.Members {
		out = append(out, meaning(m.ID, m.Name))
	}
	return begun(typed, out)
}

func offerOwners(ctx context.Context, s *seat, typed string) []string {
	out := append(offerMembers(ctx, s, typed), begun(typed, []string{"me", "nobody"})...)
	for _, t := range s.info.Teams {
		out = append(out, begun(typed, []string{meaning(t.ID, t.Label)})...)
	}
	return out
}

func offerAccounts(ctx context.Context, s *seat, typed string) []string {
	list, err := s.desk.Team.Accounts(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, a := range list {
		out = append(out, cleanLine(a.Email))
	}
	return begun(typed, out)
}

func offerPlanned(kind string) offer {
	return func(ctx context.Context, s *seat, typed string) []string {
		items, err := s.desk.Agenda.Planned(ctx)
		if err != nil {
			return nil
		}
		var out []string
		for _, i := range items {
			if i.Kind == kind && open(i) {
				out = append(out, meaning(i.ID, s.stamp(i.At)+" "+i.Title))
			}
		}
		return begun(typed, out)
	}
}

// offerMails lists the mails of the outbox.
func offerMails(ctx context.Context, s *seat, typed string) []string {
	list, err := s.desk.Compose.Mails(ctx)
	if err != nil {
		return nil
	}
	var out []string
	for _, m := range list {
		out = append(out, meaning(m.ID, m.State+" "+subjectLine(m.Subject)))
	}
	return begun(typed, out)
}

// offerSaved lists the saved replies, those of the kind that is asked for first.
func offerSaved(first savedreply.Kind) offer {
	return func(ctx context.Context, s *seat, typed string) []string {
		if _, err := os.Stat(s.desk.Reply.Dir()); err != nil {
			return nil // the first use of replies makes it, and that is not behind TAB
		}
		hits, err := s.desk.Reply.Find(ctx, "", savedreply.ModeEmail, "", mostOffered)
		if err != nil {
			return nil
		}
		var wanted, rest []string
		for _, h := range hits {
			if word := meaning(h.Reply.Name, h.Reply.Category); h.Reply.Kind == first {
				wanted = append(wanted, word)
			} else {
				rest = append(rest, word)
			}
		}
		return begun(typed, append(wanted, rest...))
	}
}

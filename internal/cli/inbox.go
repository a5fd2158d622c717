package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

// page is how many tickets are asked for at once.
const page = 100

func (sh *shell) queueCommand() *cobra.Command {
	limit := 0
	c := &cobra.Command{
		Use:   "queue [NAME | QUERY]",
		Short: "List the tickets of a queue or a query",
		Long: "Lists tickets: of a queue by its name, or whatever a query finds. Without an argument it lists the queues\n" +
			"with their counts. ● marks what is not read yet. A query knows\nfrom: to: subject: filename: tag: category: status: priority: owner: has: before: after: in: is:.",
		Example: "  deskhand queue mine\n  deskhand queue unassigned --limit 10\n  deskhand queue 'is:open tag:billing before:2026-01-01'\n  deskhand queue all --json | jq -r .number",
		Args:    between(0, -1),
	}
	c.Flags().IntVar(&limit, "limit", 0, "at most `N` tickets (default: all of a queue, 50 of a query)")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if limit < 0 {
			return usage("--limit 20", "--limit %d: at least one", limit)
		}
		if len(args) == 0 {
			return s.queues(ctx)
		}
		name, isQueue, err := s.queueName(strings.Join(args, " "))
		if err != nil {
			return err
		}
		if !isQueue {
			return s.search(ctx, name, limit, true)
		}
		return s.queue(ctx, name, limit)
	})
	return c
}

// queueName tells a queue's name or a unique beginning of it from a query. One plain word that is no queue is rather a
// slip than a query.
func (s *seat) queueName(typed string) (name string, isQueue bool, err error) {
	if name, ok := s.desk.Inbox.ResolveQueue(typed); ok {
		return name, true, nil
	}
	if strings.ContainsAny(typed, ": \"") {
		return typed, false, nil
	}
	return "", false, fault.Newf(fault.NotFound, "deskhand queue lists them. For words in mails: deskhand search "+typed,
		"There is no queue %q.", typed)
}

func (s *seat) queues(ctx context.Context) error {
	queues, err := s.desk.Inbox.Queues(ctx)
	if err != nil {
		return err
	}
	var rows [][]span
	for _, q := range queues {
		if s.json {
			s.object(q)
			continue
		}
		unread := say("")
		if q.Unread > 0 {
			unread = styled(cyan, sayf("%d unread", q.Unread).text)
		}
		rows = append(rows, []span{say(q.Label), sayf("%d", q.Count), unread, faint(q.Name)})
	}
	s.table([]column{{title: "QUEUE", flex: 10}, {title: "TICKETS", right: true}, {drop: 2}, {title: "NAME", drop: 1}}, rows)
	return nil
}

// queue walks the pages of a queue to its end or to limit.
func (s *seat) queue(ctx context.Context, name string, limit int) error {
	var all []ticket.Ticket
	for after := ""; ; {
		want := page
		if limit > 0 {
			want = min(page, limit-len(all))
		}
		p, err := s.desk.Inbox.List(ctx, name, after, want)
		if err != nil {
			return err
		}
		all = append(all, p.Tickets...)
		if after = p.Next; after == "" || limit > 0 && len(all) >= limit {
			break
		}
	}
	if len(all) == 0 {
		s.nothing("Nothing is in "+name+".", "deskhand queue shows all queues with their counts.")
	}
	s.tickets(all)
	return nil
}

func (sh *shell) searchCommand() *cobra.Command {
	limit, older := 0, false
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find tickets by the words in them",
		Long: "Finds tickets with the place that matched. Words, \"a phrase\", and\n" +
			helpRow("from: to: subject: filename:", "an address or a name, words of the subject, the name of a file") +
			helpRow("tag: category: status: priority:", "an id of policy.yaml or its beginning; several as tag:vip,trial") +
			helpRow("owner:", "an agent, a team, me or nobody") +
			helpRow("in:", "a mailbox's address, a folder (inbox, archive, sent, junk, trash or its name), a queue, a pipeline, a department or a channel: in:billing in:phone") +
			helpRow("has:", strings.Join(ticket.HasValues(), ", ")) +
			helpRow("before: after:", "a day, month or year: 2026-11-24, 2026-11, 2026; today, yesterday, monday; how long ago: 7d") +
			helpRow("is:", strings.Join(ticket.IsValues(), ", ")) +
			"A hyphen before a word, a phrase or an operator leaves out what it finds: -refund -\"by hand\" -from:mina@ -has:note.",
		Example: "  deskhand search duplicate seats\n  deskhand search 'from:mina@ is:any invoice'\n" +
			"  deskhand search invoice --older\n" +
			"  deskhand search refund --json | jq -r '.number + \" \" + .snippet'",
		Args: between(1, -1),
	}
	c.Flags().IntVar(&limit, "limit", 0, "at most `N` tickets (default 50)")
	c.Flags().BoolVar(&older, "older", false, "have the server search the older mail first, whose heads alone are here")
	c.RunE = sh.at(func(ctx context.Context, s *seat, args []string) error {
		if limit < 0 {
			return usage("--limit 20", "--limit %d: at least one", limit)
		}
		query := strings.Join(args, " ")
		if !older {
			return s.search(ctx, query, limit, true)
		}
		missed := sh.searchOlder(ctx, s, query)
		return cmp.Or(s.search(ctx, query, limit, missed != nil), missed)
	})
	return c
}

// helpRow is a line of --help in two columns; the second is wrapped so that it fits a terminal.
func helpRow(key, text string) string {
	const first, second = 35, helpWidth - 37
	return "  " + key + say(key).padding(first) + strings.Join(wrap(text, second, true), "\n  "+say("").padding(first)) + "\n"
}

// searchOlder has the servers search and fetches what they find. What is here is listed even where that fails.
func (sh *shell) searchOlder(ctx context.Context, s *seat, query string) error {
	g := sh.progress()
	g.show("Asking the server …")
	o, err := s.desk.Inbox.SearchOlder(ctx, query)
	g.done()
	switch {
	case err != nil || s.json:
	case o.Asked == 0:
		s.errs.prose("", say("The server finds no older mail that is not here whole."))
	case o.Asked == 1 && o.Found == 1:
		s.errs.prose("", say("The server finds 1 older mail; it is here whole now."))
	case o.Asked == o.Found:
		s.errs.prose("", sayf("The server finds %d older mails; all of them are here whole now.", o.Asked))
	default:
		s.errs.prose("", sayf("The server finds %s; %d of them here whole now, the newest first. Ask again for the rest.", count(o.Asked, "older mail"), o.Found))
	}
	return err //nolint:wrapcheck // already a fault for people
}

// found is how many tickets a query shows unless --limit says otherwise.
const found = 50

// search lists what a query finds; offer says that the server could be asked too.
func (s *seat) search(ctx context.Context, query string, limit int, offer bool) error {
	if limit == 0 {
		limit = found
	}
	var hits []inbox.Hit
	unindexed, heads := 0, 0
	for after := ""; ; {
		r, err := s.desk.Inbox.Search(ctx, query, after, limit-len(hits))
		if err != nil {
			return err
		}
		if len(r.Wrong) > 0 {
			return usage("deskhand search --help lists what a query knows.", "%s", strings.Join(r.Wrong, "; "))
		}
		hits, unindexed, heads = append(hits, r.Hits...), r.Unindexed, r.Heads
		if after = r.Next; after == "" || len(hits) >= limit {
			break
		}
	}
	if len(hits) == 0 {
		s.nothing("Nothing found for “"+query+"”.", s.instead(ctx, query)...)
	}
	s.hits(hits)
	if unindexed > 0 && !s.json {
		s.prose("", faint(sayf("%d messages are not indexed yet; what they say is not in this answer.", unindexed).text))
	}
	if heads > 0 && offer && !s.json {
		s.prose("", faint(count(heads, "older mail")+" are here by their heads; --older has the server search what they say."))
	}
	return nil
}

// instead are up to three queries that are like one that found nothing and find something.
func (s *seat) instead(ctx context.Context, query string) []string {
	if !s.tty || s.json {
		return nil
	}
	words := strings.Fields(query)
	var tries []string
	if len(words) > 1 {
		for _, operator := range []bool{true, false} { // the same without the last operator, then without the last word
			for n, w := range slices.Backward(words) {
				if strings.Contains(w, ":") == operator {
					tries = append(tries, strings.Join(slices.Concat(words[:n], words[n+1:]), " "))
					break
				}
			}
		}
	}
	if !strings.Contains(query, "is:") {
		tries = append(tries, query+" is:any")
	}
	if len(words) > 1 {
		tries = append(tries, words[0])
	}
	var out []string
	for _, q := range tries {
		line := "Try: deskhand search '" + q + "'"
		r, err := s.desk.Inbox.Search(ctx, q, "", 1)
		if err == nil && len(r.Hits) > 0 && !slices.Contains(out, line) && len(out) < 3 {
			out = append(out, line)
		}
	}
	if len(out) == 0 {
		out = append(out, "deskhand queue all lists every ticket; deskhand search --help lists what a query knows.")
	}
	return out
}

// hits lists what a search found, each with the place that matched.
func (s *seat) hits(hits []inbox.Hit) {
	list := make([]ticket.Ticket, len(hits))
	for i, h := range hits {
		list[i] = h.Ticket
		list[i].Snippet = h.Snippet
	}
	s.ticketsWith(list, func(n int) {
		if text := cleanLine(hits[n].Snippet); text != "" {
			s.line(say("    "), faint(text))
		}
	})
}

// tickets lists rows.
func (s *seat) tickets(list []ticket.Ticket) { s.ticketsWith(list, func(int) {}) }

func (s *seat) ticketsWith(list []ticket.Ticket, below func(row int)) {
	var rows [][]span
	for _, t := range list {
		if s.json {
			s.object(t)
			continue
		}
		rows = append(rows, s.ticketRow(t))
	}
	s.tableWith([]column{
		{},
		{title: "TICKET"},
		{title: "SUBJECT", most: 60, flex: 16},
		{title: "FROM", most: 24, flex: 12, drop: 2},
		{title: "STATUS", most: 24, flex: 11, drop: 3},
		{drop: 5},
		{title: "OWNER", most: 16, drop: 1},
		{title: "SINCE", most: 34, drop: 4},
	}, rows, below)
}

// statusOf is a ticket's status as a list shows it: what stands in no queue is not said to be open.
func (s *seat) statusOf(t ticket.Ticket) span {
	switch {
	case t.Status.Done():
	case t.Spam:
		return faint("Spam")
	case t.History:
		return faint("History")
	}
	return say(s.statusLabel(t.Status))
}

func (s *seat) ticketRow(t ticket.Ticket) []span {
	unread, subject := say(" "), say(subjectOf(t))
	if t.Unread > 0 {
		unread, subject.style = styled(cyan, "●"), bold
	}
	who := t.Contact.Name
	if who == "" {
		who = t.Contact.Email
	}
	if t.Company != nil && t.Company.Name != "" {
		who += " · " + t.Company.Name
	}
	priority := say("")
	if t.Priority == "high" || t.Priority == "urgent" {
		priority = styled(red, string(t.Priority))
	}
	owner := faint("nobody")
	if t.Owner != "" {
		owner = say(s.personLabel(t.Owner))
	}
	return []span{unread, say(t.Number), subject, faint(who), s.statusOf(t), priority, owner, s.since(t)}
}

// since is the one word about time that helps most: that a reply of ours does not go, until when it sleeps, how long the
// customer waits.
func (s *seat) since(t ticket.Ticket) span {
	switch {
	case needsPerson(t.Outbox):
		return styled(yellow, "reply "+t.Outbox)
	case t.SnoozedUntil != 0:
		return faint("snoozed until " + s.until(t.SnoozedUntil))
	case t.Snoozed:
		return faint("until they reply")
	case t.SLA != nil && t.SLA.Breached:
		return styled(red, "answer overdue")
	case t.WaitsSince != 0:
		return say("waits " + strings.TrimSuffix(s.ago(t.WaitsSince), " ago"))
	}
	return faint(s.ago(t.UpdatedAt))
}

func subjectOf(t ticket.Ticket) string {
	if s := strings.TrimSpace(t.Subject); s != "" {
		return s
	}
	return "(no subject)"
}

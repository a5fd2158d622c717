package cli

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"deskhand/internal/desk/team"
	"deskhand/internal/desk/work"
	"deskhand/internal/ticket"
)

// on makes a command whose first argument is a ticket.
func (sh *shell) on(fn func(ctx context.Context, s *seat, id string, rest []string) error) func(*cobra.Command, []string) error {
	return sh.at(func(ctx context.Context, s *seat, args []string) error {
		id, err := s.desk.Inbox.Resolve(ctx, args[0])
		if err != nil {
			return err
		}
		return fn(ctx, s, id, args[1:])
	})
}

func (sh *shell) newCommand() *cobra.Command {
	var n work.NewTicket
	var body string
	c := &cobra.Command{
		Use:     "new --subject S --from ADDRESS",
		Short:   "Make a ticket by hand",
		Long:    "Makes a ticket that came by no mail: a call, a chat, a request from inside the house.",
		Example: "  deskhand new --subject 'Seats for the new office' --from mina@northwind.example --channel phone --body-file -",
		Args:    between(0, 0),
	}
	c.Flags().StringVar(&n.Subject, "subject", "", "what it is about")
	c.Flags().StringVar(&n.From, "from", "", "the customer's `address`")
	c.Flags().StringVar(&n.Channel, "channel", "", "how it came, an id of policy.yaml (default internal)")
	c.Flags().StringVar(&body, "body-file", "", "the text: a `file`, - for standard input")
	c.RunE = sh.at(func(ctx context.Context, s *seat, _ []string) (err error) {
		if strings.TrimSpace(n.Subject) == "" || strings.TrimSpace(n.From) == "" {
			return usage("deskhand new --subject 'Seats for the new office' --from mina@northwind.example", "a new ticket needs --subject and --from")
		}
		if from, err := mail.ParseAddress(n.From); err != nil || !strings.Contains(from.Address, "@") {
			return usage("--from mina@northwind.example", "--from %q is no e-mail address", n.From)
		}
		if body != "" {
			if n.Body, err = sh.readBody(body); err != nil {
				return err
			}
		}
		done, err := s.desk.Work.New(ctx, n)
		return s.report(done, err)
	})
	return c
}

func (sh *shell) noteCommand() *cobra.Command {
	var body, kind string
	c := &cobra.Command{
		Use:     "note TICKET --body-file F|-",
		Short:   "Write an internal note; @id mentions a colleague",
		Long:    "Writes a note for the team. A note has no way to a customer. @id puts it into a colleague's Mentions.",
		Example: "  echo '@lena they asked for the March invoice too' | deskhand note 7Q2M --body-file -\n  deskhand note 7Q2M --kind summary --body-file call.md",
		Args:    between(1, 1),
	}
	c.Flags().StringVar(&body, "body-file", "", "the text: a `file`, - for standard input")
	c.Flags().StringVar(&kind, "kind", "note", "resolution, summary, question or note")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
		chosen, err := pick("kind of note", kind, ticket.NoteKinds())
		if err != nil {
			return err
		}
		text, err := sh.readBody(body)
		if err != nil {
			return err
		}
		return s.note(ctx, id, text, chosen)
	})
	return c
}

// note writes it and says what else follows from it: who will see it, who is not known, that the ticket is in progress.
func (s *seat) note(ctx context.Context, id, text, kind string) error {
	before, err := s.desk.Inbox.Ticket(ctx, id)
	if err != nil {
		return err
	}
	done, err := s.desk.Work.Note(ctx, id, text, kind)
	if err != nil {
		return err
	}
	var unknown []string
	seen := ticket.Mentions(text, func(who string) bool {
		known := slices.ContainsFunc(s.info.Members, func(m team.Named) bool { return m.ID == who })
		if !known && !slices.Contains(unknown, "@"+who) {
			unknown = append(unknown, "@"+who)
		}
		return known
	})
	if !s.json {
		for _, who := range seen {
			done.Text += ". " + s.personLabel(who) + " will see it"
		}
		done.Text += s.begun(ctx, before)
	}
	if err := s.report(done, nil); err != nil {
		return err
	}
	if len(unknown) > 0 {
		s.remark("Nobody of the team is " + strings.Join(unknown, " or ") + ", so nobody is told. policy.yaml lists who works here.")
	}
	return nil
}

// begun says that an action also set the first status a worked-on ticket has.
func (s *seat) begun(ctx context.Context, before ticket.Ticket) string {
	after, err := s.desk.Inbox.Ticket(ctx, before.ID)
	if err != nil || after.Status == before.Status {
		return ""
	}
	return ". " + s.statusLabel(after.Status) + " now"
}

func (sh *shell) assignCommand() *cobra.Command {
	var why string
	c := &cobra.Command{
		Use:     "assign TICKET AGENT|TEAM",
		Short:   "Give a ticket to a colleague or a team",
		Long:    "Gives a ticket to an agent or a team of policy.yaml; nobody takes the owner away. Whoever gets it reads the context.",
		Example: "  deskhand assign 7Q2M lena --context 'The invoice of March is wrong, see the note'\n  deskhand assign 7Q2M experts --context https://chat.example/p/123",
		Args:    between(2, 2),
	}
	c.Flags().StringVar(&why, "context", "", "what the new owner has to know: a sentence or a link")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		done, err := s.desk.Work.Assign(ctx, id, rest[0], why)
		return s.report(done, err)
	})
	return c
}

func (sh *shell) claimCommand() *cobra.Command {
	var takeOver bool
	c := &cobra.Command{
		Use:     "claim TICKET",
		Short:   "Take a ticket",
		Long:    "Makes me the owner. A colleague's ticket is refused unless --take-over says that it is meant.",
		Example: "  deskhand claim 7Q2M",
		Args:    between(1, 1),
	}
	c.Flags().BoolVar(&takeOver, "take-over", false, "also when a colleague owns it")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
		before, err := s.desk.Inbox.Ticket(ctx, id)
		if err != nil {
			return err
		}
		done, err := s.desk.Work.Claim(ctx, id, takeOver)
		if err == nil && !s.json {
			done.Text += s.begun(ctx, before)
		}
		return s.report(done, err)
	})
	return c
}

func (sh *shell) placeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "place MESSAGE inbox|archive|junk|trash",
		Short: "Move a mail to another folder of the mailbox",
		Long: "Moves one mail on the server with the next sync; undo moves it back into the inbox. It is refused where the\n" +
			"mailbox's switch is off: deskhand account set ACCOUNT --mirror archive,junk,trash. A MESSAGE is the id that show\n" +
			"prints under its sender, or a unique beginning of it. The ticket shows the mail as before; one whose only mail\n" +
			"goes into Trash is no ticket any more, until undo.",
		Example: "  deskhand show 7Q2M\n  deskhand place m4XKD2345 archive\n  deskhand undo",
		Args:    between(2, 2),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			where, err := pick("place", args[1], ticket.Places())
			if err != nil {
				return err
			}
			mail, err := s.desk.Inbox.ResolveMail(ctx, args[0])
			if err != nil {
				return err //nolint:wrapcheck // already a fault for people
			}
			done, err := s.desk.Work.Place(ctx, mail, where)
			return s.report(done, err)
		}),
	}
}

func (sh *shell) machineCommand() *cobra.Command {
	return sh.naming(&cobra.Command{
		Use:   "machine MESSAGE bounce|auto-reply|list|receipt|notification|none",
		Short: "Say whether a machine wrote a mail",
		Long: "Corrects what Deskhand made of one mail. none: a person wrote it, so that it opens its ticket and makes them wait.\n" +
			"Any other: a machine did; a ticket of nothing else stands in the queue machine. A MESSAGE is the id that show prints\n" +
			"under its sender, or a unique beginning of it.",
		Example: "  deskhand show 7Q2M\n  deskhand machine m4XKD2345 none\n  deskhand undo",
		Args:    between(2, 2),
		RunE: sh.at(func(ctx context.Context, s *seat, args []string) error {
			kind, err := pick("sort of mail", args[1], work.Verdicts())
			if err != nil {
				return err
			}
			mail, err := s.desk.Inbox.ResolveMail(ctx, args[0])
			if err != nil {
				return err //nolint:wrapcheck // already a fault for people
			}
			done, err := s.desk.Work.Machine(ctx, mail, kind)
			return s.report(done, err)
		}),
	}, func(e ticket.Entry) bool { return e.Direction == "in" })
}

func (sh *shell) priorityCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "priority TICKET low|medium|high|urgent",
		Short:   "Set the priority",
		Example: "  deskhand priority 7Q2M high",
		Args:    between(2, 2),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
			done, err := s.desk.Work.Priority(ctx, id, rest[0])
			return s.report(done, err)
		}),
	}
}

func (sh *shell) tagCommand() *cobra.Command {
	var add, remove []string
	c := &cobra.Command{
		Use:     "tag TICKET [+NAME…] [-NAME…]",
		Short:   "Add and remove tags",
		Long:    "Adds tags written +NAME and removes those written -NAME; a name is an id or label of policy.yaml.\nWithout names it prints the tags.",
		Example: "  deskhand tag 7Q2M +billing -bug",
		Args:    between(1, -1),
	}
	c.Flags().StringArrayVar(&add, "add", nil, "the same as +`NAME`")
	c.Flags().StringArrayVar(&remove, "remove", nil, "the same as -`NAME`")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		add, remove := tagNames(add), tagNames(remove)
		for _, word := range rest {
			name, plus := strings.CutPrefix(word, "+")
			if !plus || name == "" {
				return usage("deskhand tag TICKET +billing -bug", "%q: write +NAME to add a tag, -NAME to remove one", word)
			}
			add = append(add, name)
		}
		if len(add)+len(remove) == 0 {
			return s.tags(ctx, id)
		}
		done, err := s.desk.Work.Tag(ctx, id, add, remove)
		return s.report(done, err)
	})
	return c
}

func tagNames(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, strings.TrimLeft(w, "+-"))
	}
	return out
}

func (s *seat) tags(ctx context.Context, id string) error {
	t, err := s.desk.Inbox.Ticket(ctx, id)
	if err != nil {
		return err
	}
	if s.json {
		s.object(t)
		return nil
	}
	for _, tag := range t.Tags {
		s.line(say(tag), faint("  "+s.tagLabels([]string{tag})))
	}
	return nil
}

// longestName is what a ticket may be named, in characters: a line, not a letter.
const longestName = 300

func (sh *shell) renameCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "rename TICKET TEXT",
		Short:   "Give a ticket another shown name",
		Long:    "Gives a ticket another name on this desk; the Subject of its mails stays as it is.",
		Example: "  deskhand rename 7Q2M Duplicate seats on the March invoice",
		Args:    between(2, -1),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
			name := strings.Join(rest, " ")
			if n := utf8.RuneCountInString(name); n > longestName {
				return usage("Write what it is about; the rest belongs into a note.", "the name has %d characters, %d at most", n, longestName)
			}
			done, err := s.desk.Work.Rename(ctx, id, name)
			return s.report(done, err)
		}),
	}
}

func (sh *shell) snoozeCommand() *cobra.Command {
	var reason, note string
	c := &cobra.Command{
		Use:   "snooze TICKET WHEN --reason us|client|department [--note TEXT]",
		Short: "Hide a ticket until a time or an event",
		Long: "Hides a ticket until WHEN: plain words (\"tue 9\", \"in 2h\", \"tomorrow 9:30\", \"when they reply\") or RFC 3339,\n" +
			"in the time zone policy.yaml gives you. It comes back with its reason, and at once when the customer writes.\n" +
			"--reason us needs --note: what we owe them.",
		Example: "  deskhand snooze 7Q2M tue 9 --reason us --note 'They get the export'\n  deskhand snooze 7Q2M when they reply --reason client",
		Args:    between(2, -1),
	}
	c.Flags().StringVar(&reason, "reason", "", "whom we wait for: us (needs --note), client or department")
	c.Flags().StringVar(&note, "note", "", "what we wait for: a sentence or a link")
	c.RunE = sh.on(func(ctx context.Context, s *seat, id string, rest []string) error {
		if reason == "" {
			return usage("--reason us (with --note), client or department.", "a snooze needs its reason")
		}
		done, err := s.desk.Work.Snooze(ctx, id, strings.Join(rest, " "), reason, note)
		if t, terr := s.desk.Inbox.Ticket(ctx, id); err == nil && terr == nil && t.SnoozedUntil != 0 && !s.json {
			done.Text = "Snoozed until " + s.stamp(t.SnoozedUntil)
		}
		return s.report(done, err)
	})
	return c
}

func (sh *shell) unsnoozeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "unsnooze TICKET",
		Short:   "Bring a snoozed ticket back now",
		Example: "  deskhand unsnooze 7Q2M",
		Args:    between(1, 1),
		RunE: sh.on(func(ctx context.Context, s *seat, id string, _ []string) error {
			done, err := s.desk.Work.Unsnooze(ctx, id)
			return s.report(done, err)
		}),
	}
}

package cli

import (
	"context"
	"strings"

	"deskhand/internal/desk/compose"
	"deskhand/internal/mail/quote"
	"deskhand/internal/ticket"

	"github.com/spf13/cobra"
)

func (sh *shell) outboxCommand() *cobra.Command {
	return family("outbox", "See what waits to be sent, and decide what is held",
		"  deskhand outbox list\n  deskhand outbox show s4XK\n  deskhand outbox send-anyway s4XK",
		sh.outboxListCommand(), sh.outboxShowCommand(),
		sh.outboxAct("retry", "Send a waiting mail now, or one that may have gone out once more",
			"Sends a mail that waits or is held now, or an unsure one again, with the same Message-ID: whoever has it already sees one.", true),
		sh.outboxAct("edit", "Take a mail back for writing",
			"Gives the mail back as the draft it was; deskhand reply TICKET continues it.", false),
		sh.outboxAct("send-anyway", "Send a held mail as it is",
			"Sends a mail that was held because somebody wrote or acted meanwhile. What is printed by outbox show counts as seen.", true),
		sh.outboxAct("cancel", "Take a mail back", "Takes a mail that has not gone out back and keeps it as a draft.", false),
		sh.outboxAct("went", "Say that an unsure mail went out",
			"Marks an unsure mail as gone, or takes note of one that did not go to everybody.", false),
		sh.outboxAct("discard", "Throw a mail away", "Takes a mail that has not gone out back and throws it away. Its words are printed once more; for 7 days\ndeskhand reply TICKET --restore brings it back as a draft.", false),
	)
}

func (sh *shell) outboxListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List what waits, is held or may have gone out",
		Long:    "Lists the mails of the outbox with their state and why they stand there. ID is what the other commands take.",
		Example: "  deskhand outbox list\n  deskhand outbox list --json | jq -r 'select(.state == \"held\") | .id'",
		Args:    between(0, 0),
		RunE: sh.at(func(ctx context.Context, s *seat, _ []string) error {
			list, err := s.desk.Compose.Mails(ctx)
			if err != nil {
				return err
			}
			if len(list) == 0 {
				s.nothing("Nothing is in the outbox.")
			}
			s.mails(list)
			return nil
		}),
	}
}

func (sh *shell) outboxShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show a mail of the outbox, and what came since it was written",
		Long:    "Shows the mail as it goes out, why it stands where it stands, and what came on its ticket since it was begun.",
		Example: "  deskhand outbox show s4XK",
		Args:    between(1, 1),
		RunE: sh.atMail(func(ctx context.Context, s *seat, id string) error {
			d, err := s.desk.Compose.Mail(ctx, id)
			if err != nil {
				return err
			}
			s.mail(d)
			return nil
		}),
	}
}

// atMail makes a command whose argument is a mail of the outbox.
func (sh *shell) atMail(fn func(ctx context.Context, s *seat, id string) error) func(*cobra.Command, []string) error {
	return sh.at(func(ctx context.Context, s *seat, args []string) error {
		id, err := s.desk.Compose.Find(ctx, args[0])
		if err != nil {
			return err
		}
		return fn(ctx, s, id)
	})
}

// outboxAct is one decision about a mail; after some of them it goes at once.
func (sh *shell) outboxAct(action, short, long string, goes bool) *cobra.Command {
	return &cobra.Command{
		Use:     action + " ID",
		Short:   short,
		Long:    long,
		Example: "  deskhand outbox " + action + " s4XK",
		Args:    between(1, 1),
		RunE: sh.atMail(func(ctx context.Context, s *seat, id string) error {
			before, err := s.desk.Compose.Mail(ctx, id)
			if err != nil {
				return err
			}
			done, m, err := s.desk.Compose.Act(ctx, id, action)
			if err != nil {
				return err
			}
			if goes {
				return s.sendNow(ctx, id)
			}
			if s.json {
				s.object(m)
				return nil
			}
			s.line(strong(done.Number), say("  "+done.Text))
			if m.State == stateDraft && action == compose.ActDiscard {
				s.remark("It said:")
				s.errs.text("  ", ownWords(before.Text), dim)
				gone, err := s.desk.Compose.Draft(ctx, m.Draft)
				if err != nil {
					return err
				}
				s.remark(replyWords(gone.Kind, done.Number) + " --restore brings it back, for 7 days.")
			}
			if m.State == stateDraft && action != compose.ActDiscard {
				kind, err := s.kindOf(ctx, m)
				if err != nil {
					return err
				}
				s.line(faint(replyWords(kind, done.Number) + " shows it and continues it; with --send it goes."))
			}
			return nil
		}),
	}
}

// kindOf is what a mail is again that was taken back.
func (s *seat) kindOf(ctx context.Context, m compose.Mail) (string, error) {
	drafts, err := s.desk.Compose.Drafts(ctx, m.Ticket)
	for _, d := range drafts {
		if d.ID == m.Draft {
			return d.Kind, err
		}
	}
	return kindReply, err
}

// mails lists the outbox.
func (s *seat) mails(list []compose.Mail) {
	var rows [][]span
	for _, m := range list {
		if s.json {
			s.object(m)
			continue
		}
		rows = append(rows, []span{stateSpan(m.State), say(m.Number), say(subjectLine(m.Subject)), faint(strings.Join(m.To, ", ")), s.standing(m), faint(m.ID)})
	}
	s.table([]column{
		{title: "STATE"},
		{title: "TICKET"},
		{title: "SUBJECT", most: 48, flex: 20},
		{title: "TO", most: 32, flex: 18, drop: 2},
		{title: "WHY", most: 60, flex: 24, drop: 1},
		{title: "ID"},
	}, rows)
}

func subjectLine(subject string) string { return subjectOf(ticket.Ticket{Subject: subject}) }

// stateSpan is a state in its colour.
func stateSpan(state string) span {
	switch state {
	case stateHeld, stateUnsure:
		return styled(yellow, state)
	case stateSent, stateFiled:
		return styled(green, state)
	}
	return say(state)
}

// standing says why a mail stands where it stands, or when it goes.
func (s *seat) standing(m compose.Mail) span {
	var parts []string
	if m.UndoUntil > ticket.TimeOf(s.now) && m.State == stateWaiting {
		parts = append(parts, "goes at "+m.UndoUntil.Go().In(s.zone).Format("15:04:05"))
	}
	parts = append(parts, strings.TrimSuffix(m.Words, "."))
	if m.State == stateWaiting && m.Tries > 0 && m.NextTry > ticket.TimeOf(s.now) {
		parts = append(parts, "next try "+s.soon(m.NextTry))
	}
	if text := strings.Join(nonEmpty(parts), ", "); text != "" {
		return say(text)
	}
	return faint(s.ago(m.QueuedAt))
}

// mail prints one with what came since.
func (s *seat) mail(d compose.Detail) {
	m := d.Mail
	if s.json {
		s.object(mailItem{m, d.Text, filesOf(d.Files), d.Since})
		return
	}
	s.line(strong(m.Number), strong("  "+cleanLine(subjectLine(m.Subject))), faint("  "+m.ID))
	s.line(stateSpan(m.State), faint(" · queued "+s.stamp(m.QueuedAt)))
	if m.Words != "" {
		s.text("", m.Words, yellow)
	}
	s.letterHead(m.From, strings.Join(m.To, ", "), "")
	for _, r := range m.Recipients {
		if r.Code != 0 || r.Words != "" {
			s.line(styled(yellow, "  not taken: "), say(cleanLine(r.Addr)), faint("  "+cleanLine(r.Words)))
		}
	}
	s.blank()
	s.letter(d.Text)
	s.files(d.Files)
	if len(d.Since) > 0 {
		s.blank()
		s.line(strong("Since it was written:"))
		for _, e := range d.Since {
			s.blank()
			s.entry(e, false)
		}
	}
	if len(m.Actions) > 0 {
		s.blank()
		for _, line := range keysOf(m)[1:] {
			s.line(faint(line))
		}
	}
}

// letter prints the text of a mail of ours; the mail that it answers is folded.
func (s *seat) letter(text string) {
	segments := quote.Segments(text, quote.About{})
	last := len(segments) - 1
	s.text("  ", ownWords(text), plain)
	if last > 0 && segments[last].Quoted {
		s.line(faint("  … " + count(strings.Count(strings.TrimSpace(segments[last].Text), "\n")+1, "line") + " quoted"))
	}
}

// ownWords leaves out the mail that is answered.
func ownWords(text string) string {
	segments := quote.Segments(text, quote.About{})
	var own strings.Builder
	for n, g := range segments {
		if n < len(segments)-1 || !g.Quoted {
			own.WriteString(g.Text)
		}
	}
	return strings.TrimRight(own.String(), "\n")
}

// mailItem is outbox show in JSON: an outbox item with its words.
type mailItem struct {
	compose.Mail
	Text  string         `json:"text"`
	Files []fileItem     `json:"files"`
	Since []ticket.Entry `json:"since"`
}

type fileItem struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
}

func filesOf(files []compose.File) []fileItem {
	out := make([]fileItem, 0, len(files))
	for _, f := range files {
		out = append(out, fileItem{f.Name, f.Type, f.Size})
	}
	return out
}

package cli

import (
	"context"
	"strings"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
	"deskhand/internal/ticket"

	mailtext "deskhand/internal/mail/compose"
)

// Outgoing mail as people and JSON see it: a draft, a mail of the outbox, and how sending it ended.

// The states of an outgoing mail (cli.md).
const (
	stateDraft   = "draft"
	stateWaiting = "waiting"
	stateSending = "sending"
	stateSent    = "sent"
	stateFiled   = "filed"
	stateHeld    = "held"
	stateUnsure  = "unsure"
	stateSome    = "some" // of counts and marks: sent, but not to everybody
)

// draftItem is a draft with the keys of an outbox item.
type draftItem struct {
	ID      string      `json:"id"`
	Ticket  string      `json:"ticket"`
	State   string      `json:"state"`
	Reason  string      `json:"reason"`
	Tries   int         `json:"tries"`
	NextTry ticket.Time `json:"nextTry"`
	To      []string    `json:"to"`
	Subject string      `json:"subject"`
	Number  string      `json:"number"`
	Kind    string      `json:"kind"`
	From    string      `json:"from"`
	Cc      []string    `json:"cc"`
	Text    string      `json:"text"`
	Quoted  bool        `json:"quoted"`
	Files   []string    `json:"files"`
	Blanks  []string    `json:"blanks"`
}

// people reads what stands in a field of recipients.
func people(field string) []string {
	list, _ := mailtext.ParseRecipients(field) //nolint:errcheck // what is no address was told when it was saved
	out := make([]string, 0, len(list))
	for _, a := range list {
		out = append(out, a.Addr)
	}
	return out
}

// draft prints one as it would go out.
func (s *seat) draft(d compose.Draft, blanks []savedreply.Blank) {
	text := mailtext.Text(d.HTML)
	if s.json {
		item := draftItem{
			ID: d.ID, Ticket: d.Ticket, State: stateDraft, To: people(d.To), Subject: d.Subject, Number: d.Number, Kind: d.Kind,
			From: d.From, Cc: people(d.Cc), Text: text, Quoted: d.Quoted, Files: []string{}, Blanks: []string{},
		}
		for _, f := range d.Files {
			item.Files = append(item.Files, f.Name)
		}
		for _, b := range blanks {
			item.Blanks = append(item.Blanks, blankName(b))
		}
		if len(blanks) == 0 {
			item.Blanks = append(item.Blanks, d.Blanks()...)
		}
		s.object(item)
		return
	}
	s.line(strong(d.Number), strong("  "+cleanLine(d.Subject)), faint("  draft, not sent"))
	s.letterHead(d.From, d.To, d.Cc)
	s.blank()
	s.text("  ", text, plain)
	s.files(d.Files)
	if d.Quote != nil && d.Quoted {
		s.line(faint("  … " + count(d.Quote.Lines, "line") + " quoted below"))
	}
	s.blank()
	for _, a := range d.Left {
		s.line(styled(yellow, "Left out: "), say(cleanLine(a.Addr)), faint("  not of this conversation so far; --cc takes them in"))
	}
	if d.Notice != "" {
		s.text("", d.Notice, yellow)
	}
	if d.News != nil {
		s.text("", d.News.Text+" deskhand show "+d.Number+" shows it.", yellow)
	}
	for _, b := range blanks {
		s.line(styled(yellow, "Blank: "), say(blankName(b)), faint("  --var '"+blankName(b)+"=…'"))
	}
	s.nextStep(d, len(blanks) > 0)
}

// nextStep names the command that brings a draft on: sent it can be once it is for somebody and without a blank.
func (s *seat) nextStep(d compose.Draft, told bool) {
	open := d.Blanks()
	if !told {
		for _, words := range open {
			s.line(styled(yellow, "Blank: "), say(cleanLine(words)))
		}
	}
	switch {
	case told && len(open) == 0: // of an address: no blank in the text
		s.line(faint("Fill it in: the same command again, with these --var."))
	case told:
		s.line(faint("Fill it in: " + replyWords(d.Kind, d.Number) + " with these --var"))
	case len(open) > 0:
		s.line(faint("Fill it in: " + replyWords(d.Kind, d.Number) + " --var 'QUESTION=ANSWER'"))
	case strings.TrimSpace(d.To+d.Cc) == "":
		s.line(faint("Say whom it goes to: " + replyWords(d.Kind, d.Number) + " --to ADDRESS"))
	default:
		s.line(faint("Send it: " + replyWords(d.Kind, d.Number) + " --send"))
	}
}

// replyWords is the command that continues a draft: a ticket may have a forward beside its reply.
func replyWords(kind, number string) string {
	if kind == kindForward {
		number += " --forward"
	}
	return "deskhand reply " + number
}

// letterHead is who writes to whom.
func (s *seat) letterHead(from, to, cc string) {
	for _, l := range []struct{ name, text string }{{"from", from}, {"to", to}, {"cc", cc}} {
		if strings.TrimSpace(l.text) != "" {
			s.line(faint("  "+(l.name + "    ")[:6]), say(cleanLine(l.text)))
		}
	}
}

func (s *seat) files(files []compose.File) {
	for _, f := range files {
		if !f.Inline {
			s.line(say("  file  "+cleanLine(f.Name)), faint("  "+size(f.Size)))
		}
	}
}

// sendNow lets a queued mail go at once and tells how it ended.
func (s *seat) sendNow(ctx context.Context, id string) error {
	m, err := s.desk.SendNow(ctx, id)
	if err != nil {
		return waitsStill(m, err)
	}
	if s.json {
		s.object(m)
		return mailFault(m)
	}
	if err := mailFault(m); err != nil {
		return err
	}
	text := ""
	switch m.State {
	case stateSent, stateFiled:
		text = "Sent to " + strings.Join(m.To, ", ")
	case stateWaiting, stateSending:
		text = "Waits in the outbox"
	}
	s.line(strong(m.Number), say("  "+cleanLine(text)))
	if m.State == stateWaiting {
		s.text("  ", m.Words, yellow)
		goes := "It goes with the next deskhand sync, or by itself while a window is open."
		if m.NextTry > ticket.TimeOf(s.now) {
			goes = "The next try is " + s.soon(m.NextTry) + ": with deskhand sync then, or by itself while a window is open. deskhand outbox retry " + m.ID + " tries now."
		}
		s.text("", goes+" deskhand outbox cancel "+m.ID+" takes it back.", dim)
	}
	return nil
}

// waitsStill says of a send that failed on this side that the mail is in the outbox.
func waitsStill(m compose.Mail, err error) error {
	if m.State != stateWaiting {
		return err
	}
	told := *fault.From(err)
	told.Hint = strings.TrimSpace(told.Hint + " The mail waits in the outbox; deskhand sync sends it then.")
	return &told
}

// mailFault is the failure of a command that sends, where a person must decide now; nil: nothing is to be decided.
func mailFault(m compose.Mail) error {
	f := &fault.Error{Code: fault.Refused}
	switch {
	case m.State == stateHeld:
		f.Message = "Held, not sent: " + strings.TrimSuffix(m.Words, ".") + "."
		f.Hint = "It stands in the outbox. " + strings.Join(keysOf(m), "; ") + "."
		if m.Reason == "sign-in" {
			f.Code = fault.SignIn
			f.Hint = "deskhand account add with the new password; then it goes by itself."
		}
	case m.State == stateUnsure:
		f.Message = "It may have gone out: " + strings.TrimSuffix(m.Words, ".") + "."
		f.Hint = "Deskhand looks for it in Sent and never sends it again by itself. " + strings.Join(keysOf(m), "; ") + "."
	case m.Reason == stateSome:
		f.Message = "Sent, but not to everybody."
		f.Hint = "deskhand outbox went " + m.ID + " takes note of it."
		for _, r := range m.Recipients {
			if !r.Taken {
				f.Lines = append(f.Lines, strings.TrimSpace(r.Addr+"  "+cleanLine(r.Words)))
			}
		}
	default:
		return nil
	}
	return f
}

// keysOf names the commands for what can be done with a mail.
func keysOf(m compose.Mail) []string {
	says := map[string]string{
		"show": "reads it", "retry": "sends it again", "edit": "opens it for writing", "send-anyway": "sends it as it is",
		"cancel": "makes it a draft", "went": "marks it as gone", "discard": "throws it away",
	}
	var out []string
	for _, a := range append([]string{"show"}, m.Actions...) {
		if says[a] != "" {
			out = append(out, "deskhand outbox "+a+" "+m.ID+" "+says[a])
		}
	}
	return out
}

// needsPerson tells whether a mail in this state waits for a person's decision.
func needsPerson(state string) bool {
	return state == stateHeld || state == stateUnsure || state == stateSome
}

package compose

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// What a person can do with a mail of the outbox.
const (
	ActRetry      = "retry"       // send it now, or again
	ActEdit       = "edit"        // back into the composer
	ActSendAnyway = "send-anyway" // although somebody wrote
	ActCancel     = "cancel"      // not sent: a draft again
	ActWent       = "went"        // it did go out; or: noted who did not get it
	ActDiscard    = "discard"     // neither mail nor draft
)

// kindOfAct is what an action means to the outbox.
func kindOfAct(action string) (outbox.Kind, bool) {
	k, ok := map[string]outbox.Kind{
		ActRetry: outbox.Retry, ActEdit: outbox.Edit, ActSendAnyway: outbox.SendAnyway, ActCancel: outbox.Cancel, ActWent: outbox.Went, ActDiscard: outbox.Cancel,
	}[action]
	return k, ok
}

// actions are the buttons of a mail where it stands.
func actions(i outbox.Item) []string {
	switch {
	case i.State == outbox.Waiting && i.Keys > 0:
		return []string{ActRetry, ActCancel}
	case i.State == outbox.Waiting:
		return []string{ActRetry, ActEdit, ActCancel}
	case i.State == outbox.Held && i.Reason == outbox.ReasonGuard:
		return []string{ActSendAnyway, ActEdit, ActDiscard}
	case i.State == outbox.Held && i.Keys > 0:
		return []string{ActRetry, ActCancel}
	case i.State == outbox.Held:
		return []string{ActRetry, ActEdit, ActDiscard}
	case i.State == outbox.Unsure:
		return []string{ActWent, ActRetry}
	case i.Reason == outbox.ReasonSome && !i.Settled:
		return []string{ActWent}
	}
	return []string{}
}

// shown is a stored mail as it is shown.
func (s *Service) shown(tx *store.Tx, m store.OutboxMail) Mail {
	i := itemOf(m)
	out := Mail{
		ID: m.ID, Ticket: m.Ticket, State: m.State, Reason: m.Reason, Tries: m.Tries, To: []string{}, Subject: m.Subject, Words: m.Words,
		QueuedAt: m.Queued, ChangedAt: m.Changed, Size: m.Size, From: m.Sender, Actions: actions(i), Recipients: []Recipient{}, Resolves: m.Closing != "", Draft: m.Draft, Account: m.Account,
	}
	if due, ok := i.Due(); ok && i.State == outbox.Waiting {
		out.NextTry = ticket.TimeOf(due)
	}
	if m.Undo && i.State == outbox.Waiting && m.NotBefore > ticket.TimeOf(s.core.Now()) {
		out.UndoUntil = m.NotBefore
	}
	var people []mail.Address
	for _, r := range m.To {
		out.To = append(out.To, r.Addr)
		out.Recipients = append(out.Recipients, Recipient(r))
		people = append(people, mail.Address{Addr: r.Addr})
	}
	if d, err := tx.Draft(m.Draft); err == nil { // it stays as long as somebody may write on
		to, cc, _, _ := typed(d.To, d.Cc)
		people, out.Snippet, out.From = slices.Concat(to, cc), d.Text, d.From
	}
	out.Who = whoAll(people)
	if t, _, err := tx.Ticket(m.Ticket); err == nil {
		out.Ticket, out.Number = t.ID, t.Number
	}
	return out
}

// Mails lists what waits in the outbox for something or somebody, the oldest first.
func (s *Service) Mails(ctx context.Context) ([]Mail, error) {
	out := []Mail{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		open, err := tx.OpenMails()
		for _, m := range open {
			out = append(out, s.shown(tx, m))
		}
		return err
	})
	return out, err
}

func findMail(tx *store.Tx, id string) (store.OutboxMail, error) {
	m, err := tx.Mail(id)
	if f := fault.From(err); f != nil && f.Code == fault.NotFound {
		return m, fault.Newf(fault.NotFound, "`deskhand outbox list` shows what is there.", "There is no mail %s in the outbox.", id)
	}
	return m, err
}

func (s *Service) one(ctx context.Context, id string) (out Mail, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := findMail(tx, id)
		out = s.shown(tx, m)
		return err
	})
	return out, err
}

// before is how many messages are shown above the news.
const before = 3

// Mail shows one mail with what it says, what came since it was sent, and what it answers.
func (s *Service) Mail(ctx context.Context, id string) (Detail, error) {
	out := Detail{Files: []File{}, Since: []ticket.Entry{}, Before: []ticket.Entry{}}
	var f found
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := findMail(tx, id)
		if err != nil {
			return err
		}
		out.Mail = s.shown(tx, m)
		_, row, err := tx.Ticket(m.Ticket)
		if err != nil {
			return err
		}
		f, err = s.news(tx, row, marks{m.SeenRaw, m.SeenOp, m.SeenAt, m.Action})
		return err
	})
	if err != nil {
		return Detail{}, err
	}
	raw := s.core.Store.MailRaw(ctx, id)
	defer raw.Close() //nolint:errcheck // only read
	parsed := mail.ParseReader(raw, out.Mail.Size)
	out.HTML, out.Text = parsed.HasHTML, parsed.Text
	for _, a := range parsed.Attachments {
		out.Files = append(out.Files, File{ID: id + ":" + a.Path, Name: a.Name, Type: a.Type, Size: a.Size, Inline: a.Inline, CID: a.ContentID})
	}
	entries, err := s.o.Entries(ctx, out.Mail.Ticket)
	if err != nil {
		return Detail{}, err
	}
	out.Since = f.entries(entries)
	for _, e := range entries {
		if e.Kind == ticket.KindMessage && e.MessageID != parsed.MessageID && !slices.ContainsFunc(out.Since, func(o ticket.Entry) bool { return o.ID == e.ID }) {
			out.Before = append(out.Before, e)
		}
	}
	out.Before = out.Before[max(0, len(out.Before)-before):]
	return out, nil
}

// HTMLOf is an outgoing mail as the frame may show it, on light paper or dark; its pictures are those of its draft.
func (s *Service) HTMLOf(ctx context.Context, id string, dark bool) (sanitize.Result, error) {
	var size int64
	pictures := map[string]string{}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := findMail(tx, id)
		if err != nil {
			return err
		}
		size = m.Size
		files, err := tx.DraftFiles(m.Draft)
		for _, f := range files {
			if f.CID != "" {
				pictures[strings.ToLower(f.CID)] = draftFiles + f.ID
			}
		}
		return err
	})
	if err != nil {
		return sanitize.Result{}, err
	}
	raw := s.core.Store.MailRaw(ctx, id)
	defer raw.Close() //nolint:errcheck // only read
	if page, ok := mail.HTML(raw); ok {
		return sanitize.HTML(page, sanitize.Options{Dark: dark, ImageURL: func(cid string) string { return pictures[strings.ToLower(cid)] }}), nil
	}
	again := s.core.Store.MailRaw(ctx, id)
	defer again.Close() //nolint:errcheck // only read
	return sanitize.PlainResult(mail.ParseReader(again, size).Text), nil
}

// Find finds the mail that a person named, by its id or the beginning of it.
func (s *Service) Find(ctx context.Context, typed string) (id string, err error) {
	var found []string
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		found, err = tx.FindMail(typed)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", fault.Newf(fault.NotFound, "`deskhand outbox list` shows what is there.", "There is no mail %s in the outbox.", typed)
	case len(found) > 1:
		e := fault.Newf(fault.Refused, "Type more of it: "+strings.Join(found, ", "), "%s could be %d mails.", typed, len(found))
		e.Candidates = found
		return "", e
	}
	return found[0], nil
}

// State counts the outbox.
func (s *Service) State(ctx context.Context) (State, error) {
	var n map[string]int
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.OutboxCounts()
		return err
	})
	return State{n["waiting"], n["sending"], n["sent"], n["held"], n["unsure"], n["some"]}, err
}

// Leaving says what quitting leaves in the outbox, empty where nothing waits.
func (s *Service) Leaving(ctx context.Context) (string, error) {
	n, err := s.State(ctx)
	switch waits := n.Waiting + n.Sending; {
	case err != nil || waits == 0:
		return "", err
	case waits == 1:
		return "1 reply waits to be sent; it leaves when Deskhand runs again.", nil
	default:
		return fmt.Sprintf("%d replies wait to be sent; they leave when Deskhand runs again.", waits), nil
	}
}

package compose

import (
	"context"
	"html"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	letters "deskhand/internal/mail/compose"
	"deskhand/internal/mail/link"
	"deskhand/internal/store"
)

const (
	maxMailto  = 10  // addresses of one link: nobody who means well names more
	maxSubject = 200 // runes
)

// Begun is the reply that a mail's link began, and what to say of it.
type Begun struct {
	Draft Draft
	Text  string
}

// OpenMailto opens a reply on the ticket of the mail that holds a mailto link, to the link's address. A blank one takes
// its subject and, as plain text, its body; in one that somebody is writing the address joins those in To and nothing
// else changes. Copies, blind copies and files of a link are left out. It sends nothing.
func (s *Service) OpenMailto(ctx context.Context, key string, l link.Draft) (Begun, error) {
	var ticketID string
	var to []mail.Address
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(key)
		if err != nil {
			return err
		}
		us, err := s.senders(tx)
		if err != nil {
			return err
		}
		ticketID = m.Ticket
		to, err = mailtoPeople(l.To, us)
		return err
	})
	if err != nil {
		return Begun{}, err
	}
	d, err := s.Open(ctx, ticketID, Reply, key)
	if err != nil {
		return Begun{}, err
	}
	e := Edit{ID: d.ID, Kind: d.Kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: d.HTML, Quoted: d.Quoted, Base: d.Base}
	out := Begun{Text: "This reply goes to " + showAll(to)}
	if d.Blank {
		e.To, e.Cc = showAll(to), ""
		if subject := plainSubject(l.Subject); subject != "" {
			e.Subject = subject
		}
		e.HTML = paragraphs(l.Body)
	} else {
		e.To = joined(d.To, to)
		out.Text = "The reply that is being written here goes to " + showAll(to) + " too"
	}
	if _, err := s.Save(ctx, e); err != nil {
		return Begun{}, err
	}
	s.core.Tell(store.Change{Tickets: []string{ticketID}})
	out.Draft, err = s.Draft(ctx, d.ID)
	return out, err
}

// mailtoPeople are whom a link writes to: few, well written, and not us.
func mailtoPeople(list []string, us senders) ([]mail.Address, error) {
	if len(list) > maxMailto {
		return nil, fault.Newf(fault.Refused, "Press r to answer, and type whom it is for.", "The link writes to %d addresses at once.", len(list))
	}
	to, err := letters.ParseRecipients(strings.Join(list, ", "))
	if err != nil || len(to) == 0 {
		return nil, fault.New(fault.Refused, "The link's address is none that a mail can go to.", "Press r to answer, and type whom it is for.")
	}
	ours := func(a mail.Address) bool { return us.ours(a.Addr) }
	if slices.ContainsFunc(to, ours) {
		to = slices.DeleteFunc(to, ours)
		if len(to) == 0 {
			return nil, fault.New(fault.Refused, "The link writes to ourselves.", "Press r to answer the customer.")
		}
	}
	return to, nil
}

// joined adds people to a typed list, each once; what is half typed there stays.
func joined(typedTo string, more []mail.Address) string {
	there, _ := letters.ParseRecipients(typedTo) //nolint:errcheck // what is no address yet is told where it stands
	out := strings.TrimRight(strings.TrimSpace(typedTo), ",; ")
	for _, a := range more {
		if in(a, there) {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += show(a)
	}
	return out
}

func plainSubject(text string) string {
	words := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(words[:min(len(words), maxSubject)]))
}

// paragraphs writes plain text as the composer does; nothing of it is markup.
func paragraphs(text string) string {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text))
	if text == "" {
		return ""
	}
	var b strings.Builder
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.Trim(part, "\n"); part != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(part), "\n", "<br>") + "</p>")
		}
	}
	return b.String()
}

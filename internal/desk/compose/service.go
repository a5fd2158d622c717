package compose

import (
	"context"
	"strings"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/mail"
	"deskhand/internal/mail/sender"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Options are what the desk hands in.
type Options struct {
	Parsed  func(tx *store.Tx, m store.Message) *mail.Message // a mail as it was read; it must not be changed
	Entries func(ctx context.Context, ticketID string) ([]ticket.Entry, error)
	Sender  func(tx *store.Tx, mails []store.Message, key string) (*sender.Verdict, error) // who wrote one mail of a conversation; nil: nobody tells
	Delay   func(ctx context.Context) time.Duration                                        // the undo delay that the person has set
	Told    func()                                                                         // the outbox is another, after the commit
	Fetch   func(ctx context.Context, key string) error                                    // has a mail fetched of which a part is here; nil: none can be
	Left    func(ctx context.Context, ticket string)                                       // a mail on it is written no more; nil: nobody asks
	Saved   SavedReplies                                                                   // what is to be said of saved replies in a mail; nil: nothing
}

// SavedReplies watches over what saved replies bring into a mail.
type SavedReplies interface {
	// Doubts tells why to look twice at a mail with saved replies of these names in it; empty: nothing.
	Doubts(tx *store.Tx, names []string, body string) (string, error)
	// Sent says that a mail with them went out.
	Sent(tx *store.Tx, names []string) error
}

// Service writes mails and keeps the outbox.
type Service struct {
	core *core.Core
	o    Options
}

// New makes the service.
func New(c *core.Core, o Options) *Service { return &Service{c, o} }

// left says that a mail on a ticket is written no more.
func (s *Service) left(ctx context.Context, ticket string) {
	if s.o.Left != nil {
		s.o.Left(ctx, ticket)
	}
}

// stored is a draft's kind as the store knows it: reply and reply-all are one.
func stored(kind string) (name, detail string) {
	switch kind {
	case ReplyAll:
		return Reply, "all"
	case Forward:
		return Forward, ""
	}
	return Reply, ""
}

// shownKind is the other way round.
func shownKind(d store.Draft) string {
	if d.Kind == Reply && d.Detail == "all" {
		return ReplyAll
	}
	return d.Kind
}

// firstWords is the beginning of a text on one line, for lists.
func firstWords(text string) string {
	const most = 140
	text = strings.Join(strings.Fields(text), " ")
	n := 0
	for i := range text {
		if n == most {
			return text[:i]
		}
		n++
	}
	return text
}

package compose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/mail"
	"deskhand/internal/outbox"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Prepared is a mail whose bytes are made: In puts it into the outbox.
type Prepared struct {
	s      *Service
	o      SendOptions
	delay  time.Duration
	draft  store.Draft
	files  []store.DraftFile
	people []mail.Address
	mail   store.OutboxMail
	rest   []byte
}

// errMoved says that a draft is not what it was when its mail was made.
var errMoved = errors.New("the draft was changed meanwhile")

// Prepare checks a draft and makes its mail: Message-ID, Date and bytes are fixed here. Nothing of it is on its way yet.
// The refusal's Field says what of the composer it is about; that of somebody having written meanwhile asks.
func (s *Service) Prepare(ctx context.Context, draft string, o SendOptions) (*Prepared, error) {
	p := &Prepared{s: s, o: o}
	if p.delay = s.o.Delay(ctx); o.Delay != nil {
		p.delay = *o.Delay
	}
	var r *ready
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, draft)
		if err != nil {
			return err
		}
		if err := open(d); err != nil {
			return err
		}
		if r, err = s.ready(ctx, tx, d); err != nil {
			return err
		}
		return s.ask(tx, r, d, o)
	})
	if err != nil {
		return nil, err
	}
	id := store.NewMailID()
	bytes, err := s.make(ctx, id, r.letter)
	if err != nil {
		return nil, fault.From(err)
	}
	p.draft, p.files, p.rest = r.draft, r.files, bytes.rest
	p.people = slices.Concat(r.letter.To, r.letter.Cc)
	p.mail = store.OutboxMail{
		ID: id, Account: r.account.ID, Ticket: r.draft.Anchor, State: string(outbox.Draft), Sender: r.letter.From.Addr, Subject: r.letter.Subject,
		MessageID: bytes.messageID, Key: bytes.key, Size: bytes.size, Begun: r.draft.BegunAt, Draft: r.draft.ID,
	}
	for _, a := range p.people {
		p.mail.To = append(p.mail.To, store.OutboxRecipient{Addr: a.Addr})
	}
	return p, nil
}

// open: only an open draft can be sent.
func open(d store.Draft) error {
	if d.Outbox != "" {
		return onItsWay()
	}
	if d.Discarded {
		return fault.New(fault.Refused, "This draft was discarded.", "Bring it back first.")
	}
	return nil
}

// ask refuses to send past what somebody should know first: news, and doubts about who gets the mail or what stands in it.
// They are asked about together, since one yes answers all.
func (s *Service) ask(tx *store.Tx, r *ready, d store.Draft, o SendOptions) error {
	news := s.askNews(tx, r.talk.row, d, o)
	f := fault.From(news)
	if o.Anyway || news != nil && !f.Ask {
		return news
	}
	doubts, hint, err := s.doubted(tx, r, d)
	if err != nil || doubts == "" {
		return errors.Join(err, news)
	}
	e := fault.New(fault.Refused, doubts, hint)
	e.Ask, e.Field = true, FieldNews
	if news != nil {
		e.Message, e.Hint = f.Message+" "+doubts, f.Hint
	}
	return e
}

// askNews refuses to send a mail past something that nobody here has read.
func (s *Service) askNews(tx *store.Tx, row int64, d store.Draft, o SendOptions) error {
	if o.Anyway {
		return nil
	}
	f, err := s.news(tx, row, marks{d.SeenRaw, d.SeenOp, d.SeenAt, ""})
	if err != nil || !f.unread {
		return err
	}
	e := fault.New(fault.Refused, f.words("began this reply"), "Read it, and send all the same if nothing changes (--anyway).")
	e.Ask, e.Field = true, FieldNews
	return e
}

// In puts the mail into the outbox, in the transaction of an action: the bytes that are not there yet, its row, and the
// draft becomes the mail's. drafts are the ops of the action, those of ending the ticket, if it ends with the mail, among
// them: they are taken back where the mail does not go. After the commit comes Went.
func (p *Prepared) In(tx *store.Tx, end ...ticket.Draft) (drafts []ticket.Draft, m store.OutboxMail, err error) {
	d, err := findDraft(tx, p.draft.ID)
	if err == nil {
		err = open(d)
	}
	if err != nil {
		return nil, m, err
	}
	files, err := tx.DraftFiles(d.ID)
	if err != nil {
		return nil, m, err
	}
	if !same(d, p.draft) || !slices.Equal(files, p.files) {
		e := fault.New(fault.Refused, "The mail was changed in another window.", "Look at it, and send it again.")
		e.Err = errMoved
		return nil, m, e
	}
	t, row, err := tx.Ticket(d.Anchor)
	if err != nil {
		return nil, m, err
	}
	if t.Frozen != "" {
		return nil, m, core.Frozen()
	}
	if err := p.s.askNews(tx, row, d, p.o); err != nil {
		return nil, m, err
	}
	if drafts, err = p.s.begins(tx, t, row, p.o, len(end) > 0); err != nil {
		return nil, m, err
	}
	drafts = append(drafts, end...)
	m = p.mail
	if m.SeenRaw, m.SeenAt, m.SeenOp, err = tx.SeenOf(row); err != nil {
		return nil, m, err
	}
	now := p.s.core.Now()
	item, err := outbox.Apply(itemOf(m), outbox.Event{Kind: outbox.Queue, At: now, NotBefore: now.Add(p.delay), Undo: p.delay > 0})
	if err != nil {
		return nil, m, fmt.Errorf("queue the mail: %w", err)
	}
	m = with(m, item)
	if len(drafts) > 0 {
		m.Action = drafts[0].ID
	}
	if len(end) > 0 {
		m.Closing = m.Action
	}
	return drafts, m, errors.Join(tx.AppendMailRaw(m.ID, p.rest), tx.PutMail(m), tx.DraftBecomes(d.ID, m.ID))
}

// begins are the ops that sending implies: an unowned ticket is the sender's, and a new one is in progress.
func (s *Service) begins(tx *store.Tx, t ticket.Ticket, row int64, o SendOptions, ends bool) ([]ticket.Draft, error) {
	var out []ticket.Draft
	me := s.core.Agent()
	if t.Owner == "" && s.core.Policy().OwnerMay(me, t.Channel) {
		records, err := tx.RecordsOf(row)
		if err != nil {
			return nil, err
		}
		out = append(out, ticket.ClaimOwner(t.ID, me, journal.Fold(records).Stamp(ticket.PathOwner)))
	}
	if !ends { // what ends now need not be in progress first
		seen, err := tx.NewestCustomer(row)
		if err != nil {
			return nil, err
		}
		out = append(out, s.core.Begun(t, seen)...)
	}
	if why := strings.TrimSpace(o.Why); o.Anyway && why != "" {
		out = append(out, ticket.AddNote(t.ID, "note", "Sent all the same: "+why, nil))
	}
	return out, nil
}

// Text is the toast's: "Sending to Marco in 10 s".
func (p *Prepared) Text() string {
	text := "Sending to " + whoAll(p.people)
	if p.delay > 0 {
		text += fmt.Sprintf(" in %d s", int(p.delay.Round(time.Second)/time.Second))
	}
	return text
}

func whoAll(list []mail.Address) string {
	switch len(list) {
	case 0:
		return "nobody"
	case 1:
		return who(list[0])
	case 2:
		return who(list[0]) + " and " + who(list[1])
	}
	return fmt.Sprintf("%s and %d more", who(list[0]), len(list)-1)
}

// Send puts a draft into the outbox: once, whoever presses the key and however often. It is on the disk when this
// returns, and leaves behind the undo delay.
func (s *Service) Send(ctx context.Context, draft string, o SendOptions) (Queued, error) {
	for try := 0; ; try++ {
		p, err := s.Prepare(ctx, draft, o)
		if err != nil {
			return Queued{}, fault.From(err)
		}
		var m store.OutboxMail
		out, err := s.core.On(ctx, p.draft.Anchor, func(tx *store.Tx, _ ticket.Ticket, _ int64) (core.Edit, error) {
			drafts, mail, err := p.In(tx)
			m = mail
			return core.Edit{Drafts: drafts, Text: p.Text()}, err
		})
		if errors.Is(err, errMoved) && try < 3 {
			continue // a pause's save came in between: what it kept goes
		}
		if err != nil {
			return Queued{}, err
		}
		return p.Went(ctx, m, out), nil
	}
}

// Went tells what was sent, after its commit, and has the outbox looked at.
func (p *Prepared) Went(ctx context.Context, m store.OutboxMail, d core.Done) Queued {
	d.Mail = m.ID
	if m.Undo {
		d.UndoUntil, d.Undo = m.NotBefore, true
	}
	p.s.core.Tell(store.Change{Tickets: []string{d.Ticket}})
	p.s.o.Told()
	p.s.left(ctx, d.Ticket)
	out := Queued{Done: d, UndoUntil: d.UndoUntil}
	view, err := p.s.one(ctx, m.ID)
	if err != nil { // it is queued all the same
		view = Mail{ID: m.ID, Ticket: d.Ticket, Number: d.Number, State: m.State, Subject: m.Subject}
	}
	out.Mail = view
	return out
}

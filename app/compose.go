package app

import (
	"deskhand/internal/desk/closing"
	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

// Compose is the answer: drafts, the outbox, saved replies.
type Compose struct{ h *host }

// Draft opens the draft of a ticket, or begins one.
func (c *Compose) Draft(ticket, kind, parent string) (DraftView, error) {
	d, err := c.h.desk.Compose.Open(c.h.ctx, ticket, kind, parent)
	return c.h.draftView(d), fail(err)
}

// SaveDraft keeps what is typed.
func (c *Compose) SaveDraft(d DraftSave) (DraftSaved, error) {
	s, err := c.h.desk.Compose.Save(c.h.ctx, compose.Edit{
		ID: d.ID, Kind: d.Kind, From: d.From, To: d.To, Cc: d.Cc, Subject: d.Subject, HTML: d.HTML, Quoted: d.Quoted, Saved: d.Saved, Base: d.Base,
	})
	return DraftSaved{
		ID: s.ID, SavedAt: int64(s.SavedAt), Outside: s.Outside, BadTo: s.BadTo, BadCc: s.BadCc, Base: s.Base, Other: otherView(s.Other),
	}, fail(err)
}

// DiscardDraft puts a draft away; RestoreDraft brings it back.
func (c *Compose) DiscardDraft(id string) (Done, error) {
	return done(c.h.desk.Compose.Discard(c.h.ctx, id))
}

// RestoreDraft brings a draft back that was put away.
func (c *Compose) RestoreDraft(id string) (DraftView, error) {
	d, err := c.h.desk.Compose.Restore(c.h.ctx, id)
	return c.h.draftView(d), fail(err)
}

// Send puts a draft into the outbox, with resolve together with its ticket's close. What stops it is a result: the
// composer shows it where it is to be mended.
func (c *Compose) Send(id string, resolve, anyway bool) (SendResult, error) {
	if resolve {
		return c.sendAndResolve(id, anyway)
	}
	q, err := c.h.desk.Compose.Send(c.h.ctx, id, compose.SendOptions{Anyway: anyway})
	if err != nil {
		return c.unsent(id, err)
	}
	return SendResult{Mail: q.Mail.ID, Text: q.Done.Text, UndoUntil: int64(q.UndoUntil)}, nil
}

func (c *Compose) sendAndResolve(id string, anyway bool) (SendResult, error) {
	if !anyway { // what was agreed to an hour ago is not what came since
		c.h.agreed.Store(nil)
	}
	d, err := c.h.desk.Compose.Draft(c.h.ctx, id)
	if err != nil {
		return SendResult{}, fail(err)
	}
	if err := d.Unfilled(); err != nil { // before the checklist is asked for a mail that cannot go
		return c.unsent(id, err)
	}
	did, err := c.h.desk.Closing.Close(c.h.ctx, d.Ticket, closing.Request{
		As: ticket.Resolved, Send: id, How: closing.SendOptions{Anyway: anyway},
	})
	if err != nil {
		if anyway { // the close dialog asks about lines only: who wrote was agreed to here
			c.h.agreed.Store(&id)
		}
		return c.unsent(id, err)
	}
	return SendResult{Mail: did.Mail, Text: did.Text, UndoUntil: int64(did.UndoUntil)}, nil
}

// agreedTo says that the person sends this draft although somebody wrote.
func (h *host) agreedTo(draft string) bool {
	id := h.agreed.Load()
	return draft != "" && id != nil && *id == draft
}

// unsent tells why nothing was sent: a question, something to mend, or an error.
func (c *Compose) unsent(id string, err error) (SendResult, error) {
	f := fault.From(err)
	switch {
	case len(f.Lines) > 0:
		return SendResult{Ask: "lines", Text: f.Message}, nil
	case f.Field == compose.FieldNews:
		d, err := c.h.desk.Compose.Draft(c.h.ctx, id)
		out := SendResult{Ask: "news", Text: f.Message, News: c.h.newsView(d.Ticket, d.News)}
		if out.News != nil {
			out.News.Text = f.Message // it may say more than who wrote
		} else {
			out.News = &NewsView{Text: f.Message, Entries: []EntryView{}}
		}
		return out, fail(err)
	case f.Code == fault.Internal || f.Code == fault.NotFound:
		return SendResult{}, fail(err)
	}
	said := failed(f)
	return SendResult{Problem: said.Message, Hint: said.Hint, Field: f.Field}, nil
}

// PickFiles asks for files and attaches them.
func (c *Compose) PickFiles(draft string, pictures bool) ([]FileView, error) {
	s := c.h.shown()
	if s == nil {
		return []FileView{}, nil
	}
	paths, err := s.OpenFiles(pictures)
	if err != nil {
		return []FileView{}, fail(err)
	}
	list, err := c.h.attach(draft, paths, pictures)
	return list, fail(err)
}

// TakeDropped attaches files that were let go over the window.
func (c *Compose) TakeDropped(draft, token string) ([]FileView, error) {
	paths, err := c.h.drops.take(token)
	if err != nil {
		return []FileView{}, fail(err)
	}
	list, err := c.h.attach(draft, paths, false)
	return list, fail(err)
}

// RemoveFile takes a file out of a draft.
func (c *Compose) RemoveFile(draft, id string) error {
	return fail(c.h.desk.Compose.RemoveFile(c.h.ctx, draft, id))
}

const maxPeople = 50

// People finds those whom one wrote with.
func (c *Compose) People(query string, limit int) ([]AddressView, error) {
	list, err := c.h.desk.Compose.People(c.h.ctx, query, min(max(limit, 1), maxPeople))
	return addressViews(list), fail(err)
}

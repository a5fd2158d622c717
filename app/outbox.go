package app

import (
	"time"

	"deskhand/internal/desk/compose"
	"deskhand/internal/desk/fault"
	"deskhand/internal/ticket"
)

// outboxPrefix begins the address of an outgoing mail's preview.
const outboxPrefix = "/outbox/"

// Outbox lists what waits for something or somebody.
func (c *Compose) Outbox() ([]MailView, error) {
	list, err := c.h.desk.Compose.Mails(c.h.ctx)
	out := make([]MailView, 0, len(list))
	for _, m := range list {
		out = append(out, mailView(m))
	}
	return out, fail(err)
}

// OutboxMail reads one with what it says and what happened around it.
func (c *Compose) OutboxMail(id string) (MailDetail, error) {
	d, err := c.h.desk.Compose.Mail(c.h.ctx, id)
	out := MailDetail{
		Mail: mailView(d.Mail), From: d.Mail.From, HTML: d.HTML, FrameURL: outboxPrefix + id, Text: d.Text, Files: fileViews(d.Files),
		Since: c.h.entries(d.Mail.Ticket, d.Since), Before: c.h.entries(d.Mail.Ticket, d.Before),
	}
	for i := range out.Files {
		out.Files[i].URL = "" // its pictures are in the preview
	}
	return out, fail(err)
}

// OutboxAct does what a person asks of a mail.
func (c *Compose) OutboxAct(id, action string) (OutboxDone, error) {
	d, m, err := c.h.desk.Compose.Act(c.h.ctx, id, action)
	out := OutboxDone{Op: d.Op, Text: d.Text, Undo: d.Undo, Mail: d.Mail, UndoUntil: int64(d.UndoUntil), Ticket: m.Ticket}
	if m.State == "draft" {
		out.Draft = m.Draft
	}
	return out, fail(err)
}

// OutboxState counts.
func (c *Compose) OutboxState() (OutboxState, error) {
	s, err := c.h.desk.Compose.State(c.h.ctx)
	return OutboxState(s), fail(err)
}

// SendNow tries everything that waits, once; what comes of it is told by events.
func (c *Compose) SendNow() error {
	list, err := c.h.desk.Compose.Mails(c.h.ctx)
	if err != nil {
		return fail(err)
	}
	for _, m := range list {
		if m.State != "waiting" || m.UndoUntil.Go().After(time.Now()) { // what can still be taken back keeps its time
			continue
		}
		if _, _, err := c.h.desk.Compose.Act(c.h.ctx, m.ID, "retry"); err != nil && fault.From(err).Code == fault.Internal {
			return fail(err)
		}
	}
	return nil
}

// outboxState is the one that the page is told.
func (h *host) outboxState() OutboxState {
	s, err := h.desk.Compose.State(h.ctx)
	if err != nil && h.ctx.Err() == nil {
		h.o.Log.Error("count the outbox", "error", err)
	}
	return OutboxState(s)
}

// pending is the mail behind an entry that the mailbox does not hold yet.
func (h *host) pending(e ticket.Entry) *MailView {
	m, err := h.desk.Compose.Outcome(h.ctx, e.Outbox.ID)
	if err != nil { // it arrived or was taken back this moment
		m = compose.Mail{
			ID: e.Outbox.ID, Ticket: e.Ticket, Subject: e.Subject, To: e.To, State: e.Outbox.State, Reason: e.Outbox.Reason, Words: e.Outbox.Words,
			QueuedAt: e.At, UndoUntil: e.Outbox.UndoUntil,
		}
	}
	v := mailView(m)
	return &v
}

func mailView(m compose.Mail) MailView {
	v := MailView{
		ID: m.ID, Ticket: m.Ticket, Number: m.Number, Subject: m.Subject, To: some(m.To), Who: m.Who, Snippet: m.Snippet, State: m.State,
		Reason: m.Reason, Words: m.Words, Tries: m.Tries, NextTry: int64(m.NextTry), UndoUntil: int64(m.UndoUntil), QueuedAt: int64(m.QueuedAt),
		ChangedAt: int64(m.ChangedAt), Size: m.Size, Actions: some(m.Actions), Recipients: make([]RecipientView, 0, len(m.Recipients)),
		Resolves: m.Resolves,
	}
	for _, r := range m.Recipients {
		v.Recipients = append(v.Recipients, RecipientView(r))
	}
	return v
}

package app

import (
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

// SaveAttachment asks where to, and saves a file of a mail there. One that could do harm asks first.
func (i *Inbox) SaveAttachment(id string, confirmed bool) (FileDone, error) {
	key, part, ok := strings.Cut(id, ":")
	if !ok {
		return FileDone{}, fail(fault.New(fault.Usage, "That is no attachment.", "Open the ticket again."))
	}
	data, a, err := i.h.desk.Inbox.Attachment(i.h.ctx, key, part)
	if err != nil {
		return FileDone{}, fail(err)
	}
	if inbox.Doubtful(a) && !confirmed {
		return FileDone{Ask: inbox.RiskText(a.Name, a.Risk) + " Save it only if you expected it."}, nil
	}
	s := i.h.shown()
	if s == nil {
		return FileDone{}, nil
	}
	path, err := s.SaveAs(a.Name)
	if err != nil || path == "" {
		return FileDone{}, fail(err)
	}
	if err := i.h.desk.Inbox.WriteFile(path, data); err != nil {
		return FileDone{}, fail(err)
	}
	return FileDone{Text: "Saved " + a.Name}, nil
}

// OpenAttachment opens a file in the desktop's program, where the allow-list has it. There is nothing to confirm: what is
// not on the list can only be saved.
func (i *Inbox) OpenAttachment(id string, _ bool) (FileDone, error) {
	a, err := i.h.desk.Inbox.OpenFile(i.h.ctx, id)
	if err != nil {
		return FileDone{}, fail(err)
	}
	return FileDone{Text: "Opening " + a.Name}, nil
}

// attachmentView is a file of a mail with what it could do to who opens it.
func attachmentView(a ticket.Attachment) Attachment {
	return Attachment{
		ID: a.ID, Name: a.Name, Type: a.Type, Size: a.Size, Inline: a.Inline, Kind: a.Kind, Risk: a.Risk,
		RiskText: inbox.RiskText(a.Name, a.Risk), Opens: inbox.MayOpen(a),
	}
}

package app

import (
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
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
	if !confirmed && a.Risk != "" && a.Risk != mail.RiskArchive {
		return FileDone{Ask: riskText(a.Name, a.Risk) + " Save it only if you expected it."}, nil
	}
	s := i.h.shown()
	if s == nil {
		return FileDone{}, nil
	}
	path, err := s.SaveAs(a.Name)
	if err != nil || path == "" {
		return FileDone{}, fail(err)
	}
	if err := saveFile(path, data); err != nil {
		return FileDone{}, fail(err)
	}
	return FileDone{Text: "Saved " + a.Name}, nil
}

// OpenAttachment opens a file in the desktop's program.
func (i *Inbox) OpenAttachment(id string, _ bool) (FileDone, error) {
	return FileDone{}, fail(fault.New(fault.Refused, "It cannot be opened from here.", "Save it."))
}

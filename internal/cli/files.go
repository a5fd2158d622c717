package cli

import (
	"context"
	"errors"
	"path/filepath"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/inbox"
	"deskhand/internal/ticket"
)

// savedFile is one attachment as show --save tells it.
type savedFile struct {
	Ticket string `json:"ticket"`
	ID     string `json:"id"`
	Name   string `json:"name"`
	Size   int64  `json:"size"` // bytes
	Risk   string `json:"risk"`
	File   string `json:"file"` // where it is now; empty: not saved
	Why    string `json:"why"`  // why it is not saved; empty: it is
}

// saveFiles saves the attachments of a ticket's mails into a folder; pictures that stand in a text are left out. One that
// cannot be saved is told, and the others are saved.
func (s *seat) saveFiles(ctx context.Context, id, dir string, anyway bool) error {
	entries, err := s.desk.Inbox.Entries(ctx, id)
	if err != nil {
		return err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return fault.From(err)
	}
	found, asked := 0, false
	for _, e := range entries {
		for _, a := range e.Attachments {
			if a.Inline || e.Outbox != nil {
				continue
			}
			found++
			doubtful, err := s.saveOne(ctx, id, a, dir, anyway)
			if err != nil {
				return err
			}
			asked = asked || doubtful
		}
	}
	switch {
	case found == 0:
		return fault.New(fault.NotFound, "This ticket has no attachments.", "")
	case asked:
		return fault.New(fault.Refused, "Some files are not saved.", "Save them only if you expected them (--anyway).")
	}
	return s.err
}

// saveOne saves one file; doubtful says that it was left for a person to decide.
func (s *seat) saveOne(ctx context.Context, id string, a ticket.Attachment, dir string, anyway bool) (doubtful bool, err error) {
	out := savedFile{Ticket: id, ID: a.ID, Name: a.Name, Size: a.Size, Risk: a.Risk}
	path, _, err := s.desk.Inbox.SaveFile(ctx, a.ID, dir, anyway)
	var f *fault.Error
	switch {
	case errors.As(err, &f) && f.Ask:
		out.Why, doubtful = inbox.RiskText(a.Name, a.Risk), true
	case err != nil:
		return false, err
	}
	if out.File = path; s.json {
		s.object(out)
		return doubtful, nil
	}
	if doubtful {
		s.prose("", strong("Not saved: "+a.Name), say(out.Why))
		return true, nil
	}
	s.line(say("Saved " + path))
	return false, nil
}

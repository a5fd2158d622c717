package inbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/opener"
	"deskhand/internal/ticket"
)

// RiskText tells in a sentence what a file could do to who opens it (ticket.Attachment.Risk); empty for none.
func RiskText(name, risk string) string {
	switch risk {
	case "":
		return ""
	case mail.RiskProgram:
		return "A program: it runs when it is opened."
	case mail.RiskScript:
		return "A script or a page with scripts: it runs when it is opened."
	case mail.RiskShortcut:
		return "A shortcut: it leads somewhere else, or changes settings."
	case mail.RiskDiskImage:
		return "A disk image: nothing on it is marked as from the internet."
	case mail.RiskMacro:
		return "A document with macros: programs that can run when it is opened."
	case mail.RiskArchive:
		return "An archive: nobody has looked at what is packed in it."
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		return "It is not what its name says (" + name[i:] + ")."
	}
	return "It is not what the mail says."
}

// Doubtful tells a file that is saved only after a person has read its RiskText and agreed.
func Doubtful(a ticket.Attachment) bool { return a.Risk != "" && a.Risk != mail.RiskArchive }

// MayOpen tells a file that OpenFile opens.
func MayOpen(a ticket.Attachment) bool { return mail.MayOpen(a.Name, a.Type, a.Kind) }

// file reads an attachment by its id.
func (s *Service) file(ctx context.Context, id string) ([]byte, ticket.Attachment, error) {
	key, part, ok := strings.Cut(id, ":")
	if !ok {
		return nil, ticket.Attachment{}, fault.Newf(fault.Usage, "`deskhand show TICKET --json` lists the attachments.", "%q is no attachment.", id)
	}
	return s.Attachment(ctx, key, part)
}

// SaveFile saves an attachment into a folder, under its own name or the nearest that is free, readable for this user alone
// and marked as from the internet. A doubtful one is refused, with a question, unless it is confirmed.
func (s *Service) SaveFile(ctx context.Context, id, dir string, confirmed bool) (path string, a ticket.Attachment, err error) {
	data, a, err := s.file(ctx, id)
	if err != nil {
		return "", a, err
	}
	if Doubtful(a) && !confirmed {
		e := fault.New(fault.Refused, a.Name+" is not saved. "+RiskText(a.Name, a.Risk), "Save it only if you expected it (--anyway).")
		e.Ask = true
		return "", a, e
	}
	path, err = opener.SaveIn(dir, a.Name, data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", a, fault.Newf(fault.NotFound, "Make it first.", "There is no folder %s.", dir)
	case errors.Is(err, fs.ErrPermission):
		return "", a, fault.Newf(fault.Refused, "Choose another folder.", "You may not write into %s.", dir)
	case err != nil:
		return "", a, fault.From(fmt.Errorf("save an attachment: %w", err))
	}
	return path, a, nil
}

// WriteFile saves the content of an attachment where a person said.
func (s *Service) WriteFile(path string, data []byte) error {
	if err := opener.Save(path, data); err != nil {
		return fault.From(fmt.Errorf("save an attachment: %w", err))
	}
	return nil
}

// OpenFile opens an attachment with the desktop's own program for it, where the allow-list has it and its first bytes agree.
// Every other is refused: it can be saved.
func (s *Service) OpenFile(ctx context.Context, id string) (ticket.Attachment, error) {
	data, a, err := s.file(ctx, id)
	if err != nil {
		return a, err
	}
	if !MayOpen(a) {
		return a, fault.New(fault.Refused, strings.TrimSpace(a.Name+" is not opened from here. "+RiskText(a.Name, a.Risk)), "Save it, and open it by hand if you expected it.")
	}
	if err := opener.File(ctx, a.Name, data); err != nil {
		return a, fault.Newf(fault.Internal, "Save it, and open it by hand.", "No program of this desktop took %s.", a.Name)
	}
	return a, nil
}

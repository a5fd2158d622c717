package inbox

import (
	"context"
	"errors"
	"io"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/mail/sanitize"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Raw reads a mail's bytes as they came.
func (s *Service) Raw(ctx context.Context, key string) (raw []byte, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		if err != nil {
			return err
		}
		raw, err = io.ReadAll(tx.Raw(m.Raw))
		return err
	})
	return raw, err
}

// Sheet is a mail as the frame may show it, and the address that it came from, by which its links are judged.
type Sheet struct {
	sanitize.Result
	From string
}

// HTML makes a mail's page: its HTML made safe, or its text where it has none.
func (s *Service) HTML(ctx context.Context, key string, o sanitize.Options) (out Sheet, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		if err != nil {
			return err
		}
		out.From = s.Parsed(tx, m).From.Addr
		if html, ok := mail.HTML(tx.Raw(m.Raw)); ok {
			out.Result = sanitize.HTML(html, o)
			return nil
		}
		out.Result = sanitize.PlainResult(s.Parsed(tx, m).Text)
		return nil
	})
	return out, err
}

// Attachment reads one file of a mail, decoded. The content is whole in memory: the window saves one at a time.
func (s *Service) Attachment(ctx context.Context, key, path string) (data []byte, a ticket.Attachment, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		if err != nil {
			return err
		}
		if m.Extent != "" && s.cut(tx, m, path) {
			return errRest
		}
		part, info, err := mail.OpenPart(tx.Raw(m.Raw), path)
		if err != nil {
			return fault.Newf(fault.NotFound, "`deskhand show TICKET --json` lists the attachments.", "The message has no attachment %s.", path)
		}
		a = ticket.Attachment{ID: key + ":" + path, Name: info.Name, Type: info.Type}
		for _, known := range s.Parsed(tx, m).Attachments {
			if known.Path == path {
				a.Name, a.Type, a.Size, a.SHA256, a.Inline = known.Name, known.Type, known.Size, known.SHA256, known.Inline
				a.Kind, a.Risk = known.Kind, known.Risk
			}
		}
		data, err = io.ReadAll(part)
		return err
	})
	if errors.Is(err, errRest) {
		if err = s.want(ctx, key, store.WantFile); err == nil {
			err = fault.New(fault.Refused, "The rest of this mail is on the server. It is being fetched.", "Open the file again in a moment.")
		}
	}
	return data, a, err
}

// errRest says that a file is not here whole.
var errRest = errors.New("the rest of the mail is on the server")

// cut tells whether a file of a mail that is here in part has no end here.
func (s *Service) cut(tx *store.Tx, m store.Message, path string) bool {
	for _, a := range s.Parsed(tx, m).Attachments {
		if a.Path == path {
			return a.Cut
		}
	}
	return true
}

// CID finds the attachment that a mail's HTML shows as cid:ID; path is empty where there is none.
func (s *Service) CID(ctx context.Context, key, cid string) (path string, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		m, err := find(tx, key)
		if err != nil {
			return err
		}
		for _, a := range s.Parsed(tx, m).Attachments {
			if strings.EqualFold(a.ContentID, cid) {
				path = a.Path
			}
		}
		return nil
	})
	return path, err
}

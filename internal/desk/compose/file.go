package compose

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"mime"
	"path/filepath"
	"strings"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/mail"
	"deskhand/internal/store"
)

const (
	chunkSize = 1 << 20   // most bytes in one transaction
	maxFile   = 150 << 20 // bytes of one file: no mail server takes more
)

// stalled is how long a file may be without new bytes before nobody is copying it any more: a window or the program died
// over it. It is shown nowhere and keeps no mail back.
const stalled = time.Minute

func (s *Service) abandoned(f store.DraftFile) bool {
	return !f.Whole && s.core.Now().Sub(f.At.Go()).Abs() > stalled
}

// fileView shows a file; a picture in the text is the one with a content id.
func fileView(f store.DraftFile) File {
	return File{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, Inline: f.CID != "", CID: f.CID, Along: f.Along}
}

// Attach copies a file into a draft, to r's end. inline: a picture of the text.
func (s *Service) Attach(ctx context.Context, draft, name, mediaType string, inline bool, r io.Reader) (File, error) {
	return s.attach(ctx, newFile(draft, name, mediaType, inline), r)
}

func (s *Service) attach(ctx context.Context, f store.DraftFile, r io.Reader) (File, error) {
	draft, name := f.Draft, f.Name
	id, err := s.beginFile(ctx, f)
	if err != nil {
		return File{}, err
	}
	buf := make([]byte, chunkSize)
	for {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if err := s.FileChunk(ctx, id, buf[:n]); err != nil {
				return File{}, errors.Join(err, s.RemoveFile(context.WithoutCancel(ctx), draft, id))
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return s.EndFile(ctx, id)
		}
		if err != nil {
			f := fault.Newf(fault.Data, "Look whether the file can be opened, and attach it again.", "%s could not be read: %v.", mail.CleanName(name), err)
			return File{}, errors.Join(f, s.RemoveFile(context.WithoutCancel(ctx), draft, id))
		}
	}
}

// BeginFile adds a file whose bytes come by FileChunk until EndFile.
func (s *Service) BeginFile(ctx context.Context, draft, name, mediaType string, inline bool) (id string, err error) {
	return s.beginFile(ctx, newFile(draft, name, mediaType, inline))
}

func newFile(draft, name, mediaType string, inline bool) store.DraftFile {
	f := store.DraftFile{Draft: draft, Name: name, Type: mediaType}
	if inline {
		f.CID = strings.ToLower(rand.Text()) + "@picture.invalid"
	}
	return f
}

func (s *Service) beginFile(ctx context.Context, f store.DraftFile) (id string, err error) {
	f.Name, f.Type = mail.CleanName(f.Name), kindOf(f.Name, f.Type)
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, f.Draft)
		if err != nil {
			return err
		}
		if d.Outbox != "" {
			return onItsWay()
		}
		id, err = tx.BeginDraftFile(f)
		return err
	})
	if err != nil {
		return "", fault.From(err)
	}
	return id, nil
}

// kindOf is a file's media type: as said, else by its name's ending.
func kindOf(name, said string) string {
	if kind, _, err := mime.ParseMediaType(said); err == nil && strings.Contains(kind, "/") {
		return kind
	}
	if kind, _, err := mime.ParseMediaType(mime.TypeByExtension(strings.ToLower(filepath.Ext(name)))); err == nil {
		return kind
	}
	return "application/octet-stream"
}

// FileChunk adds a file's next bytes, at most 1 MiB.
func (s *Service) FileChunk(ctx context.Context, id string, chunk []byte) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		f, err := tx.FindDraftFile(id)
		if err != nil {
			return err
		}
		if f.Size+int64(len(chunk)) > maxFile {
			return fault.Newf(fault.Refused, "Put it where the customer can fetch it, and send the link.", "%s is larger than %d MB, more than a mail can hold.", f.Name, maxFile>>20)
		}
		return tx.AppendDraftFile(id, chunk)
	})
	if err != nil {
		return fault.From(fmt.Errorf("attach: %w", err))
	}
	return nil
}

// EndFile says that all bytes of a file came.
func (s *Service) EndFile(ctx context.Context, id string) (File, error) {
	var f store.DraftFile
	anchor := ""
	err := s.core.Store.Write(ctx, func(tx *store.Tx) (err error) {
		if f, err = tx.EndDraftFile(id); err != nil {
			return err
		}
		d, err := tx.Draft(f.Draft)
		anchor = d.Anchor
		return err
	})
	if err != nil {
		return File{}, fault.From(fmt.Errorf("attach: %w", err))
	}
	s.core.Tell(store.Change{Tickets: []string{anchor}})
	return fileView(f), nil
}

// RemoveFile takes a file off a draft. One that is gone already is fine.
func (s *Service) RemoveFile(ctx context.Context, draft, file string) error {
	anchor := ""
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		d, err := findDraft(tx, draft)
		if err != nil {
			return err
		}
		if anchor = d.Anchor; d.Outbox != "" {
			return onItsWay()
		}
		f, err := tx.FindDraftFile(file)
		if errors.Is(err, store.ErrNotFound) || err == nil && f.Draft != draft {
			return nil
		}
		if err != nil {
			return err
		}
		return tx.RemoveDraftFile(file)
	})
	if err != nil {
		return fault.From(err)
	}
	s.core.Tell(store.Change{Tickets: []string{anchor}})
	return nil
}

// OpenFile reads a draft's file, from the beginning.
func (s *Service) OpenFile(ctx context.Context, file string) (io.ReadCloser, File, error) {
	var f store.DraftFile
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		f, err = tx.FindDraftFile(file)
		if err == nil && !f.Whole {
			err = store.ErrNotFound
		}
		return err
	})
	if err != nil {
		return nil, File{}, fault.New(fault.NotFound, "The file is not in the draft any more.", "")
	}
	return s.core.Store.DraftFile(ctx, file), fileView(f), nil
}

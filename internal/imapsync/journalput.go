package imapsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"deskhand/internal/mail"
)

// Put appends a letter, read and without a date, so that its INTERNALDATE is the server's clock. uid is 0 where the
// server does not say (UIDPLUS). After an error that is not the server's own no it may stand there all the same.
func (l *JournalLine) Put(ctx context.Context, raw []byte) (validity, uid uint32, err error) {
	if l.f.place.name == "" {
		if err := l.find(ctx); err != nil {
			return 0, 0, err
		}
	}
	name := l.f.place.name
	wrong := func(err error) error { return l.s.failed(ctx, fmt.Errorf("put into %s: %w", name, err)) }
	l.s.wire.begin(int64(len(raw)))
	defer l.s.wire.end()
	cmd := l.s.client.Append(name, int64(len(raw)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}})
	if _, err := cmd.Write(raw); err != nil { // declined before it was sent, or broken: the rest would be read as commands
		_ = cmd.Close()
		l.s.drop()
		return 0, 0, wrong(err)
	}
	if err := cmd.Close(); err != nil {
		return 0, 0, wrong(err)
	}
	d, err := cmd.Wait()
	if err != nil {
		return 0, 0, wrong(err)
	}
	return d.UIDValidity, uint32(d.UID), nil
}

// Gone tells whether the server declined because it has no such folder (TRYCREATE, NONEXISTENT) or would not say why, and
// the list does not name it either.
func (l *JournalLine) Gone(ctx context.Context, err error) bool {
	var status *imap.Error
	if errors.Is(err, ErrNoJournalFolder) {
		return true
	}
	if !errors.As(err, &status) || status.Type != imap.StatusResponseTypeNo {
		return false
	}
	if l.s.dropped { // nobody can be asked now; the next line looks for it
		l.f.place.name = ""
		return status.Code == imap.ResponseCodeTryCreate || status.Code == imap.ResponseCodeNonExistent
	}
	l.f.place.name = ""
	return errors.Is(l.find(ctx), ErrNoJournalFolder)
}

// Full tells whether a server declined because there is no room (OVERQUOTA, RFC 5530) or the letter is too large.
func Full(err error) bool {
	var status *imap.Error
	if !errors.As(err, &status) {
		return false
	}
	text := strings.ToLower(status.Text)
	return status.Code == imap.ResponseCodeOverQuota || status.Code == imap.ResponseCodeTooBig || strings.Contains(text, "quota")
}

// Search finds letters of the open folder whose Message-ID holds part, ascending. Servers look for parts of words, so
// that others may be among them.
func (l *JournalLine) Search(ctx context.Context, part string) ([]uint32, error) {
	if part == "" || strings.ContainsAny(part, "\r\n\x00\"") {
		return nil, fmt.Errorf("message id %q cannot be searched", part)
	}
	return l.s.search(ctx, &imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: part}}}, letterBatch)
}

// Remove takes letters out of the folder, which is opened anew for it: for good where the server can delete single
// letters, else into the folder for what is deleted. Gmail's deleting takes no more than the folder's label away, so
// there they are moved too. It touches nothing where the folder has another UIDVALIDITY.
func (l *JournalLine) Remove(ctx context.Context, validity uint32, uids []uint32) error {
	trash := ""
	if l.Has("X-GM-EXT-1") || !l.s.client.Caps().Has(imap.CapUIDPlus) {
		var err error
		if trash, err = l.trash(ctx); err != nil {
			return err
		}
	}
	defer func() { l.s.open = "" }() // it stands open for writing
	sel, err := l.open(ctx, (*session).openToWrite)
	if err != nil || sel.validity != validity {
		return err
	}
	for some := range slices.Chunk(slices.Sorted(slices.Values(uids)), mirrorMoves) {
		if err := l.remove(ctx, some, trash); err != nil {
			return err
		}
	}
	return l.s.unselect(ctx)
}

// openToWrite opens a folder for writing.
func (s *session) openToWrite(ctx context.Context, name string) (selected, error) {
	s.wire.begin(0)
	defer s.wire.end()
	d, err := s.client.Select(name, nil).Wait()
	if err != nil {
		return selected{}, s.failed(ctx, fmt.Errorf("open folder %s for writing: %w", name, err))
	}
	return selected{validity: d.UIDValidity, exists: int(d.NumMessages)}, nil
}

// trash is the name of the folder for what is deleted, empty: there is none.
func (l *JournalLine) trash(ctx context.Context) (string, error) {
	if l.f.trash == nil {
		list, err := l.s.folders(ctx)
		if err != nil {
			return "", err
		}
		name := ""
		for _, f := range list {
			if f.Role == RoleTrash {
				name = f.Name
			}
		}
		l.f.trash = &name
	}
	return *l.f.trash, nil
}

// remove takes some letters out of the open folder. What else is marked to be deleted there stays: it is somebody's.
func (l *JournalLine) remove(ctx context.Context, uids []uint32, trash string) error {
	here, err := l.present(ctx, uids)
	if err != nil || len(here) == 0 {
		return err
	}
	return l.s.takeOut(ctx, here, trash)
}

// present are those of uids that stand in the open folder: some servers answer a move of nothing with what no client
// can read.
func (l *JournalLine) present(ctx context.Context, uids []uint32) ([]uint32, error) {
	l.s.wire.begin(0)
	defer l.s.wire.end()
	d, err := l.s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{uidSet(uids)}}, nil).Wait()
	if err != nil {
		return nil, l.s.failed(ctx, fmt.Errorf("look which letters stand there: %w", err))
	}
	var here []uint32
	for _, uid := range d.AllUIDs() {
		if among(uids, uint32(uid)) {
			here = append(here, uint32(uid))
		}
	}
	slices.Sort(here)
	return slices.Compact(here), nil
}

// takeOut moves messages of the open folder to another: by MOVE (RFC 6851), else by COPY and an EXPUNGE of exactly these
// (RFC 4315). Without to they are deleted for good.
func (s *session) takeOut(ctx context.Context, uids []uint32, to string) error {
	caps, set := s.client.Caps(), uidSet(uids)
	move := to != "" && caps.Has(imap.CapMove)
	if !move && !caps.Has(imap.CapUIDPlus) {
		return &cannot{"the server can neither move mail nor delete single messages for good (MOVE, UIDPLUS)"}
	}
	wrong := func(err error) error { return s.failed(ctx, fmt.Errorf("take %d messages out: %w", len(uids), err)) }
	s.wire.begin(0)
	defer s.wire.end()
	if move {
		if _, err := s.client.Move(set, to).Wait(); err != nil {
			return wrong(err)
		}
		return nil
	}
	if to != "" {
		if _, err := s.client.Copy(set, to).Wait(); err != nil {
			return wrong(err)
		}
	}
	mark := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := s.client.Store(set, mark, nil).Close(); err != nil {
		return wrong(err)
	}
	if err := s.client.UIDExpunge(set).Close(); err != nil {
		return wrong(err)
	}
	return nil
}

// TakeBack moves mails of the journal that lie in another folder into its own, by Message-ID without <>, and returns how
// many.
func (l *JournalLine) TakeBack(ctx context.Context, from string, ids []string) (n int, err error) {
	if err := l.find(ctx); err != nil {
		return 0, err
	}
	defer func() { l.s.open = "" }()
	if _, err := l.s.openToWrite(ctx, from); err != nil {
		return 0, err
	}
	var uids []uint32
	for _, id := range ids {
		found, err := l.Search(ctx, id)
		if err != nil {
			return 0, err
		}
		// A server finds parts of words, and what somebody calls a mail of the journal may be called "a".
		err = l.Heads(ctx, found, func(one Letter) error {
			if m := mail.ParsePart(one.Head); m.HasID && m.MessageID == id {
				uids = append(uids, one.UID)
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	slices.Sort(uids)
	if uids = slices.Compact(uids); len(uids) == 0 {
		return 0, nil
	}
	if err := l.s.takeOut(ctx, uids, l.f.place.name); err != nil {
		return 0, err
	}
	return len(uids), l.s.unselect(ctx)
}

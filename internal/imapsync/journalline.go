package imapsync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// JournalLine is a signed-in line that [JournalFolder.Do] hands out.
type JournalLine struct {
	f *JournalFolder
	s *session
}

// Letter is one message of the folder.
type Letter struct {
	UID  uint32
	At   time.Time // INTERNALDATE: the server's clock; zero where it gives none
	Size int64     // bytes on the server
	Head []byte    // of [JournalLine.Heads]: the fields Message-ID and Subject as they stand there; nil: longer than believable
	Raw  []byte    // of [JournalLine.Bodies]; nil: longer than the limit
}

const (
	letterBatch = 500     // letters of one FETCH
	letterBytes = 4 << 20 // bytes of letters that one FETCH asks for
)

// place is where the journal's folder stands.
type place struct {
	name  string // as the server lists it; empty: it was not found yet
	delim rune
	roots []string // prefixes of people's own folders, the likeliest first
}

// View is the folder as it stands at one moment.
type View struct {
	Validity uint32   // UIDVALIDITY
	UIDs     []uint32 // of all letters, ascending
}

// Open takes a fresh look, whatever the server thought to have told already: a folder that is open is left first, as a
// server without QRESYNC may answer from an old look. ErrNoJournalFolder: it is gone.
func (l *JournalLine) Open(ctx context.Context) (View, error) {
	var v View
	_, err := l.open(ctx, func(s *session, ctx context.Context, name string) (selected, error) {
		sel, uids, err := s.anew(ctx, name)
		v = View{Validity: sel.validity, UIDs: uids}
		return sel, err
	})
	return v, err
}

// anew leaves what is open, opens a folder read-only and lists all its UIDs, in one breath: it is done before each look.
func (s *session) anew(ctx context.Context, name string) (sel selected, uids []uint32, err error) {
	s.wire.begin(0)
	defer s.wire.end()
	var left *imapclient.Command
	if s.client.Caps().Has(imap.CapUnselect) && s.client.State() == imap.ConnStateSelected {
		left = s.client.Unselect()
	}
	var opts *imap.SearchOptions
	if s.has.esearch {
		opts = &imap.SearchOptions{ReturnAll: true}
	}
	opened, listed := s.client.Select(name, &imap.SelectOptions{ReadOnly: true}), s.client.UIDSearch(&imap.SearchCriteria{}, opts)
	if left != nil {
		err = left.Wait()
	}
	d, oerr := opened.Wait()
	found, lerr := listed.Wait()
	switch {
	case err != nil:
		return sel, nil, s.failed(ctx, fmt.Errorf("leave the folder: %w", err))
	case oerr != nil:
		return sel, nil, s.failed(ctx, fmt.Errorf("open folder %s: %w", name, oerr))
	case lerr != nil:
		return sel, nil, s.failed(ctx, fmt.Errorf("list uids of %s: %w", name, lerr))
	case d.UIDValidity == 0:
		return sel, nil, s.numberless(name)
	}
	sel = selected{validity: d.UIDValidity, exists: int(d.NumMessages)}
	uids, err = s.spread(found, 1, sel.exists)
	return sel, uids, err
}

// open opens the folder by with, and looks for it where it is not where it was.
func (l *JournalLine) open(ctx context.Context, with func(*session, context.Context, string) (selected, error)) (selected, error) {
	s := l.s
	s.open = ""
	for known := l.f.place.name != ""; ; known = false {
		if !known {
			if err := l.find(ctx); err != nil {
				return selected{}, err
			}
		}
		taken(s.dirty)
		sel, err := with(s, ctx, l.f.place.name)
		if err == nil {
			s.open, s.fresh = l.f.place.name, true
			return sel, nil
		}
		if isDead(err) || !known {
			return selected{}, err
		}
		l.f.place.name = "" // it may have gone, or stand elsewhere now
	}
}

// find looks where the folder stands.
func (l *JournalLine) find(ctx context.Context) error {
	if err := l.roots(ctx); err != nil {
		return err
	}
	l.s.wire.begin(0)
	defer l.s.wire.end()
	for _, root := range l.f.place.roots {
		list, err := l.s.client.List("", root+JournalFolderName, nil).Collect()
		if err != nil && isDead(err) {
			return l.s.failed(ctx, fmt.Errorf("look for the journal's folder: %w", err))
		}
		for _, d := range list {
			closed := slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) || slices.Contains(d.Attrs, imap.MailboxAttrNonExistent)
			if d.Mailbox == root+JournalFolderName && !closed {
				l.f.place.name = d.Mailbox
				return nil
			}
		}
	}
	return ErrNoJournalFolder
}

// roots asks where people's own folders begin: by NAMESPACE (RFC 2342), and else at the top or below INBOX, as
// Courier's do.
func (l *JournalLine) roots(ctx context.Context) error {
	p := &l.f.place
	if p.roots != nil {
		return nil
	}
	l.s.wire.begin(0)
	defer l.s.wire.end()
	if l.s.has.namespace {
		d, err := l.s.client.Namespace().Wait()
		if err != nil && isDead(err) {
			return l.s.failed(ctx, fmt.Errorf("ask for namespaces: %w", err))
		}
		if err == nil && len(d.Personal) > 0 {
			p.roots, p.delim = []string{d.Personal[0].Prefix}, d.Personal[0].Delim
			return nil
		}
	}
	list, err := l.s.client.List("", "INBOX", nil).Collect()
	if err != nil && isDead(err) {
		return l.s.failed(ctx, fmt.Errorf("ask for the folders' separator: %w", err))
	}
	for _, d := range list {
		if p.delim = d.Delim; p.delim != 0 {
			p.roots = []string{"", "INBOX" + string(p.delim)}
			return nil
		}
	}
	p.roots = []string{""}
	return nil
}

// Create makes the folder where there is none. It is not subscribed to, so that few mail programs show it.
func (l *JournalLine) Create(ctx context.Context) error {
	if err := l.find(ctx); err == nil || !errors.Is(err, ErrNoJournalFolder) {
		return err
	}
	l.s.wire.begin(0)
	defer l.s.wire.end()
	var declined error
	for _, root := range l.f.place.roots {
		name := root + JournalFolderName
		err := l.s.client.Create(name, nil).Wait()
		if err != nil && isDead(err) {
			return l.s.failed(ctx, fmt.Errorf("make folder %s: %w", name, err))
		}
		if err == nil {
			if err := l.s.client.Unsubscribe(name).Wait(); err != nil && isDead(err) {
				return l.s.failed(ctx, fmt.Errorf("unsubscribe %s: %w", name, err))
			}
		}
		declined = err
		// Another laptop may have been quicker; the list knows.
		if err := l.find(ctx); err == nil || !errors.Is(err, ErrNoJournalFolder) {
			return err
		}
	}
	if declined == nil {
		declined = ErrNoJournalFolder
	}
	return &Error{
		Kind: ErrRefused, Server: l.s.server, Err: fmt.Errorf("make folder %s: %w", JournalFolderName, declined),
		Hint: "Make a folder of exactly this name in the team mailbox with another mail program.",
	}
}

// Opened tells whether the folder is open, so that what the server just numbered can be read.
func (l *JournalLine) Opened() bool { return l.s.open != "" && l.s.open == l.f.place.name }

// Has tells whether the server names a capability.
func (l *JournalLine) Has(capability string) bool { return slices.Contains(l.s.has.all, capability) }

// Limit is how many bytes a letter may have; 0: the server does not say (APPENDLIMIT, RFC 7889).
func (l *JournalLine) Limit() int64 {
	for _, c := range l.s.has.all {
		if value, ok := strings.CutPrefix(strings.ToUpper(c), "APPENDLIMIT="); ok {
			if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
				return n
			}
		}
	}
	return 0
}

// Heads tells what letters of the open folder are, as the server gives them, those that are gone left out.
func (l *JournalLine) Heads(ctx context.Context, uids []uint32, each func(Letter) error) error {
	o := &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{{
		Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Message-ID", "Subject"}, Peek: true,
	}}}
	for some := range slices.Chunk(uids, letterBatch) {
		err := l.fetch(ctx, some, o, knownLimit*int64(len(some)), func(m *imapclient.FetchMessageData) error {
			k, err := readKnown(m)
			if err != nil || k.Size == 0 && k.Header == nil || !among(some, k.UID) {
				return err
			}
			return each(Letter{UID: k.UID, At: k.InternalDate, Size: k.Size, Head: k.Header})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Bodies brings letters of the open folder, as Heads told of them; each has its own memory. One of more than limit
// bytes comes without them. Those that are gone are left out.
func (l *JournalLine) Bodies(ctx context.Context, letters []Letter, limit int64, each func(Letter) error) error {
	o := &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}
	for len(letters) > 0 {
		n, sum := 0, int64(0)
		for n < len(letters) && n < letterBatch && (n == 0 || sum+letters[n].Size <= letterBytes) {
			sum += letters[n].Size
			n++
		}
		uids := make([]uint32, n)
		for i := range uids {
			uids[i] = letters[i].UID
		}
		slices.Sort(uids)
		letters = letters[n:]
		err := l.fetch(ctx, uids, o, 2*sum, func(m *imapclient.FetchMessageData) error {
			one, err := readLetter(m, limit)
			if err != nil || one.Raw == nil && one.Size <= limit || !among(uids, one.UID) {
				return err
			}
			return each(one)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func among(uids []uint32, uid uint32) bool {
	_, ok := slices.BinarySearch(uids, uid)
	return ok
}

// fetch hands each answer to read as it comes. An error of read ends the line: what is still on its way must not be
// taken for the answer to something else.
func (l *JournalLine) fetch(ctx context.Context, uids []uint32, o *imap.FetchOptions, weight int64, read func(*imapclient.FetchMessageData) error) error {
	l.s.wire.begin(weight)
	defer l.s.wire.end()
	cmd := l.s.client.Fetch(uidSet(uids), o)
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		if err := read(m); err != nil {
			l.s.drop()
			if errors.Is(err, errLineBroke) {
				return l.s.failed(ctx, fmt.Errorf("fetch from the journal's folder: %w", err))
			}
			_ = cmd.Close() // the client waits until what came is read
			return err
		}
	}
	if err := cmd.Close(); err != nil {
		return l.s.failed(ctx, fmt.Errorf("fetch from the journal's folder: %w", err))
	}
	return nil
}

// readLetter reads one answer.
func readLetter(m *imapclient.FetchMessageData, limit int64) (out Letter, err error) {
	for item := m.Next(); item != nil; item = m.Next() {
		switch d := item.(type) {
		case imapclient.FetchItemDataUID:
			out.UID = uint32(d.UID)
		case imapclient.FetchItemDataRFC822Size:
			out.Size = max(out.Size, d.Size)
		case imapclient.FetchItemDataInternalDate:
			out.At = d.Time
		case imapclient.FetchItemDataBodySection:
			if d.Literal == nil {
				continue
			}
			size := d.Literal.Size()
			out.Size = max(out.Size, size)
			if size > limit {
				if err := skim(d.Literal, size); err != nil {
					return out, err
				}
				continue
			}
			out.Raw = make([]byte, size)
			if _, err := io.ReadFull(d.Literal, out.Raw); err != nil {
				return out, errLineBroke
			}
		}
	}
	return out, nil
}

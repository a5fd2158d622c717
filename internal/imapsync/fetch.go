package imapsync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// flight is one FETCH under way.
type flight struct {
	w    window
	done chan result // holds one
}

// result is what came of a window. Without an error, UIDs of the window that are not in got were not given.
type result struct {
	got   []Fetched          // ascending
	void  map[uint32]Fetched // answered without text; not in got
	err   error              // of the command
	spool error              // a large message could not be written to disk
}

func (w window) items(condstore bool) *imap.FetchOptions {
	section := &imap.FetchItemBodySection{Peek: true}
	limit := int64(partBytes)
	if w.extent == Head {
		section.Specifier, limit = imap.PartSpecifierHeader, headerLimit
	}
	if w.partial() {
		section.Partial = &imap.SectionPartial{Offset: 0, Size: limit}
	}
	return &imap.FetchOptions{
		UID: true, Flags: true, InternalDate: !w.bare, ModSeq: condstore && !w.bare,
		BodySection: []*imap.FetchItemBodySection{section},
	}
}

// partial: the beginning of a section is asked for.
func (w window) partial() bool { return w.extent != Whole && !w.plain }

func (w window) asks(uid uint32) bool {
	_, ok := slices.BinarySearch(w.uids, uid)
	return ok
}

// size is what the server says the message weighs, 0 if it does not.
func (w window) size(uid uint32) int64 {
	if i, ok := slices.BinarySearch(w.uids, uid); ok {
		return w.said[i]
	}
	return 0
}

// start sends the FETCH and reads its answer in a goroutine of its own: answers that nobody reads would block the
// client, and with it the FETCH before.
func (s *session) start(w window, o Options, condstore bool) *flight {
	f := &flight{w: w, done: make(chan result, 1)}
	s.wire.begin(2 * w.bytes)
	cmd := s.client.Fetch(uidSet(w.uids), w.items(condstore))
	go func() {
		defer s.wire.end()
		f.done <- consume(cmd, w, o)
	}()
	return f
}

func consume(cmd *imapclient.FetchCommand, w window, o Options) result {
	r := result{void: map[uint32]Fetched{}}
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		one, whole, err := readMessage(m, w, o)
		if whole && one.Missing == noText {
			r.void[one.UID], whole = one, false
		}
		if whole && o.ready != nil {
			one = o.ready(one)
		}
		if whole {
			r.got = append(r.got, one)
		}
		if errors.Is(err, errLineBroke) {
			// Next and Close would read the literal again, beside the client's read loop.
			r.err = err
			break
		}
		if err != nil && r.spool == nil {
			r.spool = err
		}
	}
	if r.err == nil {
		r.err = cmd.Close()
	}
	slices.SortFunc(r.got, func(a, b Fetched) int { return int(int64(a.UID) - int64(b.UID)) })
	return r
}

// noText is why a message is missing that the server answers with nothing. That is how Dovecot and others answer for one
// that somebody else has just deleted or moved (RFC 2180 section 4.1), so it is not believed at once.
const noText = "the server gives no text for this message"

// errLineBroke says that a literal ended before its length.
var errLineBroke = errors.New("the line broke in the middle of a message")

// readMessage reads one answer. whole is false where the body did not come: the line broke in it, or this was only
// news of a flag that the client took for the answer. err is errLineBroke or a failure of this computer's disk.
func readMessage(m *imapclient.FetchMessageData, w window, o Options) (f Fetched, whole bool, err error) {
	empty := false
	for item := m.Next(); item != nil; item = m.Next() {
		switch d := item.(type) {
		case imapclient.FetchItemDataUID:
			f.UID = uint32(d.UID)
		case imapclient.FetchItemDataFlags:
			f.Flags = flagNames(d.Flags)
		case imapclient.FetchItemDataInternalDate:
			f.InternalDate = d.Time
		case imapclient.FetchItemDataModSeq:
			f.ModSeq = d.ModSeq
		case imapclient.FetchItemDataBodySection:
			f.drop() // a second body in one answer
			if d.Literal == nil {
				f.Missing, whole = noText, true
				continue
			}
			if err = f.readBody(d.Literal, w, o); errors.Is(err, errLineBroke) {
				f.drop()
				return Fetched{}, false, err
			}
			whole = err == nil
			empty = w.extent != Head && d.Literal.Size() == 0
		}
	}
	if empty && w.size(f.UID) > 0 {
		f.Missing = noText
	}
	if f.UID == 0 || !w.asks(f.UID) || !whole {
		f.drop()
		return Fetched{}, false, err
	}
	return f, true, err
}

// readBody takes the literal into memory or to disk. A line that breaks in plain text ends a literal early without
// an error, so the length is what counts.
func (f *Fetched) readBody(lit imap.LiteralReader, w window, o Options) error {
	size := lit.Size()
	switch {
	case w.extent == Head:
		return f.readBeginning(lit, w, headerLimit, o)
	case w.extent == Part:
		return f.readBeginning(lit, w, partBytes, o)
	case size > o.MaxMessage:
		f.Size, f.Missing = size, tooLarge(size, o.MaxMessage)
		return skim(lit, size)
	case size <= rawLimit:
		f.Size, f.Raw = size, make([]byte, size)
		if _, err := io.ReadFull(lit, f.Raw); err != nil {
			return errLineBroke
		}
		return nil
	default:
		f.Size = size
		return f.spool(lit, size, o.SpoolDir)
	}
}

// readBeginning keeps at most limit bytes, also where the server sends more than it was asked for.
func (f *Fetched) readBeginning(lit imap.LiteralReader, w window, limit int64, o Options) error {
	size := lit.Size()
	f.Raw = make([]byte, min(size, limit))
	if _, err := io.ReadFull(lit, f.Raw); err != nil {
		return errLineBroke
	}
	f.Size, f.Extent = max(w.size(f.UID), size), w.extent
	if w.over {
		f.Extent, f.Missing = Whole, tooLarge(f.Size, o.MaxMessage)
	}
	return skim(lit, size-int64(len(f.Raw)))
}

// skim reads n bytes of a literal, which must be all that is left of it.
func skim(lit io.Reader, n int64) error {
	if got, err := io.Copy(io.Discard, lit); err != nil || got != n {
		return errLineBroke
	}
	return nil
}

func tooLarge(size, limit int64) string {
	return fmt.Sprintf("the message has %d MB, more than the limit of %d MB", size>>20, limit>>20)
}

func (f *Fetched) spool(lit io.Reader, size int64, dir string) error {
	file, err := os.CreateTemp(dir, "mail-*.spool")
	if err != nil {
		return fmt.Errorf("spool uid %d: %w", f.UID, err)
	}
	f.Spool = file.Name()
	out := &diskWriter{f: file}
	n, err := io.Copy(out, lit)
	if cerr := file.Close(); out.err == nil {
		out.err = cerr
	}
	switch {
	case out.err != nil:
		return fmt.Errorf("spool uid %d: %w", f.UID, out.err)
	case err != nil || n != size:
		return errLineBroke
	}
	return nil
}

// diskWriter tells the disk's errors from the line's.
type diskWriter struct {
	f   *os.File
	err error
}

func (d *diskWriter) Write(b []byte) (int, error) {
	n, err := d.f.Write(b)
	if err != nil {
		d.err = err
	}
	return n, err
}

// drop removes the spool file, if there is one.
func (f *Fetched) drop() {
	if f.Spool != "" {
		_ = os.Remove(f.Spool)
		f.Spool = ""
	}
}

func dropAll(batch []Fetched) {
	for i := range batch {
		batch[i].drop()
	}
}

func flagNames(flags []imap.Flag) []string {
	out := make([]string, 0, len(flags))
	for _, f := range flags {
		if f != `\Recent` {
			out = append(out, string(f))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// readFlags reads one answer that carries flags; an empty list is news too.
func readFlags(m *imapclient.FetchMessageData) (f Fetched, ok bool) {
	for item := m.Next(); item != nil; item = m.Next() {
		switch d := item.(type) {
		case imapclient.FetchItemDataUID:
			f.UID = uint32(d.UID)
		case imapclient.FetchItemDataFlags:
			f.Flags, ok = flagNames(d.Flags), true
		}
	}
	return f, ok && f.UID != 0
}

// isDead tells a broken line from a command the server declined (NO, BAD), after which the line still works.
func isDead(err error) bool {
	var status *imap.Error
	return !errors.As(err, &status)
}

// collectFlags reads the flags of set, all or those changed since modseq.
func (s *session) collectFlags(ctx context.Context, set imap.NumSet, since uint64) (map[uint32][]string, error) {
	s.wire.begin(0)
	defer s.wire.end()
	cmd := s.client.Fetch(set, &imap.FetchOptions{UID: true, Flags: true, ModSeq: since > 0, ChangedSince: since})
	out := map[uint32][]string{}
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		if f, ok := readFlags(m); ok {
			out[f.UID] = f.Flags
		}
	}
	if err := cmd.Close(); err != nil {
		return nil, s.failed(ctx, fmt.Errorf("ask for flags: %w", err))
	}
	return out, nil
}

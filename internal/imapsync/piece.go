package imapsync

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// piece is what the server says of some messages before they are fetched.
type piece struct {
	uids  []uint32 // ascending
	of    map[uint32]said
	known []Known // ascending; only where something is recognised
	last  Known   // the last that came
	err   error
}

// said is one message as the server describes it; the zero value: not at all.
type said struct {
	size int64
	at   time.Time
}

// recognising offers messages to the sink before their bodies are fetched.
type recognising struct {
	modseq bool // the server offers CONDSTORE
	offer  func(ctx context.Context, list []Known) (placed []uint32, err error)
}

// knownLimit bounds the fields a message is recognised by; what has longer ones is fetched.
const knownLimit = 16 << 10

// items is what is asked for: sizes and dates, and what a message is recognised by.
func (k *recognising) items() *imap.FetchOptions {
	o := &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}
	if k != nil {
		o.Flags, o.ModSeq = true, k.modseq
		o.BodySection = []*imap.FetchItemBodySection{{
			Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Message-ID", "From", "Date"}, Peek: true,
		}}
	}
	return o
}

// readPiece reads the answer.
func readPiece(cmd *imapclient.FetchCommand, uids []uint32, known bool) piece {
	got := piece{uids: uids, of: make(map[uint32]said, len(uids))}
	all := make(map[uint32]Known, len(uids))
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		one, err := readKnown(m)
		if err != nil {
			got.err = err
			return got // Next and Close would read the literal again, beside the client's read loop
		}
		if one.UID == 0 {
			continue
		}
		if got.last = one; one.Size == 0 && one.InternalDate.IsZero() {
			continue
		}
		got.of[one.UID] = said{size: one.Size, at: one.InternalDate}
		if known && one.Header != nil && one.Size > 0 {
			all[one.UID] = one
		}
	}
	got.err = cmd.Close()
	for _, uid := range uids {
		if one, ok := all[uid]; ok {
			got.known = append(got.known, one)
		}
	}
	return got
}

// readKnown reads one answer. Header stays nil where the fields are missing or longer than believable.
func readKnown(m *imapclient.FetchMessageData) (k Known, err error) {
	for item := m.Next(); item != nil; item = m.Next() {
		switch d := item.(type) {
		case imapclient.FetchItemDataUID:
			k.UID = uint32(d.UID)
		case imapclient.FetchItemDataRFC822Size:
			k.Size = max(d.Size, 0)
		case imapclient.FetchItemDataInternalDate:
			k.InternalDate = d.Time
		case imapclient.FetchItemDataFlags:
			k.Flags = flagNames(d.Flags)
		case imapclient.FetchItemDataModSeq:
			k.ModSeq = d.ModSeq
		case imapclient.FetchItemDataBodySection:
			if d.Literal == nil {
				continue
			}
			size := d.Literal.Size()
			head := make([]byte, min(size, knownLimit))
			if _, err := io.ReadFull(d.Literal, head); err != nil {
				return k, errLineBroke
			}
			if err := skim(d.Literal, size-int64(len(head))); err != nil {
				return k, err
			}
			if size <= knownLimit {
				k.Header = head
			}
		}
	}
	return k, nil
}

// recognised offers a piece to the sink and counts what it placed.
func (r *folderRound) recognised(ctx context.Context, list []Known) ([]uint32, error) {
	r.m.shy = 0
	if len(list) == 0 {
		return nil, nil
	}
	placed, err := r.e.sink.Recognise(ctx, r.f, list)
	if err != nil {
		return nil, storeError(ctx, fmt.Errorf("recognise %d messages of %s: %w", len(list), r.f.Name, err))
	}
	r.known += len(placed)
	if r.sel.modseq == 0 {
		for _, k := range list {
			if _, ok := slices.BinarySearch(placed, k.UID); ok {
				r.m.flags[k.UID] = k.Flags
			}
		}
		if !r.compared {
			r.m.follow(placed)
		}
	}
	r.progress()
	return placed, nil
}

// blameSizes remembers the message in which the line broke while sizes were asked for, as [folderRound.blame] does. A
// line that broke by itself is nobody's fault here: so little comes of each message.
func (r *folderRound) blameSizes(got piece) {
	if r.s.wire.why() != nil {
		if r.recognise {
			r.m.shy++ // a server that falls over these fields gives the messages without
		}
		return
	}
	half := got.last.InternalDate.IsZero() // what can be read of an answer comes, and then the line closes
	for _, uid := range got.uids {
		if _, ok := got.of[uid]; half && uid == got.last.UID || got.last.UID == 0 || !half && !ok {
			t := r.m.of(uid)
			t.broke = true
			t.garbage++
			return
		}
	}
}

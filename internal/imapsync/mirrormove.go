package imapsync

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// move moves messages to another folder: by MOVE (RFC 6851), else by COPY and an EXPUNGE of exactly these (UIDPLUS, RFC
// 4315). go-imap's own way out where neither is offered would expunge what other people marked \Deleted; it is not taken.
func (t *teller) move(ctx context.Context, list []Intent) ([]Acted, error) {
	caps := t.s.client.Caps()
	if !caps.Has(imap.CapMove) && !caps.Has(imap.CapUIDPlus) {
		return nil, &cannot{"the server can neither move mail nor delete single messages for good (MOVE, UIDPLUS)"}
	}
	list, gone, err := t.present(list)
	if err != nil || len(list) == 0 {
		return gone, err
	}
	acted, err := t.moveHere(ctx, list, caps.Has(imap.CapMove))
	return append(gone, acted...), err
}

// present parts what still stands in the open folder from what is gone: some servers answer a move of nothing with what
// no client can read.
func (t *teller) present(list []Intent) (here []Intent, gone []Acted, err error) {
	t.s.wire.begin(0)
	defer t.s.wire.end()
	d, err := t.s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{uidSet(uidsWanted(list))}}, nil).Wait()
	if err != nil {
		return nil, nil, fmt.Errorf("look what is still in %s: %w", list[0].Folder, err)
	}
	found := map[imap.UID]bool{}
	for _, uid := range d.AllUIDs() {
		found[uid] = true
	}
	for _, i := range list {
		if found[imap.UID(i.UID)] {
			here = append(here, i)
		} else {
			gone = append(gone, Acted{Intent: i, Gone: true})
		}
	}
	return here, gone, nil
}

func (t *teller) moveHere(ctx context.Context, list []Intent, whole bool) ([]Acted, error) {
	if whole {
		t.s.wire.begin(0)
		defer t.s.wire.end()
		d, err := t.s.client.Move(uidSet(uidsWanted(list)), list[0].To).Wait()
		if err != nil {
			return nil, fmt.Errorf("move to %s: %w", list[0].To, err)
		}
		return landed(list, d.UIDValidity, d.SourceUIDs, d.DestUIDs), nil
	}
	return t.copyOut(ctx, list)
}

// landed reads where the messages stand now. What the server does not name was no longer there; where it names none it
// has no way to say.
func landed(list []Intent, validity uint32, source, dest imap.NumSet) []Acted {
	at := pairs(source, dest, len(list))
	out := make([]Acted, len(list))
	for n, i := range list {
		out[n] = Acted{Intent: i}
		if uid, ok := at[i.UID]; ok {
			out[n].ToValidity, out[n].ToUID = validity, uid
		} else {
			out[n].Gone = len(at) > 0
		}
	}
	return out
}

// pairs reads COPYUID, whose two lists correspond (RFC 4315, section 3). One that cannot be is no answer.
func pairs(source, dest imap.NumSet, most int) map[uint32]uint32 {
	from, to := numbers(source, most), numbers(dest, most)
	if len(from) != len(to) {
		return nil
	}
	out := make(map[uint32]uint32, len(from))
	for n, uid := range from {
		out[uid] = to[n]
	}
	return out
}

func numbers(set imap.NumSet, most int) (out []uint32) {
	uids, ok := set.(imap.UIDSet)
	if !ok {
		return nil
	}
	for _, r := range uids {
		low, high := min(r.Start, r.Stop), max(r.Start, r.Stop)
		if low == 0 || uint64(high-low)+uint64(len(out)) >= uint64(most) {
			return nil
		}
		for uid := low; uid <= high; uid++ {
			out = append(out, uint32(uid))
		}
	}
	return out
}

// copyOut copies messages, marks them \Deleted and expunges exactly them. What was copied by an earlier try that nobody
// heard the end of is not copied again.
func (t *teller) copyOut(ctx context.Context, list []Intent) ([]Acted, error) {
	const deleted = `\Deleted`
	if keeps, _ := t.keep(deleted); !keeps {
		return nil, &cannot{"the server lets nobody delete in " + list[0].Folder}
	}
	doubt := slices.DeleteFunc(slices.Clone(list), func(i Intent) bool { return i.There || !i.Begun })
	copied, err := t.copies(ctx, doubt)
	if err != nil {
		return nil, err
	}
	var fresh, out []Intent
	for _, i := range list {
		if i.There || copied[i.UID] {
			out = append(out, i)
		} else {
			fresh = append(fresh, i)
		}
	}
	acted := landed(out, 0, nil, nil)
	t.s.wire.begin(0)
	defer t.s.wire.end()
	if len(fresh) > 0 {
		d, err := t.s.client.Copy(uidSet(uidsWanted(fresh)), fresh[0].To).Wait()
		if err != nil {
			return nil, fmt.Errorf("copy to %s: %w", fresh[0].To, err)
		}
		acted = append(acted, landed(fresh, d.UIDValidity, d.SourceUIDs, d.DestUIDs)...)
	}
	gone := imap.UIDSet{}
	for _, a := range acted {
		if !a.Gone {
			gone.AddNum(imap.UID(a.UID))
		}
	}
	if len(gone) == 0 {
		return acted, nil
	}
	mark := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{deleted}}
	if err := t.s.client.Store(gone, mark, nil).Close(); err != nil {
		return t.half(acted, fmt.Errorf("mark what was copied in %s: %w", list[0].Folder, err))
	}
	if err := t.s.client.UIDExpunge(gone).Close(); err != nil {
		return t.half(acted, fmt.Errorf("take what was copied out of %s: %w", list[0].Folder, err))
	}
	return acted, nil
}

// half reports copies whose originals the server would not let go of; the next try finds them copied.
func (t *teller) half(acted []Acted, err error) ([]Acted, error) {
	if !declines(err) {
		return nil, err
	}
	for n := range acted {
		if !acted[n].Gone {
			acted[n] = Acted{Intent: acted[n].Intent, Err: err}
		}
	}
	return acted, nil
}

// copies looks which messages of the open folder stand in their To already, and opens the folder again.
func (t *teller) copies(ctx context.Context, list []Intent) (map[uint32]bool, error) {
	if len(list) == 0 {
		return nil, nil
	}
	these, err := t.likenesses(uidsWanted(list))
	if err != nil {
		return nil, err
	}
	if _, err := t.s.examine(ctx, list[0].To); err != nil {
		return nil, err
	}
	out := map[uint32]bool{}
	for uid, like := range these {
		if out[uid], err = t.holds(like); err != nil {
			return nil, err
		}
	}
	_, err = t.open(ctx, list[0].Folder)
	return out, err
}

// likeness is what a copy has as its original has it.
type likeness struct {
	size int64
	head string // the whole header section
}

// mostAlike bounds how many messages of one size are looked at.
const mostAlike = 100

// holds looks for a copy in the open folder. SEARCH finds parts of words, so that it alone would take another message
// for the copy, and the original would be lost. One that is marked to be deleted does not count.
func (t *teller) holds(like likeness) (bool, error) {
	t.s.wire.begin(0)
	d, err := t.s.client.UIDSearch(&imap.SearchCriteria{Larger: like.size - 1, Smaller: like.size + 1, NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
	t.s.wire.end()
	if err != nil {
		return false, fmt.Errorf("look for a copy: %w", err)
	}
	var alike []uint32
	for _, uid := range d.AllUIDs() {
		alike = append(alike, uint32(uid))
	}
	slices.Sort(alike)
	found, err := t.likenesses(alike[max(0, len(alike)-mostAlike):])
	for _, other := range found {
		if other == like {
			return true, err
		}
	}
	return false, err
}

// likenesses reads those of messages of the open folder.
func (t *teller) likenesses(uids []uint32) (map[uint32]likeness, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true}
	t.s.wire.begin(0)
	defer t.s.wire.end()
	got, err := t.s.client.Fetch(uidSet(uids), &imap.FetchOptions{UID: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		return nil, fmt.Errorf("read which messages these are: %w", err)
	}
	out := make(map[uint32]likeness, len(got))
	for _, m := range got {
		out[uint32(m.UID)] = likeness{m.RFC822Size, string(m.FindBodySection(section))}
	}
	return out, nil
}

// unselect leaves a folder that was opened for writing (RFC 3691); CLOSE would expunge. Where the server has no such
// command the next look opens another.
func (s *session) unselect(ctx context.Context) error {
	if !s.client.Caps().Has(imap.CapUnselect) || s.client.State() != imap.ConnStateSelected {
		return nil
	}
	s.wire.begin(0)
	defer s.wire.end()
	if err := s.client.Unselect().Wait(); err != nil {
		return s.failed(ctx, fmt.Errorf("leave the folder: %w", err))
	}
	return nil
}

package imap

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"deskhand/internal/imapsync"
	"deskhand/internal/journal"
	"deskhand/internal/journal/letter"
	"deskhand/internal/replica"
)

// cursor is how far a List went.
type cursor struct {
	validity uint32 // UIDVALIDITY
	uid      uint32 // the highest that was there
	count    int    // letters that were handed out, up to uid
	print    uint64 // of their numbers: a letter that shows late changes it
}

func (c cursor) String() string {
	return fmt.Sprintf("%d:%d:%d:%x", c.validity, c.uid, c.count, c.print)
}

func parseCursor(s replica.Cursor) (c cursor, err error) {
	if _, err = fmt.Sscanf(string(s), "%d:%d:%d:%x", &c.validity, &c.uid, &c.count, &c.print); err != nil {
		return cursor{}, fmt.Errorf("read cursor %q: %w", s, err)
	}
	return c, nil
}

func printOf(uids []uint32) uint64 {
	h := fnv.New64a()
	for _, uid := range uids {
		h.Write([]byte{byte(uid >> 24), byte(uid >> 16), byte(uid >> 8), byte(uid)}) //nolint:errcheck // a hash takes all
	}
	return h.Sum64()
}

// List hands out the letters that were not there at since. The server is asked for all its numbers each time, so that one
// which shows late, below others that were seen, is handed out too.
func (t *Transport) List(ctx context.Context, since replica.Cursor, want func(replica.Meta) bool, each func(replica.Item) error) (replica.Cursor, error) {
	next := since
	err := t.do(ctx, func(l *imapsync.JournalLine) error {
		v, err := t.open(ctx, l)
		if err != nil {
			return err
		}
		fresh, err := t.fresh(v, since)
		if err != nil {
			return err
		}
		w := &walk{t: t, l: l, want: want, each: each}
		for some := range slices.Chunk(fresh, walkBatch) {
			if err := w.some(ctx, some); err != nil {
				return err
			}
		}
		if len(fresh) > 0 {
			t.folder.Moved()
		}
		next = replica.Cursor(t.reached(v).String())
		return nil
	})
	if err != nil {
		return since, fmt.Errorf("list the journal: %w", err)
	}
	return next, nil
}

// fresh are the letters to hand out.
func (t *Transport) fresh(v imapsync.View, since replica.Cursor) ([]uint32, error) {
	if since == "" {
		clear(t.told)
		return v.UIDs, nil
	}
	c, err := parseCursor(since)
	if err != nil || c.validity != v.Validity {
		return nil, replica.ErrStaleCursor
	}
	n, _ := slices.BinarySearch(v.UIDs, c.uid+1)
	old := v.UIDs[:n]
	known := func(uid uint32) bool {
		_, told := t.told[uid]
		return told || uid <= c.uid
	}
	switch {
	case c.count > 0 && !slices.ContainsFunc(v.UIDs, known): // emptied: what is held here is to be put back
		return nil, replica.ErrStaleCursor
	case printOf(old) == c.print:
		for _, uid := range old {
			if _, known := t.told[uid]; !known {
				t.told[uid] = journal.Hash{}
			}
		}
		return v.UIDs[n:], nil
	}
	out := slices.DeleteFunc(slices.Clone(old), func(uid uint32) bool { _, known := t.told[uid]; return known })
	return append(out, v.UIDs[n:]...), nil
}

// reached is the cursor after all that came. A letter that is listed and was not given is not in it.
func (t *Transport) reached(v imapsync.View) cursor {
	given := slices.DeleteFunc(slices.Clone(v.UIDs), func(uid uint32) bool { _, known := t.told[uid]; return !known })
	c := cursor{validity: v.Validity, count: len(given), print: printOf(given)}
	if len(v.UIDs) > 0 {
		c.uid = v.UIDs[len(v.UIDs)-1]
	}
	return c
}

// walkBatch is how many letters are described at once.
const walkBatch = 500

// walk hands letters out in the order of their numbers.
type walk struct {
	t    *Transport
	l    *imapsync.JournalLine
	want func(replica.Meta) bool
	each func(replica.Item) error

	heads []described
}

// described is a letter that is still to be handed out.
type described struct {
	letter imapsync.Letter
	meta   replica.Meta
	wanted bool
}

func (w *walk) some(ctx context.Context, uids []uint32) error {
	w.heads = w.heads[:0]
	err := w.l.Heads(ctx, uids, func(got imapsync.Letter) error {
		w.heads = append(w.heads, w.describe(got))
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(w.heads, func(a, b described) int { return int(int64(a.letter.UID) - int64(b.letter.UID)) })
	var bodies []imapsync.Letter
	for _, d := range w.heads {
		if d.wanted {
			bodies = append(bodies, d.letter)
		}
	}
	err = w.l.Bodies(ctx, bodies, letter.MaxRaw, func(got imapsync.Letter) error {
		i := slices.IndexFunc(w.heads, func(d described) bool { return d.letter.UID == got.UID })
		if i < 0 || !w.heads[i].wanted {
			return nil // it was given already
		}
		if err := w.before(i); err != nil {
			return err
		}
		item := opened(w.heads[0].meta, got) // before took the others away
		w.heads = w.heads[1:]
		return w.give(got.UID, item)
	})
	if err != nil {
		return err
	}
	return w.before(len(w.heads))
}

// describe makes of a letter what the engine decides by. A letter too large to be ours is wanted by nobody.
func (w *walk) describe(got imapsync.Letter) described {
	name, label := letter.Hint(got.Head)
	meta := replica.Meta{Ref: ref(w.t.validity, got.UID), Hash: name.Hash, Label: label, Size: got.Size, At: got.At}
	return described{letter: imapsync.Letter{UID: got.UID, Size: got.Size}, meta: meta, wanted: got.Size <= letter.MaxRaw && w.want(meta)}
}

// before hands out what stands before the i-th and needs no bytes. What was wanted and did not come is gone, or shows
// later.
func (w *walk) before(i int) error {
	for _, d := range w.heads[:i] {
		if d.wanted {
			continue
		}
		item := replica.Item{Meta: d.meta}
		if d.letter.Size > letter.MaxRaw {
			item.Err = fmt.Errorf("%d bytes: %w", d.letter.Size, journal.ErrLimit)
		}
		if err := w.give(d.letter.UID, item); err != nil {
			return err
		}
	}
	w.heads = w.heads[i:]
	return nil
}

func (w *walk) give(uid uint32, item replica.Item) error {
	if err := w.each(item); err != nil {
		return err
	}
	w.t.told[uid] = item.Hash
	return nil
}

// opened takes the container out of a letter. Its hash is that of the bytes, whatever the name says.
func opened(meta replica.Meta, got imapsync.Letter) replica.Item {
	item := replica.Item{Meta: meta}
	if got.Raw == nil {
		item.Err = fmt.Errorf("%d bytes: %w", got.Size, journal.ErrLimit)
		return item
	}
	data, err := letter.Open(got.Raw)
	if err != nil {
		item.Err = err
		return item
	}
	item.Data, item.Hash = data, journal.ContainerHash(data)
	return item
}

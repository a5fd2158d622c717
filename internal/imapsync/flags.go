package imapsync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// flagBatch is how many changes the sink gets at once.
const flagBatch = 2000

// flags follows changed flags: with CONDSTORE exactly (RFC 7162), else of the newest messages.
func (r *folderRound) flags(ctx context.Context) error {
	if r.here == 0 {
		return nil // all that is here came in this round, with its flags
	}
	if r.sel.modseq > 0 {
		return r.flagsSince(ctx)
	}
	if !r.m.tail {
		return r.newestFlags(ctx)
	}
	if len(r.m.newest) == 0 {
		return nil
	}
	seen, err := r.s.collectFlags(ctx, uidSet(r.m.newest), 0)
	if err != nil {
		return err
	}
	return r.storeFlags(ctx, r.m.sawFlags(seen), 0)
}

// newestFlags asks by sequence numbers: the counts said that nothing came or went, so no list was asked for.
func (r *folderRound) newestFlags(ctx context.Context) error {
	if r.sel.exists == 0 {
		return nil
	}
	var set imap.SeqSet
	set.AddRange(uint32(max(1, r.sel.exists-flagWindow+1)), 0) // n:*
	seen, err := r.s.collectFlags(ctx, set, 0)
	if err != nil {
		return err
	}
	r.m.follow(slices.Sorted(maps.Keys(seen)))
	r.m.tail = true
	return r.storeFlags(ctx, r.m.sawFlags(seen), 0)
}

func (r *folderRound) flagsSince(ctx context.Context) error {
	since := r.f.HighestModSeq
	if since == r.sel.modseq {
		return nil
	}
	if since == 0 || since > r.sel.modseq {
		since = 1 // never known, or the server was set back: all flags
	}
	var set imap.UIDSet
	set.AddRange(1, imap.UID(max(r.f.Highest, 1)))
	seen, err := r.s.collectFlags(ctx, set, since)
	if err != nil {
		return err
	}
	return r.storeFlags(ctx, seen, r.sel.modseq)
}

// storeFlags hands the changes over in pieces; the cursor moves with the last.
func (r *folderRound) storeFlags(ctx context.Context, changes map[uint32][]string, modseq uint64) error {
	r.res.Flags = len(changes)
	if len(changes) == 0 && modseq == r.f.HighestModSeq {
		return nil
	}
	send := func(piece map[uint32][]string, modseq uint64) error {
		r.f.HighestModSeq = modseq
		if err := r.e.sink.Flags(ctx, r.f, piece, modseq); err != nil {
			return storeError(ctx, fmt.Errorf("store %d flags of %s: %w", len(piece), r.f.Name, err))
		}
		r.stored.HighestModSeq = modseq
		return nil
	}
	piece := map[uint32][]string{}
	for uid, flags := range changes {
		piece[uid] = flags
		if len(piece) == flagBatch {
			if err := send(piece, r.f.HighestModSeq); err != nil {
				return err
			}
			piece = map[uint32][]string{}
		}
	}
	return send(piece, modseq)
}

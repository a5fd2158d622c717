package imap

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/journal"
	"deskhand/internal/journal/letter"
	"deskhand/internal/replica"
)

// moment is how long a letter may take to show in its folder.
const moment = time.Second

const (
	attempts = 4   // Message-IDs that are tried for one container
	nameless = 200 // newest letters without a name of ours that are read to find one by its bytes
)

// Append puts a container there. Where an earlier try may have arrived, or this process saw it there, it is looked for
// first; and what was put there is read back, as a server may have kept another mail of that Message-ID (journal.md §2).
func (t *Transport) Append(ctx context.Context, m replica.Message) (replica.Meta, error) {
	var out replica.Meta
	err := t.do(ctx, func(l *imapsync.JournalLine) error {
		t.folder.Moved()
		p := &putting{t: t, l: l, m: m, attempt: 1}
		if m.Again || t.saw(m.Hash) {
			if found, err := p.look(ctx); found || err != nil {
				out = p.meta
				return err
			}
		}
		for range attempts {
			done, err := p.try(ctx)
			if !done && err == nil { // it may show a little later
				done, err = p.lookLater(ctx)
			}
			if done || err != nil {
				out = p.meta
				return err
			}
			p.attempt++
		}
		return fmt.Errorf("the server took the journal's letter %d times and does not give it back", attempts)
	})
	if err != nil {
		return replica.Meta{}, fmt.Errorf("put %s: %w", m.Label, err)
	}
	return out, nil
}

func (t *Transport) saw(hash journal.Hash) bool {
	for _, h := range t.told {
		if h == hash {
			return true
		}
	}
	return false
}

// putting is one Append under way.
type putting struct {
	t       *Transport
	l       *imapsync.JournalLine
	m       replica.Message
	attempt int
	meta    replica.Meta
}

// try puts the letter there and reads it back.
func (p *putting) try(ctx context.Context) (done bool, err error) {
	sent := letter.Letter{Hash: p.m.Hash, Attempt: p.attempt, Team: p.m.Team, Label: p.m.Label, Date: p.t.now()}.Bytes(p.m.Data)
	validity, uid, err := p.l.Put(ctx, sent)
	switch {
	case err == nil:
	case p.l.Gone(ctx, err):
		return false, fmt.Errorf("%w: %w", replica.ErrNoFolder, err)
	case imapsync.Full(err):
		return false, fmt.Errorf("%w: %w", replica.ErrFull, err)
	default:
		return false, err
	}
	if uid > 0 {
		if found, err := p.at(ctx, validity, uid); found || err != nil {
			return found, err
		}
	}
	return p.look(ctx)
}

// lookLater looks again when a moment has passed.
func (p *putting) lookLater(ctx context.Context) (bool, error) {
	wait := time.NewTimer(moment)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-wait.C:
		return p.look(ctx)
	}
}

// at looks whether the letter of this number is the one. The server just gave the number, so that a folder which is open
// already has it.
func (p *putting) at(ctx context.Context, validity, uid uint32) (bool, error) {
	if p.t.told == nil || validity != p.t.validity || !p.l.Opened() {
		v, err := p.t.open(ctx, p.l)
		if err != nil || v.Validity != validity {
			return false, err
		}
	}
	return p.compare(ctx, []imapsync.Letter{{UID: uid, Size: int64(len(p.m.Data)) * 2}})
}

// compare reads letters and takes the one whose container is ours.
func (p *putting) compare(ctx context.Context, letters []imapsync.Letter) (found bool, err error) {
	err = p.l.Bodies(ctx, letters, letter.MaxRaw, func(got imapsync.Letter) error {
		data, err := letter.Open(got.Raw)
		if err != nil || !bytes.Equal(data, p.m.Data) || found {
			return nil // somebody else's, or broken: not ours
		}
		found = true
		p.meta = replica.Meta{Ref: ref(p.t.validity, got.UID), Hash: p.m.Hash, Label: p.m.Label, Size: got.Size, At: got.At}
		p.t.told[got.UID] = p.m.Hash
		return nil
	})
	return found, err
}

// look looks for the letter: by its Message-ID, then among those that have none of ours, as a server may drop it. The
// next attempt is one that no letter has.
func (p *putting) look(ctx context.Context) (bool, error) {
	v, err := p.t.open(ctx, p.l)
	if err != nil {
		return false, err
	}
	uids, err := p.l.Search(ctx, letter.Search(p.m.Hash))
	if err != nil {
		return false, err
	}
	named, err := p.heads(ctx, uids, true)
	if err != nil {
		return false, err
	}
	if found, err := p.compare(ctx, named); found || err != nil {
		return found, err
	}
	rest := slices.DeleteFunc(slices.Clone(v.UIDs), func(uid uint32) bool {
		hash, known := p.t.told[uid]
		return known && !hash.IsZero() && hash != p.m.Hash
	})
	without, err := p.heads(ctx, rest, false)
	if err != nil {
		return false, err
	}
	return p.compare(ctx, without[max(0, len(without)-nameless):])
}

// heads are those of letters whose names say that they hold this container, or those that have no name of ours and are
// large enough to hold it.
func (p *putting) heads(ctx context.Context, uids []uint32, ours bool) (out []imapsync.Letter, err error) {
	if len(uids) == 0 {
		return nil, nil
	}
	err = p.l.Heads(ctx, uids, func(got imapsync.Letter) error {
		name, _ := letter.Hint(got.Head)
		if name.Hash == p.m.Hash {
			p.attempt = max(p.attempt, name.Attempt+1)
		}
		if ours && name.Hash == p.m.Hash || !ours && name.Hash.IsZero() && got.Size > int64(len(p.m.Data)) && got.Size <= letter.MaxRaw {
			out = append(out, got)
		}
		return nil
	})
	return out, err
}

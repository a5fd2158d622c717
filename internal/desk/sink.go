package desk

import (
	"context"
	"errors"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/store"
)

// sink gives the sync engine the store: it translates and tells what arrived, after each commit.
type sink struct{ d *Desk }

func fromEngine(f imapsync.Folder) store.Folder {
	return store.Folder{
		Account: f.Account, Name: f.Name, Role: string(f.Role), UIDValidity: f.UIDValidity,
		Lowest: f.Lowest, Highest: f.Highest, Done: f.Done, Exists: f.Exists, ModSeq: f.HighestModSeq, Relist: f.Relist, Compared: f.Compared,
	}
}

func (s sink) Folder(ctx context.Context, account, name string) (imapsync.Folder, error) {
	f, err := s.d.store.Folder(ctx, account, name)
	return imapsync.Folder{
		Account: f.Account, Name: f.Name, Role: imapsync.Role(f.Role), UIDValidity: f.UIDValidity,
		Lowest: f.Lowest, Highest: f.Highest, Done: f.Done, Exists: f.Exists, HighestModSeq: f.ModSeq, Relist: f.Relist, Compared: f.Compared,
	}, err
}

// Ready reads a mail while those before it are stored.
func (s sink) Ready(f imapsync.Folder, m imapsync.Fetched) imapsync.Fetched {
	m.Ready, m.Raw = s.d.store.Prepare(fromEngine(f), arrival(m)), nil
	return m
}

func arrival(m imapsync.Fetched) store.Arrival {
	if ready, ok := m.Ready.(store.Arrival); ok {
		return ready
	}
	return store.Arrival{
		UID: m.UID, Internal: m.InternalDate, Flags: m.Flags, ModSeq: m.ModSeq, Size: m.Size,
		Extent: string(m.Extent), Raw: m.Raw, Spool: m.Spool, Missing: m.Missing,
	}
}

func (s sink) Arrive(ctx context.Context, f imapsync.Folder, batch []imapsync.Fetched) error {
	mails := make([]store.Arrival, len(batch))
	for i, m := range batch {
		mails[i] = arrival(m)
	}
	changed, err := s.d.store.Arrive(ctx, fromEngine(f), mails)
	s.d.core.Tell(changed)
	var bad *store.BadMail
	if errors.As(err, &bad) {
		return &imapsync.BadMessage{UID: bad.UID, Err: bad.Err}
	}
	return err
}

func (s sink) Flags(ctx context.Context, f imapsync.Folder, changes map[uint32][]string, modseq uint64) error {
	return s.d.store.SetFlags(ctx, fromEngine(f), changes, modseq)
}

func (s sink) Vanished(ctx context.Context, f imapsync.Folder, uids []uint32) error {
	changed, err := s.d.store.Vanished(ctx, fromEngine(f), uids)
	s.d.core.Tell(changed)
	return err
}

func (s sink) Present(ctx context.Context, f imapsync.Folder) ([]uint32, error) {
	return s.d.store.Present(ctx, fromEngine(f))
}

func (s sink) Renewed(ctx context.Context, f imapsync.Folder) error {
	return s.d.store.Renewed(ctx, fromEngine(f))
}

func (s sink) Listed(ctx context.Context, account string, list []imapsync.FolderInfo) (map[string]bool, error) {
	folders := make([]store.Listed, len(list))
	for i, f := range list {
		folders[i] = store.Listed{Name: f.Name, Role: string(f.Role), Messages: f.Messages}
	}
	chosen, changed, err := s.d.store.Listed(ctx, account, folders)
	s.d.core.Tell(changed)
	return chosen, err
}

func (s sink) Recognise(ctx context.Context, f imapsync.Folder, list []imapsync.Known) ([]uint32, error) {
	known := make([]store.Known, len(list))
	for i, k := range list {
		known[i] = store.Known{UID: k.UID, Internal: k.InternalDate, Flags: k.Flags, ModSeq: k.ModSeq, Size: k.Size, Header: k.Header}
	}
	placed, changed, err := s.d.store.Recognise(ctx, fromEngine(f), known)
	s.d.core.Tell(changed)
	return placed, err
}

func (s sink) Elsewhere(ctx context.Context, f imapsync.Folder, uids []uint32) ([]uint32, error) {
	return s.d.store.Elsewhere(ctx, fromEngine(f), uids)
}

func (s sink) Allowed(ctx context.Context, f imapsync.Folder, gone int) (bool, error) {
	return s.d.store.Allowed(ctx, fromEngine(f), gone)
}

func (s sink) Wanted(ctx context.Context, account string, since time.Time, limit int) (out []imapsync.Want, err error) {
	err = s.d.store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.WantedOf(account, since, limit)
		for _, w := range list {
			out = append(out, imapsync.Want{Folder: w.Folder, UIDValidity: w.UIDValidity, UID: w.UID, Size: w.Size, Asked: w.Asked})
		}
		return err
	})
	return out, err
}

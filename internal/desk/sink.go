package desk

import (
	"context"
	"errors"

	"deskhand/internal/imapsync"
	"deskhand/internal/store"
)

// sink gives the sync engine the store: it translates and tells what arrived, after each commit.
type sink struct{ d *Desk }

func fromEngine(f imapsync.Folder) store.Folder {
	return store.Folder{
		Account: f.Account, Name: f.Name, Role: string(f.Role), UIDValidity: f.UIDValidity,
		Lowest: f.Lowest, Highest: f.Highest, Done: f.Done, Exists: f.Exists, ModSeq: f.HighestModSeq,
	}
}

func (s sink) Folder(ctx context.Context, account, name string) (imapsync.Folder, error) {
	f, err := s.d.store.Folder(ctx, account, name)
	return imapsync.Folder{
		Account: f.Account, Name: f.Name, Role: imapsync.Role(f.Role), UIDValidity: f.UIDValidity,
		Lowest: f.Lowest, Highest: f.Highest, Done: f.Done, Exists: f.Exists, HighestModSeq: f.ModSeq,
	}, err
}

func (s sink) Arrive(ctx context.Context, f imapsync.Folder, batch []imapsync.Fetched) error {
	mails := make([]store.Arrival, len(batch))
	for i, m := range batch {
		mails[i] = store.Arrival{UID: m.UID, Internal: m.InternalDate, Flags: m.Flags, ModSeq: m.ModSeq, Size: m.Size, Raw: m.Raw, Spool: m.Spool, Missing: m.Missing}
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

package replica

import (
	"context"

	"deskhand/internal/journal"
)

// Store is the laptop's memory. Update is durable before it returns; one at a time, beside any number of Views.
type Store interface {
	Update(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. What is to be decided the engine decides; a Tx keeps rows. The functions that go through rows must
// not be given a callback that uses the same Tx.
type Tx interface {
	Setting(name string) (value string, ok bool, err error)
	SetSetting(name, value string) error

	// Clock is the newest stamp made or received.
	Clock() (journal.Stamp, error)
	SetClock(journal.Stamp) error

	// PutOps keeps ops and answers how many were new by their hash. One that is there without a batch takes the new one's
	// batch and state; else what is there stays. cameAt is Unix ms for new ones, 0: made here.
	PutOps(ops []journal.StoredOp, cameAt int64) (fresh int, err error)
	// SetOps changes the state of stored ops.
	SetOps(state journal.OpState, ops []journal.Hash) error
	// ReplaceOp puts another line, seq or device in the place of one own op that was not sealed yet, or what is read of it and
	// its state in the place of one that could not be read.
	ReplaceOp(old journal.Hash, op journal.StoredOp) error
	// DropOps forgets ops that no batch brought.
	DropOps(ops []journal.Hash) error
	// EachOp goes through ops by device, seq and hash.
	EachOp(q journal.OpQuery, each func(journal.StoredOp) error) error

	// PutBatch keeps a verified batch and tells whether it is new.
	PutBatch(hash journal.Hash, b *journal.Batch) (fresh bool, err error)
	// Batch answers nil where it is not known.
	Batch(hash journal.Hash) (*journal.Batch, error)
	// EachBatch goes through the batches of a device, of all if it is empty, by device, first seq and hash.
	EachBatch(device string, each func(journal.BatchMeta) error) error

	// Blob answers nil where it is not held.
	Blob(name string) ([]byte, error)
	// PutBlob keeps a blob that belongs in the place too.
	PutBlob(name string, data []byte) error
	// ShareBlobs says of blobs of this desk that they belong in the place from now on.
	ShareBlobs(names []string) error
	// DropBlobs erases, so that nothing of the text is left on the disk.
	DropBlobs(names []string) error
	// SharedBlobs goes through the names of the blobs that are held and belong in the place.
	SharedBlobs(each func(name string, size int64) error) error

	// PutMessage keeps what is known of a message, in place of what was known of that Ref, or of that Hash without a Ref.
	PutMessage(k journal.Known) error
	DropMessage(ref string, hash journal.Hash) error
	// EachMessage goes through them by Ref and Hash, without Data.
	EachMessage(each func(journal.Known) error) error
	// MessageData answers nil where nothing is kept.
	MessageData(ref string, hash journal.Hash) ([]byte, error)
}

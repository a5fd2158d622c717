package journal

import "errors"

// Limits of what travels, for every type of message (journal.md §3.5). Pack refuses what Unpack would.
const (
	MaxMessage      = 8 << 20  // bytes of a container, packed
	MaxLines        = 4 << 20  // bytes of all lines, or of a body, inflated
	MaxRatio        = 200      // inflated bytes for one packed byte; what packs better is stored as it is
	MaxBlobs        = 4 << 20  // bytes of all blobs of a message, packed
	MaxInflate      = 8 << 20  // bytes of blobs that one decoder may give
	MaxBlobBytes    = 16 << 20 // bytes of all blobs of a message, inflated
	MaxBlobCount    = 20_000   // blobs held and, apart from them, blobs dropped
	MaxBatches      = 20_000   // batches of a container
	MaxOps          = 100_000  // lines of a container: an empty line costs a byte to send and two hundred to look at
	MaxDevices      = 20_000   // devices that a container or a snapshot names
	MaxBatchOps     = 500      // ops that Seal puts into one batch; a longer one is still read
	MaxBatchBytes   = 256 << 10
	maxHave         = 200_000 // entries of all batches' have
	maxDirectory    = 4 << 20 // bytes
	secretLen       = 32
	defaultDayQuota = 20_000 // ops a device and UTC day (journal.md §3.9)
)

// What can be wrong with bytes from the folder. ErrNewer is kept and tried again by a newer program, ErrMAC when
// the team's keys change; none of them is ever deleted.
var (
	ErrForeign = errors.New("not a journal message")
	ErrMAC     = errors.New("not made with the team's key")
	ErrLimit   = errors.New("larger than a journal message may be")
	ErrNewer   = errors.New("made by a newer version of Deskhand")
	ErrDamaged = errors.New("damaged journal message")
)

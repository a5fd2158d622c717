package replica

import (
	"crypto/ed25519"

	"deskhand/internal/journal"
)

// hooks are the places where tests make what is rare frequent, and where the kept test of the tests breaks the engine on purpose, one rule at a time; nobody outside of
// this package's tests can set them. The zero value breaks nothing.
type hooks struct {
	unsigned   bool                                                // M5: no signature is checked
	deafClock  bool                                                // M7: received stamps do not move the clock
	stillClock bool                                                // M8: joining by snapshot does not move it
	anyAdmin   bool                                                // M10: admin paths count from anyone
	bySeq      bool                                                // M11: a revocation cuts by seq, not by chain
	prunable   func([]journal.Visible, func(string) bool) []int    // M3: pruned without a strict order
	anyMark    bool                                                // M12: drop marks need no explanation
	forgetful  bool                                                // M4: snapshots leave out what their writer cannot read
	restamped  func(op *journal.Op)                                // M9: what restamping does beside
	decode     func(line []byte) (*journal.Op, error)              // an older program's reader
	verify     func(b *journal.Batch, key ed25519.PublicKey) error // remembers what it verified
	unpack     func([]byte, journal.Keys) (*journal.Container, error)
	snapAfter  int // ops until a snapshot is written; 0: as in use
	quota      int // ops a device and day; 0: as the team says
}

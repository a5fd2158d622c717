package journal

// OpState says what a stored op does. The carrying engine decides it, the store keeps it.
type OpState uint8

// The states. Only OpCounted and OpProvisional are folded.
const (
	OpCounted     OpState = iota // by a verified batch, or made here
	OpProvisional                // by a snapshot alone, until a batch brings the same line (journal.md §3.7)
	OpParked                     // of the far future, or beyond its device's quota: waits (§3.4, §3.9)
	OpHeld                       // off a revoked device's named chains, or an admin path by who is no admin (§3.8)
	OpUnread                     // no op as far as this program can read; kept and forwarded as it is
)

// Folded tells whether ops of the state take part in what is shown.
func (s OpState) Folded() bool { return s == OpCounted || s == OpProvisional }

// StoredOp is a line of a device's stream with all that is known of it.
type StoredOp struct {
	Device string
	Seq    uint64
	Hash   Hash // RecordHash(Device, Raw): what makes it one
	Batch  Hash // that brought it or was sealed with it; zero: not sealed yet, or by a snapshot alone
	State  OpState
	Raw    []byte
	Op     *Op // nil in OpUnread
}

// OpQuery chooses among stored ops; the zero value means all of them.
type OpQuery struct {
	Device    string    // of one device
	States    []OpState // in one of these states
	Governing bool      // on @team, or a redact, only
	Loose     bool      // without a batch only: provisional ones, and own ones that wait to be sealed
}

// Known is one message of the journal's folder as a desk knows it, or one that waits to be sent.
type Known struct {
	Ref     string // where the transport finds it; empty: it has not been sent, as far as is known
	Hash    Hash   // ContainerHash; zero: foreign
	Type    uint8  // of the container; 0: not known
	State   KnownState
	At      int64 // server's clock, Unix ms
	Seen    int64 // this desk's clock at first sight, Unix ms
	Size    int64 // bytes on the server
	Epoch   uint32
	Author  string   // device of a snapshot or presence
	Batches []Hash   // verified batches in it
	Blobs   []string // blobs whole in it
	Dropped []string // blobs marked as erased in it
	Why     string   // what is wrong with it, for status
	Data    []byte   // the container, kept while something in it waits, or while it is not sent
}

// KnownState says how far a message got.
type KnownState uint8

// The states of a message.
const (
	KnownOutgoing KnownState = iota // sealed here, not acknowledged
	KnownGood                       // verified whole
	KnownWaiting                    // whole, but some batch in it waits: for its device's join, for another key
	KnownBroken                     // looks like ours and cannot be read; retried by a newer program
	KnownForeign                    // not ours; never touched
	KnownUnseen                     // listed and not fetched: its name says it is known, nobody has looked
)

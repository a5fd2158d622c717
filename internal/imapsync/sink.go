package imapsync

import (
	"context"
	"fmt"
	"time"
)

// Role is what a folder is for (RFC 6154).
type Role string

// The roles the engine tells apart.
const (
	RoleInbox   Role = "inbox"
	RoleSent    Role = "sent"
	RoleDrafts  Role = "drafts"
	RoleJunk    Role = "junk"
	RoleTrash   Role = "trash"
	RoleArchive Role = "archive"
	RoleAll     Role = "all" // every mail of the account once more (\All): followed by choice alone
	RoleOther   Role = ""
)

// Folder is the cursor of one folder: what of it is here. The zero cursor (UIDValidity 0) means "nothing yet".
type Folder struct {
	Account     string
	Name        string // as the server calls it, decoded to UTF-8; INBOX in capitals
	Role        Role
	UIDValidity uint32
	// Lowest and Highest bound what was fetched: every message the server listed with a UID in [Lowest, Highest]
	// is here, except, while Done is false, those that broke or were refused. Both 0: nothing.
	Lowest, Highest uint32
	Done            bool   // everything the server listed is here, as of the last round; false: the next one compares
	Exists          int    // messages on the server, as of the last look
	HighestModSeq   uint64 // flags are known up to here (RFC 7162); 0 where the server does not offer it
	// Relist says that the server numbered the folder anew and what is here was not matched to it yet. [Sink.Renewed]
	// sets it; the first cursor without it ends the matching, and what was not met by then is no longer in the folder.
	Relist   bool
	Compared int64 // when the whole list was last compared, Unix seconds; 0: never
}

// Extent is how much of a message is here.
type Extent string

// The extents. What a server cannot give at all is not one of them, see [Fetched.Missing].
const (
	Whole Extent = ""
	Head  Extent = "head" // the header section: older than the account's reach
	Part  Extent = "part" // the beginning: its text, not its large files
)

// Fetched is one message as the server gave it. Exactly one of Raw and Spool is set, unless Missing says why not.
type Fetched struct {
	UID          uint32
	InternalDate time.Time // zero when the server gave none
	Flags        []string  // as the server writes them, sorted; without \Recent
	ModSeq       uint64    // 0 where the server does not offer it
	Size         int64     // bytes of the message on the server, whatever the extent
	Extent       Extent    // how much of it Raw or Spool holds
	Raw          []byte    // the message, at most 4 MiB; belongs to the receiver
	Spool        string    // path of a file holding a larger message; the engine deletes it after Arrive returns
	// Missing says in words why the body is not here: larger than the limit, or the server cannot give it. Raw then
	// holds the header section, or nothing. The message still gets a placement, so that it is counted and shown.
	Missing string
	Ready   any // what a Reader made of it, with nothing left in Raw then; nil: nothing
}

// Known is a message on the server of which only what tells it apart was asked for.
type Known struct {
	UID          uint32
	InternalDate time.Time
	Flags        []string // as those of [Fetched]
	ModSeq       uint64
	Size         int64  // RFC822.SIZE, bytes
	Header       []byte // the fields Message-ID, From and Date as they stand there
}

// Want is a message that is here in part and should be whole.
type Want struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
	Size        int64 // bytes on the server
	Asked       bool  // by a person: before everything else
}

// Sink takes what the engine found. It is called from one goroutine an engine. Calls may repeat after a broken
// connection or a crash: a placement is keyed by account, folder, UIDVALIDITY and UID, and a second Arrive of the
// same UID changes nothing but flags.
//
// An error ends the round and is reported; one that wraps [BadMessage] costs only that message.
type Sink interface {
	// Folder returns the stored cursor, zero when the folder is unknown.
	Folder(ctx context.Context, account, name string) (Folder, error)
	// Arrive stores raw mail and placements of batch (ascending UIDs, at most 500) and f as the new cursor. It may
	// split the batch over several short transactions; the cursor comes with the last. batch may be empty: only the
	// cursor is stored.
	Arrive(ctx context.Context, f Folder, batch []Fetched) error
	// Flags sets the flags of placements (the whole list each) and the cursor's HighestModSeq. UIDs that have no
	// placement are passed over. changes may be empty.
	Flags(ctx context.Context, f Folder, changes map[uint32][]string, modseq uint64) error
	// Vanished removes the placements of uids (ascending); the messages stay. It does not touch the cursor.
	Vanished(ctx context.Context, f Folder, uids []uint32) error
	// Present returns the UIDs that placements hold for f and its UIDValidity, ascending.
	Present(ctx context.Context, f Folder) ([]uint32, error)
	// Renewed is called when the server gave the folder a new UIDVALIDITY: every placement of the folder with another
	// one is void, and f (new UIDValidity, nothing fetched, Relist) is the cursor. The mail is recognised or arrives
	// again; until the first cursor without Relist nobody sees a difference.
	Renewed(ctx context.Context, f Folder) error
	// Listed is told every folder of the account that can be opened. It returns a person's choices by name: true
	// followed, false left out; the others follow their role. A followed folder that is no longer listed stands among
	// them, as true, while messages of it are here.
	Listed(ctx context.Context, account string, list []FolderInfo) (chosen map[string]bool, err error)
	// Recognise gives placements to those of list (ascending UIDs) whose message the desk holds already, by its id
	// (journal.md §3.1) and size, and returns their UIDs, ascending. It does not touch the cursor.
	Recognise(ctx context.Context, f Folder, list []Known) (placed []uint32, err error)
	// Elsewhere returns those of uids whose message stands in another folder too, of any account: moved, not lost.
	Elsewhere(ctx context.Context, f Folder, uids []uint32) ([]uint32, error)
	// Allowed tells, and uses up, whether a person allowed that so many gone messages are taken out of f.
	Allowed(ctx context.Context, f Folder, gone int) (bool, error)
	// Wanted lists messages that are here in part and should be whole: asked for by a person first, then those of live
	// tickets, then those received since `since` (zero: all); newest first within each, at most limit. Of extent Part
	// only what a person asked for.
	Wanted(ctx context.Context, account string, since time.Time, limit int) ([]Want, error)
}

// BadMessage is what a Sink returns (or wraps) from Arrive when one message of the batch cannot be stored. The engine
// reports it, leaves it out and hands in the rest again.
type BadMessage struct {
	UID uint32
	Err error
}

func (e *BadMessage) Error() string { return fmt.Sprintf("store uid %d: %v", e.UID, e.Err) }

// Unwrap returns the cause.
func (e *BadMessage) Unwrap() error { return e.Err }

// State is what the engine is doing with an account.
type State string

// The states an Observer hears of.
const (
	StateConnecting State = "connecting"
	StateSyncing    State = "syncing"
	StateSynced     State = "synced"  // a round ended without an error; in Run, the engine now watches
	StateFilling    State = "filling" // follows StateSynced: the newest of every folder is here, older mail still comes
	StateOffline    State = "offline" // unreachable or broken off; Run tries again by itself
	StateRefused    State = "refused" // the password was refused; Run waits for Wake, or half an hour
)

// Observer hears how it goes. Calls come from the engine's goroutines and must return at once.
type Observer interface {
	State(account string, s State)
	// Problem reports a standing condition (the errors of errors.go). It stands until a round ends (StateSynced) that
	// did not repeat it.
	Problem(account string, p error)
	// Progress says that done of total messages of the folder are here.
	Progress(account, folder string, done, total int)
}

// PasswordFunc returns the account's password when it is needed. Its error ends the attempt.
type PasswordFunc func(ctx context.Context) (string, error)

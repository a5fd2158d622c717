package membership

import (
	"context"
	"crypto/ed25519"
	"io"

	"deskhand/internal/replica"
	"deskhand/internal/store"
)

// Place is a journal's place that was opened for a moment, beside the engine.
type Place interface {
	replica.Transport
	io.Closer
}

// Host is what the desk does for this package.
type Host interface {
	// Place opens a journal's place. The password is asked of the vault where the account is known here (its ID is set).
	Place(ctx context.Context, w Where) (Place, error)
	// Connect signs in to a mailbox and keeps it; it makes whose desk this is and its key where the desk is new.
	Connect(ctx context.Context, a store.Account, password, agent, name string) (account string, err error)
	// Settle makes whose desk this is and its key, without a mailbox.
	Settle(ctx context.Context, agent, name string) error
	// Carry pulls and pushes once, by the engine where it runs, else here.
	Carry(ctx context.Context) (replica.Result, error)
	// Pull only takes in: where nothing can be sealed yet.
	Pull(ctx context.Context) error
	// Changed has the engine begin anew: another team, place or key.
	Changed(ctx context.Context)
	// Acted has the engine, wherever it runs, take what was written.
	Acted(urgent bool)
	// Engaged puts settings in force: the start moment, the colleagues.
	Engaged(ctx context.Context) error
	// Began and CameIn tell the team's files: a team began here; this desk took in all of a team that it joined.
	Began(ctx context.Context) error
	CameIn(ctx context.Context) error
	// Writing names the devices that write an answer on a ticket, by one of its anchors.
	Writing(anchors []string) (devices []string)
	// Limited says in words what the place's server allows less than usual.
	Limited() string
	// Write tells the others that an answer is being written on a ticket; stop: no more.
	Write(anchor string, stop bool)
	// NewKey makes this desk another device key. It writes with it once use was called in a transaction, and told after it.
	NewKey(ctx context.Context) (key ed25519.PrivateKey, use func(*store.Tx) error, told func(), err error)
}

// Where says which place is meant and how to get there.
type Where struct {
	Kind     string
	Folder   string
	Account  store.Account
	Password string
}

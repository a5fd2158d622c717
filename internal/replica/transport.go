package replica

import (
	"context"
	"errors"
	"time"

	"deskhand/internal/journal"
)

// Ref names a message in its place, for as long as the place numbers its messages alike: the same on every laptop, since
// which of two equal messages goes is decided by it. Opaque but to its Transport, at most 200 bytes.
type Ref string

// Cursor says how far a List went. Opaque but to its Transport; empty: from the beginning.
type Cursor string

// Meta is what is known of a message before it is fetched.
type Meta struct {
	Ref   Ref
	Hash  journal.Hash // a hint from its name: anybody can write a name; zero: foreign
	Label string       // a hint as well: Message.Label, where the listing tells it
	Size  int64        // bytes in the place
	At    time.Time    // when it came, by the place's clock
}

// Item is a message. Data is nil where it was not wanted. Err says that it is not ours or broken outside of the container.
type Item struct {
	Meta
	Data []byte
	Err  error
}

// Message is a container to put into the place.
type Message struct {
	Hash  journal.Hash // of Data
	Team  string
	Label string // for people and as a hint: "7Q2M9FKX0ABCD 12-40"
	Data  []byte
	Again bool // an earlier try may have arrived: look first
}

// What a Transport answers beside ordinary errors of the line.
var (
	ErrStaleCursor = errors.New("the place is numbered anew: list from the beginning")
	ErrNoFolder    = errors.New("the journal's place is gone")
	ErrFull        = errors.New("the journal's place is full")
)

// Transport is a place that keeps messages. Its methods are called one at a time.
type Transport interface {
	// Append puts a message there; the same Hash twice leaves one message. Its Meta tells the place's clock.
	Append(ctx context.Context, m Message) (Meta, error)
	// List goes through the messages that came since the cursor, in their order, all of them with an empty one. What want
	// accepts comes with its bytes. It streams: no more than a few messages are in memory at once. An error of each ends it.
	List(ctx context.Context, since Cursor, want func(Meta) bool, each func(Item) error) (Cursor, error)
	// Delete removes messages, to where a person can bring them back from if the place has that. It does nothing where the
	// place was numbered anew since the refs were listed.
	Delete(ctx context.Context, refs []Ref) error
	// Watch answers a channel on which something is sent when List may find more. It is closed when watching ended; nil: the
	// place cannot tell, it must be asked.
	Watch(ctx context.Context) <-chan struct{}
}

// Creator is a Transport that can make its place anew.
type Creator interface {
	Create(ctx context.Context) error
}

// Limits are what a place takes. Zero fields: nothing special.
type Limits struct {
	Message  int64         // bytes of a container
	Messages int           // the most that may lie in the place
	Active   time.Duration // between looks while somebody works, where nobody tells of news
	Idle     time.Duration // between looks otherwise
}

// Limiter is a Transport that knows its limits; they may change after each connection.
type Limiter interface {
	Limits() Limits
}

// Presencer is a Transport that has a better way for what is said and forgotten than a message that is deleted again.
type Presencer interface {
	Announce(ctx context.Context, data []byte) error
	Heard() <-chan []byte
}

// Package reply keeps the saved replies of DIR/replies/ in force: it reads and watches the folder, keeps the last good
// version of each file in SQLite, writes a lost folder back, and finds, fills and imports replies.
//
// It must not send anything and must not touch a ticket. What a file means, and how a value is escaped, is package
// savedreply's alone; files are read and written through os.Root only.
package reply

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Folder is the name of the watched folder inside the data folder.
const Folder = "replies"

// Options say where the folder lies and who is told.
type Options struct {
	Dir string // the data folder
	Log *slog.Logger
	// Told is called with all that is wrong now, after each reading; may be nil. Failed is the folder's own failure.
	Told func(wrong []Problem, failed error)
	// News says of each reply, by its path, that a colleague made what it says now; nil: nobody did.
	News func(tx *store.Tx) (map[string]News, error)

	settle, gone, lost time.Duration // of the watch; 0: the design's
}

// News says who made what a reply says now: a colleague, not this desk's agent.
type News struct {
	Agent, Name string
	At          ticket.Time // made
	Came        ticket.Time // to this laptop
	New         bool        // it had no earlier version
}

// Changed tells of a reply that a colleague changed, until this agent uses it for the first time since; the keys are those of
// `deskhand replies list --json`.
type Changed struct {
	ChangedBy     string      `json:"changedBy,omitempty"`
	ChangedByName string      `json:"changedByName,omitempty"`
	ChangedAt     ticket.Time `json:"changedAt,omitempty"`
	NewHere       bool        `json:"newHere,omitempty"` // it is new as a whole
}

// changes is what is to be told of the replies before their next use, by path.
func (s *Service) changes(ctx context.Context) (map[string]Changed, error) {
	out := map[string]Changed{}
	if s.o.News == nil {
		return out, nil
	}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		news, err := s.o.News(tx)
		if err != nil || len(news) == 0 {
			return err
		}
		used, err := tx.ReplyUsed()
		if err != nil {
			return err
		}
		library := s.Library()
		for path, n := range news {
			if r, ok := library.ByPath(path); ok && used[r.Name] < n.Came {
				out[path] = Changed{n.Agent, n.Name, n.At, n.New}
			}
		}
		return nil
	})
	return out, err
}

// Problem is something wrong in a file.
type Problem struct {
	savedreply.Problem
	Stands bool // the last good version of the file is in force meanwhile
}

// Service keeps the saved replies.
type Service struct {
	core  *core.Core
	o     Options
	mu    sync.Mutex // one reading of the folder at a time; guards unsure
	state atomic.Pointer[state]

	unsure bool // the last reading met a file that was being saved
}

// state is what is in force. It never changes.
type state struct {
	library *savedreply.Library
	files   []file
	wrong   []Problem
}

// New makes the service; the folder is read at the first use, or by Watch.
func New(c *core.Core, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Told == nil {
		o.Told = func([]Problem, error) {}
	}
	return &Service{core: c, o: o}
}

// Dir is the watched folder.
func (s *Service) Dir() string { return filepath.Join(s.o.Dir, Folder) }

// Library is the one in force; empty before the folder was read.
func (s *Service) Library() *savedreply.Library {
	if st := s.state.Load(); st != nil {
		return st.library
	}
	empty, _ := savedreply.Build(nil)
	return empty
}

// current is what is in force, read from the folder if nobody has done so yet.
func (s *Service) current(ctx context.Context) (*state, error) {
	if st := s.state.Load(); st != nil {
		return st, nil
	}
	if err := s.Reload(ctx); err != nil && s.state.Load() == nil {
		return nil, err
	}
	return s.state.Load(), nil
}

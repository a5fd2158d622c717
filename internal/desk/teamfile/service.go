package teamfile

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
)

// Roster is the team as this package needs it.
type Roster interface {
	// Allows tells whether an op of a device counts: a path that is the admins' alone does from an admin only.
	Allows(device string, op *journal.Op) bool
}

// Options say where the files lie and who is told.
type Options struct {
	Dir string // the data folder
	Log *slog.Logger
	// Team is the team this desk is in; nil where it is in none.
	Team func() Roster
	// Machine names a device for people, "Asha's laptop"; nil: by its id.
	Machine func(device string) string
	// Trusted is the server's clock as far as it is known (journal.md §3.4); nil: the desk's.
	Trusted func() time.Time
	// Told is called with all that is wrong now; may be nil.
	Told func([]Problem)
}

// Service keeps the team's files and the folder in line.
type Service struct {
	core *core.Core
	o    Options
	mu   sync.Mutex // one comparison of folder and team at a time
}

// New makes the service.
func New(c *core.Core, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Told == nil {
		o.Told = func([]Problem) {}
	}
	if o.Trusted == nil {
		o.Trusted = c.Now
	}
	return &Service{core: c, o: o}
}

func noTeam() error {
	return fault.New(fault.Refused, "This desk is in no team.", "Begin one: deskhand team create NAME. Or join one: deskhand team join CODE.")
}

// Created says that this desk has begun a team: the files that lie here become first versions.
func (s *Service) Created(ctx context.Context) error { return noTeam() }

// Joined says that this desk has joined a team and that its journal has come: the team's files are written, and what was
// here before and differs is kept beside.
func (s *Service) Joined(ctx context.Context) error { return noTeam() }

// Wake says that ops on @team file/… may have come.
func (s *Service) Wake() {}

// Watch keeps folder and team in line until ctx ends, and returns its error.
func (s *Service) Watch(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

// Sync compares folder and team once: for the command line, where nothing watches.
func (s *Service) Sync(ctx context.Context) error { return nil }

// List lists the team's files by path.
func (s *Service) List(ctx context.Context) ([]File, error) { return []File{}, nil }

// Versions lists the versions of a file, the newest first. The path is inside the data folder: replies/refund.md.
func (s *Service) Versions(ctx context.Context, path string) ([]Version, error) {
	return nil, noTeam()
}

// Version shows one version with its text and what it changed. The id may be any unique beginning of it.
func (s *Service) Version(ctx context.Context, path, id string) (Shown, error) {
	return Shown{}, noTeam()
}

// Restore makes an older version the team's again.
func (s *Service) Restore(ctx context.Context, path, id string) (core.Done, error) {
	return core.Done{}, noTeam()
}

// Share sends a file that was here before this laptop joined.
func (s *Service) Share(ctx context.Context, path string) (core.Done, error) {
	return core.Done{}, noTeam()
}

// Proposals lists what members propose for policy.yaml and roster.yaml and nobody has decided yet.
func (s *Service) Proposals(ctx context.Context) ([]Proposal, error) { return []Proposal{}, nil }

// Accept makes a proposal the team's version; an admin's to do.
func (s *Service) Accept(ctx context.Context, id string) (core.Done, error) {
	return core.Done{}, noTeam()
}

// Decline turns a proposal down; an admin's to do. Its author takes it back so too.
func (s *Service) Decline(ctx context.Context, id string) (core.Done, error) {
	return core.Done{}, noTeam()
}

// Conflicts lists the versions of this laptop's agent that lost against one made apart, until the copy beside is gone.
func (s *Service) Conflicts(ctx context.Context) ([]Conflict, error) { return []Conflict{}, nil }

// Settle takes the copy beside away: the standing version is right.
func (s *Service) Settle(ctx context.Context, lost string) error { return noTeam() }

// Frozen lists the files that laptops kept setting against each other.
func (s *Service) Frozen(ctx context.Context) ([]Fight, error) { return []Fight{}, nil }

// Thaw lets a frozen file go on with the version of that id.
func (s *Service) Thaw(ctx context.Context, path, id string) (core.Done, error) {
	return core.Done{}, noTeam()
}

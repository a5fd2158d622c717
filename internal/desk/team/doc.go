// Package team is who works here and where the mail comes from: accounts, sign-in, synchronising on demand, status,
// problems and settings. It must not run engines by itself: the desk hands in what signs in and what fetches.
package team

import (
	"context"

	"deskhand/internal/desk/core"
	"deskhand/internal/imapsync"
	"deskhand/internal/secret"
)

// Engines is what the desk runs for this package.
type Engines interface {
	Check(ctx context.Context, a imapsync.Account, password string) (imapsync.Report, error)
	Discover(ctx context.Context, email string) (imapsync.Servers, string)
	// Sync does one round of every account, here or in the process that holds the engine lock.
	Sync(ctx context.Context, progress func(SyncProgress)) (SyncResult, error)
	// Enlist adds a person to policy.yaml and puts it in force.
	Enlist(ctx context.Context, id, name string) error
	// Standing lists the problems that this process sees.
	Standing() []Problem
	// Running tells whether the engines run, in this process or in another.
	Running() bool
	// Changed tells running engines that accounts or passwords changed.
	Changed(ctx context.Context)
	// Survey asks an account's server how much mail there is, bounded in time.
	Survey(ctx context.Context, a imapsync.Account, password string) (imapsync.Sizes, error)
	// Answered tells that a person decided what becomes of the messages of a folder that are gone.
	Answered(ctx context.Context, account, folder string)
	// Journal tells how the team's journal stands on this laptop.
	Journal(ctx context.Context) (Journal, error)
	// Engaged says that somebody works here now: rules, viewer and start follow from settings.
	Engaged(ctx context.Context) error
}

// Service manages the desk's accounts and settings.
type Service struct {
	core    *core.Core
	secrets func(context.Context) (secret.Store, error)
	engines Engines
	about   About
}

// About is what does not change while the desk is open.
type About struct {
	Dir, Version string
	Sample       bool
}

// New makes the service.
func New(c *core.Core, secrets func(context.Context) (secret.Store, error), e Engines, about About) *Service {
	return &Service{core: c, secrets: secrets, engines: e, about: about}
}

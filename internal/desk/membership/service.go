package membership

import (
	"context"

	"deskhand/internal/desk/core"
	"deskhand/internal/secret"
)

// Service manages the team.
type Service struct {
	core    *core.Core
	secrets func(context.Context) (secret.Store, error)
}

// New makes the service.
func New(c *core.Core, secrets func(context.Context) (secret.Store, error)) *Service {
	return &Service{core: c, secrets: secrets}
}

package desk

import (
	"context"
	"sync"
	"time"

	"deskhand/internal/desk/membership"
)

// orphansEvery bounds how often the status line has the ops counted that wait for their mail: it reads many.
const orphansEvery = 10 * time.Second

// waits is what of the team's changes waits, as the status line tells it.
type waits struct {
	mu      sync.Mutex
	at      time.Time // of the last count of orphans
	orphans int
}

// count is quiet where it cannot be read: the next notice asks again.
func (w *waits) count(ctx context.Context, m *membership.Service) (changes, orphans int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	late := time.Since(w.at) >= orphansEvery
	changes, orphans, err := m.Unsent(ctx, late)
	if err == nil && late {
		w.at, w.orphans = time.Now(), orphans
	}
	return changes, w.orphans
}

package closing

import (
	"sync"

	"deskhand/internal/mail/ask"
)

// maxFound is of how many mails it is kept what they ask.
const maxFound = 5000

// found keeps what mails ask, by key: the bytes of a mail never change, and a checklist is evaluated at each look.
type found struct {
	mu   sync.Mutex
	asks map[string][]ask.Ask
}

// of answers what a mail asks, reading it if need be.
func (f *found) of(key string, read func() string) []ask.Ask {
	f.mu.Lock()
	asks, known := f.asks[key]
	f.mu.Unlock()
	if known {
		return asks
	}
	asks = ask.Find(read())
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asks == nil || len(f.asks) >= maxFound {
		f.asks = map[string][]ask.Ask{}
	}
	f.asks[key] = asks
	return asks
}

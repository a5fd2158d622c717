package app

import "sync"

// consent remembers, as long as the window lives, in which mails a person wanted to see pictures from outside.
type consent struct {
	mu   sync.Mutex
	keys map[string]bool
}

func newConsent() *consent { return &consent{keys: map[string]bool{}} }

func (c *consent) allow(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keys[key] = true
}

func (c *consent) allowed(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keys[key]
}

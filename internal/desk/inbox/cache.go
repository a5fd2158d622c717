package inbox

import (
	"sync"

	"deskhand/internal/mail"
	"deskhand/internal/mail/quote"
)

// cacheSize is how many parsed mails are kept: the open ticket and those around it.
const cacheSize = 400

// cache keeps parsed mails by key and extent; the bytes of neither change, so nothing is ever stale.
type cache struct {
	mu     sync.Mutex
	mails  map[string]*mail.Message
	prints map[string]quote.Prints // made when a conversation is shown
	order  []string
}

func newCache() *cache {
	return &cache{mails: map[string]*mail.Message{}, prints: map[string]quote.Prints{}}
}

// printsOf are those of a mail at hand; of any other none.
func (c *cache) printsOf(key string) quote.Prints {
	c.mu.Lock()
	p, ok := c.prints[key]
	m := c.mails[key]
	c.mu.Unlock()
	if ok || m == nil {
		return p
	}
	p = quote.PrintsOf(m.Segments)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mails[key] != nil {
		c.prints[key] = p
	}
	return p
}

func (c *cache) get(key string) *mail.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mails[key]
}

func (c *cache) put(key string, m *mail.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mails[key] == nil {
		c.order = append(c.order, key)
	}
	c.mails[key] = m
	if len(c.order) > cacheSize {
		delete(c.mails, c.order[0])
		delete(c.prints, c.order[0])
		c.order = c.order[1:]
	}
}

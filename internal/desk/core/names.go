package core

import (
	"strings"

	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Names gives the words that history and notes need, as policy has them.
func (c *Core) Names(tx *store.Tx) ticket.Names {
	p := c.Policy()
	return ticket.Names{
		Texts: tx.Text, Me: c.Agent(), Zone: c.Zone(),
		Agent:    tx.Author,
		Came:     tx.CameAt,
		Vouched:  tx.Vouched,
		Owner:    p.OwnerLabel,
		Status:   func(id ticket.Status) string { return p.StatusLabel("", string(id)) },
		Tag:      p.TagLabel,
		Priority: func(id ticket.Priority) string { return capital(string(id)) },
		Contact:  tx.ContactLabel,
		Company:  tx.CompanyLabel,
	}
}

func capital(id string) string {
	if id == "" {
		return id
	}
	return strings.ToUpper(id[:1]) + id[1:]
}

package desk

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/replica/imap"
)

// PlaceFunc opens the place of a team's journal.
type PlaceFunc func(membership.Where) (membership.Place, error)

// open opens a journal's place: a folder of a mailbox, or one that the laptops share.
func (c *carrier) open(_ context.Context, w membership.Where) (membership.Place, error) {
	if c.d.o.Place != nil {
		return c.d.o.Place(w)
	}
	switch w.Kind {
	case membership.KindIMAP:
		return c.mailbox(w), nil
	}
	return nil, fault.Newf(fault.Usage, "Known: imap, dir.", "There is no transport %q.", w.Kind)
}

// mailPlace is the journal's folder of a mailbox.
type mailPlace struct{ *imap.Transport }

// Close drops its connection.
func (p mailPlace) Close() error {
	p.Transport.Close()
	return nil
}

func (c *carrier) mailbox(w membership.Where) membership.Place {
	account := team.SignIn(w.Account)
	password := imapsync.PasswordFunc(func(ctx context.Context) (string, error) {
		if w.Account.ID == "" {
			return w.Password, nil
		}
		_, p, err := c.d.Team.Stored(ctx, w.Account.ID)
		return p, err
	})
	c.mu.Lock()
	short := c.short
	c.mu.Unlock()
	return mailPlace{imap.New(account, password, imap.Options{Line: c.d.syncOptions(), Short: short, Stepped: c.stepped})}
}

// stepped remembers that the server allows few connections: the journal is then looked at from time to time.
func (c *carrier) stepped(short bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.short, c.limited = short, ""
	if short {
		c.limited = "The server allows few connections: the journal is looked at every 15 seconds, and every 2 minutes while nobody works."
	}
}

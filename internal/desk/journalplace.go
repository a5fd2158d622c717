package desk

import (
	"context"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/imapsync"
	"deskhand/internal/replica"
	"deskhand/internal/replica/dir"
	"deskhand/internal/replica/imap"
	"deskhand/internal/store"
)

// PlaceFunc opens the place of a team's journal.
type PlaceFunc func(membership.Where) (membership.Place, error)

// open opens a journal's place: a folder of a mailbox, or one that the laptops share.
func (c *carrier) open(ctx context.Context, w membership.Where) (membership.Place, error) {
	if c.d.o.Place != nil {
		return c.d.o.Place(w)
	}
	switch w.Kind {
	case membership.KindIMAP:
		return c.mailbox(ctx, w), nil
	case membership.KindDir:
		return closer{dir.New(w.Folder)}, nil
	}
	return nil, fault.Newf(fault.Usage, "Known: imap, dir.", "There is no transport %q.", w.Kind)
}

// closer is a place whose closing cannot fail.
type closer struct{ line }

type line interface {
	replica.Transport
	replica.Creator
	replica.Limiter
	Close()
}

// Close drops its connection.
func (p closer) Close() error {
	p.line.Close()
	return nil
}

func (c *carrier) mailbox(ctx context.Context, w membership.Where) membership.Place {
	account := team.SignIn(w.Account)
	password := imapsync.PasswordFunc(func(ctx context.Context) (string, error) {
		if w.Account.ID == "" {
			return w.Password, nil
		}
		_, p, err := c.d.Team.Stored(ctx, w.Account.ID)
		return p, err
	})
	short := c.d.setting(ctx, settingShort) != ""
	c.limits(short)
	return closer{imap.New(account, password, imap.Options{Line: c.d.syncOptions(), Short: short, Stepped: c.stepped})}
}

// settingShort says, where it is not empty, that the server was found to allow few connections.
const settingShort = "journal-short"

// stepped remembers that the server allows few connections, or no longer does.
func (c *carrier) stepped(short bool) {
	c.limits(short)
	value := ""
	if short {
		value = "yes"
	}
	err := c.d.store.Ingest(context.Background(), func(tx *store.Tx, _ func() bool) (bool, error) { return true, tx.SetSetting(settingShort, value) })
	if err != nil {
		c.d.log.Error("remember how many connections the server allows", "error", err)
	}
	c.d.notices.tell(Notice{Kind: Crew})
}

func (c *carrier) limits(short bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limited = ""
	if short {
		c.limited = "The server allows few connections: the journal is looked at every 15 seconds, every 2 minutes while nobody works."
	}
}

// stepDown gives the mail the line that the journal has: the server allows no more.
func (c *carrier) stepDown() {
	c.mu.Lock()
	place := c.place
	c.mu.Unlock()
	if p, ok := place.(closer); ok {
		if t, ok := p.line.(*imap.Transport); ok {
			t.StepDown()
		}
	}
}

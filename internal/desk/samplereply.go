package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"deskhand/internal/demo"
	"deskhand/internal/desk/compose"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// furnishReply writes the reply of an item as the window would, and gives it the age that the plan wants: a reply that
// is held was sent before the customer's newest mail came.
func (d *Desk) furnishReply(ctx context.Context, t ticket.Ticket, r *demo.Reply) error {
	if r == nil {
		return nil
	}
	begun := ticket.TimeOf(d.o.Now().Add(-r.Ago))
	id, err := d.writeSample(ctx, t, r)
	if err != nil {
		return fmt.Errorf("write the sample's reply: %w", err)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		draft, err := tx.Draft(id)
		if draft.BegunAt = begun; r.Unseen != "" {
			draft.SeenRaw, draft.SeenAt = 0, begun
		}
		return errors.Join(err, tx.PutDraft(draft))
	})
	if err != nil || !r.Send {
		return err
	}
	later := time.Hour // no engine may have it before it is as old as it should be
	queued, err := d.Compose.Send(ctx, id, compose.SendOptions{Delay: &later, Anyway: true})
	if err != nil {
		return fmt.Errorf("send the sample's reply: %w", err)
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		m, err := tx.Mail(queued.Mail.ID)
		if err != nil {
			return err
		}
		m.Version++
		m.Begun, m.Queued, m.NotBefore, m.NextTry, m.Changed, m.Undo = begun, begun, begun, begun, begun, false
		if r.Unseen != "" {
			m.SeenRaw, m.SeenAt = 0, begun
		}
		if ok, err := tx.SaveMail(m); err != nil || !ok {
			return errors.Join(err, errors.New("the sample's reply is not in the outbox any more"))
		}
		return nil
	})
}

func (d *Desk) writeSample(ctx context.Context, t ticket.Ticket, r *demo.Reply) (id string, err error) {
	parent, err := d.sampleParent(ctx, t, r)
	if err != nil {
		return "", err
	}
	draft, err := d.Compose.Open(ctx, t.ID, compose.Reply, parent)
	if err != nil {
		return "", err
	}
	if f := r.File; f != nil {
		if _, err := d.Compose.Attach(ctx, draft.ID, f.Name, f.Type, false, strings.NewReader(f.Text)); err != nil {
			return "", err
		}
	}
	saved, err := d.Compose.Save(ctx, compose.Edit{
		ID: draft.ID, Kind: draft.Kind, From: draft.From, To: draft.To, Cc: draft.Cc, Subject: draft.Subject, HTML: r.HTML, Quoted: draft.Quoted, Base: draft.Base,
	})
	return saved.ID, err
}

// sampleParent is the mail that a reply answers: the customer's newest of those that were there when it was begun.
func (d *Desk) sampleParent(ctx context.Context, t ticket.Ticket, r *demo.Reply) (key string, err error) {
	entries, err := d.Inbox.Entries(ctx, t.ID)
	begun := ticket.TimeOf(d.o.Now().Add(-r.Ago))
	for _, e := range entries {
		if e.Kind == ticket.KindMessage && e.Direction != "out" && e.At < begun {
			key = e.ID
		}
	}
	return key, err
}

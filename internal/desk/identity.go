package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"sync"

	"deskhand/internal/desk/membership"
	"deskhand/internal/secret"
	"deskhand/internal/store"
)

// vault opens the secrets when they are first needed: reading a queue must not ask for a passphrase. A failure is not kept:
// the passphrase may come later (Team.Unlock).
type vault struct {
	o    secret.Options
	ask  func() (string, error)
	mu   sync.Mutex
	kept secret.Store
}

func (v *vault) open(ctx context.Context) (secret.Store, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.kept != nil {
		return v.kept, nil
	}
	o := v.o
	if v.ask != nil {
		o.Ask = func(context.Context, bool) (string, error) { return v.ask() }
	}
	s, err := secret.Open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("open secrets: %w", err)
	}
	v.kept = s
	return s, nil
}

const (
	settingDevice = "device"
	settingKey    = "device-key" // public half, base64
)

// identify makes the device's key at the first start and keeps it as secrets are (journal.md §3.1). Before somebody
// works here there is nothing to sign, and no passphrase is asked for.
func (d *Desk) identify(ctx context.Context) error {
	var id string
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		id, _, err = tx.Setting(settingDevice)
		return err
	})
	if err != nil {
		return fmt.Errorf("read device: %w", err)
	}
	if id != "" || d.Agent() == "" {
		d.store.SetDevice(id)
		return nil
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("make device key: %w", err)
	}
	mine, err := d.keepKey(ctx, private)
	if err != nil {
		return err
	}
	id = mine
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		have, ok, err := tx.Setting(settingDevice)
		if err != nil || ok && have != "" { // another process was first
			id = have
			return err
		}
		return setDevice(tx, id, public)
	})
	if err != nil {
		return fmt.Errorf("store device: %w", err)
	}
	if id != mine {
		keep, err := d.vault.open(ctx)
		if err == nil {
			err = keep.Delete(ctx, membership.KeyName(mine))
		}
		if err != nil {
			return fmt.Errorf("forget the second device key: %w", err)
		}
	}
	d.store.SetDevice(id)
	return nil
}

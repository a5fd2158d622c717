package membership

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"slices"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Confirm says that a laptop is whose it says it is: the digits on both screens are alike. An admin may, and another
// laptop of the same agent. The device may be a unique beginning of its id.
func (s *Service) Confirm(ctx context.Context, typed string) (Device, error) {
	now, err := s.standing(ctx)
	if err != nil {
		return Device{}, err
	}
	id, err := s.named(now, typed)
	if err != nil {
		return Device{}, err
	}
	d := now.team.Devices[id]
	own := now.me.Confirmed && now.me.Agent == d.Agent && id != now.Device
	switch {
	case d.Revoked:
		return Device{}, fault.New(fault.Refused, "This laptop was shut out, which is final.", "Whoever comes back joins again, with a new invitation, in an empty data folder.")
	case d.Confirmed:
		return s.device(ctx, id)
	case !now.team.Admins[now.Device] && !own:
		if _, err := s.asAdmin(ctx); err != nil {
			return Device{}, err
		}
	}
	drafts := []ticket.Draft{put(journal.PathOK(id), d.Agent)}
	if now.team.Admins[now.Device] && now.team.Epoch > 0 { // it may have asked before the secret became another
		more, err := s.hand(ctx, now, id)
		if err != nil {
			return Device{}, err
		}
		drafts = append(drafts, more...)
	}
	if err := s.write(ctx, drafts...); err != nil {
		return Device{}, err
	}
	used := func(k kept) bool { return k.Agent == d.Agent }
	if err := s.forget(ctx, used); err != nil { // the laptop that joined has taken it out of the place
		return Device{}, err
	}
	return s.device(ctx, id)
}

// write puts ops on @team and has them sent at once: people wait on two screens.
func (s *Service) write(ctx context.Context, drafts ...ticket.Draft) error {
	_, _, err := s.core.Write(ctx, func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: drafts}, nil })
	if err != nil {
		return err
	}
	s.host.Acted(true)
	return s.Apply(ctx)
}

// Apply puts in force what @team says now. The engine's ops come here too.
func (s *Service) Apply(ctx context.Context) error {
	if err := s.host.Engaged(ctx); err != nil {
		return fault.From(err)
	}
	return nil
}

func (s *Service) device(ctx context.Context, id string) (Device, error) {
	list, err := s.Devices(ctx)
	if err != nil {
		return Device{}, err
	}
	at := slices.IndexFunc(list, func(d Device) bool { return d.ID == id })
	if at < 0 {
		return Device{ID: id, Revoked: true}, nil
	}
	return list[at], nil
}

// Refuse shuts out a laptop that asks.
func (s *Service) Refuse(ctx context.Context, device string) error {
	_, err := s.Revoke(ctx, device, "not confirmed")
	return err
}

// Promote lets a laptop change the team.
func (s *Service) Promote(ctx context.Context, typed string) (Device, error) {
	now, id, err := s.asAdminOn(ctx, typed)
	if err != nil {
		return Device{}, err
	}
	switch d := now.team.Devices[id]; {
	case now.team.Admins[id]:
		return s.device(ctx, id)
	case !d.Confirmed || d.Revoked:
		return Device{}, fault.New(fault.Refused, "Only a confirmed laptop can become an admin's.", "Confirm it first: deskhand team confirm "+id)
	case now.team.WasAdmin(id):
		return Device{}, fault.New(fault.Refused, "This laptop was an admin's and is no more, which is final.", "Invite its agent anew, into an empty data folder.")
	}
	if err := s.write(ctx, put(journal.PathAdmin(id), journal.AdminValue{On: true})); err != nil {
		return Device{}, err
	}
	return s.device(ctx, id)
}

// Demote takes that back, which is final for this laptop's key.
func (s *Service) Demote(ctx context.Context, typed string) (Device, error) {
	now, id, err := s.asAdminOn(ctx, typed)
	if err != nil {
		return Device{}, err
	}
	if !now.team.Admins[id] {
		return s.device(ctx, id)
	}
	if err := s.adminStays(now, map[string]bool{id: true}); err != nil {
		return Device{}, err
	}
	_, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		heads, err := headsOf(tx, id)
		return core.Edit{Drafts: []ticket.Draft{put(journal.PathAdmin(id), journal.AdminValue{Heads: heads})}}, err
	})
	if err != nil {
		return Device{}, err
	}
	s.host.Acted(true)
	if err := s.Apply(ctx); err != nil {
		return Device{}, err
	}
	return s.device(ctx, id)
}

// adminStays refuses to take away the last laptop that may change the team.
func (s *Service) adminStays(now standing, gone map[string]bool) error {
	paper := paperOf(now.team)
	for id := range now.team.Admins {
		if !gone[id] && id != paper {
			return nil
		}
	}
	return fault.New(fault.Refused, "No laptop would be left that may change the team.", "Make another one an admin's first: deskhand team devices, deskhand team promote DEVICE.")
}

// Revoke shuts a laptop out for good, and gives the others a new secret.
func (s *Service) Revoke(ctx context.Context, typed, why string) (Device, error) {
	now, id, err := s.asAdminOn(ctx, typed)
	if err != nil {
		return Device{}, err
	}
	if now.team.Devices[id].Revoked {
		return s.device(ctx, id)
	}
	if err := s.revoke(ctx, now, []string{id}, why); err != nil {
		return Device{}, err
	}
	return s.device(ctx, id)
}

// revoke names what is known of the devices, so that nothing they say later counts, and replaces the secret they know.
func (s *Service) revoke(ctx context.Context, now standing, ids []string, why string, more ...ticket.Draft) error {
	gone := map[string]bool{}
	for _, id := range ids {
		if id == now.Device {
			return fault.New(fault.Refused, "This is the laptop you sit at.", "Have another admin shut it out; or close Deskhand and delete its data folder.")
		}
		gone[id] = true
	}
	if len(ids) > 0 {
		if err := s.adminStays(now, gone); err != nil {
			return err
		}
	}
	return s.rotate(ctx, now, ids, why, more...)
}

// revocation drafts the op that shuts a device out.
func revocation(tx *store.Tx, id, why string) (ticket.Draft, error) {
	heads, err := headsOf(tx, id)
	return put(journal.PathRevoked(id), journal.RevokedValue{Heads: heads, Why: why}), err
}

// Rotate gives the team a new secret: what is written from now on, nobody reads or adds to with the old one.
func (s *Service) Rotate(ctx context.Context) error {
	now, err := s.asAdmin(ctx)
	if err != nil {
		return err
	}
	return s.rotate(ctx, now, nil, "")
}

// rotate seals a new secret to the devices that stay, and to the key on the recovery sheet. Which ones go, if any, is said in
// the same transaction: nobody is shut out and keeps the secret.
func (s *Service) rotate(ctx context.Context, now standing, gone []string, why string, more ...ticket.Draft) error {
	var secret [32]byte
	rand.Read(secret[:]) //nolint:errcheck // never fails since Go 1.24
	for _, id := range gone {
		d := now.team.Devices[id]
		d.Revoked = true
		now.team.Devices[id] = d
	}
	if _, err := s.keepSecrets(ctx, now.ID, now.team.Epoch+1, secret); err != nil {
		return fault.From(err)
	}
	_, _, err := s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		drafts := slices.Clone(more)
		for _, id := range gone {
			d, err := revocation(tx, id, why)
			if err != nil {
				return core.Edit{}, err
			}
			drafts = append(drafts, d)
		}
		heads, err := headsOf(tx, "")
		return core.Edit{Drafts: append(drafts, put(journal.PathKey, now.team.Rotate(secret, heads, rand.Reader)))}, err
	})
	if err != nil {
		return err
	}
	s.dropOld(ctx)
	s.host.Acted(true)
	return s.Apply(ctx)
}

// hand gives one more device the secrets that came after the first, which every invitation holds.
func (s *Service) hand(ctx context.Context, now standing, id string) (drafts []ticket.Draft, err error) {
	all, err := s.allSecrets(ctx, now)
	if err != nil {
		return nil, fault.From(err)
	}
	for epoch := now.team.Epoch; epoch > 0; epoch-- {
		if all[epoch] == nil {
			continue
		}
		v, err := now.team.HandTo(id, now.team.Devices[id].Box, epoch, [32]byte(all[epoch]), rand.Reader)
		if err != nil {
			return nil, fault.New(fault.Data, "This laptop cannot be given the team's secret: its key is none.", "Shut it out, and invite its agent anew.")
		}
		drafts = append(drafts, put(journal.PathKey, v))
	}
	return drafts, nil
}

// dropOld withdraws this laptop's invitations: what is in them is old now. Offline they stay listed, and can be withdrawn.
func (s *Service) dropOld(ctx context.Context) {
	list, err := s.Invitations(ctx)
	for _, i := range list {
		if err == nil {
			err = s.Withdraw(ctx, i.ID)
		}
	}
}

// TakeKeys opens the secrets that were sealed to this laptop and keeps them. It tells whether there was a new one.
func (s *Service) TakeKeys(ctx context.Context, st State, t *journal.Team) (fresh bool, err error) {
	if len(t.Rotations) == 0 {
		return false, nil
	}
	key, err := s.Key(ctx, st.Device)
	if err != nil {
		return false, err
	}
	return s.takeKeys(ctx, t, st.Device, key)
}

func (s *Service) takeKeys(ctx context.Context, t *journal.Team, device string, key ed25519.PrivateKey) (fresh bool, err error) {
	for epoch, given := range t.Secrets(device, journal.BoxKey(key.Seed())) {
		changed, err := s.keepSecrets(ctx, t.ID, epoch, given...)
		if err != nil {
			return fresh, err
		}
		fresh = fresh || changed
	}
	return fresh, nil
}

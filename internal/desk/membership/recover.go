package membership

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// RecoverOptions say what the sheet does not.
type RecoverOptions struct {
	JoinOptions
	Agent string // who works at this laptop, where the desk is new
	Name  string
}

// Recover makes this laptop an admin's by the recovery sheet: its key on paper vouches for the key of the laptop.
func (s *Service) Recover(ctx context.Context, typed string, o RecoverOptions) (Joined, error) {
	paper, err := readSheet(typed)
	if err != nil {
		return Joined{}, err
	}
	st, err := s.State(ctx)
	if err != nil {
		return Joined{}, err
	}
	if st.ID != paper.Team || st.Revoked { // a laptop of the team may get its admin back
		if err := s.alone(ctx); err != nil {
			return Joined{}, err
		}
	}
	key := paper.Key()
	id := journal.DeviceID(PublicOf(key))
	if _, err := s.keepSecrets(ctx, paper.Team, paper.Epoch, paper.Secret); err != nil {
		return Joined{}, fault.From(err)
	}
	o.steps()("Signing in to " + cmp.Or(paper.Account.Email, paper.Folder))
	if st.ID == "" {
		if st, err = s.comeBack(ctx, paper, o); err != nil {
			return Joined{}, err
		}
	}
	if err := s.lendKey(ctx, id, paper.Seed); err != nil {
		return Joined{}, err
	}
	o.steps()("Taking in what the team has")
	if err := s.takeByPaper(ctx, key, id); err != nil { // the paper key may have spoken before: its next change comes after those
		return Joined{}, err
	}
	if err := s.vouch(ctx, st, key, id); err != nil {
		return Joined{}, errors.Join(err, s.returnKey(ctx, id))
	}
	out, err := s.arrived(ctx, st, "")
	h, herr := s.Health(ctx)
	out.Ops, err = h.Ops, errors.Join(err, herr)
	if err != nil || out.Later != "" {
		return out, err
	}
	return out, s.returnKey(ctx, id)
}

// comeBack lets a fresh laptop into the team whose sheet it has.
func (s *Service) comeBack(ctx context.Context, paper sheet, o RecoverOptions) (State, error) {
	agent := cmp.Or(s.core.Agent(), o.Agent)
	if agent == "" {
		f := fault.New(fault.Usage, "Say who works at this laptop.", "--agent ID, and --name where policy.yaml does not know you.")
		f.Field = "agent"
		return State{}, f
	}
	w, err := s.reach(ctx, Where{Kind: paper.Kind, Folder: cmp.Or(o.Folder, paper.Folder), Account: paper.Account}, o.JoinOptions)
	if err != nil {
		return State{}, err
	}
	if err := s.tryPlace(ctx, w); err != nil {
		return State{}, err
	}
	st, err := s.settle(ctx, State{ID: paper.Team, Kind: w.Kind, Folder: w.Folder}, w, agent, o.Name)
	if err != nil {
		return st, err
	}
	return st, s.enter(ctx, st, agent, o.Machine)
}

// lendKey keeps another key beside this laptop's own until what it has to say is sealed.
func (s *Service) lendKey(ctx context.Context, id string, seed [32]byte) error {
	vault, err := s.secrets(ctx)
	if err == nil {
		err = vault.Set(ctx, KeyName(id), base64.StdEncoding.EncodeToString(seed[:]))
	}
	if err != nil {
		return fault.From(fmt.Errorf("keep the sheet's key: %w", err))
	}
	err = s.amend(ctx, func(st *State) { st.Former = unique(append(st.Former, id)) })
	if err == nil {
		s.host.Changed(ctx)
	}
	return err
}

// returnKey forgets it again.
func (s *Service) returnKey(ctx context.Context, id string) error {
	err := s.amend(ctx, func(st *State) {
		st.Former = slices.DeleteFunc(st.Former, func(f string) bool { return f == id })
	})
	if err != nil {
		return err
	}
	s.host.Changed(ctx)
	vault, err := s.secrets(ctx)
	if err == nil {
		err = vault.Delete(ctx, KeyName(id))
	}
	if err != nil {
		return fault.From(fmt.Errorf("forget the sheet's key: %w", err))
	}
	return nil
}

// takeByPaper opens the secrets that came after the sheet was printed: they were sealed to its key too.
func (s *Service) takeByPaper(ctx context.Context, key ed25519.PrivateKey, id string) error {
	for range 64 { // each opens the way to the next
		if err := s.host.Pull(ctx); err != nil {
			return fault.From(err)
		}
		t, err := s.Team(ctx)
		if err != nil {
			return err
		}
		fresh, err := s.takeKeys(ctx, t, id, key)
		if err != nil || !fresh {
			return err
		}
		s.host.Changed(ctx)
	}
	return nil
}

// vouch has the key on paper make this laptop an admin's.
func (s *Service) vouch(ctx context.Context, st State, key ed25519.PrivateKey, id string) error {
	t, err := s.Team(ctx)
	if err != nil {
		return err
	}
	if !t.Admins[id] {
		return fault.New(fault.Refused, "This recovery sheet is void: a newer one was made, or an admin withdrew it.", "Look for the newest sheet, or ask an admin to confirm this laptop.")
	}
	about := describe(key, "", machinePaper)
	agent := s.core.Agent()
	return s.writeAs(ctx, id, put(journal.PathDevice(id), about), put(journal.PathAgent(agent), journal.AgentValue{Name: s.nameOf(t, agent)}),
		put(journal.PathOK(st.Device), agent), put(journal.PathAdmin(st.Device), journal.AdminValue{On: true}))
}

// writeAs writes ops that another key of this laptop signs.
func (s *Service) writeAs(ctx context.Context, device string, drafts ...ticket.Draft) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.AppendAs(device, s.core.Now(), drafts) })
	if err != nil {
		return fault.From(err)
	}
	s.host.Acted(true)
	return nil
}

// Renew gives this laptop another key after a copy of its desk wrote under the old one, which vouches for the new: whoever
// holds the old key could do as much.
func (s *Service) Renew(ctx context.Context) error {
	st, err := s.inTeam(ctx)
	if err != nil {
		return err
	}
	t, err := s.Team(ctx)
	if err != nil {
		return err
	}
	old := st.Device
	key, use, told, err := s.host.NewKey(ctx)
	if err != nil {
		return fault.From(err)
	}
	device := journal.DeviceID(PublicOf(key))
	renewed := func(st *State) { st.Device, st.Former = device, unique(append(st.Former, old)) }
	agent := cmp.Or(t.Devices[old].Agent, s.core.Agent())
	vouched := []ticket.Draft{put(journal.PathOK(device), agent)}
	if t.Admins[old] {
		vouched = append(vouched, put(journal.PathAdmin(device), journal.AdminValue{On: true}))
	}
	now := s.core.Now()
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		mine := put(journal.PathDevice(device), describe(key, agent, t.Devices[old].Machine))
		if err := tx.AppendAs(device, now, []ticket.Draft{mine}); err != nil { // before what it takes over, which may hold a new secret
			return err
		}
		if err := replica.Rehome(tx, old, device); err != nil {
			return err
		}
		if err := tx.AppendAs(old, now, vouched); err != nil {
			return err
		}
		return errors.Join(use(tx), amend(tx, renewed))
	})
	if err != nil {
		return fault.From(err)
	}
	told()
	s.host.Changed(ctx)
	return s.Apply(ctx)
}

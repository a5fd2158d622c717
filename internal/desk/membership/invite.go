package membership

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/policy"
	"deskhand/internal/replica"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// inviteFor is how long an invitation holds (journal.md §3.8).
const inviteFor = 48 * time.Hour

// kept is what this laptop remembers of an invitation that it made.
type kept struct {
	ID      string       `json:"id"`
	Agent   string       `json:"agent"`
	Name    string       `json:"name"`
	Expires ticket.Time  `json:"expires"`
	Hash    journal.Hash `json:"hash"`
}

// Invite lets one agent join within 48 hours, on one laptop. The code is shown to this laptop alone. An agent who has a
// laptop in the team already gets one for another.
func (s *Service) Invite(ctx context.Context, agent, name string) (Invitation, error) {
	now, err := s.asAdmin(ctx)
	if err != nil {
		return Invitation{}, err
	}
	id, name, err := s.invited(now.team, agent, name)
	if err != nil {
		return Invitation{}, err
	}
	secrets, err := s.allSecrets(ctx, now)
	if err != nil {
		return Invitation{}, fault.From(err)
	}
	where, err := s.where(ctx, now.State)
	if err != nil {
		return Invitation{}, err
	}
	expires := s.core.Now().Add(inviteFor)
	c := newCode(code{
		Invite: journal.Invite{Team: now.ID, Inviter: now.Device}, Kind: now.Kind, Folder: now.Folder, Account: where.Account,
		TeamName: teamName(now.team), Agent: id, AgentName: name, Expires: expires.UnixMilli(),
	})
	hash, err := s.leave(ctx, where, c, journal.InviteBody{
		Secrets: secrets, Epoch: now.team.Epoch, Agent: id, Name: name, Until: c.Expires, Encrypt: now.Encrypt,
	})
	if err != nil {
		return Invitation{}, err
	}
	out := Invitation{ID: journal.Base32(hash[:5]), Agent: id, Name: name, Code: c.String(), Expires: ticket.TimeOf(expires)}
	vault, err := s.secrets(ctx)
	if err == nil {
		err = vault.Set(ctx, inviteName(out.ID), out.Code)
	}
	if err != nil {
		return Invitation{}, fault.From(fmt.Errorf("keep the invitation: %w", err))
	}
	_, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		list, err := core.Setting[[]kept](tx, settingInvitations)
		if err != nil {
			return core.Edit{}, err
		}
		list = append(list, kept{out.ID, id, name, out.Expires, hash})
		edit := core.Edit{}
		if now.team.Agents[id].Name != name || now.team.Agents[id].Left {
			edit.Drafts = append(edit.Drafts, put(journal.PathAgent(id), journal.AgentValue{Name: name}))
		}
		return edit, core.SetSetting(tx, settingInvitations, list)
	})
	if err != nil {
		return Invitation{}, err
	}
	s.host.Acted(false)
	return out, nil
}

// allSecrets are those of every epoch that this laptop holds; the newest must be among them.
func (s *Service) allSecrets(ctx context.Context, now standing) (map[uint32][]byte, error) {
	out := map[uint32][]byte{}
	for epoch := range now.team.Epoch + 1 {
		held, err := s.Secrets(ctx, now.ID, epoch)
		if err != nil {
			return nil, err
		}
		if len(held) > 0 {
			out[epoch] = held[0][:]
		}
	}
	if out[now.team.Epoch] == nil {
		return nil, fault.New(fault.Refused, "This laptop does not hold the team's newest secret yet.", "Let it sync first: deskhand sync")
	}
	return out, nil
}

// invited settles for whom an invitation is: a member of policy, somebody of the team, or somebody new with a name.
func (s *Service) invited(t *journal.Team, typed, name string) (id, called string, err error) {
	typed, name = strings.TrimSpace(typed), strings.Join(strings.Fields(name), " ")
	id, err = s.core.Policy().ResolveMember(typed)
	var unknown *policy.ResolveError
	switch {
	case err == nil:
		return id, cmp.Or(name, s.nameOf(t, id)), nil
	case !errors.As(err, &unknown) || unknown.Ambiguous:
		return "", "", fault.From(err)
	}
	id = strings.ToLower(typed)
	if a, ok := t.Agents[id]; ok {
		return id, cmp.Or(name, a.Name, id), nil
	}
	if !policy.ValidID(id) {
		return "", "", fault.Newf(fault.Usage, "Small letters, digits, - and _, such as asha.", "%q is no id of an agent.", typed)
	}
	if name == "" {
		return "", "", fault.Newf(fault.Usage, "Say the name too: deskhand team invite "+id+" --name 'Asha Rao'", "policy.yaml knows no member %q.", typed)
	}
	return id, name, nil
}

// leave puts an invitation into the journal's place, sealed under the code.
func (s *Service) leave(ctx context.Context, w Where, c code, body journal.InviteBody) (journal.Hash, error) {
	data, err := c.Seal(body)
	if err != nil {
		return journal.Hash{}, fault.From(fmt.Errorf("seal the invitation: %w", err))
	}
	hash := journal.ContainerHash(data)
	return hash, s.atPlace(ctx, w, func(p Place) error {
		_, err := p.Append(ctx, replica.Message{Hash: hash, Team: c.Team, Label: "invitation", Data: data})
		return err
	})
}

// atPlace opens the journal's place for a moment. One that is not there yet is made.
func (s *Service) atPlace(ctx context.Context, w Where, fn func(Place) error) (err error) {
	p, err := s.host.Place(ctx, w)
	if err != nil {
		return fault.From(err)
	}
	defer func() {
		if cerr := p.Close(); cerr != nil && err == nil {
			err = fault.From(cerr)
		}
	}()
	err = fn(p)
	if maker, ok := p.(replica.Creator); ok && errors.Is(err, replica.ErrNoFolder) {
		if err = maker.Create(ctx); err == nil {
			err = fn(p)
		}
	}
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// tryPlace looks whether a journal's place can be reached, and makes it.
func (s *Service) tryPlace(ctx context.Context, w Where) error {
	return s.atPlace(ctx, w, func(p Place) error {
		_, err := p.List(ctx, "", func(replica.Meta) bool { return false }, func(replica.Item) error { return nil })
		return err
	})
}

// Invitations lists those of this laptop that nobody used yet.
func (s *Service) Invitations(ctx context.Context) ([]Invitation, error) {
	out := []Invitation{}
	var list []kept
	err := s.core.Read(ctx, func(tx *store.Tx) (err error) {
		list, err = core.Setting[[]kept](tx, settingInvitations)
		return err
	})
	if err != nil || len(list) == 0 {
		return out, err
	}
	vault, verr := s.secrets(ctx) // without it they are listed all the same, without their codes
	for _, k := range list {
		i := Invitation{ID: k.ID, Agent: k.Agent, Name: k.Name, Expires: k.Expires, Expired: k.Expires < ticket.TimeOf(s.core.Now())}
		if verr == nil && !i.Expired {
			i.Code, _ = vault.Get(ctx, inviteName(k.ID)) // one that is not there is not shown
		}
		out = append(out, i)
	}
	return out, nil
}

// Withdraw takes an invitation back, by its id or its agent: its code opens nothing any more.
func (s *Service) Withdraw(ctx context.Context, typed string) error {
	st, err := s.inTeam(ctx)
	if err != nil {
		return err
	}
	var gone []kept
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		list, err := core.Setting[[]kept](tx, settingInvitations)
		for _, k := range list {
			if strings.EqualFold(k.ID, typed) || strings.EqualFold(k.Agent, typed) {
				gone = append(gone, k)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(gone) == 0 {
		return fault.Newf(fault.NotFound, "deskhand team lists the invitations of this laptop.", "There is no invitation %q.", typed)
	}
	where, err := s.where(ctx, st)
	if err != nil {
		return err
	}
	return s.dropInvitations(ctx, where, gone)
}

// dropInvitations deletes what lies in the place, then forgets the codes.
func (s *Service) dropInvitations(ctx context.Context, w Where, gone []kept) error {
	var hashes []journal.Hash
	for _, k := range gone {
		hashes = append(hashes, k.Hash)
	}
	if err := s.atPlace(ctx, w, func(p Place) error { return deleteFrom(ctx, p, hashes) }); err != nil {
		return err
	}
	return s.forget(ctx, func(k kept) bool { return slices.Contains(gone, k) })
}

// deleteFrom takes messages out of a place, by their hashes.
func deleteFrom(ctx context.Context, p Place, hashes []journal.Hash) error {
	var refs []replica.Ref
	_, err := p.List(ctx, "", func(m replica.Meta) bool {
		if slices.Contains(hashes, m.Hash) {
			refs = append(refs, m.Ref)
		}
		return false
	}, func(replica.Item) error { return nil })
	if err != nil || len(refs) == 0 {
		return err
	}
	return p.Delete(ctx, refs)
}

// forget drops invitations of this laptop and their codes.
func (s *Service) forget(ctx context.Context, which func(kept) bool) error {
	var dropped []string
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		list, err := core.Setting[[]kept](tx, settingInvitations)
		if err != nil {
			return err
		}
		var stay []kept
		for _, k := range list {
			if which(k) {
				dropped = append(dropped, k.ID)
				continue
			}
			stay = append(stay, k)
		}
		return core.SetSetting(tx, settingInvitations, stay)
	})
	if err != nil {
		return fault.From(err)
	}
	vault, err := s.secrets(ctx)
	if err != nil {
		return nil //nolint:nilerr // no vault, no code in it
	}
	for _, id := range dropped {
		if err := vault.Delete(ctx, inviteName(id)); err != nil {
			return fault.From(fmt.Errorf("forget an invitation: %w", err))
		}
	}
	return nil
}

// mostInvitation is how large the message of an invitation may be, in bytes as it lies there.
const mostInvitation = 64 << 10

// readInvitation finds and opens the one that a code is for, among what is small and lies there since it may have been made.
func readInvitation(ctx context.Context, p Place, c code, now time.Time) (body journal.InviteBody, lies []replica.Ref, err error) {
	since := time.UnixMilli(c.Expires).Add(-inviteFor - 24*time.Hour) // clocks may be apart
	found, other := false, false
	_, err = p.List(ctx, "", func(m replica.Meta) bool { return !found && m.Size < mostInvitation && !m.At.Before(since) }, func(i replica.Item) error {
		if found || i.Err != nil || i.Data == nil {
			return nil
		}
		h, err := journal.Peek(i.Data)
		if err != nil || h.Type != journal.TypeInvite || h.Team != c.Team {
			return nil //nolint:nilerr // what cannot be read is not ours to judge here
		}
		if body, err = c.Open(i.Data); err != nil {
			other = other || !errors.Is(err, journal.ErrMAC) // another's invitation, or ours and broken
			return nil
		}
		found, lies = true, append(lies, i.Ref)
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, replica.ErrNoFolder):
		return body, nil, err
	case !found && other:
		return body, nil, fault.New(fault.Data, "The invitation that lies in the mailbox cannot be read.", "Ask for another one; this laptop may need a newer Deskhand.")
	case !found || body.Until < now.UnixMilli():
		return body, nil, fault.New(fault.NotFound, "This invitation is used, withdrawn or too old.", "Ask for another one: an invitation holds for 48 hours and for one laptop.")
	}
	return body, lies, nil
}

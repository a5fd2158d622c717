package membership

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Join makes this laptop part of a team: it signs in to the mailbox that the code names, opens the invitation, takes in
// what the team has, and asks to be confirmed. What was done here alone before comes along.
func (s *Service) Join(ctx context.Context, typed string, o JoinOptions) (Joined, error) {
	c, err := readCode(typed)
	if err != nil {
		return Joined{}, err
	}
	if err := s.alone(ctx); err != nil {
		return Joined{}, err
	}
	step := o.steps()
	if c.Expires < s.core.Now().UnixMilli() {
		return Joined{}, fault.New(fault.NotFound, "This invitation is too old.", "Ask for another one: an invitation holds for 48 hours and for one laptop.")
	}
	w, err := s.reach(ctx, Where{Kind: c.Kind, Folder: cmp.Or(o.Folder, c.Folder), Account: c.Account}, o)
	if err != nil {
		return Joined{}, err
	}
	step("Signing in to " + cmp.Or(w.Account.Email, w.Folder))
	var body journal.InviteBody
	var lies []replica.Ref
	err = s.atPlace(ctx, w, func(p Place) (err error) {
		body, lies, err = readInvitation(ctx, p, c, s.core.Now())
		return err
	})
	if err != nil {
		return Joined{}, err
	}
	st := State{ID: c.Team, Encrypt: body.Encrypt, Kind: w.Kind, Folder: w.Folder}
	if st, err = s.settle(ctx, st, w, body.Agent, body.Name); err != nil {
		return Joined{}, err
	}
	for epoch, value := range body.Secrets {
		if len(value) != len([32]byte{}) {
			continue // what is needed and is not there shows as what cannot be read
		}
		if _, err := s.keepSecrets(ctx, st.ID, epoch, [32]byte(value)); err != nil {
			return Joined{}, fault.From(err)
		}
	}
	if err := s.enter(ctx, st, body.Agent, o.Machine); err != nil {
		return Joined{}, err
	}
	step("Taking in what the team has")
	out, err := s.arrived(ctx, st, c.TeamName)
	if err == nil && out.Later == "" {
		err = s.atPlace(ctx, w, func(p Place) error { return p.Delete(ctx, lies) })
	}
	if err != nil && out.Later == "" { // it is in the team; the invitation lies there until it is too old
		out.Later = fault.From(err).Message
	}
	return out, nil
}

func (o JoinOptions) steps() func(string) {
	if o.Step == nil {
		return func(string) {}
	}
	return o.Step
}

// alone refuses a desk that is in a team, or was.
func (s *Service) alone(ctx context.Context) error {
	_, err := s.mayBegin(ctx)
	var f *fault.Error
	if errors.As(err, &f) && f.Message == noMailbox {
		return nil
	}
	return err
}

// reach finds how to sign in: as this desk does already, or with the password that was typed.
func (s *Service) reach(ctx context.Context, w Where, o JoinOptions) (Where, error) {
	accounts, err := s.accounts(ctx)
	if err != nil {
		return w, err
	}
	email := w.Account.Email
	if at := slices.IndexFunc(accounts, func(a store.Account) bool { return strings.EqualFold(a.Email, email) }); at >= 0 {
		w.Account = accounts[at]
		return w, nil
	}
	w.Password = o.Password
	w.Account.IMAP.Pin, w.Account.SMTP.Pin = cmp.Or(o.IMAPFingerprint, w.Account.IMAP.Pin), cmp.Or(o.SMTPFingerprint, w.Account.SMTP.Pin)
	if w.Password == "" && w.Kind == KindIMAP {
		f := fault.Newf(fault.SignIn, "The code does not carry it: type it, or pipe it in with --password-stdin.", "The password of %s is wanted.", email)
		f.Field = "password"
		return w, f
	}
	return w, nil
}

// settle makes the mailbox this desk's, and the desk the agent's: it has its key then.
func (s *Service) settle(ctx context.Context, st State, w Where, agent, name string) (State, error) {
	if have := s.core.Agent(); have != "" && have != agent {
		return st, fault.Newf(fault.Refused, "One agent a desk: use another folder with --data.", "The invitation is for %s, and this desk is %s's.", cmp.Or(name, agent), s.core.Policy().OwnerLabel(have))
	}
	var err error
	switch {
	case w.Account.ID != "":
		st.Account = w.Account.ID
	case w.Password != "":
		st.Account, err = s.host.Connect(ctx, w.Account, w.Password, agent, name)
	default: // a shared folder alone: mail can be connected later
		err = s.host.Settle(ctx, agent, name)
	}
	if err != nil {
		return st, fault.From(err)
	}
	device, _, err := s.ownKey(ctx)
	st.Device, st.Since = device, ticket.TimeOf(s.core.Now())
	return st, err
}

// enter writes that this laptop asks to belong.
func (s *Service) enter(ctx context.Context, st State, agent, machine string) error {
	key, err := s.Key(ctx, st.Device)
	if err != nil {
		return fault.From(err)
	}
	mine := describe(key, agent, cmp.Or(machine, s.machine))
	_, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		return core.Edit{Drafts: []ticket.Draft{put(journal.PathDevice(st.Device), mine)}}, st.begin(tx)
	})
	if err != nil {
		return err
	}
	s.host.Changed(ctx)
	return s.Apply(ctx)
}

// arrived takes in what the team has, sends what is here, and says how this laptop stands. Where the line is down, both
// follow with the next sync.
func (s *Service) arrived(ctx context.Context, st State, name string) (Joined, error) {
	r, err := s.host.Carry(ctx)
	out := Joined{Team: st.ID, Name: name, Agent: s.core.Agent(), Device: st.Device, Ops: r.Ops}
	if err != nil {
		out.Later = fault.From(err).Message
	} else if err := s.CameIn(ctx); err != nil {
		return out, err
	}
	if err := s.Apply(ctx); err != nil {
		return out, err
	}
	o, err := s.Overview(ctx)
	if err != nil {
		return out, err
	}
	out.Confirmed, out.Digits, out.Name = o.Confirmed, o.Digits, cmp.Or(name, o.Name)
	accounts, err := s.accounts(ctx)
	for _, a := range accounts {
		if a.ID == st.Account {
			out.Account = a.Email
		}
	}
	return out, err
}

// CameIn notes, once, that all the team had is here: its files take the place of this laptop's own. Of a team that was made
// here they are the first.
func (s *Service) CameIn(ctx context.Context) error {
	st, err := s.State(ctx)
	if err != nil || st.Whole || st.ID == "" {
		return err
	}
	first := s.host.CameIn
	if st.Device == st.ID {
		first = s.host.Began
	}
	if err := first(ctx); err != nil {
		return fault.From(err)
	}
	return s.amend(ctx, func(st *State) { st.Whole = true })
}

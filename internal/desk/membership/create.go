package membership

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

const mostName = 80 // characters of a team's name

// machinePaper is what the key on a recovery sheet is called once it was used.
const machinePaper = "recovery sheet"

// Create begins a team on this desk: everything written so far becomes its first part, and its start moment the team's.
func (s *Service) Create(ctx context.Context, name string, o CreateOptions) (Created, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > mostName {
		return Created{}, fault.Newf(fault.Usage, "Such as: deskhand team create 'Kestrel Support'", "A team needs a name of at most %d characters.", mostName)
	}
	account, err := s.mayBegin(ctx)
	if err != nil {
		return Created{}, err
	}
	where, err := s.chosen(ctx, cmp.Or(o.Transport, Transport{Kind: KindIMAP, Account: account.Email}))
	if err != nil {
		return Created{}, err
	}
	if err := s.tryPlace(ctx, where); err != nil {
		return Created{}, err
	}
	device, key, err := s.ownKey(ctx)
	if err != nil {
		return Created{}, err
	}
	st := State{
		ID: device, Encrypt: o.Encrypt, Kind: where.Kind, Account: where.Account.ID, Folder: where.Folder, Device: device, Since: ticket.TimeOf(s.core.Now()),
	}
	paper := sheet{Recovery: journal.Recovery{Team: device}, Kind: where.Kind, Folder: where.Folder, Account: account}
	rand.Read(paper.Secret[:]) //nolint:errcheck // never fails since Go 1.24
	rand.Read(paper.Seed[:])   //nolint:errcheck // never fails since Go 1.24
	drafts := s.first(st, name, key, paper)
	if _, err := s.keepSecrets(ctx, st.ID, 0, paper.Secret); err != nil {
		return Created{}, fault.From(err)
	}
	_, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		when, err := moments(tx)
		if err != nil {
			return core.Edit{}, err
		}
		return core.Edit{Drafts: append(drafts, when...)}, st.begin(tx)
	})
	if err != nil {
		return Created{}, err
	}
	if err := s.CameIn(ctx); err != nil {
		return Created{}, err
	}
	s.host.Changed(ctx)
	return Created{Team: st.ID, Name: name, Device: device, Sheet: s.printed(paper, name)}, nil
}

// mayBegin finds the mailbox of a desk that is in no team yet.
func (s *Service) mayBegin(ctx context.Context) (store.Account, error) {
	st, err := s.State(ctx)
	switch {
	case err != nil:
		return store.Account{}, err
	case s.sample:
		return store.Account{}, fault.New(fault.Refused, "The sample desk has no team: its mailbox lives inside the program.", "Connect your own: deskhand account add --email ADDRESS --agent ID.")
	case st.Revoked:
		return store.Account{}, Shut()
	case st.ID != "":
		return store.Account{}, inOne()
	}
	accounts, err := s.accounts(ctx)
	if err != nil || len(accounts) == 0 {
		if err == nil {
			err = fault.New(fault.Refused, noMailbox, "Connect the team mailbox first: deskhand account add --email ADDRESS --agent ID.")
		}
		return store.Account{}, err
	}
	return accounts[0], nil
}

func (s *Service) accounts(ctx context.Context) (out []store.Account, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		out, err = tx.Accounts()
		return err
	})
	return out, err
}

// ownKey is this desk's device and its key.
func (s *Service) ownKey(ctx context.Context) (device string, key ed25519.PrivateKey, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		device, err = deviceOf(tx)
		return err
	})
	if err == nil && device == "" {
		err = core.Nobody()
	}
	if err == nil {
		key, err = s.Key(ctx, device)
	}
	if err != nil {
		return "", nil, fault.From(err)
	}
	return device, key, nil
}

// first are the ops with which a team begins: its creator, and the admin key on paper.
func (s *Service) first(st State, name string, key ed25519.PrivateKey, paper sheet) []ticket.Draft {
	me := s.core.Agent()
	drafts := []ticket.Draft{
		put(journal.PathDevice(st.Device), describe(key, me, s.machine)), put(journal.PathOK(st.Device), me),
		put(journal.PathAgent(me), journal.AgentValue{Name: s.nameOf(nil, me)}),
		put(pathName, name), put(pathEncrypt, st.Encrypt), put(journal.PathTransport, journal.TransportValue{Kind: st.Kind}),
	}
	return append(drafts, appoint(paper)...)
}

// describe is what a device says of itself.
func describe(key ed25519.PrivateKey, agent, machine string) journal.DeviceValue {
	return journal.DeviceValue{Pub: PublicOf(key), Box: journal.BoxKey(key.Seed()).PublicKey().Bytes(), Agent: agent, Machine: machine}
}

// PublicOf is the public half of a key.
func PublicOf(key ed25519.PrivateKey) ed25519.PublicKey {
	return key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // of ed25519 by its documentation
}

// appoint makes the key on a recovery sheet an admin's.
func appoint(paper sheet) []ticket.Draft {
	about := describe(paper.Key(), "", machinePaper)
	id := journal.DeviceID(about.Pub)
	return []ticket.Draft{put(journal.PathAdmin(id), journal.AdminValue{On: true, Pub: about.Pub, Box: about.Box}), put(pathPaper, id)}
}

func (s *Service) printed(paper sheet, name string) Sheet {
	made := s.core.Now().In(s.core.Zone())
	return Sheet{
		Team: paper.Team, Name: name, Address: paper.Account.Email, Made: ticket.TimeOf(made), Lines: strings.Split(strings.TrimSpace(paper.String()), "\n"), Text: paper.text(name, made),
	}
}

// RecoverySheet makes a new recovery sheet with a key of its own; the older ones make nobody an admin any more. The secret on
// them opens the team's notes until the next Rotate, which does not seal to them.
func (s *Service) RecoverySheet(ctx context.Context) (Sheet, error) {
	now, err := s.asAdmin(ctx)
	if err != nil {
		return Sheet{}, err
	}
	all, err := s.allSecrets(ctx, now)
	if err != nil {
		return Sheet{}, fault.From(err)
	}
	paper := sheet{Recovery: journal.Recovery{Team: now.ID, Epoch: now.team.Epoch, Secret: [32]byte(all[now.team.Epoch])}, Kind: now.Kind, Folder: now.Folder}
	rand.Read(paper.Seed[:]) //nolint:errcheck // never fails since Go 1.24
	accounts, err := s.accounts(ctx)
	if err != nil {
		return Sheet{}, err
	}
	if at := slices.IndexFunc(accounts, func(a store.Account) bool { return a.ID == now.Account }); at >= 0 {
		paper.Account = accounts[at]
	} else if len(accounts) > 0 {
		paper.Account = accounts[0]
	}
	drafts := appoint(paper)
	about := describe(paper.Key(), "", machinePaper)
	for epoch, older := range all { // what was packed with an older secret is not packed anew
		if epoch == now.team.Epoch {
			continue
		}
		v, err := now.team.HandTo(journal.DeviceID(about.Pub), about.Box, epoch, [32]byte(older), rand.Reader)
		if err != nil {
			return Sheet{}, fault.From(fmt.Errorf("seal an older secret to the sheet: %w", err))
		}
		drafts = append(drafts, put(journal.PathKey, v))
	}
	_, _, err = s.core.Write(ctx, func(tx *store.Tx) (core.Edit, error) {
		if old := paperOf(now.team); old != "" {
			gone, err := revocation(tx, old, "a newer recovery sheet")
			if err != nil {
				return core.Edit{}, fmt.Errorf("make the older sheet void: %w", err)
			}
			drafts = append(drafts, gone)
		}
		return core.Edit{Drafts: drafts}, nil
	})
	if err != nil {
		return Sheet{}, err
	}
	s.host.Acted(true)
	return s.printed(paper, teamName(now.team)), nil
}

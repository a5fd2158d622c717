package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"

	"deskhand/internal/desk/fault"
	"deskhand/internal/desk/membership"
	"deskhand/internal/desk/team"
	"deskhand/internal/journal"
	"deskhand/internal/replica"
	"deskhand/internal/store"
)

// crew is what desk/membership asks of the desk.
type crew struct{ d *Desk }

func (h crew) Place(ctx context.Context, w membership.Where) (membership.Place, error) {
	return h.d.carrier.open(ctx, w)
}

func (h crew) Connect(ctx context.Context, a store.Account, password, agent, name string) (string, error) {
	n := team.NewAccount{
		Email: a.Email, User: a.Login, Agent: agent, Password: password, IMAPHost: a.IMAP.Host, IMAPPort: a.IMAP.Port, IMAPSecurity: a.IMAP.Security,
		IMAPFingerprint: a.IMAP.Pin, SMTPHost: a.SMTP.Host, SMTPPort: a.SMTP.Port, SMTPSecurity: a.SMTP.Security, SMTPFingerprint: a.SMTP.Pin,
	}
	if err := h.enlist(ctx, agent, name); err != nil {
		return "", err
	}
	made, err := h.d.Team.AddAccount(ctx, n)
	return made.ID, err
}

// enlist makes sure that policy knows the agent: until the team's own comes, this desk's has to.
func (h crew) enlist(ctx context.Context, agent, name string) error {
	if _, known := h.d.core.Policy().Member(agent); known {
		return nil
	}
	if name == "" {
		name = agent
	}
	return h.d.enlist(ctx, agent, name)
}

func (h crew) Settle(ctx context.Context, agent, name string) error {
	if err := h.enlist(ctx, agent, name); err != nil {
		return err
	}
	if err := h.d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(team.SettingAgent, agent) }); err != nil {
		return fmt.Errorf("keep who works here: %w", err)
	}
	return h.d.engage(ctx)
}

// Carry pulls and pushes: here, or in the process that runs the engines.
func (h crew) Carry(ctx context.Context) (replica.Result, error) {
	if !h.d.isRunning() {
		if err := h.d.lock.take(); err != nil {
			if errors.Is(err, ErrEngineBusy) {
				return h.elsewhere(ctx)
			}
			return replica.Result{}, err
		}
	}
	return h.d.carrier.carry(ctx, false)
}

// Pull only takes in. It needs the engines here: a desk that is being recovered has none elsewhere.
func (h crew) Pull(ctx context.Context) error {
	if !h.d.isRunning() {
		if err := h.d.lock.take(); err != nil {
			return err
		}
	}
	_, err := h.d.carrier.carry(ctx, true)
	return err
}

func (h crew) elsewhere(ctx context.Context) (replica.Result, error) {
	r, err := h.d.askElsewhere(ctx, nil)
	if j := r.Journal; j != nil {
		if j.Error != nil {
			return replica.Result{}, fault.New(fault.Code(j.Error.Code), j.Error.Message, j.Error.Hint)
		}
		return replica.Result{Ops: j.Ops, Sent: j.Sent}, nil // of the mail, others tell
	}
	return replica.Result{}, err
}

func (h crew) Changed(ctx context.Context) {
	h.d.carrier.again()
	err := h.d.store.Write(ctx, func(tx *store.Tx) error {
		return tx.SetSetting(settingCrew, base64.StdEncoding.EncodeToString(fresh()))
	})
	if err != nil {
		h.d.log.Error("tell other processes of the team", "error", err)
	}
	h.d.notices.tell(Notice{Kind: Crew})
}

func fresh() []byte {
	var b [9]byte
	rand.Read(b[:]) //nolint:errcheck // never fails since Go 1.24
	return b[:]
}

// Began and CameIn have the team's files begin to travel, and come.
func (h crew) Began(ctx context.Context) error { return h.d.Files.Created(ctx) }

func (h crew) CameIn(ctx context.Context) error {
	if err := h.d.Files.Joined(ctx); err != nil {
		return err
	}
	return h.d.Files.Sync(ctx)
}

func (h crew) Acted(urgent bool) { h.d.carrier.wake(urgent) }

func (h crew) Engaged(ctx context.Context) error {
	if err := h.d.engage(ctx); err != nil {
		return err
	}
	h.d.notices.tell(Notice{Kind: Crew})
	return nil
}

func (h crew) Writing(anchors []string) []string { return h.d.carrier.writers(anchors) }

func (h crew) Limited() string {
	h.d.carrier.mu.Lock()
	defer h.d.carrier.mu.Unlock()
	return h.d.carrier.limited
}

// NewKey makes this desk another device key, which counts when use was called in a transaction and told after it.
func (h crew) NewKey(ctx context.Context) (key ed25519.PrivateKey, use func(*store.Tx) error, told func(), err error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("make device key: %w", err)
	}
	id, err := h.d.keepKey(ctx, key)
	if err != nil {
		return nil, nil, nil, err
	}
	return key, func(tx *store.Tx) error { return setDevice(tx, id, public) }, func() { h.d.store.SetDevice(id) }, nil
}

// keepKey puts a device key into the vault.
func (d *Desk) keepKey(ctx context.Context, key ed25519.PrivateKey) (device string, err error) {
	keep, err := d.vault.open(ctx)
	if err != nil {
		return "", err
	}
	device = journal.DeviceID(membership.PublicOf(key))
	if err := keep.Set(ctx, membership.KeyName(device), base64.StdEncoding.EncodeToString(key.Seed())); err != nil {
		return "", fmt.Errorf("keep device key: %w", err)
	}
	return device, nil
}

func setDevice(tx *store.Tx, id string, public ed25519.PublicKey) error {
	return errors.Join(tx.SetSetting(settingDevice, id), tx.SetSetting(settingKey, base64.StdEncoding.EncodeToString(public)))
}

// settingCrew is another id whenever the team, its place or this desk's key became another.
const settingCrew = "team-changed"

// engageTeam puts in force what the team says: whose the other laptops are, since when mail counts.
func (d *Desk) engageTeam(ctx context.Context) error {
	st, err := d.Membership.State(ctx)
	if err != nil || st.ID == "" {
		return err
	}
	t, err := d.Membership.Team(ctx)
	if err != nil {
		return err
	}
	agents, unconfirmed := map[string]string{}, map[string]bool{}
	for id, dev := range t.Devices {
		agents[id], unconfirmed[id] = dev.Agent, !dev.Confirmed
	}
	d.store.SetColleagues(agents)
	d.store.SetUnconfirmed(unconfirmed)
	return d.Membership.TakeStart(ctx, t)
}

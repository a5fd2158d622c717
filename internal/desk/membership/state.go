package membership

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/secret"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// Settings of a desk's team; their names are stored. Secrets are not among them: those are in the vault.
const (
	settingTeam        = "team"             // State
	settingInvitations = "team-invitations" // []kept
	settingLoss        = "team-loss"        // Loss, where this laptop was shut out
	settingDevice      = "device"           // id of this laptop, made with its key at the first start
)

// State is what of the team is this laptop's own.
type State struct {
	ID      string      `json:"id"` // empty: no team
	Encrypt bool        `json:"encrypt"`
	Kind    string      `json:"kind"`              // of the transport
	Account string      `json:"account,omitempty"` // id of the mailbox through which it travels
	Folder  string      `json:"folder,omitempty"`
	Device  string      `json:"device"`           // whose key signs here
	Former  []string    `json:"former,omitempty"` // earlier keys that still have something to sign
	Since   ticket.Time `json:"since"`
	Whole   bool        `json:"whole"` // all that the team had when this laptop joined is here; of a team made here: its files are in it
	Revoked bool        `json:"revoked,omitempty"`
	Wiped   bool        `json:"wiped,omitempty"` // after it was revoked: its secrets are gone
}

// State reads it; its ID is empty where this desk is in no team.
func (s *Service) State(ctx context.Context) (st State, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		st, err = readState(tx)
		return err
	})
	return st, err
}

func readState(tx *store.Tx) (State, error) { return core.Setting[State](tx, settingTeam) }

func (st State) write(tx *store.Tx) error { return core.SetSetting(tx, settingTeam, st) }

// amend changes it as it stands by now: the engine may have written it since it was read, above all that this laptop was
// shut out.
func amend(tx *store.Tx, change func(*State)) error {
	st, err := readState(tx)
	if err != nil {
		return err
	}
	change(&st)
	return st.write(tx)
}

func (s *Service) amend(ctx context.Context, change func(*State)) error {
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error { return amend(tx, change) })
	if err != nil {
		return fault.From(err)
	}
	return nil
}

// begin writes it where this desk is in no team yet, in another process neither.
func (st State) begin(tx *store.Tx) error {
	have, err := readState(tx)
	if err != nil {
		return err
	}
	if have.ID != "" {
		return inOne()
	}
	return st.write(tx)
}

func inOne() error {
	return fault.New(fault.Refused, "This desk is in a team already.", "deskhand team shows it. Another team needs another folder (--data).")
}

// inTeam reads the state and refuses where there is no team to work on.
func (s *Service) inTeam(ctx context.Context) (State, error) {
	st, err := s.State(ctx)
	switch {
	case err != nil:
		return st, err
	case st.ID == "":
		return st, core.NoTeam()
	case st.Revoked:
		return st, Shut()
	}
	return st, nil
}

// Shut is the one error of a laptop that was taken out of its team.
func Shut() error {
	return fault.New(fault.Refused, "This laptop was taken out of the team.", "What it had not sent is listed by `deskhand team`. To come back, have an admin invite you anew, into an empty data folder (--data).")
}

func secretName(team string, epoch uint32) string {
	return "team secret " + team + " " + strconv.FormatUint(uint64(epoch), 10)
}

func inviteName(id string) string { return "team invitation " + id }

// KeyName is under which name a device's key is kept in the vault.
func KeyName(device string) string { return "device key " + device }

// Secrets are the team secrets of an epoch that this laptop holds, the one to write with first: two admins may have made
// one each. None: it holds none.
func (s *Service) Secrets(ctx context.Context, team string, epoch uint32) (out [][32]byte, err error) {
	vault, err := s.secrets(ctx)
	if err != nil {
		return nil, err
	}
	text, err := vault.Get(ctx, secretName(team, epoch))
	if errors.Is(err, secret.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the team secret: %w", err)
	}
	for part := range strings.SplitSeq(text, " ") {
		b, err := base64.StdEncoding.DecodeString(part)
		if err != nil || len(b) != len([32]byte{}) {
			return nil, fault.New(fault.Data, "The team's secret on this laptop is damaged.", "Join again with a new invitation, or use the recovery sheet.")
		}
		out = append(out, [32]byte(b))
	}
	return out, nil
}

// keepSecrets puts secrets of an epoch before those that are in the vault. It tells whether that made a difference.
func (s *Service) keepSecrets(ctx context.Context, team string, epoch uint32, first ...[32]byte) (fresh bool, err error) {
	had, err := s.Secrets(ctx, team, epoch)
	if err != nil {
		return false, err
	}
	all := slices.Clone(first)
	for _, h := range had {
		if !slices.Contains(all, h) {
			all = append(all, h)
		}
	}
	if slices.Equal(all, had) {
		return false, nil
	}
	vault, err := s.secrets(ctx)
	if err != nil {
		return false, err
	}
	var parts []string
	for _, a := range all {
		parts = append(parts, base64.StdEncoding.EncodeToString(a[:]))
	}
	if err := vault.Set(ctx, secretName(team, epoch), strings.Join(parts, " ")); err != nil {
		return false, fmt.Errorf("keep the team secret: %w", err)
	}
	return true, nil
}

// Key is the signing key of one of this laptop's devices.
func (s *Service) Key(ctx context.Context, device string) (ed25519.PrivateKey, error) {
	vault, err := s.secrets(ctx)
	if err != nil {
		return nil, err
	}
	text, err := vault.Get(ctx, KeyName(device))
	if err != nil {
		return nil, fmt.Errorf("read this laptop's key: %w", err)
	}
	seed, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fault.New(fault.Data, "This laptop's key is damaged.", "Its changes cannot be signed any more. Have an admin invite you anew, into an empty data folder (--data).")
	}
	key := ed25519.NewKeyFromSeed(seed)
	if journal.DeviceID(key.Public().(ed25519.PublicKey)) != device { //nolint:forcetypeassert // of ed25519 by its documentation
		return nil, fault.New(fault.Data, "The key that is kept for this laptop is another's.", "Have an admin invite you anew, into an empty data folder (--data).")
	}
	return key, nil
}

// deviceOf reads which device this desk writes as.
func deviceOf(tx *store.Tx) (string, error) {
	id, _, err := tx.Setting(settingDevice)
	return id, err
}

package journal

import (
	"encoding/json"
	"slices"
)

// TeamObject is the object that the team's own ops stand on.
const TeamObject = "@team"

// TeamRecord is an op on @team and the batch it came in; zero for what this device has not sealed yet.
type TeamRecord struct {
	Record
	Batch Hash
}

// Chain tells whether a batch of a device is one of heads, or lies before one of them on that device's `prev` chain. What it says of the zero
// batch, an op not sealed or only in a snapshot, is the caller's choice.
type Chain func(device string, batch Hash, heads []Hash) bool

// Team is who belongs to the team and what its admins decided: a pure function of the set of its ops (journal.md §3.8).
type Team struct {
	ID        string // the creator's device: all trust begins there
	Admins    map[string]bool
	Devices   map[string]Device
	Agents    map[string]Agent
	Epoch     uint32     // of the newest key; 0 is the key the team began with
	Rotations []Rotation // by epoch, then stamp order
	Start     int64      // Unix ms; 0: not said
	Transport string     // imap, dir; empty: not said
	State     *Object    // all counted ops on @team folded: cfg/…, file/…, and what a newer version knows

	quota     map[string]int
	cuts      map[string][]cut
	appointed map[string]bool // ever: what they said before they were removed still counts
}

// Device is a laptop of the team.
type Device struct {
	Pub, Box  []byte // ed25519; X25519, to which team keys are sealed
	Agent     string // who works on it: as confirmed, else as it says itself
	Machine   string
	Confirmed bool
	Revoked   bool
	Heads     []Hash // of a revoked device: the batches known then
	Why       string // of a revocation, in an admin's words
	Asked     Stamp  // of its own newest request
}

// Agent is a person of the team.
type Agent struct {
	Name string
	Left bool
}

// Rotation is a new team key.
type Rotation struct {
	Epoch  uint32
	Sealed map[string][]byte // device → the secret, sealed to its box
	Heads  []Hash            // newest batches of all devices that the admin knew
	By     string            // device
	At     Order
	More   bool // no new key, only handed to one more device
	Batch  Hash // in which the rotation itself came
}

// Verdict says what becomes of a batch.
type Verdict uint8

// The verdicts. Unknown waits: the device's key has not come yet.
const (
	Unknown Verdict = iota
	Counted
	Unconfirmed // counts, and is marked
	Revoked     // outside the chains that its revocation named: does not count
)

// WasAdmin tells whether a device ever was an admin: who was removed cannot become one again.
func (t *Team) WasAdmin(device string) bool { return t.appointed[device] }

// Counts judges a batch by who made it, not by what it says: first by the key, then by revocations.
func (t *Team) Counts(m BatchMeta, chain Chain) Verdict {
	d, known := t.Devices[m.Device]
	switch {
	case !onChains(t.cuts[m.Device], m.Device, m.Hash, chain, true):
		return Revoked
	case !known || len(d.Pub) == 0:
		return Unknown
	case !d.Confirmed:
		return Unconfirmed
	}
	return Counted
}

// SameSay tells whether another fold of the team lets the same of a device's batches count.
func (t *Team) SameSay(o *Team, device string) bool {
	return slices.EqualFunc(t.cuts[device], o.cuts[device], func(a, b cut) bool {
		return a.revoked == b.revoked && slices.Equal(a.heads, b.heads)
	})
}

// Allows tells whether one op of a batch counts: erasure and admin paths need a device that was an admin when the others
// last knew it to be one (M10). All else is everybody's: what permissions remain on tickets are advice.
func (t *Team) Allows(m BatchMeta, op *Op, chain Chain) bool {
	if !AdminOnly(op) {
		return true
	}
	if t.appointed[m.Device] && onChains(t.cuts[m.Device], m.Device, m.Hash, chain, false) {
		return true
	}
	what, whom := teamPath(op.Path)
	return op.Kind == Set && op.Object == TeamObject && (what == "dev" && whom == m.Device || what == "ok" && t.mayConfirm(m.Device, whom))
}

// mayConfirm: a confirmed device may confirm another one of the same agent.
func (t *Team) mayConfirm(device, other string) bool {
	by, d := t.Devices[device], t.Devices[other]
	return device != other && by.Confirmed && by.Agent != "" && by.Agent == d.Agent
}

// EpochCovers tells whether a message made with the key of an epoch may bring a batch. The current key may bring
// all; an older one, which somebody who left still has, only what was known when it was replaced, the batch that
// replaced it, and one that hands keys on.
func (t *Team) EpochCovers(epoch uint32, m BatchMeta, chain Chain) bool {
	if epoch >= t.Epoch {
		return true
	}
	for _, r := range t.Rotations {
		if r.More && r.Batch == m.Hash { // it hands keys to who has only older ones
			return true
		}
		if r.Epoch <= epoch || r.More {
			continue
		}
		if chain(m.Device, m.Hash, append(slices.Clone(r.Heads), r.Batch)) {
			return true
		}
	}
	return false
}

// TeamValue is the standing value of a path of @team, nil where there is none.
func (t *Team) TeamValue(path string) json.RawMessage { return t.State.Value(path) }

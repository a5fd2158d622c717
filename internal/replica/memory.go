package replica

import (
	"cmp"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// memory is what the engine knows of its store by heart. It is read once and thrown away when a transaction failed.
type memory struct {
	team                *journal.Team
	keys                map[string]ed25519.PublicKey // of every device that ever said its own
	streams             map[string]*stream
	known               map[string]*journal.Known       // by Ref: what lies in the place
	outgoing            map[journal.Hash]*journal.Known // what waits to be sent, and quarantined ones that vanished from the place
	redacted            map[string]bool
	parked              int
	last                map[string]int64 // by device: when something new of it came, Unix ms
	joinedAt            time.Time
	joined              journal.Vector // how far the log must come until a snapshot's ops are settled; nil: settled
	cursor              Cursor
	offset              time.Duration            // trusted now is the computer's clock and this
	witness             map[string]bool          // by device: whether the place's clock agrees with its stamps
	heard               journal.Stamp            // newest stamp that was not made here since the last seal
	batches             map[journal.Hash]bool    // all that are here
	dirty               map[string]bool          // devices whose ops are to be judged anew
	judged              journal.Stamp            // when it was last looked which parked ops are due
	days                map[string]map[int64]int // ops a day, of devices that have more than their quota in all
	fresh               map[journal.Hash]bool    // outgoing ones that nobody has tried to send
	changed             bool                     // the team is another than the observer knows
	newKeys             bool                     // keys came by which what waits may be read
	outdated            bool                     // something waits because its team key was replaced
	foreignOwn          bool                     // somebody else signed with a key of ours
	survey              time.Time                // when the whole place is to be looked at; zero: now
	unseen              map[string]bool          // refs that the last whole look did not show
	plans               map[string]time.Time     // when what somebody else should put back is put back here
	said                journal.Vector           // what our batches told of others so far
	claimed             map[string]claim         // what others have and we do not
	gapSince, gapLooked time.Time
	announced           map[string]time.Time // anchors on which it was said that somebody is replying
	over                map[string]bool      // anchors on which nobody is any more
	snapped             journal.Vector       // where the newest snapshot stands
	snapAt              time.Time            // when one is written, if nobody else does; zero: not planned
	lacking             map[uint32]bool      // epochs whose keys were missed
	recheck             map[string]bool      // refs whose bytes are looked at again in this whole look
}

// The settings that the engine keeps.
const (
	settingCursor  = "replica-cursor"
	settingOffset  = "replica-offset"  // ms
	settingWitness = "replica-witness" // JSON: device → whether its stamps agree with the place's clock
	settingHeard   = "replica-heard"
	settingJoined  = "replica-joined"  // Unix ms and a vector; empty: not waiting for one
	settingVersion = "replica-version" // of the program that looked at the quarantine last
	settingSurvey  = "replica-survey"  // when the next whole look is due
	settingSnapped = "replica-snapped" // a vector: where the newest snapshot stands
	settingStamped = "replica-stamped" // "device seq": up to where unsealed ops have been given corrected times
	settingLast    = "replica-last"    // JSON: device → when something new of it came, Unix ms
	settingHealed  = "replica-healed"  // JSON: batch → when and how often it was put back
)

// stream is how much of a device's stream is here.
type stream struct {
	reach  uint64 // no gap up to here
	apart  []span // beyond a gap
	forked bool   // one seq stands in two batches
	head   journal.Hash
	top    uint64
}

type span struct{ a, b uint64 }

func (s *stream) add(m journal.BatchMeta) {
	if m.A <= s.reach || slices.ContainsFunc(s.apart, func(p span) bool { return m.A <= p.b && p.a <= m.B }) {
		s.forked = true
	}
	if m.B > s.top {
		s.top, s.head = m.B, m.Hash
	}
	s.apart = append(s.apart, span{m.A, m.B})
	slices.SortFunc(s.apart, func(x, y span) int { return cmp.Compare(x.a, y.a) })
	for len(s.apart) > 0 && s.apart[0].a <= s.reach+1 {
		s.reach = max(s.reach, s.apart[0].b)
		s.apart = s.apart[1:]
	}
}

func (m *memory) stream(device string) *stream {
	s := m.streams[device]
	if s == nil {
		s = &stream{}
		m.streams[device] = s
	}
	return s
}

// vector is how far the verified log is whole.
func (m *memory) vector() journal.Vector {
	v := journal.Vector{}
	for d, s := range m.streams {
		if s.reach > 0 {
			v[d] = s.reach
		}
	}
	return v
}

// gap tells whether something between what is here is missing.
func (m *memory) gap() bool {
	for _, s := range m.streams {
		if len(s.apart) > 0 {
			return true
		}
	}
	return false
}

// load reads the store.
func (e *Engine) load(tx Tx) (*memory, error) {
	m := newMemory()
	e.m = m
	if err := m.loadStreams(tx); err != nil {
		return nil, err
	}
	if err := tx.EachMessage(func(k journal.Known) error {
		m.remember(&k)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	if err := m.loadSettings(tx); err != nil {
		return nil, err
	}
	parked := journal.OpQuery{States: []journal.OpState{journal.OpParked}}
	if err := tx.EachOp(parked, func(journal.StoredOp) error { m.parked++; return nil }); err != nil {
		return nil, fmt.Errorf("read parked ops: %w", err)
	}
	if err := e.refold(tx); err != nil {
		return nil, err
	}
	for d := range m.team.Devices {
		if !m.team.SameSay(&journal.Team{}, d) {
			m.dirty[d] = true
		}
	}
	return m, nil
}

func (m *memory) loadStreams(tx Tx) error {
	if err := tx.EachBatch("", func(b journal.BatchMeta) error {
		m.stream(b.Device).add(b)
		m.batches[b.Hash] = true
		return nil
	}); err != nil {
		return fmt.Errorf("read batches: %w", err)
	}
	return nil
}

func newMemory() *memory {
	return &memory{
		keys: map[string]ed25519.PublicKey{}, streams: map[string]*stream{}, known: map[string]*journal.Known{},
		outgoing: map[journal.Hash]*journal.Known{}, redacted: map[string]bool{}, dirty: map[string]bool{}, batches: map[journal.Hash]bool{},
		days: map[string]map[int64]int{}, fresh: map[journal.Hash]bool{}, lacking: map[uint32]bool{}, recheck: map[string]bool{}, witness: map[string]bool{}, last: map[string]int64{},
		unseen: map[string]bool{}, plans: map[string]time.Time{}, said: journal.Vector{}, claimed: map[string]claim{},
		announced: map[string]time.Time{}, over: map[string]bool{}, snapped: journal.Vector{},
	}
}

func (m *memory) remember(k *journal.Known) {
	k.Data = nil // the store has it
	if k.Ref == "" {
		m.outgoing[k.Hash] = k
	} else {
		m.known[k.Ref] = k
	}
}

func (m *memory) loadSettings(tx Tx) error {
	text := map[string]string{}
	for _, name := range []string{settingCursor, settingOffset, settingWitness, settingHeard, settingJoined, settingSnapped, settingLast} {
		value, _, err := tx.Setting(name)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		text[name] = value
	}
	m.cursor = Cursor(text[settingCursor])
	ms, _ := strconv.ParseInt(text[settingOffset], 10, 64) // what cannot be read is measured anew
	m.offset = time.Duration(ms) * time.Millisecond
	_ = json.Unmarshal([]byte(text[settingLast]), &m.last)
	_ = json.Unmarshal([]byte(text[settingWitness]), &m.witness) // what cannot be read is seen anew
	heard, _ := strconv.ParseUint(text[settingHeard], 10, 63)
	m.heard = journal.Stamp(heard)
	if v, err := journal.ParseVector(text[settingSnapped]); err == nil {
		m.snapped = v
	}
	at, vector, joined := strings.Cut(text[settingJoined], " ")
	if joined {
		v, err := journal.ParseVector(vector)
		if err != nil {
			return fmt.Errorf("read %s: %w", settingJoined, err)
		}
		ms, _ := strconv.ParseInt(at, 10, 64) // what cannot be read was long ago
		m.joined, m.joinedAt = v, time.UnixMilli(ms)
	}
	return nil
}

// ownKey reads the public key that a device's own op brings; nil where it is none.
func ownKey(device string, op *journal.Op) ed25519.PublicKey {
	if of, key := keyIn(op); of == device {
		return key
	}
	return nil
}

// keyIn reads the public key of a device that an op brings, whoever says it: the id is the key's hash. A desk that goes on
// under a new key says the old one again, where the batch that brought it is lost.
func keyIn(op *journal.Op) (device string, key ed25519.PublicKey) {
	if op == nil || op.Object != journal.TeamObject {
		return "", nil
	}
	device, is := strings.CutPrefix(op.Path, "dev/")
	var v struct{ Pub []byte }
	if !is || json.Unmarshal(op.Value, &v) != nil || len(v.Pub) != ed25519.PublicKeySize || journal.DeviceID(v.Pub) != device {
		return "", nil
	}
	return device, v.Pub
}

package journal

import (
	"crypto/ed25519"
	"encoding/json"
	"strings"
)

// Values on @team. Bytes are standard base64, as encoding/json writes them (journal.md §3.3).
type (
	// DeviceValue is `dev/<device>`, which only the device itself may say.
	DeviceValue struct {
		Pub     []byte `json:"pub"`
		Box     []byte `json:"box"`
		Agent   string `json:"agent"`
		Machine string `json:"machine"`
	}
	// RevokedValue is `dev/<device>/revoked`: the newest batches of the device that the admin knew.
	RevokedValue struct {
		Heads []Hash `json:"heads"`
		Why   string `json:"why,omitempty"`
	}
	// AdminValue is `admin/<device>`. Taking the right away names heads as a revocation does, and is as final. Pub and
	// Box make a device known that writes no stream of its own: the recovery sheet's.
	AdminValue struct {
		On    bool   `json:"on"`
		Heads []Hash `json:"heads,omitempty"`
		Pub   []byte `json:"pub,omitempty"`
		Box   []byte `json:"box,omitempty"`
	}
	// AgentValue is `agent/<id>`.
	AgentValue struct {
		Name string `json:"name"`
		Left bool   `json:"left,omitempty"`
	}
	// KeyValue is `key`: the next epoch's secret, sealed to each remaining device, and the newest batch of every device
	// known then: of an older epoch nothing else counts any more.
	KeyValue struct {
		Epoch  uint32            `json:"epoch"`
		Sealed map[string][]byte `json:"sealed"`
		Heads  []Hash            `json:"heads,omitempty"`
		More   bool              `json:"more,omitempty"` // the secret of this epoch, handed to one more device
	}
	// QuotaValue is `quota/<device>`: ops a UTC day.
	QuotaValue struct {
		Ops int `json:"ops"`
	}
	// TransportValue is `transport`.
	TransportValue struct {
		Kind string `json:"kind"`
	}
)

// Paths of @team.
const (
	PathStart     = "start"     // Unix ms
	PathKey       = "key"       // KeyValue
	PathTransport = "transport" // TransportValue
	PathPolicy    = "file/policy"
	PathRoster    = "file/roster"
)

// PathDevice and its like write the paths that name a device or an agent. The value of PathOK is the agent whom the
// confirmation is for, as a JSON string: a device cannot become somebody else afterwards.
func PathDevice(device string) string  { return "dev/" + device }
func PathOK(device string) string      { return "dev/" + device + "/ok" }
func PathRevoked(device string) string { return "dev/" + device + "/revoked" }
func PathAdmin(device string) string   { return "admin/" + device }
func PathAgent(agent string) string    { return "agent/" + agent }
func PathQuota(device string) string   { return "quota/" + device }

// teamPath splits a path of @team into what it is and whom it is about.
func teamPath(path string) (what, whom string) {
	first, rest, _ := strings.Cut(path, "/")
	who, last, more := strings.Cut(rest, "/")
	switch {
	case first == "dev" && more && (last == "ok" || last == "revoked"):
		return last, who
	case (first == "dev" || first == "admin" || first == "quota" || first == "agent") && !more && who != "":
		return first, who
	case path == PathStart || path == PathKey || path == PathTransport:
		return path, ""
	}
	return "", ""
}

// AdminOnly tells whether an op counts only if an admin's device made it: erasure, and all of @team but shared files
// other than policy and roster. A device's own request and confirmations among one agent's devices have rules of their own.
func AdminOnly(op *Op) bool {
	if op.Kind == Redact {
		return true
	}
	if op.Object != TeamObject {
		return false
	}
	file, ok := strings.CutPrefix(op.Path, "file/")
	name, _, _ := strings.Cut(file, "/")
	return !ok || name == "policy" || name == "roster"
}

// request reads a device's own `dev/<device>`; ok is false where the key is not the device's.
func (r Record) request() (v DeviceValue, ok bool) {
	err := json.Unmarshal(r.Value, &v)
	return v, err == nil && len(v.Pub) == ed25519.PublicKeySize && DeviceID(v.Pub) == r.Device && r.Path == PathDevice(r.Device) && r.Kind == Set
}

// value reads the value of a register op into a new T; false where it has another shape.
func value[T any](r Record) (v T, ok bool) {
	return v, r.Kind == Set && json.Unmarshal(r.Value, &v) == nil
}

package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Invite is what an admin hands to one new laptop as a line to copy. It holds no password and no team secret: that lies in
// the folder, sealed under Code, until the laptop has joined (journal.md §3.8).
type Invite struct {
	Code    [16]byte // random, for one use
	Team    string
	Inviter string   // the admin's device: its key's fingerprint
	Address string   // of the team's mailbox
	Servers []string // in a form of the caller's
}

// ErrInvite says that a text is no invite code; ErrTyping that it is one with a typing error or a piece missing.
var (
	ErrInvite = errors.New("not an invite code")
	ErrTyping = errors.New("typing error")
)

const (
	inviteVersion = 1
	maxServers    = 8
	maxServerText = 255
	checkLen      = 4
)

// String writes the code as one line: Base32 in groups of eight, a checksum at its end.
func (i Invite) String() string {
	b := append([]byte{inviteVersion}, i.Code[:]...)
	b = append(b, i.Team...)
	b = append(b, i.Inviter...)
	for _, text := range append([]string{i.Address}, i.Servers...) {
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	return grouped(Base32(append(b, check("deskhand invite v1", b)...)), 8, "-")
}

// ParseInvite reads a code as a person pasted or typed it: without case, whatever stands between its letters.
func ParseInvite(text string) (Invite, error) {
	b, err := parseTyped(text, 1<<12)
	if err != nil {
		return Invite{}, fmt.Errorf("%w: %w", ErrInvite, err)
	}
	if len(b) < 1+16+2*deviceLen+checkLen {
		return Invite{}, fmt.Errorf("%w: too short", ErrInvite)
	}
	whole, sum := b[:len(b)-checkLen], b[len(b)-checkLen:]
	if b[0] > inviteVersion {
		return Invite{}, fmt.Errorf("invite code: %w", ErrNewer)
	}
	if string(check("deskhand invite v1", whole)) != string(sum) {
		return Invite{}, fmt.Errorf("invite code: %w", ErrTyping)
	}
	r := &reader{b: whole[1:]}
	var i Invite
	copy(i.Code[:], r.take(len(i.Code), "code"))
	i.Team, i.Inviter = string(r.take(deviceLen, "team")), string(r.take(deviceLen, "inviter"))
	i.Address = string(r.take(r.count(maxServerText, 1, "address"), "address"))
	for len(r.b) > 0 && r.err == nil {
		i.Servers = append(i.Servers, string(r.take(r.count(maxServerText, 1, "server"), "server")))
	}
	if r.err != nil || whole[0] != inviteVersion || !ValidDevice(i.Team) || !ValidDevice(i.Inviter) || len(i.Servers) > maxServers {
		return Invite{}, ErrInvite
	}
	return i, nil
}

// check is the checksum of what people copy or type.
func check(what string, b []byte) []byte {
	sum := sha256.Sum256(append([]byte(what+"\x00"), b...))
	return sum[:checkLen]
}

func grouped(text string, n int, between string) string {
	var parts []string
	for ; len(text) > n; text = text[n:] {
		parts = append(parts, text[:n])
	}
	return strings.Join(append(parts, text), between)
}

// typed keeps what belongs to the alphabet: line breaks, quotes and dashes come along when a code is copied.
func typed(text string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, FoldTyped(text))
}

// parseTyped reads at most limit characters of Base32 as a person typed it.
func parseTyped(text string, limit int) ([]byte, error) {
	if len(text) > 4*limit {
		return nil, fmt.Errorf("%d characters", len(text))
	}
	b, err := ParseBase32(typed(text))
	if err != nil {
		return nil, ErrTyping
	}
	return b, nil
}

// InviteBody is what the folder holds for the new laptop, sealed under the code.
type InviteBody struct {
	Secrets map[uint32][]byte `json:"secrets"` // of every epoch, for the log reaches back
	Epoch   uint32            `json:"epoch"`
	Agent   string            `json:"agent"` // whom it is for
	Name    string            `json:"name"`
	Until   int64             `json:"until"` // Unix ms
	Encrypt bool              `json:"encrypt,omitempty"`
}

func (i Invite) keys() Keys { return DeriveKeys(derive(i.Code[:], "deskhand invite v1"), i.Team, 0) }

// Seal writes the message that waits in the folder for the new laptop.
func (i Invite) Seal(body InviteBody) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write invite: %w", err)
	}
	return Pack(&Container{Type: TypeInvite, Team: i.Team, Body: text}, i.keys(), true)
}

// Open reads a message that Seal wrote; ErrMAC where it is another invite's. The caller looks at Until.
func (i Invite) Open(data []byte) (InviteBody, error) {
	c, err := Unpack(data, i.keys())
	if err != nil {
		return InviteBody{}, err
	}
	var body InviteBody
	if err := json.Unmarshal(c.Body, &body); err != nil || c.Type != TypeInvite || body.Secrets[body.Epoch] == nil || !body.whole() {
		return InviteBody{}, fmt.Errorf("read invite: %w", ErrDamaged)
	}
	return body, nil
}

// whole tells whether every secret is as long as one is.
func (b InviteBody) whole() bool {
	for _, s := range b.Secrets {
		if len(s) != secretLen {
			return false
		}
	}
	return true
}

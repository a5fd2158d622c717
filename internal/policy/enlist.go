package policy

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// membersKey is the line under which the list of people begins; what stands there is indented below it.
func membersKey() *regexp.Regexp { return regexp.MustCompile(`(?m)^([ ]+)members:[ ]*(#.*)?\n`) }

// idPattern is what an agent's id may be made of: it stands in field paths of the journal.
func idPattern() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`) }

// ValidID tells whether a text may be an agent's id.
func ValidID(id string) bool { return idPattern().MatchString(id) }

// AddMember writes a new person at the head of team: members: and leaves every other byte of the file as it is. It
// fails where the id cannot be one, is taken, or the file has no such list in block style.
func AddMember(src []byte, id, name string) ([]byte, error) {
	if !ValidID(id) {
		return nil, fmt.Errorf("%q is no id: small letters, digits, - and _, at most 64", id)
	}
	p, _ := Parse(src)
	if p == nil {
		return nil, errors.New("policy.yaml has a mistake; mend it first")
	}
	if _, taken := p.Member(id); taken {
		return nil, fmt.Errorf("there is a member %s already", id)
	}
	at := membersKey().FindSubmatchIndex(src)
	if at == nil {
		return nil, errors.New("policy.yaml has no list of members under team")
	}
	indent := string(src[at[2]:at[3]])
	name = strings.Join(strings.Fields(name), " ")
	line := fmt.Sprintf("%s  - {id: %s, name: %s, role: agent, tier: L1, teams: [%s]}\n", indent, id, strconv.Quote(name), firstTeam(p))
	out := bytes.Join([][]byte{src[:at[1]], []byte(line), src[at[1]:]}, nil)
	after, _ := Parse(out)
	if after == nil {
		return nil, errors.New("policy.yaml cannot take a member there; add one by hand")
	}
	if m, ok := after.Member(id); !ok || m.Name != name {
		return nil, errors.New("policy.yaml cannot take a member there; add one by hand")
	}
	return out, nil
}

// firstTeam is where a new person starts.
func firstTeam(p *Policy) string {
	if teams := p.Teams(); len(teams) > 0 {
		return teams[0].ID
	}
	return ""
}

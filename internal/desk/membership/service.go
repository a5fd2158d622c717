package membership

import (
	"context"
	"strings"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/secret"
	"deskhand/internal/store"
)

// Options are what the service works with.
type Options struct {
	Secrets func(context.Context) (secret.Store, error)
	Host    Host
	Machine string // how this laptop is shown to the others: its host name
	Sample  bool   // the sample desk has no team: its mailbox lives inside the program
}

// Service manages the team.
type Service struct {
	core    *core.Core
	secrets func(context.Context) (secret.Store, error)
	host    Host
	machine string
	sample  bool
	codes   digitsKept
}

// New makes the service.
func New(c *core.Core, o Options) *Service {
	return &Service{core: c, secrets: o.Secrets, host: o.Host, machine: o.Machine, sample: o.Sample}
}

// Team is what @team says now, as far as it counts; nil without a team.
func (s *Service) Team(ctx context.Context) (t *journal.Team, err error) {
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		st, err := readState(tx)
		if err != nil || st.ID == "" {
			return err
		}
		t, err = Fold(tx, st.ID)
		return err
	})
	return t, err
}

// standing is the team and this laptop's part in it, read in one go.
type standing struct {
	State
	team *journal.Team
	me   journal.Device
}

func (s *Service) standing(ctx context.Context) (now standing, err error) {
	if now.State, err = s.inTeam(ctx); err != nil {
		return now, err
	}
	if now.team, err = s.Team(ctx); err != nil {
		return now, err
	}
	now.me = now.team.Devices[now.Device]
	return now, nil
}

// asAdmin refuses whoever may not change the team: what they wrote would not count on any laptop.
func (s *Service) asAdmin(ctx context.Context) (standing, error) {
	now, err := s.standing(ctx)
	if err != nil || now.team.Admins[now.Device] {
		return now, err
	}
	who := "an admin"
	if names := s.adminNames(now.team); len(names) > 0 {
		who = strings.Join(names, " or ")
	}
	return now, fault.Newf(fault.Refused, "Ask "+who+".", "Only an admin's laptop decides that.")
}

func (s *Service) adminNames(t *journal.Team) []string {
	var out []string
	for _, d := range s.list(t, "", nil) {
		if d.Admin && !d.Recovery && !d.Revoked {
			out = append(out, d.Name)
		}
	}
	return unique(out)
}

func unique(list []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, v := range list {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// nameOf is how an agent is called: as the team says, else as policy does, else the id.
func (s *Service) nameOf(t *journal.Team, agent string) string {
	if t != nil && t.Agents[agent].Name != "" {
		return t.Agents[agent].Name
	}
	if m, ok := s.core.Policy().Member(agent); ok && m.Name != "" {
		return m.Name
	}
	return agent
}

// teamName is what the team is called.
func teamName(t *journal.Team) string {
	var name string
	if readValue(t, pathName, &name); name == "" {
		return "the team"
	}
	return name
}

// Replying names the agents who write an answer on a ticket just now, other than this desk's.
func (s *Service) Replying(ctx context.Context, ticket string) ([]string, error) {
	anchors := []string{ticket}
	err := s.core.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.AnchorsOf(ticket)
		if err == nil {
			anchors = all
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	devices := s.host.Writing(anchors)
	if len(devices) == 0 {
		return nil, nil
	}
	t, err := s.Team(ctx)
	if err != nil || t == nil {
		return nil, err
	}
	var out []string
	for _, d := range devices {
		if agent := t.Devices[d].Agent; agent != "" && agent != s.core.Agent() {
			out = append(out, agent)
		}
	}
	return unique(out), nil
}

// NameOf is what a team is called.
func (s *Service) NameOf(t *journal.Team) string { return teamName(t) }

// Carry pulls and pushes once, for a command that decided something.
func (s *Service) Carry(ctx context.Context) error {
	if _, err := s.inTeam(ctx); err != nil {
		return err
	}
	if _, err := s.host.Carry(ctx); err != nil {
		return fault.From(err)
	}
	return s.CameIn(ctx)
}

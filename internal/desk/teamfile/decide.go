package teamfile

import (
	"context"
	"fmt"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// choice is a version that a person chose, with what must hold of it.
type choice struct {
	key, path string
	file      *rules.File
	version   *rules.Version
	device    string
	team      Roster
}

// choose finds a version and checks that it may stand: its parts are here and break no rule.
func (s *Service) choose(ctx context.Context, path, id string) (choice, error) {
	var c choice
	err := s.ask(ctx, func(k *known) error {
		f, err := k.file(path)
		if err != nil {
			return err
		}
		v, err := find(f, id)
		if err != nil {
			return err
		}
		c = choice{key: f.Key, path: k.path(f), file: f, version: v, device: k.device, team: k.team}
		return whole(k.tx, c.path, v)
	})
	return c, err
}

func whole(tx *store.Tx, path string, v *rules.Version) error {
	if v.Value.Deleted {
		return nil
	}
	data, ok, err := contentOf(tx, v)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Refused, "Parts of this version are not on this laptop yet.", "Wait for the next sync, or choose it on the laptop that made it.")
	}
	if err := rules.Check(path, data); err != nil {
		return fault.Newf(fault.Refused, "Choose another version.", "This version of %s cannot stand: %s.", path, rules.Why(err))
	}
	return nil
}

// again is a new version that says what an older one said.
func (s *Service) again(c choice, settled bool) ticket.Draft {
	v := c.version.Value
	v.From, v.Settled = s.o.Trusted().UnixMilli(), settled
	v.Parts = []int{}
	for n := range c.version.Parts {
		v.Parts = append(v.Parts, n)
	}
	return version(c.key, v, c.version.Parts, nil)
}

// write writes what a person decided, and brings the folder in line.
func (s *Service) write(ctx context.Context, text string, drafts ...ticket.Draft) (core.Done, error) {
	op, _, err := s.core.Write(ctx, func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: drafts}, nil })
	if err != nil {
		return core.Done{}, err
	}
	s.Wake()
	s.o.Changed()
	return core.Done{Op: op, Text: text}, nil
}

// mayNot refuses what an admin alone does.
func (c choice) mayNot() error {
	if !rules.KindOf(c.key).AdminsOnly() || c.team.Admin(c.device) {
		return nil
	}
	return fault.Newf(fault.Refused, "Ask an admin of the team: deskhand team lists them.", "Only an admin of the team decides on %s.", c.path)
}

// Restore makes an older version the team's again. Of policy.yaml and roster.yaml a member's is a proposal.
func (s *Service) Restore(ctx context.Context, path, id string) (core.Done, error) {
	c, err := s.choose(ctx, path, id)
	if err != nil {
		return core.Done{}, err
	}
	if c.file.Fight() != nil {
		return s.Thaw(ctx, path, id)
	}
	if c.file.Stands() == c.version {
		return core.Done{Text: fmt.Sprintf("%s stands so already.", c.path)}, nil
	}
	text := fmt.Sprintf("%s is as it was on %s.", c.path, c.version.Stamp.Time().In(s.core.Zone()).Format("2 Jan 15:04"))
	if c.mayNot() != nil {
		text = fmt.Sprintf("Proposed: %s as it was on %s.", c.path, c.version.Stamp.Time().In(s.core.Zone()).Format("2 Jan 15:04"))
	}
	return s.write(ctx, text, s.again(c, false))
}

// Thaw lets a frozen file go on with the version of that id.
func (s *Service) Thaw(ctx context.Context, path, id string) (core.Done, error) {
	c, err := s.choose(ctx, path, id)
	if err != nil {
		return core.Done{}, err
	}
	if c.file.Fight() == nil {
		return core.Done{}, fault.Newf(fault.Refused, "Restore an older version: deskhand team restore FILE VERSION.", "%s is not frozen.", c.path)
	}
	if err := c.mayNot(); err != nil {
		return core.Done{}, err
	}
	return s.write(ctx, fmt.Sprintf("%s goes on with the version of %s.", c.path, s.who(c.version.Device)), s.again(c, true))
}

// Accept makes a proposal the team's version; an admin's to do.
func (s *Service) Accept(ctx context.Context, id string) (core.Done, error) {
	c, err := s.proposed(ctx, id, true)
	if err != nil {
		return core.Done{}, err
	}
	return s.write(ctx, fmt.Sprintf("%s is as %s proposed.", c.path, s.who(c.version.Device)), s.again(c, false), decision(c.version, "accepted"))
}

// Decline turns a proposal down; an admin's to do.
func (s *Service) Decline(ctx context.Context, id string) (core.Done, error) {
	c, err := s.proposed(ctx, id, false)
	if err != nil {
		return core.Done{}, err
	}
	return s.write(ctx, fmt.Sprintf("The proposal of %s for %s is declined.", s.who(c.version.Device), c.path), decision(c.version, "declined"))
}

func decision(v *rules.Version, what string) ticket.Draft {
	return ticket.SetField(journal.TeamObject, proposalPath+v.ID, what)
}

// proposed finds a proposal by its id.
func (s *Service) proposed(ctx context.Context, id string, mustStand bool) (choice, error) {
	var c choice
	err := s.ask(ctx, func(k *known) error {
		n := 0
		for _, f := range k.files {
			for _, v := range f.Proposals(k.isDecided) {
				if one, _ := (&rules.File{Versions: []*rules.Version{v}}).Find(upper(id)); one != nil && id != "" {
					c = choice{key: f.Key, path: k.path(f), file: f, version: v, device: k.device, team: k.team}
					n++
				}
			}
		}
		switch {
		case n == 0:
			return fault.Newf(fault.NotFound, "`deskhand team proposals` lists them.", "There is no proposal %s.", id)
		case n > 1:
			return fault.Newf(fault.Refused, "Type more of it.", "%s could be %d proposals.", id, n)
		}
		if err := c.mayNot(); err != nil || !mustStand {
			return err
		}
		return whole(k.tx, c.path, c.version)
	})
	return c, err
}

// Share sends a file that was here before this laptop joined.
func (s *Service) Share(ctx context.Context, path string) (core.Done, error) {
	key, err := rules.Key(path)
	if err != nil {
		return core.Done{}, fault.Newf(fault.Refused, "Only Markdown in replies/ and handbook/, and pictures in handbook/, travel.", "%s.", rules.Why(err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	offered := false
	err = s.ask(ctx, func(k *known) error {
		row, ok := k.rows[key]
		if offered = ok && row.Version == ""; ok {
			path = row.Name
		}
		return nil
	})
	if err != nil {
		return core.Done{}, err
	}
	if !offered {
		return core.Done{}, fault.Newf(fault.NotFound, "`deskhand team files` says how each stands.", "%s does not wait to be shared.", path)
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropTeamFile(key) })
	if err != nil {
		return core.Done{}, fault.From(fmt.Errorf("share %s: %w", path, err))
	}
	s.Wake()
	s.o.Changed()
	return core.Done{Text: path + " is the team's now."}, nil
}

// Settle takes the copy beside away: the standing version is right.
func (s *Service) Settle(ctx context.Context, lost string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	root, err := s.open()
	if err != nil {
		return fault.From(err)
	}
	defer root.Close() //nolint:errcheck // read only
	var b store.Beside
	err = s.ask(ctx, func(k *known) error {
		for _, one := range k.besides {
			if one.Version == upper(lost) && one.Name != "" {
				b = one
				return nil
			}
		}
		return fault.New(fault.NotFound, "There is no such copy any more.", "")
	})
	if err == nil {
		err = remove(root, b.Name)
	}
	if err == nil {
		b.Name = ""
		err = s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.PutBeside(b) })
	}
	if err != nil {
		return fault.From(err)
	}
	s.Wake()
	s.o.Changed()
	return nil
}

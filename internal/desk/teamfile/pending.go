package teamfile

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"

	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// Proposals lists what members propose for policy.yaml and roster.yaml and nobody has decided yet.
func (s *Service) Proposals(ctx context.Context) ([]Proposal, error) {
	out := []Proposal{}
	if s.o.Team(ctx) == nil {
		return out, nil
	}
	err := s.ask(ctx, func(k *known) error {
		for _, key := range slices.Sorted(maps.Keys(k.files)) {
			f := k.files[key]
			for _, v := range f.Proposals(k.isDecided) {
				one, err := s.proposal(k, f, v)
				if err != nil {
					return err
				}
				out = append(out, one)
			}
		}
		return nil
	})
	return out, err
}

func (s *Service) proposal(k *known, f *rules.File, v *rules.Version) (Proposal, error) {
	out := Proposal{
		ID: v.ID, Path: k.path(f), Agent: s.core.Store.AgentOf(v.Device), Name: s.who(v.Device), Device: v.Device,
		MadeAt: ticket.TimeOf(v.Stamp.Time()), Size: v.Value.Size, Mine: v.Device == k.device, Diff: []Line{},
	}
	data, ok, err := contentOf(k.tx, v)
	if err != nil {
		return out, err
	}
	if !ok {
		out.Wrong = "parts of it are still on their way"
		return out, nil
	}
	if err := rules.Check(out.Path, data); err != nil {
		out.Wrong = rules.Why(err)
	}
	if stands := f.Stands(); stands != nil {
		out.Diff, err = difference(k.tx, stands, v)
	} else if utf8.Valid(data) {
		out.Diff = lines(rules.Diff(nil, data))
	}
	return out, err
}

// Conflicts lists the versions of this laptop that lost against one made apart, until the copy beside is gone.
func (s *Service) Conflicts(ctx context.Context) ([]Conflict, error) {
	out := []Conflict{}
	if s.o.Team(ctx) == nil {
		return out, nil
	}
	err := s.ask(ctx, func(k *known) error {
		for _, b := range k.besides {
			f := k.files[b.Key]
			if b.Name == "" || f == nil {
				continue
			}
			lost, n := f.Find(b.Version)
			if n != 1 || !slices.Contains(f.Lost(), lost) {
				continue
			}
			c := Conflict{Path: k.path(f), Beside: b.Name}
			var err error
			if c.Lost, err = s.version(k, f, lost); err != nil {
				return err
			}
			if c.Stands, err = s.version(k, f, f.Stands()); err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	return out, err
}

// Frozen lists the files that laptops kept setting against each other.
func (s *Service) Frozen(ctx context.Context) ([]Fight, error) {
	out := []Fight{}
	if s.o.Team(ctx) == nil {
		return out, nil
	}
	err := s.ask(ctx, func(k *known) error {
		for _, key := range slices.Sorted(maps.Keys(k.files)) {
			f := k.files[key]
			fight := f.Fight()
			if fight == nil {
				continue
			}
			one := Fight{Path: k.path(f), Devices: fight.Devices, Names: []string{}, Since: ticket.TimeOf(fight.Since.Time()), Flips: fight.Flips, Choices: []Version{}}
			for _, d := range fight.Devices {
				one.Names = append(one.Names, k.team.Words(d))
			}
			for _, v := range f.Newest(fight.Devices) {
				choice, err := s.version(k, f, v)
				if err != nil {
					return err
				}
				one.Choices = append(one.Choices, choice)
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

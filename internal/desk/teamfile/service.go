package teamfile

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// Roster is the team as this package needs it.
type Roster interface {
	Admin(device string) bool   // it decides on policy.yaml and roster.yaml
	Gone(device string) bool    // it was shut out: it proposes nothing any more
	Words(device string) string // for people: "Asha's laptop"
}

// Options say where the files lie and who is told.
type Options struct {
	Dir string // the data folder
	Log *slog.Logger
	// Team is the team this desk is in; nil where it is in none.
	Team func(context.Context) Roster
	// Trusted is the server's clock as far as it is known (journal.md §3.4); nil: the desk's.
	Trusted func() time.Time
	// Told is called with all that is wrong now; may be nil.
	Told func([]Problem)
	// Changed is called where a list would show another thing; may be nil.
	Changed func()
	// Elsewhere tells whether another process watches the folders of this desk; may be nil.
	Elsewhere func() bool
	// Policy is called where policy.yaml was written; may be nil.
	Policy func(context.Context)

	settle, gone time.Duration // of the watch; 0: the design's
}

// printed is what a file's content was when it was read last.
type printed struct {
	stat
	print string
}

// Service keeps the team's files and the folder in line.
type Service struct {
	core *core.Core
	o    Options
	wake chan struct{} // holds one
	seen *seen

	mu      sync.Mutex // one comparison of folder and team at a time; guards what follows
	prints  map[string]printed
	absent  map[string]time.Time // files in line that are not there, since when
	refused map[string]string    // versions that must not be written, why

	lostSince map[string]time.Time // folders that are gone or emptied, since when

	companies sync.Mutex         // one reading of the company tables at a time; guards tables
	tables    map[string]printed // as they were read last

	told    sync.Mutex
	failing map[string]Problem // by place
	wrong   []Problem
	rowsBad []Problem // of company tables
}

// settingBegun holds since when this desk's files are the team's, Unix ms; empty: they are not.
const settingBegun = "team-files"

// New makes the service.
func New(c *core.Core, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Team == nil {
		o.Team = func(context.Context) Roster { return nil }
	}
	if o.Told == nil {
		o.Told = func([]Problem) {}
	}
	if o.Trusted == nil {
		o.Trusted = c.Now
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Elsewhere == nil {
		o.Elsewhere = func() bool { return false }
	}
	if o.Policy == nil {
		o.Policy = func(context.Context) {}
	}
	return &Service{
		core: c, o: o, wake: make(chan struct{}, 1), seen: newSeen(), prints: map[string]printed{}, absent: map[string]time.Time{},
		refused: map[string]string{}, lostSince: map[string]time.Time{}, failing: map[string]Problem{},
	}
}

// Created says that this desk has begun a team: the files that lie here become first versions.
func (s *Service) Created(ctx context.Context) error { return s.begin(ctx, false) }

// Joined says that this desk has joined a team and that its journal has come: the team's files are written, and what was
// here before and differs is kept beside. What the team lacks waits until a person shares it.
func (s *Service) Joined(ctx context.Context) error { return s.begin(ctx, true) }

// begin sets the mark once; a second time it changes nothing.
func (s *Service) begin(ctx context.Context, joined bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if begun, err := s.begun(ctx); err != nil || begun {
		return err
	}
	var offered []store.TeamFile
	var err error
	if joined {
		offered, err = s.offers()
	} else {
		err = s.pastRules(ctx)
	}
	if err != nil {
		return fault.From(err)
	}
	err = s.core.Store.Write(ctx, func(tx *store.Tx) error {
		for _, row := range offered {
			if err := tx.PutTeamFile(row); err != nil {
				return err
			}
		}
		return tx.SetSetting(settingBegun, strconv.FormatInt(s.core.Now().UnixMilli(), 10))
	})
	if err != nil {
		return fault.From(fmt.Errorf("begin with the team's files: %w", err))
	}
	s.Wake()
	return nil
}

// offers are the files that lie here, as those that the team does not have from us.
func (s *Service) offers() ([]store.TeamFile, error) {
	found, err := s.glance()
	if err != nil {
		return nil, err
	}
	var out []store.TeamFile
	for name := range found.files {
		if key, err := rules.Key(name); err == nil {
			out = append(out, store.TeamFile{Key: key, Name: name})
		}
	}
	return out, nil
}

// pastRules writes the policy's versions of before the team, each with the moment from which it held: what arrived under an
// older one is routed by it on all laptops.
func (s *Service) pastRules(ctx context.Context) error {
	var past []store.PolicyVersion
	key := string(rules.Policy)
	err := s.core.Store.Read(ctx, func(tx *store.Tx) (err error) {
		past, err = tx.PolicyVersions()
		return err
	})
	if err != nil {
		return fmt.Errorf("read the policy's versions: %w", err)
	}
	for _, v := range past {
		if rules.Check(rules.PolicyFile, v.Source) != nil {
			continue
		}
		if _, err := s.append(ctx, key, rules.Value{Type: key, From: int64(v.From)}, v.Source, nil); err != nil {
			return err
		}
	}
	return nil
}

// Policies lists every version of policy.yaml that counts in the team and is here, by the moment from which it holds; none
// where there is no team.
func (s *Service) Policies(ctx context.Context) (out []store.PolicyVersion, err error) {
	team := s.o.Team(ctx)
	if team == nil {
		return nil, nil
	}
	err = s.core.Read(ctx, func(tx *store.Tx) error {
		files, err := s.fold(tx, team)
		if err != nil || files[string(rules.Policy)] == nil {
			return err
		}
		for _, v := range files[string(rules.Policy)].Versions {
			if !v.Counts || v.Value.Deleted {
				continue
			}
			data, ok, err := contentOf(tx, v)
			if err != nil {
				return err
			}
			if ok && rules.Check(rules.PolicyFile, data) == nil {
				out = append(out, store.PolicyVersion{From: ticket.Time(v.Value.From), Source: data})
			}
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b store.PolicyVersion) int { return cmp.Compare(a.From, b.From) })
	return out, err
}

// Left says that this desk is in no team any more: its files stay as they lie.
func (s *Service) Left(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		rows, err := tx.TeamFiles()
		if err != nil {
			return err
		}
		for key := range rows {
			if err := tx.DropTeamFile(key); err != nil {
				return err
			}
		}
		return tx.SetSetting(settingBegun, "")
	})
	if err != nil {
		return fault.From(fmt.Errorf("leave the team's files as they lie: %w", err))
	}
	return nil
}

func (s *Service) begun(ctx context.Context) (begun bool, err error) {
	err = s.core.Store.Read(ctx, func(tx *store.Tx) error {
		text, _, err := tx.Setting(settingBegun)
		begun = text != ""
		return err
	})
	return begun, err //nolint:wrapcheck // named by the reader
}

// append writes a version with its parts. The parts go first, each in a transaction of its own: a large file must not hold
// up what somebody types, and parts without a version do no harm.
func (s *Service) append(ctx context.Context, key string, v rules.Value, data []byte, prev *journal.Stamp) (op string, err error) {
	v.Size = int64(len(data))
	v.Parts = []int{}
	var names []string
	for n, part := range rules.Split(data) {
		err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
			name, err := tx.PutPart(part)
			names = append(names, name)
			return err
		})
		if err != nil {
			return "", fault.From(fmt.Errorf("keep a part of %s: %w", key, err))
		}
		v.Parts = append(v.Parts, n)
	}
	d := version(key, v, names, prev)
	_, _, err = s.core.Write(ctx, func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: []ticket.Draft{d}}, nil })
	if err != nil {
		return "", err
	}
	return d.ID, nil
}

// version is the draft of a version; a nil prev is what stands.
func version(key string, v rules.Value, parts []string, prev *journal.Stamp) ticket.Draft {
	if v.Parts == nil {
		v.Parts = []int{}
	}
	d := ticket.SetField(journal.TeamObject, rules.Prefix+key, v)
	d.Blobs, d.Prev = parts, prev
	return d
}

// who is the agent of a device as people know them.
func (s *Service) who(device string) string {
	id := s.core.Store.AgentOf(device)
	if m, ok := s.core.Policy().Member(id); ok && m.Name != "" {
		return m.Name
	}
	return cmp.Or(id, device[:min(4, len(device))])
}

// tell puts together what is wrong with places, files and tables.
func (s *Service) tell(wrong []Problem) {
	s.told.Lock()
	defer s.told.Unlock()
	s.wrong = wrong
	s.publish()
}

// publish is called with told held.
func (s *Service) publish() {
	out := []Problem{}
	for _, p := range places() {
		if bad, ok := s.failing[p.name]; ok {
			out = append(out, bad)
		}
	}
	for _, name := range []string{"team", companiesFolder} {
		if bad, ok := s.failing[name]; ok {
			out = append(out, bad)
		}
	}
	s.o.Told(append(append(out, s.wrong...), s.rowsBad...))
}

// failed tells that a place cannot be read or written; nil: it can again.
func (s *Service) failed(place string, err error) {
	s.told.Lock()
	defer s.told.Unlock()
	if err == nil {
		if _, was := s.failing[place]; was {
			delete(s.failing, place)
			s.publish()
		}
		return
	}
	f := fault.From(err)
	s.failing[place] = Problem{Key: "place " + place, Path: place, Message: "The team's files cannot all be kept in line: " + f.Message, Hint: f.Hint}
	s.publish()
}

// open opens the data folder for one act.
func (s *Service) open() (*os.Root, error) {
	root, err := os.OpenRoot(s.o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	return root, nil
}

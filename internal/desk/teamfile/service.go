package teamfile

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
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
	// Allows tells whether an op of a device counts: a path that is the admins' alone does from an admin only.
	Allows(device string, op *journal.Op) bool
	// Gone tells devices that were shut out: they propose nothing any more.
	Gone(device string) bool
}

// Options say where the files lie and who is told.
type Options struct {
	Dir string // the data folder
	Log *slog.Logger
	// Team is the team this desk is in; nil where it is in none.
	Team func(context.Context) Roster
	// Machine names a device for people, "Asha's laptop"; nil: by its agent.
	Machine func(device string) string
	// Trusted is the server's clock as far as it is known (journal.md §3.4); nil: the desk's.
	Trusted func() time.Time
	// Told is called with all that is wrong now; may be nil.
	Told func([]Problem)
	// Changed is called where a list would show another thing; may be nil.
	Changed func()
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
	tables  map[string]printed   // company tables as they were read

	told    sync.Mutex
	failing map[string]Problem // by place
	wrong   []Problem
	rowsBad []Problem // of company tables
}

const (
	settingBegun  = "team-files" // this desk's files are the team's
	settingDevice = "device"
)

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
	if o.Policy == nil {
		o.Policy = func(context.Context) {}
	}
	return &Service{
		core: c, o: o, wake: make(chan struct{}, 1), seen: newSeen(), prints: map[string]printed{}, absent: map[string]time.Time{},
		refused: map[string]string{}, tables: map[string]printed{}, failing: map[string]Problem{},
	}
}

func noTeam() error {
	return fault.New(fault.Refused, "This desk is in no team.", "Begin one: deskhand team create NAME. Or join one: deskhand team join CODE.")
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
	if joined {
		found, err := s.glance()
		if err != nil {
			return fault.From(err)
		}
		offered = offers(found)
	}
	err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
		for _, row := range offered {
			if err := tx.PutTeamFile(row); err != nil {
				return err
			}
		}
		return tx.SetSetting(settingBegun, "1")
	})
	if err != nil {
		return fault.From(fmt.Errorf("begin with the team's files: %w", err))
	}
	s.Wake()
	return nil
}

// offers are the files that lie here, as those that the team does not have from us.
func offers(found *seen) []store.TeamFile {
	var out []store.TeamFile
	for name := range found.files {
		if key, err := rules.Key(name); err == nil {
			out = append(out, store.TeamFile{Key: key, Name: name})
		}
	}
	return out
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
	return fault.From(err)
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
func (s *Service) append(ctx context.Context, key string, v rules.Value, data []byte, prev *journal.Stamp) (*journal.Op, error) {
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
			return nil, fault.From(fmt.Errorf("keep a part of %s: %w", key, err))
		}
		v.Parts = append(v.Parts, n)
	}
	d := version(key, v, names, prev)
	_, _, err := s.core.Write(ctx, func(*store.Tx) (core.Edit, error) { return core.Edit{Drafts: []ticket.Draft{d}}, nil })
	if err != nil {
		return nil, err
	}
	return &journal.Op{ID: d.ID, Kind: d.Kind, Object: d.Object, Path: d.Path}, nil
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

func (s *Service) machine(device string) string {
	if s.o.Machine != nil {
		if words := s.o.Machine(device); words != "" {
			return words
		}
	}
	return s.who(device) + "'s laptop"
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

package teamfile

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"deskhand/internal/desk/core"
	"deskhand/internal/desk/fault"
	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
	"deskhand/internal/ticket"
)

// known is all that one question needs.
type known struct {
	tx      *store.Tx
	team    Roster
	device  string
	files   map[string]*rules.File
	by      map[journal.Hash]store.TeamRecord
	rows    map[string]store.TeamFile
	besides []store.Beside
	decided map[string]bool // proposals
}

// ask reads it in one snapshot; without a team there is nothing to ask.
func (s *Service) ask(ctx context.Context, fn func(k *known) error) error {
	team := s.o.Team(ctx)
	if team == nil {
		return core.NoTeam()
	}
	return s.core.Read(ctx, func(tx *store.Tx) (err error) {
		k := &known{tx: tx, team: team}
		k.device = tx.Device()
		if k.rows, err = tx.TeamFiles(); err != nil {
			return err
		}
		if k.besides, err = tx.Besides(); err != nil {
			return err
		}
		if k.files, k.by, err = foldOf(tx, team); err != nil {
			return err
		}
		if k.decided, err = decisions(tx, team); err != nil {
			return err
		}
		return fn(k)
	})
}

// proposalPath is where an admin's decision on a proposal stands, with the id of its op.
const proposalPath = "cfg/proposal-"

func decisions(tx *store.Tx, team Roster) (map[string]bool, error) {
	records, err := tx.TeamRecords(proposalPath)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, r := range records {
		if !r.Held && (r.Sealed || r.Device != tx.Device() || team.Admin(r.Device)) {
			out[strings.TrimPrefix(r.Path, proposalPath)] = true
		}
	}
	return out, nil
}

// file finds a file by its path inside the data folder.
func (k *known) file(path string) (*rules.File, error) {
	key, err := rules.Key(path)
	if err != nil {
		key = strings.TrimPrefix(path, rules.Prefix) // as a problem names what may not be written
	}
	if f := k.files[key]; f != nil && len(f.Versions) > 0 {
		return f, nil
	}
	return nil, fault.Newf(fault.NotFound, "`deskhand team files` lists what the team has.", "The team has no file %s.", path)
}

// find is one version of it, by its id or the beginning of it.
func find(f *rules.File, id string) (*rules.Version, error) {
	v, n := f.Find(upper(id))
	switch {
	case n == 0 || id == "":
		return nil, fault.Newf(fault.NotFound, "`deskhand team versions FILE` lists them.", "It has no version %s.", id)
	case n > 1:
		return nil, fault.Newf(fault.Refused, "Type more of it.", "%s could be %d versions.", id, n)
	}
	return v, nil
}

// path is where a file lies on this laptop, or would.
func (k *known) path(f *rules.File) string {
	if row := k.rows[f.Key]; row.Name != "" {
		return row.Name
	}
	wish := ""
	if v := f.Stands(); v != nil {
		wish = v.Value.Name
	}
	if name, err := rules.Name(f.Key, wish); err == nil {
		return name
	}
	return rules.Prefix + f.Key
}

// List lists the team's files by path, and what lies here and waits to be shared.
func (s *Service) List(ctx context.Context) ([]File, error) {
	out := []File{}
	if s.o.Team(ctx) == nil {
		return out, nil
	}
	err := s.ask(ctx, func(k *known) error {
		for _, f := range k.files {
			if len(f.Versions) > 0 {
				one, err := s.listed(k, f)
				if err != nil {
					return err
				}
				out = append(out, one)
			}
		}
		for key, row := range k.rows {
			if f := k.files[key]; row.Version == "" && (f == nil || len(f.Versions) == 0) {
				out = append(out, File{Path: row.Name, Kind: string(rules.KindOf(key)), State: StateOffered, Note: "It was here before this laptop joined; the team has no such file."})
			}
		}
		return nil
	})
	out = append(out, s.refusedHere(out)...)
	slices.SortFunc(out, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return out, err
}

// refusedHere lists what lies in the folders and does not travel.
func (s *Service) refusedHere(listed []File) (out []File) {
	s.told.Lock()
	defer s.told.Unlock()
	for _, p := range s.wrong {
		same := func(f File) bool { return f.Path == p.Path }
		if slices.ContainsFunc(listed, same) || slices.ContainsFunc(out, same) {
			continue
		}
		kind := rules.Handbook
		if strings.HasPrefix(p.Path, rules.RepliesFolder+"/") {
			kind = rules.Reply
		}
		out = append(out, File{Path: p.Path, Kind: string(kind), State: StateRefused, Note: p.Message})
	}
	return out
}

func (s *Service) listed(k *known, f *rules.File) (File, error) {
	out := File{Path: k.path(f), Kind: string(rules.KindOf(f.Key)), State: StateSame, Versions: len(f.Versions)}
	v := f.Stands()
	if v != nil {
		out.Size, out.By, out.ByName, out.MadeAt = v.Value.Size, s.core.Store.AgentOf(v.Device), s.who(v.Device), ticket.TimeOf(v.Stamp.Time())
	}
	here := true
	if v != nil {
		var err error
		if here, err = k.tx.HasParts(v.Parts); err != nil {
			return out, err
		}
	}
	mine := slices.ContainsFunc(k.besides, func(b store.Beside) bool { return b.Key == f.Key && b.Name != "" })
	_, nameErr := rules.Name(f.Key, "")
	switch {
	case nameErr != nil:
		out.State, out.Note = StateRefused, "Its name cannot be written."
	case f.Fight() != nil:
		out.State = StateFrozen
	case mine:
		out.State = StateConflict
	case rules.KindOf(f.Key).AdminsOnly() && len(f.Proposals(k.isDecided)) > 0:
		out.State = StateProposed
	case v == nil:
		out.State = StateProposed
	case v.Value.Deleted:
		out.State = StateDeleted
	case !here:
		out.State = StateComing
	case k.rows[f.Key].Version != v.ID:
		out.State = StateComing
	}
	if out.State == StateSame || out.State == StateComing {
		s.told.Lock()
		defer s.told.Unlock()
		for _, p := range s.wrong {
			if p.Path == out.Path {
				out.State, out.Note = StateRefused, p.Message
			}
		}
	}
	return out, nil
}

func (k *known) isDecided(id string) bool { return k.decided[id] }

// Versions lists the versions of a file, the newest first. The path is inside the data folder: replies/refund.md.
func (s *Service) Versions(ctx context.Context, path string) ([]Version, error) {
	out := []Version{}
	err := s.ask(ctx, func(k *known) error {
		f, err := k.file(path)
		if err != nil {
			return err
		}
		for _, v := range slices.Backward(f.Versions) {
			one, err := s.version(k, f, v)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

func (s *Service) version(k *known, f *rules.File, v *rules.Version) (Version, error) {
	here, err := k.tx.HasParts(v.Parts)
	out := Version{
		ID: v.ID, Path: k.path(f), Agent: s.core.Store.AgentOf(v.Device), Name: s.who(v.Device), Device: v.Device, MadeAt: ticket.TimeOf(v.Stamp.Time()),
		CameAt: k.by[v.Hash].CameAt, Size: v.Value.Size, Deleted: v.Value.Deleted, Proposal: !v.Counts, Missing: !here,
	}
	stands := f.Stands()
	out.Stands = stands == v
	if slices.Contains(f.Lost(), v) {
		out.Overrule = stands.ID
	}
	return out, err
}

// Version shows one version with its text and what it changed. The id may be any unique beginning of it.
func (s *Service) Version(ctx context.Context, path, id string) (Shown, error) {
	out := Shown{Diff: []Line{}, Stood: []Line{}}
	err := s.ask(ctx, func(k *known) error {
		f, err := k.file(path)
		if err != nil {
			return err
		}
		v, err := find(f, id)
		if err != nil {
			return err
		}
		if out.Version, err = s.version(k, f, v); err != nil {
			return err
		}
		data, ok, err := contentOf(k.tx, v)
		if err != nil || !ok {
			return err
		}
		if out.Binary = rules.IsPicture(out.Path) || !utf8.Valid(data); out.Binary {
			return nil
		}
		out.Text = string(data)
		if err := rules.Check(out.Path, data); err != nil && !v.Value.Deleted {
			out.Wrong = rules.Why(err)
		}
		if base := f.Base(v); base != nil {
			out.Base = base.ID
			if out.Diff, err = difference(k.tx, base, v); err != nil {
				return err
			}
		} else {
			out.Diff = lines(rules.Diff(nil, data))
		}
		if stands := f.Stands(); stands != nil && stands != v {
			out.Stood, err = difference(k.tx, stands, v)
		}
		return err
	})
	return out, err
}

// difference compares two versions by line; one that is not whole here compares as nothing.
func difference(tx *store.Tx, before, now *rules.Version) ([]Line, error) {
	a, okA, err := contentOf(tx, before)
	if err != nil {
		return nil, err
	}
	b, okB, err := contentOf(tx, now)
	if err != nil || !okA || !okB || !utf8.Valid(a) || !utf8.Valid(b) {
		return []Line{}, err
	}
	return lines(rules.Diff(a, b)), nil
}

func lines(in []rules.DiffLine) []Line {
	out := make([]Line, 0, len(in))
	for _, l := range in {
		out = append(out, Line(l))
	}
	return out
}

// upper brings a typed id to the form that records have.
func upper(id string) string { return strings.ToUpper(strings.TrimSpace(id)) }

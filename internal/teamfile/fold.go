package teamfile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
)

// Version is one version of a file.
type Version struct {
	journal.Record
	Value Value
	Parts []string // names of blobs, in order
	// Counts is false for what its device may only propose.
	Counts bool
}

// Same tells that two versions hold the same bytes.
func (v *Version) Same(o *Version) bool {
	return v.Value.Deleted == o.Value.Deleted && v.Value.Size == o.Value.Size && slices.Equal(v.Parts, o.Parts)
}

// File is all that is known of one path.
type File struct {
	Key      string     // the path without Prefix
	Versions []*Version // in the order of stamps, the one that stands is the last that counts
	Bad      int        // ops on the path that are no version
}

// Fold sorts records into files by their key. Records of other paths are passed over; one that stands twice counts once.
func Fold(records []journal.Record, counts func(journal.Record) bool) map[string]*File {
	out := map[string]*File{}
	seen := map[journal.Hash]bool{}
	for _, r := range records {
		key, ok := strings.CutPrefix(r.Path, Prefix)
		if !ok || seen[r.Hash] {
			continue
		}
		seen[r.Hash] = true
		f := out[key]
		if f == nil {
			f = &File{Key: key}
			out[key] = f
		}
		value, parts, err := decode(r.Op)
		if err != nil {
			f.Bad++ // kept in the journal, a later program may read it
			continue
		}
		f.Versions = append(f.Versions, &Version{Record: r, Value: value, Parts: parts, Counts: counts(r)})
	}
	for _, f := range out {
		slices.SortFunc(f.Versions, func(a, b *Version) int { return journal.OrderOf(a.Record).Compare(journal.OrderOf(b.Record)) })
	}
	return out
}

// Stands is the team's version, nil where there is none.
func (f *File) Stands() *Version {
	for _, v := range slices.Backward(f.Versions) {
		if v.Counts {
			return v
		}
	}
	return nil
}

// Find is the version of an op's id, or of its only beginning; n is how many begin so.
func (f *File) Find(id string) (found *Version, n int) {
	for _, v := range f.Versions {
		switch {
		case v.ID == id:
			return v, 1
		case strings.HasPrefix(v.ID, id):
			found, n = v, n+1
		}
	}
	return found, n
}

// Base is the version that another was made from: the one whose stamp it names. nil: it was the first.
func (f *File) Base(v *Version) *Version {
	for _, b := range f.Versions {
		if b != v && v.Prev != nil && b.Stamp == *v.Prev {
			return b
		}
	}
	return nil
}

// Lost lists the versions that nothing was made from although they count and another stands: each lost against an edit that
// was made apart from it (exactly, by `p`). What says the same as the standing one, or deletes, lost nothing.
func (f *File) Lost() []*Version {
	stands := f.Stands()
	var out []*Version
	for _, v := range f.Versions {
		if v.Counts && v != stands && !v.Value.Deleted && !v.Same(stands) && !f.builtOn(v) {
			out = append(out, v)
		}
	}
	return out
}

func (f *File) builtOn(v *Version) bool {
	return slices.ContainsFunc(f.Versions, func(w *Version) bool { return w != v && w.Counts && w.Prev != nil && *w.Prev == v.Stamp })
}

// Proposals lists, the newest first, what waits for an admin: of each device its newest version that does not count, if it
// says another thing than the standing one and nobody decided on it. decided holds ids of ops.
func (f *File) Proposals(decided func(id string) bool) []*Version {
	stands := f.Stands()
	had := map[string]bool{}
	var out []*Version
	for _, v := range slices.Backward(f.Versions) {
		if v.Counts || had[v.Device] {
			continue
		}
		had[v.Device] = true
		if !decided(v.ID) && !v.Value.Deleted && (stands == nil || !v.Same(stands)) {
			out = append(out, v)
		}
	}
	return out
}

// A file that changes laptops more than mostFlips times within fightWindow is fought over (journal.md §3.11).
const (
	mostFlips   = 5
	fightWindow = 10 * time.Minute
)

// Fight is a file that laptops set against each other. It is a function of the versions alone, so that all laptops see it
// alike, and holds until a person's Settled version.
type Fight struct {
	Since   journal.Stamp
	Flips   int
	Devices []string
}

// Fight is nil where there is none.
func (f *File) Fight() *Fight {
	var flips []*Version
	var fight *Fight
	var last *Version
	for _, v := range f.Versions {
		if !v.Counts {
			continue
		}
		if v.Value.Settled {
			flips, fight = nil, nil
		} else if last != nil && last.Device != v.Device {
			flips = append(flips, v)
		}
		last = v
		if n := len(flips); fight == nil && n > mostFlips && v.Stamp.Time().Sub(flips[n-1-mostFlips].Stamp.Time()) <= fightWindow {
			fight = &Fight{Since: flips[n-1-mostFlips].Stamp}
			for _, w := range flips[n-1-mostFlips:] {
				fight.Devices = append(fight.Devices, w.Device)
			}
			slices.Sort(fight.Devices)
			fight.Devices = slices.Compact(fight.Devices)
		}
		if fight != nil {
			fight.Flips = len(flips)
		}
	}
	return fight
}

// Newest is the newest version of each device, the newest of all first.
func (f *File) Newest(devices []string) []*Version {
	var out []*Version
	for _, d := range devices {
		for _, v := range slices.Backward(f.Versions) {
			if v.Counts && v.Device == d {
				out = append(out, v)
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b *Version) int { return cmp.Compare(b.Stamp, a.Stamp) })
	return out
}

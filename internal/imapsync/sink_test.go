package imapsync_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/mail"
)

// memChoices is what memSink knows beside placements: mail by its id, what a person chose, allowed and asked for.
type memChoices struct {
	held    map[string]imapsync.Fetched // by id: the most of it that ever came
	listed  []imapsync.FolderInfo
	chosen  map[string]bool
	allowed map[string]int
	asked   map[string]bool // ids that a person wants whole
	live    map[string]bool // ids whose ticket is live
}

// idOf is the id of journal.md §3.1, empty for mail without a Message-ID.
func idOf(head []byte) string {
	if m := mail.Parse(head); m.HasID {
		return m.Key
	}
	return ""
}

// keep holds a mail beyond its placement; more of it is never overwritten by less. It returns what the desk now holds.
func (s *memSink) keep(m imapsync.Fetched) imapsync.Fetched {
	id := idOf(m.Raw)
	if id == "" {
		return m
	}
	if s.held == nil {
		s.held = map[string]imapsync.Fetched{}
	}
	if old, ok := s.held[id]; ok && (m.Missing != "" && old.Missing == "" || rank(old.Extent) > rank(m.Extent)) {
		old.UID, old.Flags, old.ModSeq = m.UID, m.Flags, m.ModSeq
		return old
	}
	s.held[id] = m
	for name, box := range s.mail {
		for uid, other := range box {
			if other.Extent != m.Extent && idOf(other.Raw) == id {
				other.Raw, other.Spool, other.Extent = m.Raw, m.Spool, m.Extent
				s.mail[name][uid] = other
			}
		}
	}
	return m
}

func rank(e imapsync.Extent) int {
	return slices.Index([]imapsync.Extent{imapsync.Head, imapsync.Part, imapsync.Whole}, e)
}

// void drops a folder's placements; the mail is held still.
func (s *memSink) void(folder string) { s.mail[folder] = nil }

// allow is a person's word that n messages may be taken out of the folder.
func (s *memSink) allow(folder string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.allowed == nil {
		s.allowed = map[string]int{}
	}
	s.allowed[folder] = n
}

// choose follows a folder, or leaves it out.
func (s *memSink) choose(folder string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chosen == nil {
		s.chosen = map[string]bool{}
	}
	s.chosen[folder] = on
}

// want asks for a message as a person does.
func (s *memSink) want(folder string, uid uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == nil {
		s.asked = map[string]bool{}
	}
	s.asked[idOf(s.mail[folder][uid].Raw)] = true
}

func (s *memSink) Listed(_ context.Context, _ string, list []imapsync.FolderInfo) (map[string]bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listed = slices.Clone(list)
	chosen := map[string]bool{}
	maps.Copy(chosen, s.chosen)
	for name, box := range s.mail {
		if len(box) > 0 && !slices.ContainsFunc(list, func(f imapsync.FolderInfo) bool { return f.Name == name }) {
			chosen[name] = true
		}
	}
	return chosen, nil
}

func (s *memSink) Recognise(_ context.Context, f imapsync.Folder, list []imapsync.Known) ([]uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var placed []uint32
	for _, k := range list {
		id := idOf(k.Header)
		m, ok := s.held[id]
		if id == "" || !ok || m.Size != k.Size {
			continue
		}
		if s.mail[f.Name] == nil {
			s.mail[f.Name] = map[uint32]imapsync.Fetched{}
		}
		m.UID, m.Flags, m.ModSeq = k.UID, k.Flags, k.ModSeq
		s.mail[f.Name][k.UID] = m
		placed = append(placed, k.UID)
	}
	return placed, nil
}

func (s *memSink) Elsewhere(_ context.Context, f imapsync.Folder, uids []uint32) ([]uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	there := map[string]bool{}
	for name, box := range s.mail {
		for _, m := range box {
			there[idOf(m.Raw)] = there[idOf(m.Raw)] || name != f.Name
		}
	}
	var out []uint32
	for _, uid := range uids {
		if id := idOf(s.mail[f.Name][uid].Raw); id != "" && there[id] {
			out = append(out, uid)
		}
	}
	return out, nil
}

func (s *memSink) Allowed(_ context.Context, f imapsync.Folder, gone int) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ok := s.allowed[f.Name] >= gone
	if ok {
		delete(s.allowed, f.Name)
	}
	return ok, nil
}

func (s *memSink) Wanted(_ context.Context, _ string, since time.Time, limit int) ([]imapsync.Want, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	type one struct {
		imapsync.Want
		at    time.Time
		class int
	}
	var all []one
	for name, box := range s.mail {
		for uid, m := range box {
			if m.Extent == imapsync.Whole {
				continue
			}
			id := idOf(m.Raw)
			class := 3
			switch {
			case s.asked[id]:
				class = 0
			case m.Extent == imapsync.Part:
			case s.live[id]:
				class = 1
			case since.IsZero() || !m.InternalDate.Before(since):
				class = 2
			}
			if class < 3 {
				all = append(all, one{imapsync.Want{Folder: name, UIDValidity: s.cursors[name].UIDValidity, UID: uid, Size: m.Size, Asked: class == 0}, m.InternalDate, class})
			}
		}
	}
	slices.SortFunc(all, func(a, b one) int {
		return cmp.Or(cmp.Compare(a.class, b.class), b.at.Compare(a.at), cmp.Compare(b.UID, a.UID))
	})
	var out []imapsync.Want
	for _, o := range all[:min(len(all), limit)] {
		out = append(out, o.Want)
	}
	return out, nil
}

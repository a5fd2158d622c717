package reply

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
	"deskhand/internal/store"
	"deskhand/internal/ticket"
)

// settingBegun says that this desk has had its first set of saved replies.
const settingBegun = "replies-begun"

// lookAgain is how long a reading without a watch waits for a file that an editor may be saving just now.
const lookAgain = 250 * time.Millisecond

// kept is what SQLite holds.
type kept struct {
	rows  map[string]store.SavedReply
	begun bool
}

func (s *Service) kept(ctx context.Context) (k kept, err error) {
	k.rows = map[string]store.SavedReply{}
	err = s.core.Store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.SavedReplies()
		if err != nil {
			return err
		}
		for _, r := range rows {
			k.rows[r.Path] = r
		}
		_, k.begun, err = tx.Setting(settingBegun)
		return err
	})
	if err != nil {
		return k, fmt.Errorf("read the saved replies that are kept: %w", err)
	}
	return k, nil
}

// Reload reads the folder once and puts it in force: for the command line, where nothing watches. A lost folder is
// written back, a new desk gets the shipped set.
func (s *Service) Reload(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, err := s.kept(ctx)
	if err == nil {
		err = s.reload(ctx, k)
	}
	if err != nil {
		s.standIn(k)
		return fault.From(err)
	}
	return nil
}

func (s *Service) reload(ctx context.Context, k kept) error {
	there, err := s.there()
	if err != nil {
		return err
	}
	var found []file
	if there {
		if found, err = s.lookTwice(ctx, k); err != nil {
			return err
		}
	}
	if len(found) == 0 {
		if err := s.refill(ctx, k, there); err != nil {
			return err
		}
		if found, err = s.read(); err != nil {
			return err
		}
	}
	found, s.unsure = settled(found, k)
	return s.take(ctx, found, k)
}

// settled leaves files that are being saved as they are kept; unsure tells that there are such.
func settled(found []file, k kept) (out []file, unsure bool) {
	for _, f := range found {
		r, had := k.rows[f.path]
		switch {
		case !f.empty:
			out = append(out, f)
		case had:
			out = append(out, file{path: f.path, data: r.Source})
			unsure = true
		}
	}
	return out, unsure
}

// lookTwice reads the folder, and once more where a file that is kept seems to be gone: editors rename or empty a file
// for a moment when they save.
func (s *Service) lookTwice(ctx context.Context, k kept) ([]file, error) {
	found, err := s.read()
	if err != nil || len(missing(found, k)) == 0 && !slices.ContainsFunc(found, func(f file) bool { return f.empty }) {
		return found, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(lookAgain):
	}
	return s.read()
}

func missing(found []file, k kept) []string {
	have := map[string]bool{}
	for _, f := range found {
		have[f.path] = true
	}
	var out []string
	for path := range k.rows {
		if !have[path] {
			out = append(out, path)
		}
	}
	return out
}

// refill writes the whole set into a folder that is lost or empty: what is kept, or on a new desk what is shipped. The
// last file of a folder that somebody deleted stays deleted.
func (s *Service) refill(ctx context.Context, k kept, there bool) error {
	files := map[string][]byte{}
	switch {
	case len(k.rows) > 1 || len(k.rows) == 1 && !there:
		for path, r := range k.rows {
			files[path] = r.Source
		}
	case len(k.rows) == 0 && !k.begun:
		files = savedreply.Files()
	}
	n, err := s.fill(files)
	if err != nil {
		return fmt.Errorf("write the saved replies back: %w", err)
	}
	if len(k.rows) > 0 && n > 0 {
		s.o.Log.Warn("the folder of the saved replies was lost or empty; it was written back", "folder", s.Dir(), "files", n)
	}
	if k.begun {
		return nil
	}
	return s.core.Store.Write(ctx, func(tx *store.Tx) error { return tx.SetSetting(settingBegun, "1") })
}

// take keeps what lies in the folder and puts it in force.
func (s *Service) take(ctx context.Context, found []file, k kept) error {
	next, puts := merge(found, k, ticket.TimeOf(s.core.Now()))
	gone := missing(found, k)
	if len(puts)+len(gone) > 0 || !k.begun {
		err := s.core.Store.Write(ctx, func(tx *store.Tx) error {
			for _, r := range puts {
				if err := tx.PutSavedReply(r); err != nil {
					return err
				}
			}
			for _, path := range gone {
				if err := tx.DeleteSavedReply(path); err != nil {
					return err
				}
			}
			return tx.SetSetting(settingBegun, "1")
		})
		if err != nil {
			return fmt.Errorf("keep the saved replies: %w", err)
		}
	}
	s.state.Store(next)
	s.o.Told(next.wrong, nil)
	return nil
}

// standIn puts what is kept in force where the folder cannot be read.
func (s *Service) standIn(k kept) {
	if s.state.Load() != nil || len(k.rows) == 0 {
		return
	}
	var found []file
	for path, r := range k.rows {
		found = append(found, file{path: path, data: r.Source})
	}
	next, _ := merge(found, k, 0)
	next.files = nil
	s.state.Store(next)
}

// merge builds the library of the files, with the last good version of each that is broken, and says what to keep anew.
func merge(found []file, k kept, now ticket.Time) (*state, []store.SavedReply) {
	var files []savedreply.File
	var unread []savedreply.Problem
	for _, f := range found {
		if f.wrong == "" {
			files = append(files, savedreply.File{Path: f.path, Src: f.data})
			continue
		}
		unread = append(unread, savedreply.Problem{Path: f.path, Message: f.wrong, Hint: f.hint, Fatal: true})
		if good := k.rows[f.path].Good; len(good) > 0 {
			files = append(files, savedreply.File{Path: f.path, Src: good})
		}
	}
	library, problems := savedreply.Build(files)
	broken := map[string]bool{}
	var good []savedreply.File
	for _, path := range library.Broken() {
		broken[path] = true
		if src := k.rows[path].Good; len(src) > 0 {
			good = append(good, savedreply.File{Path: path, Src: src})
		}
	}
	before, _ := savedreply.Build(good)
	st := &state{library: library.With(before), files: found}
	for _, p := range append(unread, problems...) {
		_, stands := st.library.ByPath(p.Path)
		st.wrong = append(st.wrong, Problem{p, p.Fatal && stands})
	}
	slices.SortStableFunc(st.wrong, func(a, b Problem) int { return bytes.Compare([]byte(a.Path), []byte(b.Path)) })
	var puts []store.SavedReply
	for _, f := range found {
		row, had := k.rows[f.path]
		if f.wrong != "" {
			continue // what was kept of it stays
		}
		want := store.SavedReply{Path: f.path, Source: f.data, Good: row.Good, ChangedAt: now}
		if !broken[f.path] {
			want.Good = f.data
		}
		if !had || !bytes.Equal(want.Source, row.Source) || !bytes.Equal(want.Good, row.Good) {
			puts = append(puts, want)
		}
	}
	return st, puts
}

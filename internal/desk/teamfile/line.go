package teamfile

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"deskhand/internal/journal"
	"deskhand/internal/store"
	rules "deskhand/internal/teamfile"
)

// pass is one comparison of folder and team.
type pass struct {
	*Service
	ctx    context.Context
	team   Roster
	root   *os.Root
	device string // this laptop's
	live   bool   // the folder is watched: what is missing was seen before

	lies  map[string]stat // what lies in the folder at rest, by name
	ever  map[string]bool
	ready map[string]bool
	names map[string]string // key → the name it has in the folder

	rows   map[string]store.TeamFile
	files  map[string]*rules.File
	beside map[string]store.Beside // by the version that lost

	now      time.Time       // when it began
	lostTops map[string]bool // folders that were looked at: whether they are lost

	wrong []Problem
	again time.Duration // when to look again at the latest
	moved bool          // something changed that lists show
}

// line brings folder and team in line, and says after how long to look again at the latest. Each file is compared with what
// of it was last in line: an edit in the folder becomes an op made from that very version, a version that came is written,
// and where both happened the edit becomes an op too, so that by its `p` every laptop sees that they were made apart.
func (s *Service) line(ctx context.Context, from *seen, live bool) (again time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	team := s.o.Team(ctx)
	begun, err := s.begun(ctx)
	if err != nil || team == nil || !begun {
		if err == nil {
			s.tell(nil)
		}
		return lookAgain, err
	}
	root, err := os.OpenRoot(s.o.Dir)
	if err != nil {
		return lookAgain, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // each file was synced
	p := &pass{Service: s, ctx: ctx, team: team, root: root, live: live, again: lookAgain, now: time.Now(), lostTops: map[string]bool{}}
	p.lies, p.ever, p.ready = from.now()
	if err := p.load(); err != nil {
		return lookAgain, err
	}
	p.name()
	keys := map[string]bool{}
	for _, m := range []map[string]bool{keysOf(p.names), keysOf(p.rows), keysOf(p.files)} {
		maps.Copy(keys, m)
	}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if ctx.Err() != nil {
			return lookAgain, ctx.Err()
		}
		if err := p.one(key); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", key, err)) // one bad file never stops the rest
		}
	}
	errs = append(errs, p.besides())
	s.tell(p.wrong)
	if p.moved {
		s.o.Changed()
	}
	return p.again, errors.Join(errs...)
}

func keysOf[V any](m map[string]V) map[string]bool {
	out := make(map[string]bool, len(m))
	for k := range m {
		out[k] = true
	}
	return out
}

// load reads what the desk knows.
func (p *pass) load() error {
	return p.core.Store.Read(p.ctx, func(tx *store.Tx) (err error) {
		p.device = tx.Device()
		if p.rows, err = tx.TeamFiles(); err != nil {
			return err
		}
		besides, err := tx.Besides()
		if err != nil {
			return err
		}
		p.beside = map[string]store.Beside{}
		for _, b := range besides {
			p.beside[b.Version] = b
		}
		p.files, err = p.fold(tx, p.team)
		return err
	})
}

// fold reads all versions of all files. Whether an op of another laptop counts the journal's engine has judged; one of our
// own that has not left yet is judged here.
func (s *Service) fold(tx *store.Tx, team Roster) (map[string]*rules.File, error) {
	files, _, err := foldOf(tx, team)
	return files, err
}

func foldOf(tx *store.Tx, team Roster) (map[string]*rules.File, map[journal.Hash]store.TeamRecord, error) {
	all, err := tx.TeamRecords(rules.Prefix)
	if err != nil {
		return nil, nil, err
	}
	by := make(map[journal.Hash]store.TeamRecord, len(all))
	records := make([]journal.Record, 0, len(all))
	for _, r := range all {
		if r.Held && (team.Gone(r.Device) || !adminsOnly(r.Path)) {
			continue
		}
		by[r.Hash] = r
		records = append(records, r.Record)
	}
	device := tx.Device()
	return rules.Fold(records, func(r journal.Record) bool {
		known := by[r.Hash]
		return !known.Held && (known.Sealed || r.Device != device || !adminsOnly(r.Path) || team.Admin(device))
	}), by, nil
}

// adminsOnly tells field paths of which only an admin's version counts.
func adminsOnly(path string) bool {
	return rules.KindOf(strings.TrimPrefix(path, rules.Prefix)).AdminsOnly()
}

// name finds which file of the folder each key is. Of names that are one for another laptop, the one in line counts.
func (p *pass) name() {
	all := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(p.lies)) {
		key, err := rules.Key(name)
		if err != nil {
			p.tellOf(name, "name", "Save it as Markdown or as a picture (png, jpg, gif, webp), or keep it elsewhere.", "%s does not travel: %s.", name, rules.Why(err))
			continue
		}
		all[key] = append(all[key], name)
	}
	p.names = map[string]string{}
	for key, names := range all {
		p.names[key] = names[0]
		if had := p.rows[key].Name; slices.Contains(names, had) {
			p.names[key] = had
		}
		for _, name := range names {
			if name != p.names[key] {
				p.tellOf(name, "name", "Give it another name.", "%s does not travel: for other laptops it has the same name as %s.", name, p.names[key])
			}
		}
	}
}

func (p *pass) tellOf(name, what, hint, message string, args ...any) {
	p.wrong = append(p.wrong, Problem{Key: what + " " + name, Path: name, Message: fmt.Sprintf(message, args...), Hint: hint})
}

// local is one file as it lies in the folder.
type local struct {
	name  string
	there bool
	sure  bool // what is said of it holds: it lies still, or it is gone for long enough
	print string
	data  []byte
}

// coarse is how far a disk's clock may lag: a file as young as that may change once more without looking different.
const coarse = 2 * time.Second

// find looks at a key's file. It reads it only where it is not as it was when it was read last.
func (p *pass) find(key string) (local, error) {
	l := local{name: p.names[key]}
	if l.name == "" {
		l.name = p.rows[key].Name
		if l.name == "" {
			return local{sure: p.isReady(key)}, nil
		}
		return p.missing(key, l, p.ever[l.name])
	}
	was := p.lies[l.name]
	now, there, err := look(p.root, l.name)
	if err != nil {
		return l, err
	}
	if !there { // the watch has not believed it yet, or its folder is gone
		return p.missing(key, l, false)
	}
	delete(p.absent, l.name)
	l.there = true
	if c, ok := p.prints[l.name]; ok && c.stat == was {
		l.print, l.sure = c.print, now == was
		return l, nil
	}
	if was.size > rules.MaxOf(rules.KindOf(key)) {
		p.tellOf(l.name, "size", "Make it smaller, or keep it elsewhere and link to it.", "%s does not travel: it is larger than %s.", l.name, rules.Size(rules.MaxOf(rules.KindOf(key))))
		return l, nil
	}
	data, ok, err := read(p.root, l.name, was, rules.MaxFile)
	if err != nil || !ok {
		return l, err // it moves: the watch comes again
	}
	l.data, l.print, l.sure = data, rules.Print(l.name, data), true
	if time.Since(was.mod) > coarse {
		p.prints[l.name] = printed{was, l.print}
	}
	return l, nil
}

func (p *pass) isReady(key string) bool {
	for _, at := range places() {
		if name := p.guess(key); at.within(name) {
			return p.ready[at.name]
		}
	}
	return false
}

// guess is the name that a key's file would get.
func (p *pass) guess(key string) string {
	name, _ := rules.Name(key, "")
	return name
}

// missing judges a file that was in line and is not seen: it counts as deleted only if it is truly not there and has been so
// for ten seconds (formats.md); waited: the watch has waited for it. Of a folder that is lost as a whole nothing is deleted:
// after a moment, in which somebody may put another in its place, all of it is sure to be missing, and is written back.
func (p *pass) missing(key string, l local, waited bool) (local, error) {
	_, there, err := look(p.root, l.name)
	if err != nil || there { // it came a moment ago
		delete(p.absent, l.name)
		return l, err
	}
	since, known := p.absent[l.name]
	if !known {
		since = p.now
		p.absent[l.name] = since
	}
	wait := p.goneAfter()
	if top := p.lost(key); top != "" {
		since, wait = p.lostSince[top], min(wait, lostAfter)
	} else if waited {
		wait = 0
	}
	if !p.live {
		return l, nil
	}
	if left := wait - p.now.Sub(since); left > 0 {
		p.again = min(p.again, left)
		return l, nil
	}
	l.sure = true
	return l, nil
}

func (s *Service) goneAfter() time.Duration {
	if s.o.gone > 0 {
		return s.o.gone
	}
	return goneAfter
}

// lost is the folder of a file if that is gone, or empty although more than one file of it was in line: nobody deletes a
// whole folder for the team without saying so. policy.yaml and roster.yaml count as such a folder each.
func (p *pass) lost(key string) string {
	name := p.guess(key)
	top, _, inside := strings.Cut(name, "/")
	if was, known := p.lostTops[top]; known {
		if was {
			return top
		}
		return ""
	}
	lost := false
	if !inside {
		_, there, err := look(p.root, name)
		lost = err == nil && !there
	} else {
		info, err := p.root.Lstat(top)
		lost = err != nil || !info.IsDir() || p.emptied(top)
	}
	p.lostTops[top] = lost
	if !lost {
		delete(p.lostSince, top)
		return ""
	}
	if _, known := p.lostSince[top]; !known {
		p.lostSince[top] = p.now
	}
	return top
}

// emptied tells that of several files in line none is left.
func (p *pass) emptied(top string) bool {
	had := 0
	for key, row := range p.rows {
		if !strings.HasPrefix(key, top+"/") || row.Print == "" || row.Version == "" {
			continue
		}
		if _, there, err := look(p.root, row.Name); err != nil || there {
			return false
		}
		had++
	}
	return had > 1
}

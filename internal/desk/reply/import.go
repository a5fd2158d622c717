package reply

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
	"deskhand/internal/watch"
)

// Imported is what became of each file.
type Imported struct {
	Files []ImportedFile
}

// ImportedFile is one file that was looked at.
type ImportedFile struct {
	From   string `json:"from"`
	State  string `json:"state"` // new, renamed, same, refused
	Name   string `json:"name"`
	Path   string `json:"path"`   // inside replies/; empty where it was refused
	Reason string `json:"reason"` // why it has another name, or was refused
}

// The states of an imported file.
const (
	ImportNew     = "new"
	ImportRenamed = "renamed" // name or file was taken by another reply: both are kept
	ImportSame    = "same"    // it is here already
	ImportRefused = "refused"
)

// Count is how many files are in a state.
func (i Imported) Count(state string) int {
	n := 0
	for _, f := range i.Files {
		if f.State == state {
			n++
		}
	}
	return n
}

// open reads what a person names: one Markdown file, or a folder of them. A link is followed where it is the name itself,
// never inside a folder.
func open(from string) ([]file, error) {
	info, err := os.Stat(from)
	if err != nil {
		return nil, fault.Newf(fault.Data, "Check the name and that you may read it.", "Cannot read %s: %s.", from, cause(err))
	}
	if info.IsDir() {
		return openFolder(from)
	}
	hint := "Name a Markdown file (.md), or a folder of them."
	if !info.Mode().IsRegular() || !wanted(filepath.Base(from)) {
		return nil, fault.Newf(fault.Data, hint, "%s is no Markdown file.", from)
	}
	f, err := os.Open(from)
	if err != nil {
		return nil, fault.Newf(fault.Data, "Check the name and that you may read it.", "Cannot read %s: %s.", from, cause(err))
	}
	defer f.Close() //nolint:errcheck // read only
	data, err := io.ReadAll(io.LimitReader(f, savedreply.MaxSource+1))
	if err != nil {
		return nil, fault.Newf(fault.Data, "Check the name and that you may read it.", "Cannot read %s: %s.", from, cause(err))
	}
	return []file{{path: filepath.Base(from), data: data}}, nil
}

func openFolder(from string) ([]file, error) {
	snapshot, err := watch.Options{MaxBytes: savedreply.MaxSource}.Read(from, wanted)
	if err != nil {
		return nil, fault.Newf(fault.Data, "Check the name and that you may read it.", "Cannot read %s: %s.", from, cause(err))
	}
	out := filesOf(snapshot)
	if len(out) == 0 {
		return nil, fault.New(fault.Data, "There is no saved reply in "+from+".", "Name a Markdown file (.md), or a folder of them.")
	}
	return out, nil
}

// Recognise tells whether a file or folder holds saved replies, by what stands in it: front matter with a key of ours.
func Recognise(from string) (bool, error) {
	files, err := open(from)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(files, func(f file) bool {
		head, _, closed := strings.Cut(strings.TrimPrefix(string(f.data), "\ufeff"), "\n---")
		if !closed || !strings.HasPrefix(head, "---") {
			return false
		}
		return slices.ContainsFunc(savedreply.Keys(), func(key string) bool { return strings.Contains(head, "\n"+key+":") })
	}), nil
}

// Import copies replies into the folder: a file, or a folder with its categories. Nothing is overwritten: what another
// reply's name or file stands in the way of comes in under the next free one. found is told how many there are before
// anything is written. One file that cannot be used never stops the rest.
func (s *Service) Import(ctx context.Context, from string, found func(n int)) (Imported, error) {
	files, err := open(from)
	if err != nil {
		return Imported{}, err
	}
	if err := s.Reload(ctx); err != nil {
		return Imported{}, err
	}
	found(len(files))
	root, err := s.root()
	if err != nil {
		return Imported{}, fault.From(err)
	}
	defer root.Close() //nolint:errcheck // each file was synced
	im := importing{root: root, library: s.Library(), paths: map[string]bool{}, names: map[string]bool{}}
	for _, r := range im.library.All() {
		im.names[nameKey(r)] = true
	}
	for _, f := range s.state.Load().files {
		im.paths[strings.ToLower(f.path)] = true
	}
	var out Imported
	for _, f := range files {
		out.Files = append(out.Files, im.one(f))
	}
	return out, s.Reload(ctx)
}

type importing struct {
	root    *os.Root
	library *savedreply.Library
	paths   map[string]bool // lower case: some disks tell no case apart
	names   map[string]bool // by name and language
}

func nameKey(r *savedreply.Reply) string { return strings.ToLower(r.Name) + "\x00" + r.Language }

// one takes in one file.
func (im *importing) one(f file) ImportedFile {
	out := ImportedFile{From: f.path, State: ImportRefused, Reason: f.wrong}
	if f.wrong != "" {
		return out
	}
	r, problems := savedreply.Parse(safePath(f.path), f.data)
	if r == nil {
		for _, p := range problems {
			if p.Fatal {
				out.Reason = fmt.Sprintf("line %d: %s", p.Line, p.Message)
				break
			}
		}
		return out
	}
	out.Name = r.Name
	for _, have := range im.library.Variants(r.Name) {
		if have.Language == r.Language && bytes.Equal(savedreply.Format(have), f.data) {
			out.State, out.Path = ImportSame, have.Path
			return out
		}
	}
	out.State = ImportNew
	data := f.data
	moved := *r
	moved.Path = im.freePath(r.Path)
	if im.names[nameKey(r)] {
		moved.Name = im.freeName(r)
		out.State, out.Reason = ImportRenamed, fmt.Sprintf("the name %s is taken", r.Name)
	} else if moved.Path != r.Path {
		out.State, out.Reason = ImportRenamed, fmt.Sprintf("%s/%s is another reply", Folder, r.Path)
	}
	if moved.Name != r.Name || moved.Path != r.Path {
		data = savedreply.Format(&moved)
	}
	if err := create(im.root, moved.Path, data); err != nil {
		why := err
		for inner := errors.Unwrap(why); inner != nil; inner = errors.Unwrap(why) {
			why = inner
		}
		out.State, out.Reason = ImportRefused, "it cannot be written: "+cause(why)
		return out
	}
	im.paths[strings.ToLower(moved.Path)], im.names[nameKey(&moved)] = true, true
	out.Name, out.Path = moved.Name, moved.Path
	return out
}

// freePath is the path, or with a number behind the name where a file of that name is there: refund.en.md, refund_2.en.md.
func (im *importing) freePath(p string) string {
	stem, rest, _ := strings.Cut(path.Base(p), ".")
	for n := 2; ; n++ {
		if _, err := im.root.Lstat(filepath.FromSlash(p)); err != nil && !im.paths[strings.ToLower(p)] {
			return p // free, or not to be written at all, which create tells
		}
		p = path.Join(path.Dir(p), fmt.Sprintf("%s_%d.%s", stem, n, rest))
	}
}

func (im *importing) freeName(r *savedreply.Reply) string {
	next := *r
	for n := 2; ; n++ {
		next.Name = fmt.Sprintf("%s_%d", r.Name, n)
		if !im.names[nameKey(&next)] {
			return next.Name
		}
	}
}

// safePath makes a path that every file system takes: no control characters, nothing that names a device or a stream,
// no dot in front.
func safePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		part = strings.Map(func(r rune) rune {
			if odd(r) || strings.ContainsRune(`<>:"|?*`, r) {
				return '_'
			}
			return r
		}, part)
		part = strings.Trim(part, ". ")
		stem, _, _ := strings.Cut(strings.ToLower(part), ".")
		device := len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
		if part == "" || device || slices.Contains([]string{"con", "prn", "aux", "nul"}, stem) {
			part = "_" + part
		}
		parts[i] = part
	}
	return strings.Join(parts, "/")
}

package reply

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"deskhand/internal/desk/fault"
	"deskhand/internal/savedreply"
	"deskhand/internal/watch"
)

// file is one file of the folder.
type file struct {
	path  string
	data  []byte
	wrong string // why its content cannot be used as it lies there
	hint  string
	empty bool // and written so lately that an editor may be at it
}

// longest bounds a file's path inside the folder, in bytes.
const longest = 400

// odd is what no editor puts into a file's name: controls, what turns text around, the other system's slash.
func odd(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 || r == '\\'
}

// wanted says which files are saved replies. An odd name is nobody's reply.
func wanted(name string) bool {
	return strings.EqualFold(path.Ext(name), ".md") && len(name) <= longest && utf8.ValidString(name) && !strings.ContainsFunc(name, odd)
}

// emptyFor is how long an empty file is one that is being saved; then it is one that was deleted (formats.md).
const emptyFor = 10 * time.Second

// filesOf takes what counts of a snapshot.
func filesOf(snapshot watch.Snapshot) []file {
	var out []file
	for _, f := range snapshot.Files {
		switch {
		case f.TooBig:
			out = append(out, file{
				path: f.Name, wrong: fmt.Sprintf("the file is larger than %d KiB", savedreply.MaxSource>>10),
				hint: "move pictures and long texts into the handbook and link to them",
			})
		case f.Err != nil:
			out = append(out, file{path: f.Name, wrong: "the file cannot be read: " + cause(f.Err), hint: "give yourself the right to read it; it is tried again each minute"})
		case len(f.Data) > 0:
			out = append(out, file{path: f.Name, data: f.Data})
		}
	}
	return out
}

// cause is an error of the system without the call and the path.
func cause(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

func (s *Service) watchOptions() watch.Options {
	return watch.Options{Settle: s.o.settle, Gone: s.o.gone, MaxBytes: savedreply.MaxSource}
}

// read lists what lies in the folder now.
func (s *Service) read() ([]file, error) {
	snapshot, err := s.watchOptions().Read(s.Dir(), wanted)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.Dir(), err)
	}
	found := filesOf(snapshot)
	for _, f := range snapshot.Files {
		if f.Size == 0 && time.Since(f.ModTime).Abs() < emptyFor {
			found = append(found, file{path: f.Name, empty: true})
		}
	}
	return found, nil
}

// there tells whether the folder is there. What is no real folder (a link, a file in its place) is an error: it could
// lead anywhere.
func (s *Service) there() (bool, error) {
	info, err := os.Lstat(s.Dir())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fault.Newf(fault.Data, "Check that you may read it.", "The folder of the saved replies cannot be looked at: %s.", cause(err))
	case !info.IsDir():
		return false, fault.Newf(fault.Data, "Move away what lies there; Deskhand then writes the folder anew.", "%s is no folder, so saved replies are not read from there.", s.Dir())
	}
	return true, nil
}

// root opens the folder for writing, making it where it is missing.
func (s *Service) root() (*os.Root, error) {
	if _, err := s.there(); err != nil {
		return nil, err
	}
	desk, err := os.OpenRoot(s.o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer desk.Close() //nolint:errcheck // read only
	if err := desk.Mkdir(Folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make %s: %w", s.Dir(), err)
	}
	root, err := desk.OpenRoot(Folder)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", s.Dir(), err)
	}
	return root, nil
}

// errTaken says that a file of that name is there already.
var errTaken = errors.New("a file of this name is there")

// create writes a new file in one step, private and never over another; an empty one counts as deleted and gives way.
func create(root *os.Root, name string, data []byte) (err error) {
	name = filepath.FromSlash(name)
	if info, err := root.Lstat(name); err == nil && (info.Size() > 0 || !info.Mode().IsRegular()) {
		return fmt.Errorf("write %s: %w", name, errTaken)
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", name, err)
	}
	half := filepath.Join(filepath.Dir(name), "."+rand.Text()+".new") // a dot: nobody watches it
	f, err := root.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = root.Rename(half, name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, root.Remove(half)))
	}
	return nil
}

// fill writes files that are not there; one that cannot be written never stops the rest.
func (s *Service) fill(files map[string][]byte) (written int, err error) {
	root, err := s.root()
	if err != nil {
		return 0, err
	}
	defer root.Close() //nolint:errcheck // each file was synced
	for name, data := range files {
		switch one := create(root, name, data); {
		case errors.Is(one, errTaken):
		case one != nil:
			err = errors.Join(err, one)
		default:
			written++
		}
	}
	return written, err
}

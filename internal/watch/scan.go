package watch

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// seen is one file as a scan found it, with the way to its content.
type seen struct {
	File
	read func() ([]byte, error)
}

// scan lists what matches now. Content is read later, and only for what changed.
func (w *watcher) scan() (map[string]seen, error) {
	root, err := os.OpenRoot(w.dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", w.dir, err)
	}
	defer root.Close() //nolint:errcheck // read only
	found := map[string]seen{}
	folders := map[string]bool{}
	if err := w.walk(root, ".", 0, found, folders); err != nil {
		return nil, err
	}
	w.follow(folders)
	return found, nil
}

// walk goes into real folders only; a link, a pipe or a device is passed over. A folder below that cannot be read
// (gone meanwhile, no right) leaves the rest as it is.
func (w *watcher) walk(root *os.Root, dir string, depth int, found map[string]seen, folders map[string]bool) error {
	folders[filepath.Join(w.dir, filepath.FromSlash(dir))] = true
	if w.only != "" {
		return w.look1(root, w.only, found)
	}
	entries, err := fs.ReadDir(root.FS(), dir)
	if err != nil {
		if depth > 0 {
			return nil
		}
		return fmt.Errorf("read folder %s: %w", w.dir, err)
	}
	for _, e := range entries {
		if len(found) >= maxFiles || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && depth < maxDepth:
			if err := w.walk(root, name, depth+1, found, folders); err != nil {
				return err
			}
		case e.Type().IsRegular() && w.wanted(name):
			if err := w.look1(root, name, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// look1 adds one regular file.
func (w *watcher) look1(root *os.Root, name string, found map[string]seen) error {
	info, err := root.Lstat(filepath.FromSlash(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	f := File{Name: name, Size: info.Size(), ModTime: info.ModTime(), TooBig: info.Size() > w.o.MaxBytes}
	found[name] = seen{File: f, read: func() ([]byte, error) { return w.read(f) }}
	return nil
}

// errMoved means that the file is no longer what the scan saw; the next look sees the new one.
var errMoved = errors.New("the file changed while it was read")

// read gives the content of a file at rest. The file must still be the regular file of that size and time, before and
// after: a link or pipe put in its place is not opened for long (openFlags), and half a write is not taken.
func (w *watcher) read(f File) ([]byte, error) {
	root, err := os.OpenRoot(w.dir)
	if err != nil {
		return nil, fmt.Errorf("open folder %s: %w", w.dir, err)
	}
	defer root.Close() //nolint:errcheck // read only
	h, err := root.OpenFile(filepath.FromSlash(f.Name), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Name, err)
	}
	defer h.Close() //nolint:errcheck // read only
	if !same(h, f) {
		return nil, errMoved
	}
	data, err := io.ReadAll(io.LimitReader(h, w.o.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	if int64(len(data)) != f.Size || !same(h, f) {
		return nil, errMoved
	}
	return data, nil
}

func same(h *os.File, f File) bool {
	info, err := h.Stat()
	return err == nil && info.Mode().IsRegular() && info.Size() == f.Size && info.ModTime().Equal(f.ModTime)
}

// follow puts every folder under the watcher: it does not go into folders by itself.
func (w *watcher) follow(folders map[string]bool) {
	if w.notify == nil {
		return
	}
	w.partial = nil
	for dir := range folders {
		if w.watched[dir] {
			continue
		}
		if err := w.notify.Add(dir); err != nil {
			w.partial = fmt.Errorf("watch %s: %w", dir, err)
			continue
		}
		w.watched[dir] = true
	}
	for dir := range w.watched {
		if !folders[dir] {
			_ = w.notify.Remove(dir) // gone already: nothing to remove
			delete(w.watched, dir)
		}
	}
}

// forget takes a folder that is gone off the watcher, so that one of the same name is put under it anew.
func (w *watcher) forget(dir string) {
	if w.notify != nil && w.watched[dir] {
		_ = w.notify.Remove(dir) // mostly gone with its folder
		delete(w.watched, dir)
	}
}

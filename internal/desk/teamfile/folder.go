package teamfile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// errLink says that something in a file's way is no plain folder or file: a link, a pipe, a file in a folder's place.
var errLink = errors.New("it is a link, or no plain file")

// stat is a file as it lay still.
type stat struct {
	size int64
	mod  time.Time
}

// look tells whether a regular file of that name is there; what is no plain file, or lies behind a link, is an error.
func look(root *os.Root, name string) (stat, bool, error) {
	if err := clearWay(root, path.Dir(name)); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return stat{}, false, nil
		}
		return stat{}, false, err
	}
	info, err := root.Lstat(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stat{}, false, nil
	case err != nil:
		return stat{}, false, fmt.Errorf("look at %s: %w", name, err)
	case !info.Mode().IsRegular():
		return stat{}, false, fmt.Errorf("look at %s: %w", name, errLink)
	}
	return stat{info.Size(), info.ModTime()}, true, nil
}

// clearWay wants every folder on the way to be a real one: os.Root keeps links inside the data folder, but they lead to another
// file than the name says.
func clearWay(root *os.Root, dir string) error {
	at := "."
	for _, part := range strings.Split(dir, "/") {
		at = path.Join(at, part)
		info, err := root.Lstat(filepath.FromSlash(at))
		if err != nil {
			return fmt.Errorf("look at %s: %w", at, err)
		}
		if !info.IsDir() {
			return fmt.Errorf("look at %s: %w", at, errLink)
		}
	}
	return nil
}

// read gives the content of a file that is still as it was seen; ok is false where it is not, or is none any more.
func read(root *os.Root, name string, was stat, limit int64) (data []byte, ok bool, err error) {
	now, there, err := look(root, name)
	if err != nil || !there || now.size != was.size || !now.mod.Equal(was.mod) {
		return nil, false, err
	}
	f, err := root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, false, fmt.Errorf("open %s: %w", name, err)
	}
	defer f.Close() //nolint:errcheck // read only
	data, err = io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, false, fmt.Errorf("look at %s: %w", name, err)
	}
	ok = info.Mode().IsRegular() && int64(len(data)) == was.size && info.Size() == was.size && info.ModTime().Equal(was.mod)
	return data, ok, nil
}

// write puts a file in its place in one step, private; its folders are made. It goes over a plain file alone.
func write(root *os.Root, name string, data []byte) (err error) {
	dir := path.Dir(name)
	if err := root.MkdirAll(filepath.FromSlash(dir), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", name, err)
	}
	if _, _, err := look(root, name); err != nil {
		return err
	}
	half := filepath.Join(filepath.FromSlash(dir), "."+rand.Text()+".new") // a dot: nobody watches it
	f, err := root.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = root.Rename(half, filepath.FromSlash(name))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, errors.Join(err, root.Remove(half)))
	}
	return nil
}

// remove takes a plain file away, and folders below the team's that it leaves empty.
func remove(root *os.Root, name string) error {
	_, there, err := look(root, name)
	if err != nil || !there {
		return err
	}
	if err := root.Remove(filepath.FromSlash(name)); err != nil {
		return fmt.Errorf("delete %s: %w", name, err)
	}
	for dir := path.Dir(name); strings.Contains(dir, "/"); dir = path.Dir(dir) {
		if root.Remove(filepath.FromSlash(dir)) != nil { // something is left in it
			return nil
		}
	}
	return nil
}

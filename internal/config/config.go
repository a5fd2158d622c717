// Package config finds and prepares the desk's data folder: where it lies on this platform, that it is private, that it
// can be written, and that it does not lie on a network or cloud-synced drive.
//
// It must not hold settings (they are rows of the desk's database) and must not open the database or any file in it.
package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
)

// The reasons a data folder is refused. Somebody branches on each: exit code 7, and a Problem in the window.
var (
	// ErrReadOnly means that nothing can be written in the data folder.
	ErrReadOnly = errors.New("the data folder is read-only")
	// ErrNetworkDrive means that the data folder lies on a network or cloud-synced drive.
	ErrNetworkDrive = errors.New("the data folder is on a network or cloud-synced drive")
	// ErrNotFolder means that the path names something that is no folder.
	ErrNotFolder = errors.New("the data folder is not a folder")
)

// RefusedError says why a data folder cannot be used and what to do about it.
type RefusedError struct {
	Dir    string // absolute path
	Reason error  // ErrReadOnly, ErrNetworkDrive or ErrNotFolder
	Detail string // what was seen, in words
	Hint   string // what to do next
}

// Error is one line: the reason, the folder and what was seen.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s: %s: %s", e.Reason, e.Dir, e.Detail)
}

// Unwrap gives the sentinel.
func (e *RefusedError) Unwrap() error { return e.Reason }

const folder = "deskhand"

// DefaultDir is the platform's data folder for the desk: $XDG_DATA_HOME/deskhand, ~/Library/Application Support/deskhand
// or %LOCALAPPDATA%\deskhand. It is not created here.
func DefaultDir() string {
	return filepath.Join(xdg.DataHome, folder)
}

// Resolve turns the value of --data (empty: the platform's folder) into an absolute, clean path. It touches no disk.
func Resolve(data string) (string, error) {
	if strings.TrimSpace(data) == "" {
		data = DefaultDir()
	}
	if strings.ContainsRune(data, 0) {
		return "", errors.New("data folder: the path holds a zero byte")
	}
	dir, err := filepath.Abs(data)
	if err != nil {
		return "", fmt.Errorf("data folder %q: %w", data, err)
	}
	return dir, nil
}

// Prepare makes dir ready for the desk: created with mode 0700 where it is missing, refused with a *RefusedError on a
// network or cloud-synced drive, where it is no folder, and where nothing can be written. dir must be absolute (Resolve).
func Prepare(dir string) error {
	if err := checkDrive(dir); err != nil {
		return err
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return unwritable(dir, fmt.Errorf("create data folder: %w", err))
		}
	case err != nil:
		return unwritable(dir, fmt.Errorf("look at data folder: %w", err))
	case !info.IsDir():
		return &RefusedError{
			Dir: dir, Reason: ErrNotFolder, Detail: "a file of this name is in the way",
			Hint: "Name another folder with --data.",
		}
	default:
		if err := tighten(dir, info); err != nil {
			return err
		}
	}
	return probe(dir)
}

// tighten takes group and others off a folder that is the desk's own or still empty. A folder that holds other things
// (somebody said --data ~) keeps its mode: the desk's files in it are 0600 all the same.
func tighten(dir string, info os.FileInfo) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return refuseWrite(dir, fmt.Errorf("list data folder: %w", err))
	}
	own := len(entries) == 0
	for _, e := range entries {
		own = own || e.Name() == "desk.db"
	}
	if !own {
		return nil
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return refuseWrite(dir, fmt.Errorf("make data folder private: %w", err))
	}
	return nil
}

// probe writes and removes a small file: permission bits alone do not tell (root, ACLs, read-only mounts, quotas).
func probe(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-*")
	if isFull(err) && holdsDesk(dir) {
		return nil
	}
	if err != nil {
		return refuseWrite(dir, fmt.Errorf("write in data folder: %w", err))
	}
	name := f.Name()
	_, err = f.WriteString("deskhand\n")
	err = errors.Join(err, f.Close(), os.Remove(name))
	if err != nil && !(isFull(err) && holdsDesk(dir)) {
		return refuseWrite(dir, fmt.Errorf("write in data folder: %w", err))
	}
	return nil
}

// holdsDesk says that a desk stands there. It opens on a full disk too: it keeps room for what a person types.
func holdsDesk(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, "desk.db"))
	return err == nil && info.Size() > 0
}

// refuseWrite names a refused write ErrReadOnly and leaves every other failure (disk full, bad name) as it is.
func refuseWrite(dir string, err error) error {
	if !errors.Is(err, os.ErrPermission) && !isReadOnly(err) {
		return err
	}
	return unwritable(dir, err)
}

func unwritable(dir string, err error) error {
	detail := err
	var path *os.PathError
	if errors.As(err, &path) { // the call and the name of a probing file help nobody
		detail = path.Err
	}
	return &RefusedError{
		Dir: dir, Reason: ErrReadOnly, Detail: detail.Error(),
		Hint: "Give yourself the right to write there, or name another folder with --data.",
	}
}

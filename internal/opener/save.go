package opener

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Save writes a file of a mail where the person said: for this user alone, whole or not at all, and marked as from
// the internet where the platform has such a mark (security.md).
func Save(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".deskhand-*")
	if err != nil {
		return fmt.Errorf("save %s: %w", filepath.Base(path), err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("save %s: %w", filepath.Base(path), errors.Join(err, os.Remove(f.Name())))
		}
	}()
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := markFromInternet(f.Name()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err //nolint:wrapcheck // wrapped above
	}
	return markFromInternet(path)
}

// SaveIn saves a file into a folder under its name, or the nearest that is free: nothing that is there is written over.
// name is cleaned (mail.CleanName). It gives the path.
func SaveIn(dir, name string, data []byte) (string, error) {
	const most = 1000
	ext := filepath.Ext(name)
	stem := name[:len(name)-len(ext)]
	for n := 1; n <= most; n++ {
		path := filepath.Join(dir, name)
		if n > 1 {
			path = filepath.Join(dir, fmt.Sprintf("%s (%d)%s", stem, n, ext))
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("save %s: %w", name, err)
		}
		if err := f.Close(); err != nil {
			return "", fmt.Errorf("save %s: %w", name, err)
		}
		return path, Save(path, data)
	}
	return "", fmt.Errorf("save %s: %w", name, fs.ErrExist)
}

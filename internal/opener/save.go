package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// saveFile writes a file of a mail where the person said: for this user alone, whole or not at all, and marked as from
// the internet where the platform has such a mark (security.md).
func saveFile(path string, data []byte) (err error) {
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

package desk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// machineName is how this laptop is shown to the team.
func machineName() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	name, _, _ = strings.Cut(name, ".")
	return name
}

// erase deletes what of the desk is in its folder and came from the mailbox or the team. Policy and saved replies are files
// that a person may have written, and stay.
func (d *Desk) erase() error {
	var errs []error
	for _, pattern := range []string{"desk.db*", "*.age", "backups", "tmp"} {
		found, err := filepath.Glob(filepath.Join(d.dir, pattern))
		errs = append(errs, err)
		for _, path := range found {
			errs = append(errs, os.RemoveAll(path))
		}
	}
	return errors.Join(errs...)
}

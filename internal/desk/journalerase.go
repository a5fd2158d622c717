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
	found, err := os.ReadDir(d.dir)
	errs := []error{err}
	for _, pattern := range []string{"desk.db*", "*.age", "backups", "tmp"} {
		for _, f := range found {
			if is, _ := filepath.Match(pattern, f.Name()); is { // these patterns are sound
				errs = append(errs, os.RemoveAll(filepath.Join(d.dir, f.Name())))
			}
		}
	}
	return errors.Join(errs...)
}

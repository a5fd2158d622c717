package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// isProgram tells names that a desktop would run rather than show.
func isProgram(name string) bool {
	return slices.Contains([]string{
		".exe", ".com", ".scr", ".pif", ".bat", ".cmd", ".msi", ".msix", ".appx", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta",
		".lnk", ".url", ".reg", ".jar", ".app", ".command", ".pkg", ".dmg", ".iso", ".img", ".vhd", ".vhdx", ".sh", ".run", ".desktop",
		".appimage", ".deb", ".rpm", ".scpt", ".terminal", ".docm", ".xlsm", ".pptm", ".chm", ".cpl", ".settingcontent-ms", ".library-ms",
	}, strings.ToLower(filepath.Ext(name)))
}

package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// networkFS names the share or network drive that path lies on, or is empty.
func networkFS(path string) (string, error) {
	volume := filepath.VolumeName(path)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) {
		return "a network share", nil
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return "", fmt.Errorf("drive of %s: %w", path, err)
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "a network drive (" + volume + ")", nil
	}
	return "", nil
}

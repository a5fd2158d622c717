package config

import (
	"errors"

	"golang.org/x/sys/windows"
)

// isReadOnly tells a write-protected drive, which errors.Is(err, os.ErrPermission) does not know.
func isReadOnly(err error) bool { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }

// isFull reports whether err says that the disk is full.
func isFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

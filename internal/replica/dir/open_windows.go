package dir

import (
	"errors"
	"syscall"
)

// openFlags are not needed: os.Root refuses what is no plain file here.
const openFlags = 0

// full tells whether there is no room: ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL.
func full(err error) bool {
	return errors.Is(err, syscall.Errno(112)) || errors.Is(err, syscall.Errno(39))
}

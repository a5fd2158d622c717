//go:build !windows

package dir

import (
	"errors"
	"syscall"
)

// openFlags keep a pipe that was put in a file's place from blocking the open, and a link from being followed.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

// full tells whether there is no room.
func full(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

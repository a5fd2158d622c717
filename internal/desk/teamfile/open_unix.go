//go:build !windows

package teamfile

import "syscall"

// openFlags keep a pipe that was put in a file's place from blocking the open, and a link from being followed.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

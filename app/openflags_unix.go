//go:build unix

package app

import "syscall"

// openFlags: a link that appears at the last moment is not followed, and a pipe does not hold the opener up.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

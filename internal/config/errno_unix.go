//go:build !windows

package config

import (
	"errors"
	"syscall"
)

// isReadOnly tells a read-only file system, which errors.Is(err, os.ErrPermission) does not know.
func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }

// isFull reports whether err says that the disk is full.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

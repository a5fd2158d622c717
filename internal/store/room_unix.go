//go:build linux || darwin

package store

import "golang.org/x/sys/unix"

// room is how many bytes may still be written in a folder; ok is false where that is not known.
func room(dir string) (free uint64, ok bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, false
	}
	return st.Bavail * uint64(st.Bsize), true
}

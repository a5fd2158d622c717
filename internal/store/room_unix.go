//go:build linux || darwin

package store

import "golang.org/x/sys/unix"

// space is how many bytes may still be written in a folder, and how large its disk is; ok is false where that is not
// known.
func space(dir string) (free, total uint64, ok bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, 0, false
	}
	return st.Bavail * uint64(st.Bsize), st.Blocks * uint64(st.Bsize), true
}

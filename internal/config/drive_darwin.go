package config

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// networkFS names the network file system that path lies on, or is empty: macOS marks every local one with MNT_LOCAL.
func networkFS(path string) (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return "", fmt.Errorf("statfs: %w", err)
	}
	if st.Flags&unix.MNT_LOCAL != 0 {
		return "", nil
	}
	return unix.ByteSliceToString(st.Fstypename[:]), nil
}

package opener

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// markFromInternet sets the attribute by which macOS knows a file from the internet. A file system without attributes has
// no such mark.
func markFromInternet(path string) error {
	mark := fmt.Sprintf("0083;%08x;Deskhand;", time.Now().Unix())
	unix.Setxattr(path, "com.apple.quarantine", []byte(mark), 0) //nolint:errcheck // no attributes there
	return nil
}

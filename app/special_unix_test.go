//go:build unix

package app

import (
	"net"
	"path/filepath"
	"syscall"
	"testing"
)

// special are things that look like files and are none: a pipe without a writer would hold the reader up for ever.
func special(t *testing.T, dir string) map[string]string {
	t.Helper()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "s")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket) //nolint:noctx // a file of the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return map[string]string{pipe: "is no file", socket: "is no file", "/dev/zero": "is no file"}
}

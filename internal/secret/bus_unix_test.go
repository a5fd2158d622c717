//go:build !windows && !darwin

package secret

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Without a session bus no keyring is tried at all: the library would start dbus-launch.
func TestNoBusIsStarted(t *testing.T) {
	dir := t.TempDir()
	mark := filepath.Join(dir, "launched")
	script := "#!/bin/sh\ntouch " + mark + "\n"
	if err := os.WriteFile(filepath.Join(dir, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	for _, address := range []string{"", "autolaunch:"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		if keyringReachable() {
			continue // this user has a bus at systemd's place; the library finds it as well
		}
		if _, err := Open(t.Context(), Options{Dir: dir}); !errors.Is(err, ErrLocked) {
			t.Errorf("without a bus: %v", err)
		}
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("dbus-launch was started")
	}
}

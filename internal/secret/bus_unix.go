//go:build !windows && !darwin

package secret

import (
	"os"
	"path/filepath"
	"strconv"
)

// keyringReachable tells whether this session has a message bus, where the library looks for one. Without it the
// library would start a bus with dbus-launch, and with that a keyring daemon, at each run, which nobody ever ends.
func keyringReachable() bool {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return true
	}
	info, err := os.Stat(filepath.Join("/run/user", strconv.Itoa(os.Getuid()), "bus"))
	return err == nil && info.Mode()&os.ModeSocket != 0
}

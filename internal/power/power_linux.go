package power

import (
	"context"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/godbus/dbus/v5"
)

const (
	supplies   = "/sys/class/power_supply" // Documentation/ABI/testing/sysfs-class-power
	systemBus  = "unix:path=/run/dbus/system_bus_socket"
	busAddress = "DBUS_SYSTEM_BUS_ADDRESS"
	manager    = "org.freedesktop.NetworkManager"
	// NMMetered of the NetworkManager D-Bus API: 0 unknown, 1 yes, 2 no, 3 guessed yes, 4 guessed no.
	meteredYes, meteredGuessed = 1, 3
)

func system(ctx context.Context) State {
	s := battery(os.DirFS(supplies))
	address := os.Getenv(busAddress)
	if address == "" {
		address = systemBus
	}
	s.Metered = metered(ctx, address)
	return s
}

// battery reads the kernel's list of supplies. A mouse's battery (scope Device) is none of ours; no mains that is online
// and a battery that discharges means that we live on it.
func battery(sys fs.FS) (s State) {
	entries, err := fs.ReadDir(sys, ".")
	if err != nil {
		return s
	}
	mains, discharges, charge, batteries := false, false, 0, 0
	for _, e := range entries {
		read := func(name string) string {
			b, err := fs.ReadFile(sys, e.Name()+"/"+name)
			if err != nil {
				return "" // not every supply has every property
			}
			return strings.TrimSpace(string(b))
		}
		if read("scope") == "Device" {
			continue
		}
		switch read("type") {
		case "Mains", "USB", "Wireless":
			mains = mains || read("online") == "1"
		case "Battery":
			discharges = discharges || read("status") == "Discharging"
			if n, err := strconv.Atoi(read("capacity")); err == nil {
				charge += n
				batteries++
			}
		}
	}
	s.Battery = discharges && !mains
	s.Low = s.Battery && batteries > 0 && charge < low*batteries
	return s
}

// metered asks NetworkManager; false where there is none. The question starts no service that does not run.
func metered(ctx context.Context, address string) bool {
	conn, err := dbus.Dial(address, dbus.WithContext(ctx))
	if err != nil {
		return false
	}
	defer conn.Close() //nolint:errcheck // the answer is what counts
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if conn.Auth(nil) != nil || conn.Hello() != nil {
		return false
	}
	var v dbus.Variant
	err = conn.Object(manager, "/org/freedesktop/NetworkManager").
		CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart, manager, "Metered").Store(&v)
	if err != nil {
		return false
	}
	n, _ := v.Value().(uint32)
	return n == meteredYes || n == meteredGuessed
}

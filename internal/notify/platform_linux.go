package notify

import (
	"context"
	"errors"
	"os"
)

// platform tries the session bus first and beeep (notify-send, kdialog) where a bus is there but nobody answers on it.
func platform(o Options) sender { return &linux{bus: newBus(o), portable: newPortable(o)} }

type linux struct {
	bus      *bus
	portable *portable
}

func (l *linux) send(ctx context.Context, n Note) error {
	err := l.bus.send(ctx, n)
	// Without the address in the environment beeep's library would start another bus with dbus-launch.
	if err == nil || errors.Is(err, ErrNoService) || ctx.Err() != nil || os.Getenv("DBUS_SESSION_BUS_ADDRESS") == "" {
		return err
	}
	if perr := l.portable.send(ctx, n); perr != nil {
		return errors.Join(err, perr)
	}
	return nil
}

func (l *linux) close() error { return l.bus.close() }

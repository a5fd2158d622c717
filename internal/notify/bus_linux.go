package notify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"github.com/godbus/dbus/v5"
)

// The names of the Desktop Notifications Specification 1.3, section 9.
const (
	busName   = "org.freedesktop.Notifications"
	busPath   = dbus.ObjectPath("/org/freedesktop/Notifications")
	urgencyOK = byte(1)
	critical  = byte(2)
	byServer  = int32(-1) // the service decides how long a note stays
)

// bus speaks to the notification service of the session. The connection is private and is made again after a break.
type bus struct {
	o Options

	mu      sync.Mutex
	conn    *dbus.Conn
	actions bool              // the service has buttons
	shown   map[string]uint32 // key → the service's id
	keys    map[uint32]string
}

func newBus(o Options) *bus {
	return &bus{o: o, shown: map[string]uint32{}, keys: map[uint32]string{}}
}

func (b *bus) send(ctx context.Context, n Note) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.connect(ctx); err != nil {
		return err
	}
	hints := map[string]dbus.Variant{
		"urgency":       dbus.MakeVariant(urgencyOK),
		"desktop-entry": dbus.MakeVariant("deskhand"),
	}
	if n.Urgent {
		hints["urgency"] = dbus.MakeVariant(critical)
	}
	var buttons []string
	if b.actions {
		for _, a := range n.Actions {
			buttons = append(buttons, a.ID, a.Label)
		}
	}
	var replaces uint32
	if n.Key != "" {
		replaces = b.shown[n.Key]
	}
	var id uint32
	err := b.conn.Object(busName, busPath).CallWithContext(ctx, busName+".Notify", 0,
		b.o.AppName, replaces, "", n.Title, n.Body, buttons, hints, byServer).Store(&id)
	if err != nil {
		b.drop()
		return fmt.Errorf("call the notification service: %w", err)
	}
	if n.Key != "" {
		b.shown[n.Key], b.keys[id] = id, n.Key
	}
	return nil
}

// connect needs a bus that is already there: godbus would start one with dbus-launch, which nobody would ever end.
func (b *bus) connect(ctx context.Context) error {
	if b.conn != nil && b.conn.Connected() {
		return nil
	}
	address := busAddress()
	if address == "" {
		return fmt.Errorf("%w: this session has no message bus", ErrNoService)
	}
	conn, err := dbus.Connect(address)
	if err != nil {
		return fmt.Errorf("%w: connect to the session bus: %w", ErrNoService, err)
	}
	b.conn = conn
	var caps []string
	err = conn.Object(busName, busPath).CallWithContext(ctx, busName+".GetCapabilities", 0).Store(&caps)
	if err != nil {
		b.drop()
		return fmt.Errorf("ask the notification service: %w", err)
	}
	b.actions = slices.Contains(caps, "actions")
	if b.o.OnAction != nil && b.actions {
		b.listen(conn)
	}
	return nil
}

// listen passes buttons and clicks on; the goroutine ends with the connection.
func (b *bus) listen(conn *dbus.Conn) {
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(busName)); err != nil {
		b.actions = false
		return
	}
	const room = 16
	signals := make(chan *dbus.Signal, room)
	conn.Signal(signals)
	go func() {
		for s := range signals {
			b.signal(s)
		}
	}()
}

func (b *bus) signal(s *dbus.Signal) {
	if len(s.Body) < 2 {
		return
	}
	id, _ := s.Body[0].(uint32)
	b.mu.Lock()
	key, ours := b.keys[id]
	if s.Name == busName+".NotificationClosed" && ours {
		delete(b.keys, id)
		if b.shown[key] == id {
			delete(b.shown, key)
		}
	}
	b.mu.Unlock()
	if action, ok := s.Body[1].(string); ok && ours && s.Name == busName+".ActionInvoked" {
		b.o.OnAction(key, action)
	}
}

// drop forgets a broken connection.
func (b *bus) drop() {
	if b.conn != nil {
		_ = b.conn.Close()
		b.conn = nil
	}
	clear(b.shown)
	clear(b.keys)
}

func (b *bus) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop()
	return nil
}

// busAddress is the address of the session bus, by the environment or at systemd's usual place; empty if there is none.
func busAddress() string {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return a
	}
	for _, dir := range []string{os.Getenv("XDG_RUNTIME_DIR"), filepath.Join("/run/user", strconv.Itoa(os.Getuid()))} {
		if path := filepath.Join(dir, "bus"); dir != "" && isSocket(path) {
			return "unix:path=" + dbus.EscapeBusAddressValue(path)
		}
	}
	return ""
}

func isSocket(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}

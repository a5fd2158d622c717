package notify

import (
	"bufio"
	"encoding/binary"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// fakeBus is a message bus with one notification service on it, as far as a client of one can tell: the handshake and
// the calls that this package makes (D-Bus Specification 0.43).
type fakeBus struct {
	t    *testing.T
	ln   net.Listener
	caps []string

	mu    sync.Mutex
	conn  net.Conn
	calls [][]any // bodies of Notify
	next  uint32
	fail  bool
}

func startBus(t *testing.T, caps ...string) *fakeBus {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bus")
	ln, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	b := &fakeBus{t: t, ln: ln, caps: caps}
	t.Cleanup(func() { _ = ln.Close() })
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			b.mu.Lock()
			b.conn = c
			b.mu.Unlock()
			go b.serve(c)
		}
	}()
	return b
}

func (b *fakeBus) serve(c net.Conn) {
	r := bufio.NewReader(c)
	_, _ = r.ReadByte() // the credentials byte
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		answer := "ERROR\r\n"
		switch line = strings.TrimSpace(line); {
		case line == "AUTH":
			answer = "REJECTED EXTERNAL\r\n"
		case strings.HasPrefix(line, "AUTH EXTERNAL"):
			answer = "OK 0123456789abcdef0123456789abcdef\r\n"
		case line == "BEGIN":
			b.messages(c, r)
			return
		}
		_, _ = c.Write([]byte(answer))
	}
}

func (b *fakeBus) messages(c net.Conn, r *bufio.Reader) {
	for {
		m, err := dbus.DecodeMessage(r)
		if err != nil {
			return
		}
		member, _ := m.Headers[dbus.FieldMember].Value().(string)
		var body []any
		switch member {
		case "Hello":
			body = []any{":1.1"}
		case "GetCapabilities":
			body = []any{b.caps}
		case "Notify":
			body = []any{b.take(m.Body)}
		}
		b.mu.Lock()
		fail := b.fail && member == "Notify"
		b.mu.Unlock()
		b.answer(c, m, body, fail)
	}
}

// take keeps a note and gives its id: the replaced one's, else a new one.
func (b *fakeBus) take(body []any) uint32 {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls = append(b.calls, body)
	if id, _ := body[1].(uint32); id != 0 {
		return id
	}
	b.next++
	return b.next
}

func (b *fakeBus) answer(c net.Conn, m *dbus.Message, body []any, fail bool) {
	reply := &dbus.Message{
		Type: dbus.TypeMethodReply, Body: body,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldReplySerial: dbus.MakeVariant(m.Serial()), dbus.FieldSender: dbus.MakeVariant("org.freedesktop.DBus"),
		},
	}
	if fail {
		reply.Type, reply.Body = dbus.TypeError, nil
		reply.Headers[dbus.FieldErrorName] = dbus.MakeVariant("org.freedesktop.DBus.Error.ServiceUnknown")
	}
	b.write(c, reply)
}

func (b *fakeBus) write(c net.Conn, m *dbus.Message) {
	if len(m.Body) > 0 {
		m.Headers[dbus.FieldSignature] = dbus.MakeVariant(dbus.SignatureOf(m.Body...))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := m.EncodeTo(c, binary.LittleEndian); err != nil && !errors.Is(err, net.ErrClosed) {
		b.t.Error(err)
	}
}

func (b *fakeBus) signal(member string, body ...any) {
	b.mu.Lock()
	c := b.conn
	b.mu.Unlock()
	b.write(c, &dbus.Message{
		Type: dbus.TypeSignal, Body: body,
		Headers: map[dbus.HeaderField]dbus.Variant{
			dbus.FieldPath: dbus.MakeVariant(busPath), dbus.FieldInterface: dbus.MakeVariant(busName),
			dbus.FieldMember: dbus.MakeVariant(member), dbus.FieldSender: dbus.MakeVariant(":1.2"),
		},
	})
}

func (b *fakeBus) notes() [][]any {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls
}

func TestBusShowsReplacesAndAnswers(t *testing.T) {
	b := startBus(t, "body", "body-markup", "actions")
	answers := make(chan [2]string, 1)
	n := New(Options{OnAction: func(key, action string) { answers <- [2]string{key, action} }})
	defer n.Close() //nolint:errcheck // the notes are what counts
	note := Note{
		Title: "Callback: <Leila>", Body: "Field & Form", Urgent: true, Key: "callback/1",
		Actions: []Action{{ID: "open", Label: "Open"}},
	}
	for range 2 {
		if err := n.Notify(t.Context(), note); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.Notify(t.Context(), Note{Title: "another"}); err != nil {
		t.Fatal(err)
	}
	calls := b.notes()
	if len(calls) != 3 {
		t.Fatalf("%d notes", len(calls))
	}
	first, second, third := calls[0], calls[1], calls[2]
	if first[0] != "Deskhand" || first[3] != "Callback: ‹Leila›" || first[4] != "Field &amp; Form" {
		t.Errorf("note %v", first)
	}
	if first[1] != uint32(0) || second[1] != uint32(1) || third[1] != uint32(0) {
		t.Errorf("replaces %v, %v, %v, want 0, 1, 0", first[1], second[1], third[1])
	}
	if buttons, _ := first[5].([]string); strings.Join(buttons, "|") != "open|Open" {
		t.Errorf("buttons %v", first[5])
	}
	hints, _ := first[6].(map[string]dbus.Variant)
	if hints["urgency"].Value() != critical {
		t.Errorf("urgency %v", hints["urgency"])
	}
	b.signal("ActionInvoked", uint32(77), "open") // another program's note
	b.signal("ActionInvoked", uint32(1), "open")
	select {
	case got := <-answers:
		if got != [2]string{"callback/1", "open"} {
			t.Errorf("answer %v", got)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the button was not answered")
	}
}

func TestBusWithoutButtons(t *testing.T) {
	b := startBus(t, "body")
	n := New(Options{})
	defer n.Close() //nolint:errcheck // the notes are what counts
	if err := n.Notify(t.Context(), Note{Title: "x", Actions: []Action{{ID: "open", Label: "Open"}}}); err != nil {
		t.Fatal(err)
	}
	if buttons, _ := b.notes()[0][5].([]string); len(buttons) != 0 {
		t.Errorf("buttons %v for a service that has none", buttons)
	}
}

// A service that went away is met again: the connection is made anew.
func TestBusComesBack(t *testing.T) {
	b := startBus(t)
	s := newBus(Options{AppName: "Deskhand"})
	defer s.close() //nolint:errcheck // the notes are what counts
	b.mu.Lock()
	b.fail = true
	b.mu.Unlock()
	if err := s.send(t.Context(), Note{Title: "x"}); err == nil {
		t.Error("a refused note is no error")
	}
	b.mu.Lock()
	b.fail = false
	b.mu.Unlock()
	if err := s.send(t.Context(), Note{Title: "y"}); err != nil {
		t.Error(err)
	}
}

func TestNoServiceIsAnErrorNotASilence(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	for _, address := range []string{"", "autolaunch:", "unix:path=/nowhere/bus"} {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
		n := New(Options{})
		if err := n.Notify(t.Context(), Note{Title: "x"}); !errors.Is(err, ErrNoService) {
			t.Errorf("with the bus %q: %v", address, err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBusAtSystemdsPlace(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", dir)
	ln, err := net.Listen("unix", filepath.Join(dir, "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() //nolint:errcheck // a test's socket
	if got := busAddress(); !strings.HasPrefix(got, "unix:path=") || !strings.HasSuffix(got, "/bus") {
		t.Errorf("bus at %q", got)
	}
}

package power

import (
	"bufio"
	"context"
	"encoding/binary"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/godbus/dbus/v5"
)

func TestBattery(t *testing.T) {
	sys := func(files ...string) fstest.MapFS {
		m := fstest.MapFS{}
		for i := 0; i < len(files); i += 2 {
			m[files[i]] = &fstest.MapFile{Data: []byte(files[i+1] + "\n")}
		}
		return m
	}
	laptop := func(online, status, capacity string) fstest.MapFS {
		return sys("AC/type", "Mains", "AC/online", online, "BAT0/type", "Battery", "BAT0/status", status, "BAT0/capacity", capacity)
	}
	for name, c := range map[string]struct {
		sys  fstest.MapFS
		want State
	}{
		"a desktop":       {sys(), State{}},
		"charging":        {laptop("1", "Charging", "12"), State{}},
		"on the battery":  {laptop("0", "Discharging", "20"), State{Battery: true}},
		"low":             {laptop("0", "Discharging", "19"), State{Battery: true, Low: true}},
		"two, one empty":  {sys("BAT0/type", "Battery", "BAT0/status", "Not charging", "BAT0/capacity", "5", "BAT1/type", "Battery", "BAT1/status", "Discharging", "BAT1/capacity", "90"), State{Battery: true}},
		"a weak supply":   {laptop("1", "Discharging", "10"), State{}},
		"a mouse's":       {sys("hid/type", "Battery", "hid/scope", "Device", "hid/status", "Discharging", "hid/capacity", "3"), State{}},
		"nothing to read": {sys("BAT0/type", "Battery", "BAT0/status", "Discharging"), State{Battery: true}},
	} {
		if got := battery(c.sys); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestMetered(t *testing.T) {
	for n, want := range map[uint32]bool{0: false, 1: true, 2: false, 3: true, 4: false} {
		if got := metered(t.Context(), manages(t, n)); got != want {
			t.Errorf("Metered %d: %v", n, got)
		}
	}
	if metered(t.Context(), "unix:path="+filepath.Join(t.TempDir(), "none")) {
		t.Error("no bus, and yet metered")
	}
	ln, err := net.Listen("unix", filepath.Join(t.TempDir(), "bus"))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close() // it takes connections and says nothing
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if metered(ctx, "unix:path="+ln.Addr().String()) || ctx.Err() == nil {
		t.Error("a silent bus answered")
	}
}

// manages is a message bus with NetworkManager on it, as far as this package can tell.
func manages(t *testing.T, n uint32) (address string) {
	t.Helper()
	ln, err := net.Listen("unix", filepath.Join(t.TempDir(), "bus"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		r := bufio.NewReader(c)
		r.ReadByte() //nolint:errcheck // the credentials byte
		for {
			line, err := r.ReadString('\n')
			if err != nil || strings.TrimSpace(line) == "BEGIN" {
				break
			}
			answer := "ERROR\r\n"
			switch line = strings.TrimSpace(line); {
			case line == "AUTH":
				answer = "REJECTED EXTERNAL\r\n"
			case strings.HasPrefix(line, "AUTH EXTERNAL"):
				answer = "OK 0123456789abcdef0123456789abcdef\r\n"
			}
			c.Write([]byte(answer)) //nolint:errcheck // the client's error is what counts
		}
		for {
			m, err := dbus.DecodeMessage(r)
			if err != nil {
				return
			}
			body := []any{":1.1"}
			if member, _ := m.Headers[dbus.FieldMember].Value().(string); member == "Get" {
				body = []any{dbus.MakeVariant(n)}
				if m.Flags&dbus.FlagNoAutoStart == 0 {
					t.Error("the question would start a service")
				}
			}
			reply := &dbus.Message{Type: dbus.TypeMethodReply, Headers: map[dbus.HeaderField]dbus.Variant{
				dbus.FieldReplySerial: dbus.MakeVariant(m.Serial()), dbus.FieldSignature: dbus.MakeVariant(dbus.SignatureOf(body...)),
			}, Body: body}
			if err := reply.EncodeTo(c, binary.LittleEndian); err != nil {
				return
			}
		}
	}()
	return "unix:path=" + ln.Addr().String()
}

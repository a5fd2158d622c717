package testkit_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/mail"
	"os"
	"strconv"
	"testing"
	"time"

	"deskhand/internal/testkit"
)

func TestCorpusIsBelievable(t *testing.T) {
	c := testkit.Corpus{Seed: 1}
	seen := map[string]int{}
	total := 0
	for i := range 400 {
		m := c.Mail(i)
		total += len(m.Raw)
		if !bytes.Equal(m.Raw, c.Mail(i).Raw) {
			t.Fatalf("message %d differs the second time", i)
		}
		if bytes.Contains(bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil), []byte("\n")) {
			t.Fatalf("message %d has a bare LF", i)
		}
		parsed, err := mail.ReadMessage(bytes.NewReader(m.Raw))
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if at, err := parsed.Header.Date(); err != nil || !at.Equal(m.Date) {
			t.Errorf("message %d: date %v, %v", i, at, err)
		}
		if parent := parsed.Header.Get("In-Reply-To"); parent != "" {
			if thread, ok := seen[parent]; !ok || thread != m.Thread {
				t.Errorf("message %d answers %s of thread %d", i, parent, thread)
			}
		}
		seen["<"+m.MessageID+">"] = m.Thread
	}
	if len(seen) != 400 {
		t.Errorf("%d Message-IDs for 400 messages", len(seen))
	}
	if avg := total / 400; avg < 10_000 || avg > 14_000 {
		t.Errorf("%d bytes a message on average", avg)
	}
}

func TestDovecotKeepsMailOverRestart(t *testing.T) {
	d := testkit.StartDovecot(t)
	d.Preload("INBOX", 12, testkit.Corpus{Seed: 1}.Mail)
	d.Preload("Sent", 2, testkit.Corpus{Seed: 2}.Mail)
	h := testkit.NewHand(t, d.Port, d.User, d.Password)
	if n := len(h.UIDs("INBOX")); n != 12 {
		t.Errorf("%d messages, want 12", n)
	}
	d.Deliver("INBOX", testkit.Corpus{Seed: 3}.Mail(0))
	if n := len(h.UIDs("INBOX")); n != 13 {
		t.Errorf("%d messages after delivery, want 13", n)
	}
	before := d.Snapshot()
	d.Stop()
	d.Start()
	h = testkit.NewHand(t, d.Port, d.User, d.Password)
	if a, b := len(h.UIDs("INBOX")), len(h.UIDs("Sent")); a != 13 || b != 2 {
		t.Errorf("%d and %d messages after the restart", a, b)
	}
	h.Flag("INBOX", `\Flagged`, true, 1)
	if d.Snapshot() == before {
		t.Error("the snapshot does not show a flag")
	}
}

func TestProxyBreaksLines(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				b := make([]byte, 100)
				for {
					n, err := c.Read(b)
					if err != nil {
						return
					}
					_, _ = c.Write(b[:n])
				}
			}()
		}
	}()
	p := testkit.StartProxy(t, ln.Addr().(*net.TCPAddr).Port)
	dial := func() net.Conn {
		c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.Port)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	read := func(c net.Conn) (string, error) {
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		b := make([]byte, 100)
		n, err := c.Read(b)
		return string(b[:n]), err
	}
	c := dial()
	_, _ = c.Write([]byte("hello"))
	if s, err := read(c); s != "hello" {
		t.Errorf("%q, %v through the proxy", s, err)
	}
	p.CutAfter(3)
	c = dial()
	_, _ = c.Write([]byte("hello"))
	if s, err := read(c); s != "hel" {
		t.Errorf("%q, %v, want three bytes", s, err)
	}
	if _, err := read(c); err == nil {
		t.Error("the line is not cut")
	}
	c = dial()
	p.Stall(true)
	_, _ = c.Write([]byte("late"))
	_ = c.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if n, err := c.Read(make([]byte, 10)); err == nil {
		t.Errorf("%d bytes through a stalled proxy", n)
	}
	p.Stall(false)
	if s, err := read(c); s != "late" {
		t.Errorf("%q, %v after the stall", s, err)
	}
	if sent := p.Sent(); sent != "hellohellolate" {
		t.Errorf("recorded %q", sent)
	}
}

// TestStopBreaksEveryLine: also those that were taken a moment before.
func TestStopBreaksEveryLine(t *testing.T) {
	s := testkit.StartIMAP(t)
	for range 200 {
		c, err := net.Dial("tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
		if err != nil {
			t.Fatal(err)
		}
		s.Stop()
		_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.Copy(io.Discard, c); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a line lives on a server that was stopped")
		}
		c.Close()
		s.Start()
	}
}

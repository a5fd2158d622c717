package dial

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// served runs f over a line whose other end says said and then closes.
func served(t testing.TB, said string, f func(net.Conn) error) error {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		theirs, err := ln.Accept()
		if err != nil {
			return
		}
		_, _ = io.WriteString(theirs, said)
		_ = theirs.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, theirs)
		theirs.Close()
	}()
	ours, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	_ = ours.SetDeadline(time.Now().Add(10 * time.Second))
	return f(ours)
}

func TestStartTLSOfSMTP(t *testing.T) {
	ep := Endpoint{Host: "mail.example", Port: 587, Security: SecurityStartTLS}
	for name, tt := range map[string]struct {
		said string
		kind error
	}{
		"stripped": {"220 hi\r\n250-me\r\n250 SIZE 1\r\n", ErrPlainRefused},
		"injected": {"220 hi\r\n250-me\r\n250 STARTTLS\r\n220 go\r\n250 AUTH PLAIN\r\n", ErrPlainRefused},
		"refused":  {"220 hi\r\n250-me\r\n250 STARTTLS\r\n454 not now\r\n", ErrUnreachable},
		"busy":     {"421 too many\r\n", ErrUnreachable},
		"no SMTP":  {"* OK IMAP4rev1\r\n", ErrProtocol},
		"silence":  {"", ErrUnreachable},
		"endless":  {"220 hi\r\n" + strings.Repeat("250-x\r\n", 20_000), ErrUnreachable},
	} {
		err := served(t, tt.said, func(c net.Conn) error {
			_, err := greet(t.Context(), c, ep, Options{}, nil)
			return err
		})
		var own *Error
		if !errors.Is(err, tt.kind) || !errors.As(err, &own) || own.Hint == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSMTPReplies(t *testing.T) {
	for code, kind := range map[int]error{535: ErrRefused, 534: ErrRefused, 530: ErrRefused, 538: ErrPlainRefused, 454: ErrUnreachable, 550: ErrProtocol} {
		if err := SMTPError(t.Context(), Endpoint{Host: "h", Port: 1}, &smtp.SMTPError{Code: code, Message: "x\x1b[31m"}); !errors.Is(err, kind) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%d: %v", code, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := SMTPError(ctx, Endpoint{}, io.EOF); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLoginAnswersTwoQuestions(t *testing.T) {
	l := &loginAuth{answers: []string{"me", "secret"}}
	if mech, first, err := l.Start(); mech != "LOGIN" || first != nil || err != nil {
		t.Errorf("%s %q %v", mech, first, err)
	}
	name, _ := l.Next([]byte("Benutzer?"))
	word, _ := l.Next(nil)
	if _, err := l.Next(nil); string(name) != "me" || string(word) != "secret" || err == nil {
		t.Errorf("%s, %s, %v", name, word, err)
	}
}

// FuzzGreeting: whatever a server says in clear, nothing panics or hangs, and no password follows.
func FuzzGreeting(f *testing.F) {
	f.Add("220 hi\r\n250-me\r\n250 STARTTLS\r\n220 go\r\n")
	f.Add("220-\r\n220 x\r\n250")
	f.Fuzz(func(t *testing.T, said string) {
		ours, theirs := net.Pipe()     // a socket each would use up the machine's ports
		defer ours.Close()             //nolint:errcheck // the line is over
		go io.Copy(io.Discard, theirs) //nolint:errcheck // ends with the line
		go func() {
			_, _ = io.WriteString(theirs, said)
			theirs.Close() //nolint:errcheck // the line is over
		}()
		_ = ours.SetDeadline(time.Now().Add(10 * time.Second))
		if _, err := startSMTP(t.Context(), ours, Endpoint{Host: "h", Port: 587}, Options{}); err == nil {
			t.Error("encrypted without a handshake")
		}
	})
}

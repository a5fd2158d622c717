package dial_test

import (
	"context"
	"errors"
	"testing"

	"deskhand/internal/dial"
	"deskhand/internal/testkit"
)

type memory struct{ seen map[string]bool }

func (m memory) Required(_ context.Context, ep dial.Endpoint) (bool, error) {
	return m.seen[ep.Address()], nil
}

func (m memory) Encrypted(_ context.Context, ep dial.Endpoint) error {
	m.seen[ep.Address()] = true
	return nil
}

// A server that spoke TLS once is never again reached in clear: not a byte goes to it.
func TestTLSOnceSeenIsRequired(t *testing.T) {
	s := testkit.StartSMTP(t)
	line := testkit.StartProxy(t, s.Port)
	m := memory{map[string]bool{}}
	o := dial.Options{RootCAs: s.Cert.Pool, Memory: m}
	reach := func(security dial.Security) error {
		c, err := dial.SMTP(t.Context(), dial.Endpoint{Host: "127.0.0.1", Port: line.Port, Security: security}, s.User, s.Password, o, nil)
		if err == nil {
			err = c.Close()
		}
		return err
	}
	if err := reach(dial.SecurityNone); err != nil {
		t.Fatalf("in clear, on this computer, before TLS: %v", err)
	}
	if err := reach(dial.SecurityStartTLS); err != nil {
		t.Fatal(err)
	}
	before := line.Connections()
	var e *dial.Error
	if err := reach(dial.SecurityNone); !errors.Is(err, dial.ErrPlainRefused) || !errors.As(err, &e) || e.Hint == "" {
		t.Fatalf("in clear, after TLS: %v", err)
	}
	if line.Connections() != before {
		t.Error("it was connected to before it was refused")
	}
}

// A handshake that fails teaches nothing.
func TestOnlyAGoodHandshakeIsRemembered(t *testing.T) {
	s := testkit.StartSMTP(t)
	m := memory{map[string]bool{}}
	ep := dial.Endpoint{Host: s.Host, Port: s.TLSPort, Security: dial.SecurityTLS}
	if _, err := dial.Connect(t.Context(), ep, dial.Options{Memory: m}); err == nil {
		t.Fatal("nobody vouches for the certificate")
	}
	if len(m.seen) != 0 {
		t.Errorf("remembered: %v", m.seen)
	}
}

package dial

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"time"
)

// Timeout bounds name lookup, connect and TLS handshake together.
const Timeout = 20 * time.Second

// Options are what a connection needs to know beside its end; the zero value is right for a desk.
type Options struct {
	RootCAs *x509.CertPool // authorities to trust instead of the system's
	Memory  Memory         // who spoke TLS before; nil: nobody is remembered
}

// Memory remembers which servers have spoken TLS: of such a one no connection in clear is ever made again.
type Memory interface {
	// Required tells whether ep was reached encrypted before.
	Required(ctx context.Context, ep Endpoint) (bool, error)
	// Encrypted notes a good handshake with ep.
	Encrypted(ctx context.Context, ep Endpoint) error
}

// Connect connects to ep. With SecurityTLS the handshake is done; with SecurityStartTLS the caller upgrades; with
// SecurityNone the other end is asserted to be this computer.
func Connect(ctx context.Context, ep Endpoint, o Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	if ep.Security == SecurityNone && o.Memory != nil {
		switch required, err := o.Memory.Required(ctx, ep); {
		case err != nil:
			return nil, err
		case required:
			return nil, Downgraded(ep)
		}
	}
	dialer := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 30 * time.Second, Interval: 15 * time.Second, Count: 4,
	}}
	conn, err := dialer.DialContext(ctx, "tcp", ep.Address())
	if err != nil {
		return nil, err
	}
	switch ep.Security {
	case SecurityTLS:
		return Handshake(ctx, conn, ep, o)
	case SecurityStartTLS:
		return conn, nil
	case SecurityNone:
		if !isLoopback(conn.RemoteAddr()) {
			conn.Close()
			return nil, PlainRefused(ep, nil)
		}
		return conn, nil
	default:
		conn.Close()
		return nil, fmt.Errorf("security %q is not one of tls, starttls, none", ep.Security)
	}
}

// PlainRefused is the refusal to sign in without encryption.
func PlainRefused(ep Endpoint, cause error) error {
	return &Error{
		Kind: ErrPlainRefused, Server: ep.Address(), Err: cause,
		Hint: "Choose TLS or STARTTLS: without encryption the password could be read on the way. Plain is for servers on this computer only.",
	}
}

// Downgraded is the refusal to reach a server in clear that has spoken TLS before.
func Downgraded(ep Endpoint) error {
	return &Error{
		Kind: ErrPlainRefused, Server: ep.Address(), Say: "the server at " + ep.Address() + " spoke TLS before, so it is not reached without",
		Hint: "Choose TLS or STARTTLS. If it really has no encryption any more, remove the account and connect it again; that forgets it.",
	}
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// Handshake encrypts conn, and closes it where that fails.
func Handshake(ctx context.Context, conn net.Conn, ep Endpoint, o Options) (net.Conn, error) {
	c := tls.Client(conn, TLSConfig(ep, o))
	if err := c.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	if o.Memory != nil {
		if err := o.Memory.Encrypted(ctx, ep); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

// TLSConfig trusts the authorities, or exactly the pinned certificate.
func TLSConfig(ep Endpoint, o Options) *tls.Config {
	cfg := &tls.Config{ServerName: ep.Host, RootCAs: o.RootCAs, MinVersion: tls.VersionTLS12}
	pin := normalPin(ep.PinnedSHA256)
	if pin == "" {
		return cfg
	}
	cfg.InsecureSkipVerify = true //nolint:gosec // VerifyConnection below compares the very certificate
	cfg.VerifyConnection = func(cs tls.ConnectionState) error {
		if len(cs.PeerCertificates) == 0 {
			return &pinError{want: pin}
		}
		if got := Fingerprint(cs.PeerCertificates[0].Raw); got != pin {
			return &pinError{want: pin, got: got}
		}
		return nil
	}
	return cfg
}

type pinError struct{ want, got string }

func (e *pinError) Error() string {
	return fmt.Sprintf("certificate %s is not the accepted one (%s)", e.got, e.want)
}

func normalPin(s string) string {
	return strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(s))
}

// Fingerprint is the hex SHA-256 of a certificate.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// Stripped is the refusal to go on with a server that offers no encryption.
func Stripped(ep Endpoint, cause error) error {
	return &Error{
		Kind: ErrPlainRefused, Server: ep.Address(), Err: cause,
		Hint: "The server offers no encryption here, or somebody in between removed it. Use TLS on port 993 (IMAP) or 465 (SMTP), or ask whoever runs the server.",
	}
}

// Patient is a connection whose deadlines are never further away than Limit.
type Patient struct {
	net.Conn
	Limit time.Duration
}

func (p *Patient) SetDeadline(t time.Time) error {
	if last := time.Now().Add(p.Limit); t.IsZero() || t.After(last) {
		t = last
	}
	return p.Conn.SetDeadline(t)
}

package imapsync

import (
	"bufio"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// dialTimeout bounds name lookup, connect and TLS handshake together.
const dialTimeout = 20 * time.Second

// Address returns host:port.
func (e Endpoint) Address() string { return net.JoinHostPort(e.Host, strconv.Itoa(e.Port)) }

// dial connects to ep. With SecurityTLS the handshake is done; with SecurityStartTLS the caller upgrades; with
// SecurityNone the other end is asserted to be this computer.
func dial(ctx context.Context, ep Endpoint, o Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dialer := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 30 * time.Second, Interval: 15 * time.Second, Count: 4,
	}}
	conn, err := dialer.DialContext(ctx, "tcp", ep.Address())
	if err != nil {
		return nil, err
	}
	switch ep.Security {
	case SecurityTLS:
		return handshake(ctx, conn, ep, o)
	case SecurityStartTLS:
		return conn, nil
	case SecurityNone:
		if !isLoopback(conn.RemoteAddr()) {
			conn.Close()
			return nil, plainRefused(ep, nil)
		}
		return conn, nil
	default:
		conn.Close()
		return nil, fmt.Errorf("security %q is not one of tls, starttls, none", ep.Security)
	}
}

func plainRefused(ep Endpoint, cause error) error {
	return &Error{
		Kind: ErrPlainRefused, Server: ep.Address(), Err: cause,
		Hint: "Choose TLS or STARTTLS: without encryption the password could be read on the way. Plain is for servers on this computer only.",
	}
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func handshake(ctx context.Context, conn net.Conn, ep Endpoint, o Options) (net.Conn, error) {
	c := tls.Client(conn, tlsConfig(ep, o))
	if err := c.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// tlsConfig trusts the authorities, or exactly the pinned certificate.
func tlsConfig(ep Endpoint, o Options) *tls.Config {
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
		if got := fingerprint(cs.PeerCertificates[0].Raw); got != pin {
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

func fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:])
}

// startTLS does the clear-text part of an IMAP connection (RFC 9051 section 6.2.1) by hand: go-imap would carry over
// what an attacker sent before the handshake. It refuses PREAUTH, a server without STARTTLS, and answers injected
// behind the OK. The returned connection begins with a greeting of our own, as none follows the handshake.
func startTLS(ctx context.Context, conn net.Conn, ep Endpoint, o Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	br := bufio.NewReader(io.LimitReader(conn, 64<<10))
	greeting, err := readLine(br)
	if err != nil {
		return nil, fmt.Errorf("read greeting: %w", err)
	}
	if strings.HasPrefix(strings.ToUpper(greeting), "* PREAUTH") {
		return nil, stripped(ep, errors.New("it says we are signed in already (PREAUTH)"))
	}
	if !strings.HasPrefix(strings.ToUpper(greeting), "* OK") {
		return nil, &Error{Kind: ErrProtocol, Server: ep.Address(), Err: clean(fmt.Errorf("greeting %q", greeting)), Hint: "Check that host and port are those of an IMAP server."}
	}
	if _, err := io.WriteString(conn, "S1 STARTTLS\r\n"); err != nil {
		return nil, fmt.Errorf("ask for STARTTLS: %w", err)
	}
	for {
		line, err := readLine(br)
		if err != nil {
			return nil, fmt.Errorf("wait for STARTTLS: %w", err)
		}
		if strings.HasPrefix(line, "* ") {
			continue
		}
		if !strings.HasPrefix(strings.ToUpper(line), "S1 OK") {
			return nil, stripped(ep, clean(fmt.Errorf("STARTTLS: %s", line)))
		}
		break
	}
	if br.Buffered() > 0 {
		return nil, stripped(ep, errors.New("answers were injected before the encryption began"))
	}
	tlsConn, err := handshake(ctx, conn, ep, o)
	if err != nil {
		return nil, err
	}
	return &greeted{Conn: tlsConn, greeting: strings.NewReader("* OK encrypted\r\n")}, nil
}

func stripped(ep Endpoint, cause error) error {
	return &Error{
		Kind: ErrPlainRefused, Server: ep.Address(), Err: cause,
		Hint: "The server offers no encryption here, or somebody in between removed it. Use TLS on port 993 (IMAP) or 465 (SMTP), or ask whoever runs the server.",
	}
}

func readLine(br *bufio.Reader) (string, error) {
	line, err := br.ReadString('\n')
	if err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// greeted is a connection that begins with text of our own.
type greeted struct {
	net.Conn
	greeting *strings.Reader
}

func (g *greeted) Read(b []byte) (int, error) {
	if g.greeting.Len() > 0 {
		return g.greeting.Read(b)
	}
	return g.Conn.Read(b)
}

// patient is a connection whose deadlines are never further away than limit.
type patient struct {
	net.Conn
	limit time.Duration
}

func (p *patient) SetDeadline(t time.Time) error {
	if last := time.Now().Add(p.limit); t.IsZero() || t.After(last) {
		t = last
	}
	return p.Conn.SetDeadline(t)
}

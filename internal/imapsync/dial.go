package imapsync

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"deskhand/internal/dial"
)

func (o Options) dial() dial.Options { return dial.Options{RootCAs: o.RootCAs, Memory: o.Memory} }

// startTLS does the clear-text part of an IMAP connection (RFC 9051 section 6.2.1) by hand: go-imap would carry over
// what an attacker sent before the handshake. It refuses PREAUTH, a server without STARTTLS, and answers injected
// behind the OK. The returned connection begins with a greeting of our own, as none follows the handshake.
func startTLS(ctx context.Context, conn net.Conn, ep Endpoint, o Options) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dial.Timeout)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	br := bufio.NewReader(io.LimitReader(conn, 64<<10))
	greeting, err := readLine(br)
	if err != nil {
		return nil, fmt.Errorf("read greeting: %w", err)
	}
	if strings.HasPrefix(strings.ToUpper(greeting), "* PREAUTH") {
		return nil, dial.Stripped(ep, errors.New("it says we are signed in already (PREAUTH)"))
	}
	if !strings.HasPrefix(strings.ToUpper(greeting), "* OK") {
		return nil, &Error{Kind: ErrProtocol, Server: ep.Address(), Err: dial.Clean(fmt.Errorf("greeting %q", greeting)), Say: "the server at " + ep.Address() + " did not speak IMAP", Hint: "Check that host and port are those of an IMAP server."}
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
			return nil, dial.Stripped(ep, dial.Clean(fmt.Errorf("STARTTLS: %s", line)))
		}
		break
	}
	if br.Buffered() > 0 {
		return nil, dial.Stripped(ep, errors.New("answers were injected before the encryption began"))
	}
	tlsConn, err := dial.Handshake(ctx, conn, ep, o.dial())
	if err != nil {
		return nil, err
	}
	return &greeted{Conn: tlsConn, greeting: strings.NewReader("* OK encrypted\r\n")}, nil
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

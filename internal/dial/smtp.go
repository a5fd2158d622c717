package dial

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// SMTP connects to a submission server and signs in. wrap, where not nil, is put around the connection as the client
// sees it, inside TLS. The connection's life ends with the client's Close; ctx bounds only the way there.
func SMTP(ctx context.Context, ep Endpoint, user, password string, o Options, wrap func(net.Conn) net.Conn) (*smtp.Client, error) {
	conn, err := Connect(ctx, ep, o)
	if err != nil {
		return nil, WireError(ctx, ep.Address(), fmt.Errorf("connect: %w", err))
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	c, err := greet(ctx, conn, ep, o, wrap)
	if err == nil {
		err = signIn(ctx, c, ep, user, password)
	}
	if !stop() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return c, nil
}

// greet does all that comes before the sign-in.
func greet(ctx context.Context, conn net.Conn, ep Endpoint, o Options, wrap func(net.Conn) net.Conn) (*smtp.Client, error) {
	// The client takes the greeting with its own long timeout; nobody waits five minutes in front of a form.
	_ = conn.SetDeadline(time.Now().Add(Timeout))
	if wrap == nil {
		wrap = func(c net.Conn) net.Conn { return c }
	}
	if ep.Security == SecurityStartTLS {
		encrypted, err := startSMTP(ctx, conn, ep, o)
		if err != nil {
			return nil, SMTPError(ctx, ep, fmt.Errorf("greet: %w", err))
		}
		conn = encrypted
	}
	c := smtp.NewClient(wrap(conn))
	c.CommandTimeout = Timeout
	if err := c.Hello(helloName); err != nil {
		return nil, SMTPError(ctx, ep, fmt.Errorf("greet: %w", err))
	}
	return c, nil
}

// helloName is an address literal: it tells nothing of this computer (RFC 5321 section 4.1.3).
const helloName = "[127.0.0.1]"

// startSMTP does the clear-text part by hand (RFC 3207), so that nothing said before the handshake is carried over and
// answers injected behind the 220 end the connection. The returned one begins with a greeting of our own, as none
// follows the handshake.
func startSMTP(ctx context.Context, conn net.Conn, ep Endpoint, o Options) (net.Conn, error) {
	clear := &counted{Conn: conn}
	text := textproto.NewConn(clear)
	if _, _, err := text.ReadResponse(220); err != nil {
		return nil, err
	}
	if err := text.PrintfLine("EHLO %s", helloName); err != nil {
		return nil, err
	}
	_, lines, err := text.ReadResponse(250)
	if err != nil {
		return nil, err
	}
	offered := false
	for _, l := range strings.Split(lines, "\n") {
		offered = offered || strings.EqualFold(strings.TrimSpace(l), "STARTTLS")
	}
	if !offered {
		return nil, Stripped(ep, errors.New("it does not offer STARTTLS"))
	}
	if err := text.PrintfLine("STARTTLS"); err != nil {
		return nil, err
	}
	if _, _, err := text.ReadResponse(220); err != nil {
		return nil, err
	}
	if text.R.Buffered() > 0 {
		return nil, Stripped(ep, errors.New("answers were injected before the encryption began"))
	}
	encrypted, err := Handshake(ctx, conn, ep, o)
	if err != nil {
		return nil, WireError(ctx, ep.Address(), err)
	}
	return &greeted{Conn: encrypted, greeting: strings.NewReader("220 encrypted\r\n")}, nil
}

// counted lets no more than 64 KB be said in clear.
type counted struct {
	net.Conn
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	if c.n > 64<<10 {
		return 0, errors.New("too much before the encryption")
	}
	n, err := c.Conn.Read(b)
	c.n += n
	return n, err
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

func signIn(ctx context.Context, c *smtp.Client, ep Endpoint, user, password string) error {
	var auth sasl.Client
	switch {
	case c.SupportsAuth(sasl.Plain):
		auth = sasl.NewPlainClient("", user, password)
	case c.SupportsAuth(sasl.Login):
		auth = &loginAuth{answers: []string{user, password}}
	default:
		return &Error{
			Kind: ErrProtocol, Server: ep.Address(), Err: errors.New("it offers no sign-in with a password"),
			Hint: "Use the submission port: 465 with TLS or 587 with STARTTLS.",
		}
	}
	if err := c.Auth(auth); err != nil {
		return SMTPError(ctx, ep, fmt.Errorf("sign in: %w", err))
	}
	return nil
}

// SMTPError sorts what a submission server said or did (RFC 4954 section 6).
func SMTPError(ctx context.Context, ep Endpoint, err error) error {
	var reply *smtp.SMTPError
	var plain *textproto.Error
	if errors.As(err, &plain) { // of the clear-text part
		reply = &smtp.SMTPError{Code: plain.Code, Message: plain.Msg}
	}
	if reply == nil && !errors.As(err, &reply) || ctx.Err() != nil {
		var garbage textproto.ProtocolError
		switch {
		case ctx.Err() != nil:
		case strings.Contains(err.Error(), "doesn't support STARTTLS"):
			return Stripped(ep, err)
		case errors.As(err, &garbage):
			return &Error{Kind: ErrProtocol, Server: ep.Address(), Err: Clean(err), Hint: "Check that host and port are those of an SMTP server."}
		}
		return WireError(ctx, ep.Address(), err)
	}
	e := &Error{Kind: ErrProtocol, Server: ep.Address(), Err: Clean(err), Hint: "The server refused; show this to whoever runs it."}
	switch {
	case reply.Code == 535 || reply.Code == 534 || reply.Code == 530:
		e.Kind, e.Hint = ErrRefused, "Check user name and password for sending. Providers with two-step sign-in want an app password."
	case reply.Code == 538:
		return PlainRefused(ep, Clean(err))
	case reply.Code/100 == 4:
		e.Kind, e.Hint = ErrUnreachable, "The server cannot just now. Try again in a few minutes."
	}
	return e
}

package imapsync

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// signInSMTP signs in to the account's SMTP server and leaves. It sends no mail. It returns the largest message the
// server takes, in bytes, 0 if it does not say.
func signInSMTP(ctx context.Context, a Account, password string, o Options) (limit int64, err error) {
	server := a.SMTP.Address()
	conn, err := dial(ctx, a.SMTP, o)
	if err != nil {
		return 0, wireError(ctx, server, fmt.Errorf("connect: %w", err))
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	// The client takes the greeting with its own long timeout; nobody waits five minutes in front of a form.
	_ = conn.SetDeadline(time.Now().Add(dialTimeout))
	var c *smtp.Client
	if a.SMTP.Security == SecurityStartTLS {
		c, err = smtp.NewClientStartTLS(&patient{Conn: conn, limit: dialTimeout}, tlsConfig(a.SMTP, o))
	} else {
		c = smtp.NewClient(&patient{Conn: conn, limit: dialTimeout})
		err = c.Hello("[127.0.0.1]") // an address literal tells nothing of this computer (RFC 5321 section 4.1.3)
	}
	if err != nil {
		return 0, smtpError(ctx, a.SMTP, fmt.Errorf("greet: %w", err))
	}
	var auth sasl.Client
	switch {
	case c.SupportsAuth(sasl.Plain):
		auth = sasl.NewPlainClient("", a.login(), password)
	case c.SupportsAuth(sasl.Login):
		auth = sasl.NewLoginClient(a.login(), password)
	default:
		return 0, &Error{
			Kind: ErrProtocol, Server: server, Err: errors.New("it offers no sign-in with a password"),
			Hint: "Use the submission port: 465 with TLS or 587 with STARTTLS.",
		}
	}
	if err := c.Auth(auth); err != nil {
		return 0, smtpError(ctx, a.SMTP, fmt.Errorf("sign in: %w", err))
	}
	if n, ok := c.MaxMessageSize(); ok {
		limit = int64(n)
	}
	_ = c.Quit()
	return limit, nil
}

// smtpError sorts SMTP replies (RFC 4954 section 6).
func smtpError(ctx context.Context, ep Endpoint, err error) error {
	var reply *smtp.SMTPError
	if !errors.As(err, &reply) || ctx.Err() != nil {
		var garbage textproto.ProtocolError
		switch {
		case ctx.Err() != nil:
		case strings.Contains(err.Error(), "doesn't support STARTTLS"):
			return stripped(ep, err)
		case errors.As(err, &garbage):
			return &Error{Kind: ErrProtocol, Server: ep.Address(), Err: clean(err), Hint: "Check that host and port are those of an SMTP server."}
		}
		return wireError(ctx, ep.Address(), err)
	}
	e := &Error{Kind: ErrProtocol, Server: ep.Address(), Err: clean(err), Hint: "The server refused; show this to whoever runs it."}
	switch {
	case reply.Code == 535 || reply.Code == 534 || reply.Code == 530:
		e.Kind, e.Hint = ErrRefused, "Check user name and password for sending. Providers with two-step sign-in want an app password."
	case reply.Code == 538:
		return plainRefused(ep, clean(err))
	case reply.Code/100 == 4:
		e.Kind, e.Hint = ErrUnreachable, "The server cannot just now. Try again in a few minutes."
	}
	return e
}

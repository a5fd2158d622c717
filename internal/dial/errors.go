package dial

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/emersion/go-smtp"
)

// The kinds of failure a caller branches on, for errors.Is. The error that carries one is an [*Error].
var (
	ErrRefused      = errors.New("sign-in refused")
	ErrUnreachable  = errors.New("server unreachable")
	ErrCertificate  = errors.New("certificate not trusted")
	ErrPlainRefused = errors.New("sign-in without encryption refused")
	ErrProtocol     = errors.New("server answered against the protocol")
)

// Error is a failure with what to do about it.
type Error struct {
	Kind        error  // one of the Err values
	Server      string // host:port; empty where no server is involved
	Hint        string // one or two sentences: what to do
	Fingerprint string // of ErrCertificate: hex SHA-256 of the certificate shown, empty if none was
	Say         string // the whole failure in people's words; empty: Server, Kind and Err say it
	Err         error  // the cause; nil when Kind says it all
}

func (e *Error) Error() string {
	if e.Say != "" {
		return e.Say
	}
	var b strings.Builder
	if e.Server != "" {
		b.WriteString(e.Server + ": ")
	}
	b.WriteString(e.Kind.Error())
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap makes errors.Is and errors.As see both the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// WireError turns what a dial, a handshake or a broken line returned into an Error. Errors that are one already,
// and the context's, pass.
func WireError(ctx context.Context, server string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	if certErr := certificateError(server, err); certErr != nil {
		return certErr
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return &Error{
			Kind: ErrProtocol, Server: server, Err: Clean(err), Say: "the server at " + server + " does not speak TLS on this port",
			Hint: "Choose STARTTLS, or the port for TLS (993 for IMAP, 465 for SMTP).",
		}
	}
	var reply *smtp.SMTPError
	if errors.As(err, &reply) {
		return Odd(server, err)
	}
	return unreachable(server, err)
}

// Odd is a server's refusal of a command it should know.
func Odd(server string, err error) error {
	return &Error{
		Kind: ErrProtocol, Server: server, Err: Clean(err),
		Hint: "The server refused a command it should know. If it stays, show this to whoever runs the server.",
	}
}

func unreachable(server string, err error) error {
	e := &Error{Kind: ErrUnreachable, Server: server, Err: Clean(err), Hint: "Check the network."}
	var dns *net.DNSError
	var waited net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Say = "no server of the name " + dns.Name + " is known"
		e.Hint = "Check its spelling, or the network."
	case errors.As(err, &dns):
		e.Say = "the name " + dns.Name + " cannot be looked up just now"
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Say = "nobody answers at " + server
		e.Hint = "Check host and port."
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		e.Say = "there is no way from here to " + server
	case errors.As(err, &waited) && waited.Timeout():
		silent := Silent(server)
		silent.Err = e.Err
		return silent
	}
	return e
}

// Silent is a server that does not answer in time.
func Silent(server string) *Error {
	return &Error{Kind: ErrUnreachable, Server: server, Say: "nobody answers at " + server + " in time", Hint: "Check host, port and security (TLS and STARTTLS have ports of their own), and the network."}
}

// certificateError recognises what crypto/tls says of certificates and says what to do.
func certificateError(server string, err error) error {
	var verify *tls.CertificateVerificationError
	var wrongPin *pinError
	e := &Error{Kind: ErrCertificate, Server: server}
	switch {
	case errors.As(err, &wrongPin):
		e.Err, e.Fingerprint = err, wrongPin.got
		e.Hint = "The server shows another certificate than the accepted one. Ask whoever runs it whether it was renewed. If so, connect the mailbox again with the new fingerprint (Settings, Mailbox, or `deskhand account add --imap-fingerprint`); if not, somebody stands in between: do not sign in."
		return e
	case errors.As(err, &verify):
		if len(verify.UnverifiedCertificates) > 0 {
			e.Fingerprint = Fingerprint(verify.UnverifiedCertificates[0].Raw)
		}
	default:
		return nil
	}
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	print := "Its SHA-256 fingerprint is " + e.Fingerprint + ". "
	switch {
	case errors.As(err, &host):
		e.Err = fmt.Errorf("it is for another name: %w", verify.Err)
		e.Hint = print + "Use the name the certificate carries, or ask whoever runs the server."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		e.Err = fmt.Errorf("it has expired or is not valid yet: %w", verify.Err)
		e.Hint = print + "Check this computer's clock; else whoever runs the server must renew it."
	default:
		e.Err = fmt.Errorf("no authority known here vouches for it: %w", verify.Err)
		e.Hint = print + "If whoever runs the server confirms this fingerprint, accept it for this account; if not, do not sign in."
	}
	return e
}

// Clean takes control characters out of server text and shortens it, so that it can be shown.
func Clean(err error) error {
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) {
			return ' '
		}
		return r
	}, err.Error())
	if len(s) > 300 {
		s = strings.ToValidUTF8(s[:300], "") + "…"
	}
	return &cleaned{text: s, err: err}
}

type cleaned struct {
	text string
	err  error
}

func (c *cleaned) Error() string { return c.text }
func (c *cleaned) Unwrap() error { return c.err }

package outbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-smtp"

	"deskhand/internal/dial"
	"deskhand/internal/mail/compose"
)

// Login is what an account sends with.
type Login struct {
	Server   dial.Endpoint
	User     string
	Password string
}

// SMTP sends by a submission server (RFC 6409), one connection a mail.
type SMTP struct {
	// Login gives an account's server and password. An error means that the password is not to be had now: the mail
	// is held for sign-in.
	Login func(ctx context.Context, account string) (Login, error)
	Dial  dial.Options
	// Command is how long the server may take for an answer, and the line for a piece of the mail; 0: 2 min.
	Command time.Duration
	// Final is how long the server may take for the answer to the dot; 0: 10 min (RFC 5321 section 4.5.3.2.6).
	Final time.Duration
}

// patientTries is how often a mail waits for a recipient that is refused for now before the others get theirs.
const patientTries = 5

// Send implements [Sender].
func (s *SMTP) Send(ctx context.Context, i Item, open func() (io.ReadCloser, error), commit func() error) Outcome {
	for _, a := range append([]string{i.From}, i.addresses()...) {
		if err := compose.CheckAddress(a); err != nil {
			return Outcome{Kind: Never, Reason: ReasonAddress, Words: fmt.Sprintf("%q is no address: %v", a, err)}
		}
	}
	raw, err := open()
	if err != nil {
		return Outcome{Kind: Never, Reason: ReasonBroken, Words: "The mail cannot be read: " + words(err)}
	}
	defer raw.Close()
	login, err := s.Login(ctx, i.Account)
	if err != nil {
		return signIn(err, "Enter the password.")
	}
	t := &try{s: s, i: i, login: login, line: &gate{patience: orElse(s.Command, 2*time.Minute)}}
	dialled := func(c net.Conn) net.Conn {
		t.line.Conn = c
		return t.line
	}
	c, err := dial.SMTP(ctx, login.Server, login.User, login.Password, s.Dial, dialled)
	if err != nil {
		return unreached(err)
	}
	defer context.AfterFunc(ctx, func() { t.line.Close() })()
	defer c.Close()
	c.CommandTimeout = t.line.patience
	c.SubmissionTimeout = orElse(s.Final, 10*time.Minute)
	t.c = c
	out := t.transaction(raw, commit)
	if out.Kind == Taken {
		c.CommandTimeout = 5 * time.Second
		_ = c.Quit()
	}
	return out
}

func orElse(d, other time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return other
}

// try is one try to send one mail.
type try struct {
	s     *SMTP
	i     Item
	login Login
	line  *gate
	c     *smtp.Client
}

func (t *try) transaction(raw io.Reader, commit func() error) Outcome {
	if limit, ok := t.c.MaxMessageSize(); ok && limit > 0 && t.i.Size > int64(limit) {
		return Outcome{Kind: Never, Reason: ReasonSize, Words: fmt.Sprintf("The mail is %s, this server takes %s.", size(t.i.Size), size(int64(limit)))}
	}
	if err := t.c.Mail(t.i.From, &smtp.MailOptions{Size: t.i.Size}); err != nil {
		return refused(err)
	}
	to, out, ok := t.recipients()
	if !ok {
		return out
	}
	if err := commit(); err != nil {
		return Outcome{Kind: Later, Reason: ReasonBroken, Words: words(err)}
	}
	out = t.data(raw)
	if out.Kind == Taken {
		out.Recipients = to
	}
	return out
}

// recipients asks for each. It goes on if one is taken at least and none is to be waited for.
func (t *try) recipients() (to []Recipient, out Outcome, ok bool) {
	later, taken := false, 0
	out = Outcome{Kind: Never, Reason: ReasonRefused}
	for _, addr := range t.i.addresses() {
		r := Recipient{Addr: addr}
		err := t.c.Rcpt(addr, nil)
		var reply *smtp.SMTPError
		switch {
		case err == nil:
			r.Taken = true
			taken++
		case !errors.As(err, &reply) || reply.Code == 421:
			return nil, refused(err), false
		default:
			r.Code, r.Words = reply.Code, words(reply)
			later = later || reply.Code/100 == 4
			one := refused(err)
			if out.Kind, out.Reason = one.Kind, one.Reason; out.Words != "" {
				out.Words += "; "
			}
			out.Words += addr + ": " + one.Words
		}
		to = append(to, r)
	}
	wait := later && (taken == 0 || t.i.Tries < patientTries)
	if taken > 0 && !wait {
		return to, out, true
	}
	if wait {
		out.Kind = Later
		if out.Reason == ReasonRefused {
			out.Reason = ReasonTemporary
		}
	}
	for k := range to {
		to[k].Taken = false // nobody gets this one
	}
	out.Recipients = to
	return nil, out, false
}

// data sends the mail. What the line did decides between trying again and not knowing.
func (t *try) data(raw io.Reader) Outcome {
	w, err := t.c.Data()
	if err != nil {
		return refused(err)
	}
	t.line.enter()
	lines := compose.CRLF(w)
	n, err := io.Copy(lines, raw)
	if err == nil {
		err = lines.Close()
	}
	if err == nil && n != t.i.Size {
		err = fmt.Errorf("%w: %d bytes instead of %d", errDamaged, n, t.i.Size)
	}
	if err != nil { // the line is left without its dot: the server throws the piece away
		t.line.Close()
		if t.lineFault(err) {
			return Outcome{Kind: Later, Reason: ReasonOffline, Words: "The line broke while the mail was under way: " + words(err)}
		}
		return Outcome{Kind: Never, Reason: ReasonBroken, Words: "The mail cannot be read: " + words(err)}
	}
	err = w.Close()
	var reply *smtp.SMTPError
	switch {
	case err == nil:
		return Outcome{Kind: Taken}
	case errors.As(err, &reply):
		return refused(err)
	case !t.line.dotted():
		return Outcome{Kind: Later, Reason: ReasonOffline, Words: "The line broke while the mail was under way: " + words(err)}
	}
	return Outcome{Kind: Lost, Words: "The line broke behind the mail, before the server's answer."}
}

var errDamaged = errors.New("the stored mail is damaged")

// lineFault tells a broken line from a mail that cannot be read.
func (t *try) lineFault(err error) bool {
	var netErr net.Error
	var op *net.OpError
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true // the desk is being closed
	}
	return errors.Is(err, net.ErrClosed) || errors.Is(err, errBroken) || errors.As(err, &netErr) || errors.As(err, &op)
}

// unreached sorts what kept from a signed-in connection.
func unreached(err error) Outcome {
	var own *dial.Error
	hint := ""
	if errors.As(err, &own) {
		hint = own.Hint
	}
	switch {
	case errors.Is(err, dial.ErrRefused):
		return signIn(err, hint)
	case errors.Is(err, dial.ErrCertificate), errors.Is(err, dial.ErrPlainRefused), errors.Is(err, dial.ErrProtocol):
		return Outcome{Kind: Later, Reason: ReasonServer, Words: words(err), Down: true, Problem: &Problem{Code: ReasonServer, Message: words(err), Hint: hint}}
	}
	return Outcome{Kind: Later, Reason: ReasonOffline, Words: words(err), Down: true}
}

func signIn(err error, hint string) Outcome {
	return Outcome{Kind: Never, Reason: ReasonSignIn, Words: words(err), Problem: &Problem{Code: ReasonSignIn, Message: words(err), Hint: hint}}
}

// refused sorts a reply by its first digit, and a line that broke before the mail.
func refused(err error) Outcome {
	var reply *smtp.SMTPError
	if !errors.As(err, &reply) {
		return Outcome{Kind: Later, Reason: ReasonOffline, Words: "The line broke before the mail: " + words(err)}
	}
	out := Outcome{Kind: Never, Reason: ReasonRefused, Words: fmt.Sprintf("%d %s", reply.Code, words(reply))}
	if reply.Code/100 == 4 {
		out.Kind, out.Reason = Later, ReasonTemporary
	}
	if quota(reply) {
		out.Reason = ReasonQuota
	}
	return out
}

// quota: too much, here or there (RFC 3463: X.2.2 mailbox full, X.3.1 system full, X.4.5 system congestion or, with
// large providers, the day's limit of sending).
func quota(r *smtp.SMTPError) bool {
	c := r.EnhancedCode
	return r.Code == 452 || r.Code == 552 || c[1] == 2 && c[2] == 2 || c[1] == 3 && c[2] == 1 || c[1] == 4 && c[2] == 5
}

func size(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// words makes an error fit to be shown and stored.
func words(err error) string {
	if reply, ok := err.(*smtp.SMTPError); ok { //nolint:errorlint // the bare reply: its code is shown beside it
		err = errors.New(reply.Message)
	}
	return strings.TrimSpace(dial.Clean(err).Error())
}

package demo

import (
	"crypto/subtle"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Accepted is a mail that the SMTP server took.
type Accepted struct {
	From string
	To   []string
	Raw  []byte
	At   time.Time
}

// maxAccepted bounds the memory of a long session; the oldest mail goes first.
const maxAccepted = 1000

// postbox is the SMTP server's back end: it takes mail from the signed-in and keeps it in memory. It may put a copy into
// Sent by itself, as the large providers do.
type postbox struct {
	user, password string
	file           func(raw []byte, at time.Time) error // puts a copy into Sent; nil: that is the client's work

	mu   sync.Mutex
	mail []Accepted
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return &letter{box: p}, nil }

func (p *postbox) add(a Accepted) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mail = append(p.mail, a)
	if over := len(p.mail) - maxAccepted; over > 0 {
		p.mail = slices.Delete(p.mail, 0, over)
	}
}

func (p *postbox) list() []Accepted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.mail)
}

// letter is one SMTP session.
type letter struct {
	box    *postbox
	signed bool
	from   string
	to     []string
}

var _ smtp.AuthSession = (*letter)(nil)

func (l *letter) AuthMechanisms() []string { return []string{sasl.Plain} }

func (l *letter) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		right := subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(l.box.user+"\x00"+l.box.password))
		if right != 1 {
			return smtp.ErrAuthFailed
		}
		l.signed = true
		return nil
	}), nil
}

func (l *letter) Mail(from string, _ *smtp.MailOptions) error {
	if !l.signed {
		return smtp.ErrAuthRequired
	}
	l.from = from
	return nil
}

func (l *letter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = append(l.to, to)
	return nil
}

func (l *letter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("take mail: %w", err)
	}
	now := time.Now()
	if l.box.file != nil {
		if err := l.box.file(raw, now); err != nil {
			return err
		}
	}
	l.box.add(Accepted{From: l.from, To: slices.Clone(l.to), Raw: raw, At: now})
	return nil
}

func (l *letter) Reset() { l.from, l.to = "", nil }

func (l *letter) Logout() error { return nil }

package testkit

import (
	"crypto/tls"
	"io"
	"log"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// SMTP is an in-process submission server that keeps what it is given.
type SMTP struct {
	Host     string // 127.0.0.1
	Port     int    // plain, STARTTLS
	TLSPort  int
	Cert     Cert
	User     string // team
	Password string

	mu   sync.Mutex
	sent []SentMail
}

// SentMail is one mail an SMTP server was given.
type SentMail struct {
	From string
	To   []string
	Raw  []byte
}

// StartSMTP starts a server that ends with the test.
func StartSMTP(t testing.TB) *SMTP {
	t.Helper()
	s := &SMTP{Host: "127.0.0.1", User: "team", Password: "correct horse", Cert: ServerCert(t)}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &smtpSession{s: s}, nil }))
	server.Domain = "localhost"
	server.AllowInsecureAuth = true
	server.MaxMessageBytes = 50 << 20
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{s.Cert.TLS}}
	server.ErrorLog = log.New(io.Discard, "", 0)
	plain, secure := listen(t, 0), listen(t, 0)
	s.Port, s.TLSPort = portOf(plain), portOf(secure)
	done := make(chan struct{}, 2)
	go func() { _ = server.Serve(plain); done <- struct{}{} }()
	go func() { _ = server.Serve(tls.NewListener(secure, server.TLSConfig)); done <- struct{}{} }()
	t.Cleanup(func() {
		_ = server.Close()
		_ = plain.Close() // Serve may not have begun yet
		_ = secure.Close()
		<-done
		<-done
	})
	return s
}

// Sent returns what was given so far.
func (s *SMTP) Sent() []SentMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]SentMail(nil), s.sent...)
}

type smtpSession struct {
	s      *SMTP
	signed bool
	mail   SentMail
}

func (*smtpSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (c *smtpSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != c.s.User || password != c.s.Password {
			return smtp.ErrAuthFailed
		}
		c.signed = true
		return nil
	}), nil
}

func (c *smtpSession) Reset()        { c.mail = SentMail{} }
func (c *smtpSession) Logout() error { return nil }

func (c *smtpSession) Mail(from string, _ *smtp.MailOptions) error {
	if !c.signed {
		return smtp.ErrAuthRequired
	}
	c.mail = SentMail{From: from}
	return nil
}

func (c *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mail.To = append(c.mail.To, to)
	return nil
}

func (c *smtpSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.mail.Raw = raw
	c.s.mu.Lock()
	c.s.sent = append(c.s.sent, c.mail)
	c.s.mu.Unlock()
	return nil
}

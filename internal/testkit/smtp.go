package testkit

import (
	"crypto/tls"
	"net"
	"slices"
	"sync"
	"testing"
)

// SMTP is an in-process submission server that keeps what it is given. It is strict: what a client says against
// RFC 5321 is refused and kept in Violations. It breaks the line and refuses where it is told to.
type SMTP struct {
	Host     string // 127.0.0.1
	Port     int    // plain, STARTTLS
	TLSPort  int
	Cert     Cert
	User     string // team
	Password string

	t  testing.TB
	wg sync.WaitGroup

	mu         sync.Mutex
	sent       []SentMail
	violations []string
	faults     []SMTPFault
	always     SMTPFault
	taken      func(SentMail)
	conns      map[net.Conn]bool
	over       bool
	signIns    int
}

// SentMail is one mail an SMTP server took.
type SentMail struct {
	From string
	To   []string
	Raw  []byte
}

// SMTPCut is where the line breaks in one mail's transaction.
type SMTPCut string

// The places, in their order.
const (
	CutNever     SMTPCut = ""
	CutGreeting  SMTPCut = "before the greeting"
	CutMail      SMTPCut = "instead of the answer to MAIL"
	CutRcpt      SMTPCut = "instead of the answer to RCPT"
	CutData      SMTPCut = "instead of the answer to DATA"
	CutInBody    SMTPCut = "in the body"
	CutBeforeDot SMTPCut = "after the body, before the dot"
	CutAtDot     SMTPCut = "after the dot, mail thrown away"
	CutTaken     SMTPCut = "after the dot, mail taken"
	CutAfter250  SMTPCut = "after the 250"
)

// SMTPFault is what goes wrong with one connection. Replies are whole lines without CRLF: "451 4.7.1 later".
type SMTPFault struct {
	Cut              SMTPCut
	Auth, Mail, Data string            // replies instead
	Dot              string            // reply to the dot instead; the mail is thrown away
	Rcpt             map[string]string // replies by address
	Size             int               // announced and kept; 0: 50 MB
	LoginOnly        bool              // offers AUTH LOGIN alone
	NoStartTLS       bool              // a server, or somebody in between, that takes STARTTLS away
	Inject           bool              // answers behind the 220 of STARTTLS, before the handshake
	Silent           SMTPCut           // falls silent there instead of breaking the line
}

// StartSMTP starts a server that ends with the test.
func StartSMTP(t testing.TB) *SMTP {
	t.Helper()
	s := &SMTP{Host: "127.0.0.1", User: "team", Password: "correct horse", Cert: ServerCert(t), t: t, conns: map[net.Conn]bool{}}
	plain, secure := listen(t, 0), listen(t, 0)
	s.Port, s.TLSPort = portOf(plain), portOf(secure)
	s.wg.Add(2)
	go s.accept(plain, false)
	go s.accept(secure, true)
	t.Cleanup(func() {
		s.mu.Lock()
		s.over = true
		for c := range s.conns {
			c.Close()
		}
		s.mu.Unlock()
		plain.Close()
		secure.Close()
		s.wg.Wait()
	})
	return s
}

// Sent returns what was taken so far.
func (s *SMTP) Sent() []SentMail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

// Violations returns what was said against the protocol.
func (s *SMTP) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// SignIns returns how often somebody tried to sign in.
func (s *SMTP) SignIns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signIns
}

// Next sets what goes wrong with the next connections, one each.
func (s *SMTP) Next(faults ...SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = faults
}

// Always sets what goes wrong with every connection that Next says nothing of.
func (s *SMTP) Always(f SMTPFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.always = f
}

// OnTaken is called with each mail when it is taken, before the 250 is sent.
func (s *SMTP) OnTaken(f func(SentMail)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = f
}

func (s *SMTP) accept(ln net.Listener, secure bool) {
	defer s.wg.Done()
	for {
		raw, err := ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.over {
			s.mu.Unlock()
			raw.Close()
			return
		}
		f := s.always
		if len(s.faults) > 0 {
			f, s.faults = s.faults[0], s.faults[1:]
		}
		s.conns[raw] = true
		s.wg.Add(1)
		s.mu.Unlock()
		conn := raw
		if secure {
			conn = tls.Server(raw, s.tls())
		}
		go func() {
			defer s.wg.Done()
			talk := &smtpTalk{s: s, f: f, secure: secure}
			talk.use(conn)
			talk.run()
			raw.Close()
			s.mu.Lock()
			delete(s.conns, raw)
			s.mu.Unlock()
		}()
	}
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{s.Cert.TLS}, MinVersion: tls.VersionTLS12}
}

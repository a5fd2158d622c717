package testkit

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// IMAP is an in-process IMAP server that keeps mail in memory: fast, but poor (no CONDSTORE). One port plain with
// STARTTLS, one with TLS.
type IMAP struct {
	Host     string // 127.0.0.1
	Port     int    // plain, STARTTLS
	TLSPort  int
	Cert     Cert
	User     string // team
	Password string

	t       testing.TB
	without []imap.Cap
	user    *imapmemserver.User
	backend *imapmemserver.Server
	server  *imapserver.Server
	served  chan struct{}
	taken   []*taken // by the server that runs
}

// StartIMAP starts a server with INBOX, Sent, Drafts, Trash, poorer yet where it is to do without some capabilities. It
// ends with the test.
func StartIMAP(t testing.TB, without ...imap.Cap) *IMAP {
	t.Helper()
	s := &IMAP{
		Host: "127.0.0.1", User: "team", Password: "correct horse", Cert: ServerCert(t), t: t, without: without,
		backend: imapmemserver.New(),
	}
	s.user = imapmemserver.NewUser(s.User, s.Password)
	for _, name := range []string{"INBOX", "Sent", "Drafts", "Trash"} {
		if err := s.user.Create(name, nil); err != nil {
			t.Fatalf("create %s: %v", name, err)
		}
	}
	s.backend.AddUser(s.user)
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Start listens, at the second time on the ports of before.
func (s *IMAP) Start() {
	s.t.Helper()
	caps := imap.CapSet{
		imap.CapIMAP4rev1: {}, imap.CapIdle: {}, imap.CapESearch: {}, imap.CapUIDPlus: {}, imap.CapMove: {}, imap.CapUnselect: {},
	}
	for _, c := range s.without {
		delete(caps, c)
	}
	s.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return s.backend.NewSession(), nil, nil
		},
		Caps:         caps,
		InsecureAuth: true,
		TLSConfig:    &tls.Config{Certificates: []tls.Certificate{s.Cert.TLS}},
		Logger:       log.New(io.Discard, "", 0), // it logs every broken line
	})
	plain, secure := &taken{Listener: listen(s.t, s.Port)}, &taken{Listener: listen(s.t, s.TLSPort)}
	s.taken = []*taken{plain, secure}
	s.Port, s.TLSPort = portOf(plain), portOf(secure)
	s.served = make(chan struct{}, 2)
	server, served := s.server, s.served
	serve := func(ln net.Listener) {
		_ = server.Serve(ln)
		served <- struct{}{}
	}
	go serve(plain)
	go serve(tls.NewListener(secure, &tls.Config{Certificates: []tls.Certificate{s.Cert.TLS}}))
}

// Stop closes the server and breaks all lines; the mail stays for Start.
func (s *IMAP) Stop() {
	if s.server == nil {
		return
	}
	_ = s.server.Close()
	<-s.served
	<-s.served
	for _, l := range s.taken {
		l.cut()
	}
	s.server = nil
}

// taken is a listener that breaks the lines it took. A server that closes forgets those that it took just now, and a
// listener that it was about to serve.
type taken struct {
	net.Listener
	mu    sync.Mutex
	lines []net.Conn
}

func (l *taken) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err == nil {
		l.mu.Lock()
		l.lines = append(l.lines, c)
		l.mu.Unlock()
	}
	return c, err //nolint:wrapcheck // the server looks into it
}

func (l *taken) cut() {
	_ = l.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.lines {
		_ = c.Close()
	}
}

// Renumber gives a folder a new UIDVALIDITY; its mail is gone, as after a loss without a backup.
func (s *IMAP) Renumber(folder string) {
	s.t.Helper()
	if err := s.user.Delete(folder); err != nil {
		s.t.Fatalf("delete %s: %v", folder, err)
	}
	if err := s.user.Create(folder, nil); err != nil {
		s.t.Fatalf("create %s anew: %v", folder, err)
	}
}

func listen(t testing.TB, port int) net.Listener {
	t.Helper()
	ln, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		t.Fatalf("listen on port %d: %v", port, err)
	}
	return ln
}

func portOf(ln net.Listener) int { return ln.Addr().(*net.TCPAddr).Port }

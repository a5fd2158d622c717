// Package demo is the sample team mailbox: an IMAP and an SMTP server inside this process, on 127.0.0.1 with random ports
// and a random password, filled with the believable mail of one support team. The real engines work against it.
//
// It must not reach beyond the loopback, must not deliver what SMTP takes to anybody, and must not know the desk: what
// the sample desk adds to its tickets is data (Desk), carried out by somebody else.
package demo

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

// Address is the sample team mailbox, and the sign-in name on both servers.
const Address = "support@kestrel.example"

// Options are how the sample begins.
type Options struct {
	// Now is the moment that all dates are relative to; days and times of day are those of its location. A desk that
	// outlives the process must keep it and hand it in again, else the same mail comes with other dates. Zero: now.
	Now time.Time
	// Arrivals lets the few mails arrive that come while one watches (the first after less than a minute).
	Arrivals bool
	// Files lets the server put what SMTP takes into Sent, as the large providers do; else that is the client's work.
	Files bool
	// Sent is what earlier runs of the same sample sent, oldest first; only Raw and At are read. It stands in Sent again,
	// behind the sample's own.
	Sent []Mail
}

// Server is a running sample mailbox. IMAP and SMTP are without TLS: they are on the loopback.
type Server struct {
	IMAPAddr, SMTPAddr string // HOST:PORT
	User, Password     string

	now     time.Time
	user    *imapmemserver.User
	folders *folders
	imap    *imapserver.Server
	smtp    *smtp.Server
	imapIn  *gate
	smtpIn  *gate
	out     *postbox
	stopCtx func() bool

	mu     sync.Mutex
	timers []*time.Timer
	closed bool
}

// Start fills the mailbox and begins to listen. The servers end with ctx or with Close.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	mails, err := Load(o.Now)
	if err != nil {
		return nil, fmt.Errorf("sample mailbox: %w", err)
	}
	s := &Server{User: Address, Password: rand.Text(), now: o.Now}
	s.user = imapmemserver.NewUser(s.User, s.Password)
	s.folders, err = createFolders(s.user, validity(o.Now))
	if err != nil {
		return nil, fmt.Errorf("sample mailbox: %w", err)
	}
	for _, m := range mails {
		if m.At.After(o.Now) {
			continue
		}
		if err := s.put(m); err != nil {
			return nil, fmt.Errorf("sample mailbox: file %s: %w", m.ID, err)
		}
	}
	for n, m := range o.Sent {
		if err := s.file(m.Raw, m.At); err != nil {
			return nil, fmt.Errorf("sample mailbox: file sent mail %d: %w", n+1, err)
		}
	}
	s.serve()
	if o.Files {
		s.out.file = s.file
	}
	if err := s.Listen(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.stopCtx = context.AfterFunc(ctx, func() { _ = s.Close() })
	if o.Arrivals {
		s.schedule(mails)
	}
	return s, nil
}

// serve makes both servers; they begin with Listen.
func (s *Server) serve() {
	quiet := log.New(io.Discard, "", 0) // what a client did wrong is the client's to report
	memory := imapmemserver.New()
	memory.AddUser(s.user)
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{user: s.user, folders: s.folders}, nil, nil
		},
		Caps: imap.CapSet{
			imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapUIDPlus: {}, imap.CapESearch: {}, imap.CapMove: {},
			imap.CapSpecialUse: {}, imap.CapListExtended: {}, imap.CapListStatus: {},
		},
		Logger:       quiet,
		InsecureAuth: true,
	})
	s.out = &postbox{user: s.User, password: s.Password}
	s.smtp = smtp.NewServer(s.out)
	s.smtp.Domain = "mx.kestrel.example"
	s.smtp.AllowInsecureAuth = true
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.MaxMessageBytes = 64 << 20
	s.smtp.MaxRecipients = 100
	s.smtp.ErrorLog = quiet
	s.imapIn = &gate{serve: s.imap.Serve}
	s.smtpIn = &gate{serve: s.smtp.Serve}
}

// Listen begins to listen again after Stop, on the same ports.
func (s *Server) Listen() error {
	if err := s.imapIn.open(); err != nil {
		return fmt.Errorf("sample IMAP server: %w", err)
	}
	if err := s.smtpIn.open(); err != nil {
		return fmt.Errorf("sample SMTP server: %w", err)
	}
	s.IMAPAddr, s.SMTPAddr = s.imapIn.addr, s.smtpIn.addr
	return nil
}

// Stop breaks every connection and refuses new ones, as a server that has gone: the mail in it stays.
func (s *Server) Stop() {
	s.imapIn.shut()
	s.smtpIn.shut()
}

// Close ends the servers. It may be called more than once.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	for _, t := range s.timers {
		t.Stop()
	}
	s.mu.Unlock()
	if s.stopCtx != nil {
		s.stopCtx()
	}
	s.Stop()
	for _, err := range []error{s.imap.Close(), s.smtp.Close()} {
		if err != nil && !errors.Is(err, net.ErrClosed) { // their listeners are closed by Stop already
			return fmt.Errorf("close the sample mailbox: %w", err)
		}
	}
	return nil
}

// Deliver puts a mail into a folder as if it had just come; watching clients are told.
func (s *Server) Deliver(raw []byte, folder string) error {
	return s.deliver(raw, folder, time.Now(), nil)
}

// file puts a copy of what was sent into Sent.
func (s *Server) file(raw []byte, at time.Time) error {
	return s.deliver(raw, Sent, at, []imap.Flag{imap.FlagSeen})
}

// put files a mail of the sample.
func (s *Server) put(m Mail) error {
	var flags []imap.Flag
	if m.Seen {
		flags = append(flags, imap.FlagSeen)
	}
	if m.Folder == Drafts {
		flags = append(flags, imap.FlagDraft)
	}
	return s.deliver(m.Raw, m.Folder, m.At, flags)
}

func (s *Server) deliver(raw []byte, folder string, at time.Time, flags []imap.Flag) error {
	_, err := s.user.Append(folder, bytes.NewReader(raw), &imap.AppendOptions{Time: at, Flags: flags})
	if err != nil {
		return fmt.Errorf("deliver to %s: %w", folder, err)
	}
	return nil
}

// schedule lets the mails of the sample's near future come at their time.
func (s *Server) schedule(mails []Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range mails {
		if wait := m.At.Sub(s.now); wait > 0 && !s.closed {
			s.timers = append(s.timers, time.AfterFunc(wait, func() { _ = s.put(m) }))
		}
	}
}

// Count is how many mails lie in a folder now; 0 if there is no such folder.
func (s *Server) Count(folder string) int {
	st, err := s.user.Status(folder, &imap.StatusOptions{NumMessages: true})
	if err != nil || st.NumMessages == nil {
		return 0
	}
	return int(*st.NumMessages)
}

// Accepted lists what SMTP has taken since the start, oldest first. Nothing of it went anywhere.
func (s *Server) Accepted() []Accepted { return s.out.list() }

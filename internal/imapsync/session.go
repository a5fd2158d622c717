package imapsync

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"deskhand/internal/dial"
)

// session is one signed-in IMAP connection. Its methods are called from one goroutine.
type session struct {
	server string // host:port, for errors
	client *imapclient.Client
	wire   *wire
	stop   func() bool // takes back the closing at the context's end
	tls    *tls.ConnectionState
	has    capabilities
	dirty  chan struct{} // holds one: the server told of a change
	open   string        // the folder that is open
	fresh  bool          // no IDLE since the last command that looked for news
	spaces imap.NamespaceData
	spaced bool // the server was asked for them

	cancel    context.CancelFunc // of a line that outlives the call it was made in; nil elsewhere
	dropped   bool               // we broke it
	noPartial bool               // the server declines to give the beginning of a section
}

type capabilities struct {
	all                                             []string
	condstore, esearch, idle, specialUse, namespace bool
}

// open connects and signs in. When ctx ends the line is cut, whatever is under way.
func open(ctx context.Context, a Account, password string, o Options) (*session, error) {
	server := a.IMAP.Address()
	conn, err := dial.Connect(ctx, a.IMAP, o.dial())
	if err == nil && a.IMAP.Security == SecurityStartTLS {
		plain := conn
		if conn, err = startTLS(ctx, plain, a.IMAP, o); err != nil {
			plain.Close()
		}
	}
	if err != nil {
		return nil, wireError(ctx, server, fmt.Errorf("connect: %w", err))
	}
	s := &session{server: server, dirty: make(chan struct{}, 1), tls: tlsState(conn)}
	tracer := newTracer(o.Trace)
	s.wire = newWire(conn, o.Timeout, tracer)
	s.stop = context.AfterFunc(ctx, func() { conn.Close() })
	s.client = imapclient.New(s.wire, &imapclient.Options{UnilateralDataHandler: s.handler()})
	tracer.hide(true)
	err = s.signIn(ctx, a, password)
	tracer.hide(false)
	if err != nil {
		s.cut()
		return nil, err
	}
	return s, nil
}

// handler notes that something changed. It runs on the client's read loop and must not wait.
func (s *session) handler() *imapclient.UnilateralDataHandler {
	touch := func() {
		select {
		case s.dirty <- struct{}{}:
		default:
		}
	}
	return &imapclient.UnilateralDataHandler{
		Expunge: func(uint32) { touch() },
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				touch()
			}
		},
		Fetch: func(m *imapclient.FetchMessageData) {
			for m.Next() != nil { // must be drained, or the read loop stops
			}
			touch()
		},
	}
}

func (s *session) signIn(ctx context.Context, a Account, password string) error {
	s.wire.begin(0)
	defer s.wire.end()
	if err := s.client.WaitGreeting(); err != nil {
		return s.failed(ctx, fmt.Errorf("greeting: %w", err))
	}
	if s.client.State() == imap.ConnStateAuthenticated {
		return &Error{
			Kind: ErrProtocol, Server: s.server, Err: errors.New("it says we are signed in before we were (PREAUTH)"),
			Hint: "Somebody may stand in between. Do not use this server before whoever runs it has explained this.",
		}
	}
	caps := s.client.Caps()
	if caps == nil {
		return s.failed(ctx, errors.New("ask for capabilities: the line closed"))
	}
	if caps.Has(imap.CapLoginDisabled) {
		return dial.PlainRefused(a.IMAP, errors.New("the server takes no password on this connection (LOGINDISABLED)"))
	}
	var err error
	if caps.Has(imap.AuthCap(sasl.Plain)) {
		err = s.client.Authenticate(sasl.NewPlainClient("", a.login(), password))
	} else {
		err = s.client.Login(a.login(), password).Wait()
	}
	if err != nil {
		return s.signInError(ctx, a, err)
	}
	if caps = s.client.Caps(); caps == nil {
		return s.failed(ctx, errors.New("ask for capabilities: the line closed"))
	}
	s.has = capabilities{
		condstore: caps.Has(imap.CapCondStore), esearch: caps.Has(imap.CapESearch),
		idle: caps.Has(imap.CapIdle), specialUse: caps.Has(imap.CapSpecialUse), namespace: caps.Has(imap.CapNamespace),
	}
	for c := range caps {
		s.has.all = append(s.has.all, string(c))
	}
	slices.Sort(s.has.all)
	return nil
}

// signInError tells a wrong password from a server that cannot now (RFC 5530).
func (s *session) signInError(ctx context.Context, a Account, err error) error {
	var status *imap.Error
	if ctx.Err() != nil || !errors.As(err, &status) {
		return s.failed(ctx, fmt.Errorf("sign in: %w", err))
	}
	if now := s.busyError(ctx, err); now != nil {
		return now
	}
	switch status.Code {
	case imap.ResponseCodeServerBug, imap.ResponseCodeContactAdmin:
		return &Error{
			Kind: ErrUnreachable, Server: s.server, Err: dial.Clean(err),
			Hint: "The server takes no sign-in just now. If it stays so, ask whoever runs it.",
		}
	case imap.ResponseCodePrivacyRequired:
		return dial.PlainRefused(a.IMAP, dial.Clean(err))
	}
	return &Error{
		Kind: ErrRefused, Server: s.server, Err: dial.Clean(err),
		Hint: "Check user name and password. Providers with two-step sign-in want an app password made in their settings.",
	}
}

func tlsState(conn net.Conn) *tls.ConnectionState {
	if g, ok := conn.(*greeted); ok {
		conn = g.Conn
	}
	if c, ok := conn.(*tls.Conn); ok {
		state := c.ConnectionState()
		return &state
	}
	return nil
}

// close signs out politely, for at most two seconds.
func (s *session) close() {
	timer := time.AfterFunc(2*time.Second, func() { s.wire.Close() })
	defer timer.Stop()
	s.wire.begin(0)
	_ = s.client.Logout().Wait()
	s.wire.end()
	s.cut()
}

// cut closes the line and waits for the read loop, so that no handler runs afterwards.
func (s *session) cut() {
	s.stop()
	s.wire.Close()
	_ = s.client.Close()
}

// selected is what the server says of a folder when it is opened.
type selected struct {
	validity uint32
	uidNext  uint32 // 0: the server does not say
	exists   int
	modseq   uint64 // 0: no CONDSTORE
}

// examine opens a folder read-only: SELECT could clear \Recent.
func (s *session) examine(ctx context.Context, name string) (selected, error) {
	s.wire.begin(0)
	defer s.wire.end()
	d, err := s.client.Select(name, &imap.SelectOptions{ReadOnly: true, CondStore: s.has.condstore}).Wait()
	if err != nil {
		return selected{}, s.failed(ctx, fmt.Errorf("open folder %s: %w", name, err))
	}
	sel := selected{validity: d.UIDValidity, uidNext: uint32(d.UIDNext), exists: int(d.NumMessages)}
	if s.has.condstore {
		sel.modseq = d.HighestModSeq
	}
	if sel.validity == 0 {
		return selected{}, s.numberless(name)
	}
	return sel, nil
}

func (s *session) numberless(name string) error {
	return &Error{
		Kind: ErrProtocol, Server: s.server, Err: fmt.Errorf("no UIDVALIDITY for folder %s", name),
		Hint: "The server has no lasting message numbers for this folder, so it cannot be followed.",
	}
}

// uids lists the UIDs of the open folder from first on, ascending.
func (s *session) uids(ctx context.Context, first uint32, exists int) ([]uint32, error) {
	s.wire.begin(0)
	defer s.wire.end()
	var set imap.UIDSet
	set.AddRange(imap.UID(max(first, 1)), 0) // n:*
	var opts *imap.SearchOptions
	if s.has.esearch {
		opts = &imap.SearchOptions{ReturnAll: true, ReturnCount: true}
	}
	d, err := s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{set}}, opts).Wait()
	if err != nil {
		return nil, s.failed(ctx, fmt.Errorf("list uids from %d: %w", first, err))
	}
	return s.spread(d, first, exists)
}

// spread reads the UIDs from first on that a search of a folder of so many messages found, ascending.
func (s *session) spread(d *imap.SearchData, first uint32, exists int) ([]uint32, error) {
	all, ok := d.All.(imap.UIDSet)
	if !ok {
		return nil, nil
	}
	// A hostile answer 1:4294967295 must not become sixteen gigabytes; a little more than EXISTS is mail that just came.
	limit, n := uint64(exists)+100_000, uint64(0)
	for _, r := range all {
		if r.Start == 0 || r.Stop < r.Start {
			return nil, s.nonsense(fmt.Errorf("uid range %d:%d", r.Start, r.Stop))
		}
		if n += uint64(r.Stop-r.Start) + 1; n > limit {
			return nil, s.nonsense(fmt.Errorf("it lists more than %d messages in a folder of %d", limit, exists))
		}
	}
	out := make([]uint32, 0, n)
	for _, r := range all {
		for uid := uint64(r.Start); uid <= uint64(r.Stop); uid++ {
			if uid >= uint64(first) { // n:* names the last message even where it is below n
				out = append(out, uint32(uid))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// count asks how many messages the open folder has now.
func (s *session) count(ctx context.Context) (int, error) {
	s.wire.begin(0)
	defer s.wire.end()
	if err := s.client.Noop().Wait(); err != nil {
		return 0, s.failed(ctx, fmt.Errorf("ask for the count: %w", err))
	}
	open := s.client.Mailbox()
	if open == nil {
		return 0, s.nonsense(errors.New("it closed a folder by itself"))
	}
	return int(open.NumMessages), nil
}

func (s *session) nonsense(err error) error {
	return &Error{Kind: ErrProtocol, Server: s.server, Err: err, Hint: "Show this to whoever runs the server; nothing was changed here."}
}

// failed wraps what a command returned. go-imap passes causes on as text only, so the line itself is asked whether it
// broke; if it did not, the client closed it because it could not read the answer.
func (s *session) failed(ctx context.Context, err error) error {
	if now := s.busyError(ctx, err); now != nil {
		return now
	}
	if ctx.Err() != nil || !isDead(err) {
		return wireError(ctx, s.server, err)
	}
	why := s.wire.why()
	switch {
	case errors.Is(why, errTooMuch):
		return s.nonsense(why)
	case why == nil:
		return &Error{
			Kind: ErrProtocol, Server: s.server, Err: dial.Clean(err), Say: "the server at " + s.server + " did not speak IMAP",
			Hint: "Check that host and port are those of a mail server.",
		}
	default:
		return wireError(ctx, s.server, fmt.Errorf("%w (%w)", err, why))
	}
}

package outbox_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/dial"
	"deskhand/internal/mail"
	"deskhand/internal/mail/compose"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

var errKilled = errors.New("killed")

// disk is what survives a kill.
type disk struct {
	mu     sync.Mutex
	items  map[string]outbox.Item
	raw    map[string][]byte
	filing outbox.Filing
}

// memory is one life's way to the disk. It dies at a given write, before or after that is made.
type memory struct {
	d     *disk
	left  int // writes until death; negative: never
	after bool
	dead  bool
	full  bool
}

func (m *memory) lock() (func(), error) {
	m.d.mu.Lock()
	if m.dead {
		m.d.mu.Unlock()
		return nil, errKilled
	}
	return m.d.mu.Unlock, nil
}

func (m *memory) Open(context.Context) (out []outbox.Item, err error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	for _, i := range m.d.items {
		if i.Open() {
			out = append(out, i)
		}
	}
	return out, nil
}

func (m *memory) Load(_ context.Context, id string) (outbox.Item, error) {
	unlock, err := m.lock()
	if err != nil {
		return outbox.Item{}, err
	}
	defer unlock()
	i, ok := m.d.items[id]
	if !ok {
		return i, errors.New("no such mail")
	}
	i.To = slices.Clone(i.To)
	return i, nil
}

func (m *memory) Save(ctx context.Context, i outbox.Item) error {
	unlock, err := m.lock()
	if err != nil {
		return err
	}
	defer unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case m.full:
		return errors.New("disk full")
	case m.d.items[i.ID].Version != i.Version-1:
		return outbox.ErrChanged
	}
	m.left--
	m.dead = m.left == 0
	if !m.dead || m.after {
		i.To = slices.Clone(i.To)
		m.d.items[i.ID] = i
	}
	if m.dead {
		return errKilled
	}
	return nil
}

func (m *memory) Raw(_ context.Context, id string) (io.ReadCloser, error) {
	unlock, err := m.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	return io.NopCloser(strings.NewReader(string(m.d.raw[id]))), nil
}

func (m *memory) Filing(context.Context, string) (outbox.Filing, error) { return m.d.filing, nil }

func (m *memory) SetFiling(_ context.Context, _ string, f outbox.Filing) error {
	m.d.filing = f
	return nil
}

// rig is a desk's outbox, a server and its folder Sent, on a clock of their own.
type rig struct {
	t        testing.TB
	mu       sync.Mutex
	now      time.Time
	disk     *disk
	mem      *memory
	smtp     *testkit.SMTP
	sent     *testkit.SentFolder
	sender   *outbox.SMTP
	password string
	guard    func(context.Context, outbox.Item) (outbox.Verdict, error)
	problems []string
	engine   *outbox.Engine
}

func newRig(t testing.TB) *rig {
	r := &rig{t: t, now: time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC), smtp: testkit.StartSMTP(t)}
	r.disk = &disk{items: map[string]outbox.Item{}, raw: map[string][]byte{}}
	r.sent = &testkit.SentFolder{Now: r.clock}
	r.smtp.OnTaken(r.sent.Deliver)
	r.password = r.smtp.Password
	r.sender = &outbox.SMTP{Command: 5 * time.Second, Final: 5 * time.Second, Dial: dial.Options{RootCAs: r.smtp.Cert.Pool}}
	r.serve(dial.SecurityNone)
	r.live(-1, false)
	return r
}

func (r *rig) serve(sec dial.Security) {
	ep := dial.Endpoint{Host: r.smtp.Host, Port: r.smtp.Port, Security: sec}
	if sec == dial.SecurityTLS {
		ep.Port = r.smtp.TLSPort
	}
	r.sender.Login = func(context.Context, string) (outbox.Login, error) {
		return outbox.Login{Server: ep, User: r.smtp.User, Password: r.password}, nil
	}
}

// live starts a life: an engine over the disk that dies at a write; negative: never.
func (r *rig) live(writes int, after bool) {
	r.mem = &memory{d: r.disk, left: writes, after: after}
	r.engine = outbox.New(outbox.Options{
		Store: r.mem, Sender: r.sender, Filer: r.sent, Now: r.clock, Jitter: func() float64 { return 0.5 }, Grace: time.Second,
		Guard: func(ctx context.Context, i outbox.Item) (outbox.Verdict, error) {
			if r.guard == nil {
				return outbox.Verdict{}, nil
			}
			return r.guard(ctx, i)
		},
		Problem: func(account string, p *outbox.Problem) {
			if p == nil {
				p = &outbox.Problem{Code: "cleared"}
			}
			r.problems = append(r.problems, account+":"+string(p.Code))
		},
	})
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

// write puts a mail into the queue as desk does, with an undo delay.
func (r *rig) write(id string, size int, to ...string) outbox.Item {
	r.t.Helper()
	if len(to) == 0 {
		to = []string{"marco@example.net"}
	}
	i := outbox.Item{ID: id, State: outbox.Draft, Account: "a", From: "support@example.com", Begun: r.clock()}
	l := compose.Letter{From: mail.Address{Addr: i.From}, Subject: id, Text: "Hello\n.\n..x\nFrom here\n" + strings.Repeat("é lines of text\n", size/20)}
	for _, a := range to {
		i.To = append(i.To, outbox.Recipient{Addr: a})
		l.To = append(l.To, mail.Address{Addr: a})
	}
	i.MessageID = compose.MessageID([16]byte{1, 2, byte(len(id))}, i.From) // one id: the tests' mails differ in length
	raw, err := compose.Build(l, compose.Options{Date: r.clock(), MessageID: i.MessageID})
	if err != nil {
		r.t.Fatal(err)
	}
	i.Size = int64(len(raw))
	r.disk.raw[id] = raw
	i, err = outbox.Apply(i, outbox.Event{Kind: outbox.Queue, At: r.clock(), NotBefore: r.clock().Add(10 * time.Second), Undo: true})
	if err != nil {
		r.t.Fatal(err)
	}
	r.disk.items[id] = i
	return i
}

func (r *rig) at(id string) outbox.Item {
	r.disk.mu.Lock()
	defer r.disk.mu.Unlock()
	return r.disk.items[id]
}

// let runs the engine through d of its clock; it ends early when the life ends.
func (r *rig) let(d time.Duration) {
	r.t.Helper()
	until := r.clock().Add(d)
	for n := 0; n < 500; n++ {
		next, err := r.engine.Once(r.t.Context())
		if r.mem.dead {
			return
		}
		if err != nil && !r.mem.full {
			r.t.Fatal(err)
		}
		if next.IsZero() || next.After(until) || err != nil {
			r.pass(until.Sub(r.clock()))
			return
		}
		if wait := next.Sub(r.clock()); wait > 0 {
			r.pass(wait)
		}
	}
	r.t.Fatal("the engine turns in circles")
}

func (r *rig) act(id string, k outbox.Kind) {
	r.t.Helper()
	if _, err := r.engine.Act(r.t.Context(), id, outbox.Event{Kind: k}); err != nil {
		r.t.Fatal(err)
	}
}

// wants asserts a state, and that the server was spoken to properly.
func (r *rig) wants(id string, s outbox.State, reason outbox.Reason, taken int) outbox.Item {
	r.t.Helper()
	i := r.at(id)
	if i.State != s || i.Reason != reason || len(r.smtp.Sent()) != taken {
		r.t.Errorf("%s: %s (%s, %q), taken %d; want %s (%s), %d", id, i.State, i.Reason, i.Words, len(r.smtp.Sent()), s, reason, taken)
	}
	if v := r.smtp.Violations(); len(v) > 0 {
		r.t.Errorf("violations: %q", v)
	}
	return i
}

package imapsync_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// rig is one server with what the suite needs of it.
type rig struct {
	port, tlsPort    int
	user, password   string
	pool             *x509.CertPool
	pin              string
	stop, start      func()
	load             func(t *testing.T, folder string, n int, mail func(int) testkit.Mail)
	renumber         func(folder string) // the server is running before and after
	modseq           bool
	renumberKeepsAll bool
}

// onBoth runs a test of the suite on the in-process server and on Dovecot.
func onBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Run("memory", func(t *testing.T) { test(t, memoryRig(t)) })
	t.Run("dovecot", func(t *testing.T) { test(t, dovecotRig(t)) })
}

func memoryRig(t *testing.T) *rig {
	return memoryRigOf(testkit.StartIMAP(t))
}

func memoryRigOf(s *testkit.IMAP) *rig {
	return &rig{
		port: s.Port, tlsPort: s.TLSPort, user: s.User, password: s.Password, pool: s.Cert.Pool, pin: s.Cert.SHA256,
		stop: s.Stop, start: s.Start, renumber: s.Renumber,
		load: func(t *testing.T, folder string, n int, mail func(int) testkit.Mail) {
			h := testkit.NewHand(t, s.Port, s.User, s.Password)
			defer h.Close()
			for i := range n {
				h.Append(folder, mail(i))
			}
		},
	}
}

func dovecotRig(t *testing.T) *rig {
	d := testkit.StartDovecot(t)
	return &rig{
		port: d.Port, tlsPort: d.TLSPort, user: d.User, password: d.Password, pool: d.Cert.Pool, pin: d.Cert.SHA256,
		stop: d.Stop, start: d.Start, modseq: true, renumberKeepsAll: true,
		renumber: func(folder string) {
			d.Stop()
			d.Renumber(folder)
			d.Start()
		},
		load: func(_ *testing.T, folder string, n int, mail func(int) testkit.Mail) { d.Preload(folder, n, mail) },
	}
}

func (r *rig) hand(t *testing.T) *testkit.Hand {
	t.Helper()
	return testkit.NewHand(t, r.port, r.user, r.password)
}

// account signs in on the plain port.
func (r *rig) account() imapsync.Account {
	return imapsync.Account{
		ID: "acc", Email: "team@example.com", User: r.user,
		IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: r.port, Security: imapsync.SecurityNone},
	}
}

func (r *rig) engine(t *testing.T, sink imapsync.Sink, o imapsync.Options) (*imapsync.Engine, *observer) {
	return engineFor(t, r.account(), r.password, sink, o)
}

func engineFor(t *testing.T, a imapsync.Account, password string, sink imapsync.Sink, o imapsync.Options) (*imapsync.Engine, *observer) {
	t.Helper()
	obs := newObserver()
	if o.SpoolDir == "" {
		o.SpoolDir = t.TempDir()
	}
	if o.BackoffMin == 0 {
		o.BackoffMin, o.BackoffMax = 10*time.Millisecond, 100*time.Millisecond
	}
	pass := func(context.Context) (string, error) { return password, nil }
	return imapsync.New(a, pass, sink, obs, o), obs
}

// equal asserts that the sink's placements and flags are the server's.
func (r *rig) equal(t *testing.T, sink *memSink, folders ...string) {
	t.Helper()
	h := r.hand(t)
	defer h.Close()
	for _, folder := range folders {
		want := h.Flags(folder)
		if d := cmp.Diff(want, sink.flags(folder)); d != "" {
			t.Errorf("%s differs from the server (-server +here):\n%s", folder, d)
		}
	}
}

// memSink is a store in memory that can be told to fail.
type memSink struct {
	mu      sync.Mutex
	cursors map[string]imapsync.Folder
	mail    map[string]map[uint32]imapsync.Fetched
	failAt  int // the n-th Arrive with mail fails; 0: never
	bad     map[uint32]bool
	arrives int
	batches [][]uint32
	calls   []string
	slow    time.Duration
	memChoices
}

func newSink() *memSink {
	return &memSink{cursors: map[string]imapsync.Folder{}, mail: map[string]map[uint32]imapsync.Fetched{}}
}

var errDisk = errors.New("disk full")

func (s *memSink) Folder(_ context.Context, _, name string) (imapsync.Folder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[name], nil
}

func (s *memSink) Arrive(_ context.Context, f imapsync.Folder, batch []imapsync.Fetched) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	time.Sleep(s.slow)
	if len(batch) > 0 {
		s.arrives++
		if s.failAt > 0 && s.arrives >= s.failAt {
			return errDisk
		}
	}
	box := s.mail[f.Name]
	if box == nil {
		box = map[uint32]imapsync.Fetched{}
		s.mail[f.Name] = box
	}
	var uids []uint32
	for _, m := range batch {
		if s.bad[m.UID] {
			return fmt.Errorf("insert: %w", &imapsync.BadMessage{UID: m.UID, Err: errors.New("parser panicked")})
		}
		uids = append(uids, m.UID)
	}
	if !slices.IsSorted(uids) {
		return fmt.Errorf("batch is not ascending: %v", uids)
	}
	for _, m := range batch {
		if m.Spool != "" {
			raw, err := os.ReadFile(m.Spool)
			if err != nil {
				return err
			}
			m.Raw, m.Spool = raw, "spooled"
		}
		box[m.UID] = s.keep(m)
	}
	if len(uids) > 0 {
		s.batches = append(s.batches, uids)
	}
	s.cursors[f.Name] = f
	return nil
}

func (s *memSink) Flags(_ context.Context, f imapsync.Folder, changes map[uint32][]string, modseq uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for uid, flags := range changes {
		if m, ok := s.mail[f.Name][uid]; ok {
			m.Flags = flags
			s.mail[f.Name][uid] = m
		}
	}
	c := s.cursors[f.Name]
	c.HighestModSeq = modseq
	s.cursors[f.Name] = c
	s.calls = append(s.calls, fmt.Sprintf("flags %d", len(changes)))
	return nil
}

func (s *memSink) Vanished(_ context.Context, f imapsync.Folder, uids []uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, uid := range uids {
		delete(s.mail[f.Name], uid)
	}
	s.calls = append(s.calls, fmt.Sprintf("vanished %d", len(uids)))
	return nil
}

func (s *memSink) Present(_ context.Context, f imapsync.Folder) ([]uint32, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, "present")
	return slices.Sorted(maps.Keys(s.mail[f.Name])), nil
}

func (s *memSink) Renewed(_ context.Context, f imapsync.Folder) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.void(f.Name)
	f.Relist = true
	s.cursors[f.Name] = f
	s.calls = append(s.calls, "renewed")
	return nil
}

func (s *memSink) flags(folder string) map[uint32][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[uint32][]string{}
	for uid, m := range s.mail[folder] {
		out[uid] = m.Flags
	}
	return out
}

func (s *memSink) count(folder string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.mail[folder])
}

func (s *memSink) get(folder string, uid uint32) imapsync.Fetched {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mail[folder][uid]
}

func (s *memSink) cursor(folder string) imapsync.Folder {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursors[folder]
}

func (s *memSink) said(call string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Contains(s.calls, call)
}

// observer collects what the engine says.
type observer struct {
	mu       sync.Mutex
	states   []imapsync.State
	problems []error
	progress []string
	changed  chan struct{}
}

func newObserver() *observer { return &observer{changed: make(chan struct{}, 1)} }

func (o *observer) note(f func()) {
	o.mu.Lock()
	f()
	o.mu.Unlock()
	select {
	case o.changed <- struct{}{}:
	default:
	}
}

func (o *observer) State(_ string, s imapsync.State) {
	o.note(func() { o.states = append(o.states, s) })
}

func (o *observer) Problem(_ string, p error) { o.note(func() { o.problems = append(o.problems, p) }) }

func (o *observer) Progress(_, folder string, done, total int) {
	o.note(func() { o.progress = append(o.progress, fmt.Sprintf("%s %d/%d", folder, done, total)) })
}

func (o *observer) problem(kind error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.problems {
		if errors.Is(p, kind) {
			return p
		}
	}
	return nil
}

func (o *observer) all() []error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.problems)
}

func (o *observer) states2() []imapsync.State {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.states)
}

// waitFor polls until ok; the engine's own events wake it early.
func waitFor(t *testing.T, o *observer, what string, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-o.changed:
		case <-tick.C:
		case <-deadline:
			states, problems := o.states2(), o.all()
			t.Fatalf("waited 20 s for %s; last states %v, problems %v", what, states[max(0, len(states)-8):], problems[max(0, len(problems)-4):])
		}
	}
}

// running starts Run and ends it with the test.
func running(t *testing.T, e *imapsync.Engine) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- e.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			select {
			case <-done:
			case <-time.After(10 * time.Second):
				t.Error("Run does not end with its context")
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func once(t *testing.T, e *imapsync.Engine) imapsync.Result {
	t.Helper()
	res, err := e.Once(t.Context())
	if err != nil {
		t.Fatalf("Once: %v", err)
	}
	return res
}

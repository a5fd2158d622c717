package imapsync_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// An answer the client cannot read closes the line. The message in it is asked for last, alone and barely, so the
// others come at the second try and it too.
func TestUnreadableAnswer(t *testing.T) {
	a := mailbox(20, func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK") && strings.Contains(cmd, "INTERNALDATE") && inSet(strings.Fields(cmd)[2], 5) {
			return strings.Replace(fetchAll(20, cmd), "(UID 5 ", "(UID 5 INTERNALDATE \"the day before\" ", 1) + "{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrProtocol) {
		t.Errorf("err = %v", err)
	}
	if n := sink.count("INBOX"); n != 4 {
		t.Errorf("%d came before the unreadable one", n)
	}
	once(t, e)
	if n := sink.count("INBOX"); n != 20 {
		t.Errorf("%d of 20 messages", n)
	}
}

// A server that hangs up whenever one message is asked for costs that message, not the rest.
func TestServerHangsUpOnOneMessage(t *testing.T) {
	s := mailbox(20, func(string) string { return "" })
	inner := s.answer
	s.answer = func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK") && inSet(strings.Fields(cmd)[2], 5) {
			return ""
		}
		return inner(cmd)
	}
	sink := newSink()
	e, obs := engineFor(t, s.serve(t), "p", sink, imapsync.Options{})
	running(t, e)
	waitFor(t, obs, "a round without the one", func() bool { return synced(obs) })
	if n := sink.count("INBOX"); n != 19 {
		t.Errorf("%d messages, want 19", n)
	}
	var p *imapsync.MessageProblem
	if all := obs.all(); !errors.As(all[len(all)-1], &p) || p.UID != 5 {
		t.Errorf("problems = %v", all)
	}
}

// The disk that takes no large message costs that message only.
func TestNoPlaceForLargeMessage(t *testing.T) {
	r := memoryRig(t)
	mails := []testkit.Mail{testkit.Corpus{Seed: 50}.Mail(0), big(1, 5<<20), testkit.Corpus{Seed: 50}.Mail(1)}
	r.load(t, "INBOX", 3, func(i int) testkit.Mail { return mails[i] })
	sink := newSink()
	e, obs := r.engine(t, sink, imapsync.Options{SpoolDir: filepath.Join(t.TempDir(), "not", "there")})
	once(t, e)
	var p *imapsync.MessageProblem
	if sink.count("INBOX") != 2 || len(obs.all()) != 1 || !errors.As(obs.all()[0], &p) || p.UID != 2 {
		t.Errorf("%d messages, problems %v", sink.count("INBOX"), obs.all())
	}
	if sink.cursor("INBOX").Done {
		t.Error("the folder counts as done")
	}
}

// A cancelled round ends at once and leaves no goroutine behind, whatever is under way.
func TestCancelledRound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 3000, testkit.Corpus{Seed: 51, Size: 3000}.Mail)
		sink := newSink()
		sink.slow = 50 * time.Millisecond
		e, _ := r.engine(t, sink, imapsync.Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 120*time.Millisecond)
		defer cancel()
		begun := time.Now()
		_, err := e.Once(ctx)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("err = %v after %v", err, time.Since(begun))
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("it took %v to end", took)
		}
		deadline := time.Now().Add(5 * time.Second)
		for {
			buf := make([]byte, 1<<20)
			buf = buf[:runtime.Stack(buf, true)]
			if !bytes.Contains(buf, []byte("imapsync.(*session)")) && !bytes.Contains(buf, []byte("imapsync.consume")) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("goroutines are left:\n%s", buf)
			}
			time.Sleep(10 * time.Millisecond)
		}
		sink.slow = 0
		once(t, e)
		r.equal(t, sink, "INBOX")
	})
}

// The trace of a whole round shows neither the password nor mail.
func TestTraceOfARound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.load(t, "INBOX", 5, testkit.Corpus{Seed: 52}.Mail)
		var out syncBuffer
		e, _ := r.engine(t, newSink(), imapsync.Options{Trace: &out})
		once(t, e)
		got := out.String()
		plain := base64.StdEncoding.EncodeToString([]byte("\x00" + r.user + "\x00" + r.password))
		for _, secret := range []string{r.password, plain, "Kind regards", "Message-ID"} {
			if strings.Contains(got, secret) {
				t.Errorf("the trace shows %q", secret)
			}
		}
		if !strings.Contains(got, "EXAMINE INBOX") || !strings.Contains(got, "BODY.PEEK[]") {
			t.Errorf("the trace shows too little:\n%s", got)
		}
	})
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestOnceAndRunExcludeEachOther(t *testing.T) {
	r := memoryRig(t)
	e, obs := r.engine(t, newSink(), imapsync.Options{})
	running(t, e)
	waitFor(t, obs, "watching", func() bool { return synced(obs) })
	if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrBusy) {
		t.Errorf("err = %v", err)
	}
}

// The keyring is locked: no sign-in is tried, and the person is told.
func TestPasswordCannotBeRead(t *testing.T) {
	r := memoryRig(t)
	locked := errors.New("the keyring is locked")
	obs := newObserver()
	e := imapsync.New(r.account(), func(context.Context) (string, error) { return "", locked }, newSink(), obs, imapsync.Options{})
	if _, err := e.Once(t.Context()); !errors.Is(err, imapsync.ErrRefused) || !errors.Is(err, locked) {
		t.Errorf("err = %v", err)
	}
}

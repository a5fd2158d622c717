package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/dial"
	"deskhand/internal/outbox"
	"deskhand/internal/testkit"
)

func TestUndoSend(t *testing.T) {
	r := newRig(t)
	r.write("m", 10)
	r.let(9 * time.Second)
	r.wants("m", outbox.Waiting, outbox.ReasonNone, 0)
	r.act("m", outbox.Cancel)
	r.let(time.Hour)
	r.wants("m", outbox.Draft, outbox.ReasonNone, 0)
	if _, err := r.engine.Act(t.Context(), "m", outbox.Event{Kind: outbox.Cancel}); !errors.Is(err, outbox.ErrStep) {
		t.Errorf("cancelled twice: %v", err)
	}
	if _, err := r.engine.Act(t.Context(), "m", outbox.Event{Kind: outbox.Taken}); !errors.Is(err, outbox.ErrStep) {
		t.Errorf("an engine's event from outside: %v", err)
	}
}

// A person cancels while the guard looks, in another process: the mail does not go.
func TestCancelBeatsTheEngine(t *testing.T) {
	r := newRig(t)
	r.write("m", 10)
	r.guard = func(_ context.Context, i outbox.Item) (outbox.Verdict, error) {
		i, err := outbox.Apply(i, outbox.Event{Kind: outbox.Cancel, At: r.clock()})
		r.disk.items["m"] = i
		return outbox.Verdict{}, err
	}
	r.let(time.Minute)
	r.wants("m", outbox.Draft, outbox.ReasonNone, 0)
}

// The guard's look is what finds that the network is back, which has waiting mails tried again: the mail that it looks for
// goes in the same try.
func TestOnlineWhileTheGuardLooks(t *testing.T) {
	r := newRig(t)
	asked := 0
	r.guard = func(ctx context.Context, _ outbox.Item) (outbox.Verdict, error) {
		if asked++; asked == 1 {
			return outbox.Verdict{}, errors.New("no network")
		}
		return outbox.Verdict{}, r.engine.Online(ctx)
	}
	r.write("m", 10)
	r.let(2 * time.Minute)
	if r.wants("m", outbox.Filed, outbox.ReasonNone, 1); asked != 2 {
		t.Errorf("the guard looked %d times", asked)
	}
}

// What was said of an account while a try that knew nothing of it was being written down is not lost: the mail goes at
// once, not when it would have been tried anyway, or never.
func TestSaidWhileATryEnds(t *testing.T) {
	for name, say := range map[string]struct {
		err  error
		tell func(*outbox.Engine) error
	}{
		"the network is back": {errors.New("the mailbox is just being connected"), func(e *outbox.Engine) error { return e.Online(t.Context()) }},
		"the password works":  {fmt.Errorf("sign in: %w", dial.ErrRefused), func(e *outbox.Engine) error { return e.SignedIn(t.Context(), "a") }},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			asked := 0
			r.guard = func(context.Context, outbox.Item) (outbox.Verdict, error) {
				if asked++; asked > 1 {
					return outbox.Verdict{}, nil
				}
				return outbox.Verdict{}, errors.Join(say.err, say.tell(r.engine))
			}
			r.write("m", 10)
			r.write("mm", 10)
			r.let(11 * time.Second)
			r.wants("m", outbox.Filed, outbox.ReasonNone, 2)
			r.wants("mm", outbox.Filed, outbox.ReasonNone, 2)
		})
	}
}

func TestGuard(t *testing.T) {
	r := newRig(t)
	asked, hold := 0, true
	r.guard = func(_ context.Context, i outbox.Item) (outbox.Verdict, error) {
		if asked++; asked == 1 {
			return outbox.Verdict{}, errors.New("no network")
		}
		return outbox.Verdict{Hold: hold && i.Seen.IsZero(), Words: "Marco wrote at 16:41"}, nil
	}
	r.write("m", 10)
	r.let(20 * time.Second)
	r.wants("m", outbox.Waiting, outbox.ReasonOffline, 0)
	r.let(time.Hour)
	if i := r.wants("m", outbox.Held, outbox.ReasonGuard, 0); i.Words != "Marco wrote at 16:41" {
		t.Errorf("words %q", i.Words)
	}
	r.act("m", outbox.SendAnyway)
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
}

func TestRefusals(t *testing.T) {
	three := []string{"a@x.y", "b@x.y", "c@x.y"}
	for name, tt := range map[string]struct {
		fault  testkit.SMTPFault
		state  outbox.State // after a minute
		reason outbox.Reason
		words  string
		end    outbox.State // an hour after the fault is gone
		taken  int
	}{
		"mail 4xx":        {testkit.SMTPFault{Mail: "451 4.7.1 greylisted"}, outbox.Waiting, outbox.ReasonTemporary, "451 greylisted", outbox.Filed, 1},
		"mail 5xx":        {testkit.SMTPFault{Mail: "550 5.7.60 not your address"}, outbox.Held, outbox.ReasonRefused, "550 not your address", outbox.Held, 0},
		"data 4xx":        {testkit.SMTPFault{Data: "421 4.3.2 closing"}, outbox.Waiting, outbox.ReasonTemporary, "421 closing", outbox.Filed, 1},
		"dot 4xx":         {testkit.SMTPFault{Dot: "452 4.2.2 full"}, outbox.Waiting, outbox.ReasonQuota, "452 full", outbox.Filed, 1},
		"dot 5xx":         {testkit.SMTPFault{Dot: "554 5.7.1 spam"}, outbox.Held, outbox.ReasonRefused, "554 spam", outbox.Held, 0},
		"quota":           {testkit.SMTPFault{Dot: "550 5.4.5 daily limit"}, outbox.Held, outbox.ReasonQuota, "550 daily limit", outbox.Held, 0},
		"one refused":     {testkit.SMTPFault{Rcpt: map[string]string{"b@x.y": "550 5.1.1 no such user"}}, outbox.Filed, outbox.ReasonSome, "sent to 2 of 3; b@x.y: 550 no such user", outbox.Filed, 1},
		"one later":       {testkit.SMTPFault{Rcpt: map[string]string{"b@x.y": "450 4.2.0 greylisted"}}, outbox.Waiting, outbox.ReasonTemporary, "b@x.y: 450 greylisted", outbox.Filed, 1},
		"all refused":     {testkit.SMTPFault{Rcpt: map[string]string{"a@x.y": "550 5.1.1 x", "b@x.y": "550 5.1.1 y", "c@x.y": "550 5.1.1 z"}}, outbox.Held, outbox.ReasonRefused, "a@x.y: 550 x; b@x.y: 550 y; c@x.y: 550 z", outbox.Held, 0},
		"too large":       {testkit.SMTPFault{Size: 500}, outbox.Held, outbox.ReasonSize, "The mail is 0.0 MB, this server takes 0.0 MB.", outbox.Held, 0},
		"login later":     {testkit.SMTPFault{Auth: "454 4.7.0 later"}, outbox.Waiting, outbox.ReasonOffline, "", outbox.Filed, 1},
		"only AUTH LOGIN": {testkit.SMTPFault{LoginOnly: true}, outbox.Filed, outbox.ReasonNone, "", outbox.Filed, 1},
	} {
		r := newRig(t)
		r.smtp.Always(tt.fault)
		r.write("m", 1000, three...)
		r.let(11 * time.Second)
		early := r.at("m").State
		if early == outbox.Sent { // its copy follows
			r.let(2 * time.Minute)
		}
		i := r.at("m")
		if i.State != tt.state || i.Reason != tt.reason || tt.words != "" && i.Words != tt.words || !i.Open() && i.Reason == outbox.ReasonSome {
			t.Errorf("%s: %s (%s, %q)", name, i.State, i.Reason, i.Words)
		}
		r.smtp.Always(testkit.SMTPFault{})
		r.let(time.Hour)
		r.wants("m", tt.end, r.at("m").Reason, tt.taken)
	}
}

// One recipient that is always put off does not keep the mail from the others for ever.
func TestPatienceWithOneRecipient(t *testing.T) {
	r := newRig(t)
	r.smtp.Always(testkit.SMTPFault{Rcpt: map[string]string{"b@x.y": "450 4.2.0 later"}})
	r.write("m", 10, "a@x.y", "b@x.y")
	r.let(3 * time.Hour)
	i := r.wants("m", outbox.Filed, outbox.ReasonSome, 1)
	want := []outbox.Recipient{{Addr: "a@x.y", Taken: true}, {Addr: "b@x.y", Code: 450, Words: "later"}}
	if d := cmp.Diff(want, i.To); d != "" {
		t.Error(d)
	}
}

func TestWrongPasswordHoldsAllWithOneProblem(t *testing.T) {
	r := newRig(t)
	r.password = "old"
	for _, id := range []string{"m", "mm", "mmm"} {
		r.write(id, 10)
	}
	r.let(time.Hour)
	for _, id := range []string{"m", "mm", "mmm"} {
		r.wants(id, outbox.Held, outbox.ReasonSignIn, 0)
	}
	if r.smtp.SignIns() != 1 || !slices.Equal(r.problems, []string{"a:sign-in"}) {
		t.Errorf("%d sign-ins, problems %q", r.smtp.SignIns(), r.problems)
	}
	r.password = r.smtp.Password
	if err := r.engine.SignedIn(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	r.let(time.Hour)
	r.wants("mmm", outbox.Filed, outbox.ReasonNone, 3)
	if !slices.Equal(r.problems, []string{"a:sign-in", "a:cleared"}) {
		t.Errorf("problems %q", r.problems)
	}
}

func TestGuardThatCannotSignIn(t *testing.T) {
	r := newRig(t)
	refused := true
	r.guard = func(context.Context, outbox.Item) (outbox.Verdict, error) {
		if refused {
			return outbox.Verdict{}, fmt.Errorf("fetch: %w", &dial.Error{Kind: dial.ErrRefused, Hint: "Enter the password."})
		}
		return outbox.Verdict{}, nil
	}
	r.write("m", 100)
	r.write("mm", 100)
	r.let(time.Hour)
	r.wants("m", outbox.Held, outbox.ReasonSignIn, 0)
	r.wants("mm", outbox.Held, outbox.ReasonSignIn, 0)
	if want := []string{"a:sign-in"}; !slices.Equal(r.problems, want) || r.smtp.SignIns() != 0 {
		t.Errorf("problems %q, %d sign-ins", r.problems, r.smtp.SignIns())
	}
	refused = false
	if err := r.engine.SignedIn(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 2)
}

func TestThreeDaysOffline(t *testing.T) {
	r := newRig(t)
	port := testkit.FreePort(t)
	r.sender.Login = func(context.Context, string) (outbox.Login, error) {
		return outbox.Login{Server: dial.Endpoint{Host: "127.0.0.1", Port: port, Security: dial.SecurityNone}}, nil
	}
	r.write("m", 10)
	r.write("mm", 10)
	for range 8 {
		r.let(9 * time.Hour)
	}
	for _, id := range []string{"m", "mm"} {
		if i := r.wants(id, outbox.Waiting, outbox.ReasonOffline, 0); i.NextTry.Sub(r.clock()) > 3*time.Minute {
			t.Errorf("next try %v", i.NextTry)
		}
	}
	r.serve(dial.SecurityNone)
	if err := r.engine.Online(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.let(time.Second)
	r.let(2 * time.Minute)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 2)
	r.wants("mm", outbox.Filed, outbox.ReasonNone, 2)
}

func TestAddressesAreChecked(t *testing.T) {
	r := newRig(t)
	i := r.write("m", 10)
	i.To[0].Addr = "a@b> BODY=8BITMIME"
	r.disk.items["m"] = i
	r.let(time.Hour)
	r.wants("m", outbox.Held, outbox.ReasonAddress, 0)
	if r.smtp.SignIns() != 0 {
		t.Error("the server was spoken to")
	}
}

// A mail whose stored bytes are fewer than they were is not sent in part.
func TestDamagedMail(t *testing.T) {
	r := newRig(t)
	r.write("m", 10)
	r.disk.raw["m"] = r.disk.raw["m"][:50]
	r.let(time.Hour)
	r.wants("m", outbox.Held, outbox.ReasonBroken, 0)
}

// features: B22
func TestTLS(t *testing.T) {
	for _, sec := range []dial.Security{dial.SecurityTLS, dial.SecurityStartTLS} {
		r := newRig(t)
		r.serve(sec)
		r.write("m", 100)
		r.let(time.Hour)
		r.wants("m", outbox.Filed, outbox.ReasonNone, 1)

		r.sender.Dial = dial.Options{} // nobody vouches for the certificate
		r.write("mm", 100)
		r.let(time.Hour)
		if i := r.wants("mm", outbox.Waiting, outbox.ReasonServer, 1); !strings.Contains(i.Words, "certificate") {
			t.Errorf("words %q", i.Words)
		}
		if !slices.Contains(r.problems, "a:server") {
			t.Errorf("problems %q", r.problems)
		}
		if err := r.engine.Online(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.sender.Dial = dial.Options{RootCAs: r.smtp.Cert.Pool}
		r.let(time.Hour)
		r.wants("mm", outbox.Filed, outbox.ReasonNone, 2)
	}
}

// Somebody in between takes STARTTLS away, or answers before the handshake: the password is not said.
func TestStrippedAndInjected(t *testing.T) {
	for name, f := range map[string]testkit.SMTPFault{"stripped": {NoStartTLS: true}, "injected": {Inject: true}} {
		r := newRig(t)
		r.serve(dial.SecurityStartTLS)
		r.smtp.Always(f)
		r.write("m", 100)
		r.let(10 * time.Minute)
		if i := r.wants("m", outbox.Waiting, outbox.ReasonServer, 0); r.smtp.SignIns() != 0 {
			t.Errorf("%s: signed in; %q", name, i.Words)
		}
	}
}

func TestWhoFilesIsLearnt(t *testing.T) {
	r := newRig(t)
	r.sent.Never = true
	first := r.write("m", 10)
	r.let(30 * time.Second)
	r.wants("m", outbox.Sent, outbox.ReasonNone, 1)
	r.let(time.Minute)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
	if r.disk.filing != outbox.FilingUs || r.sent.Count(first.MessageID) != 1 {
		t.Errorf("learnt %q", r.disk.filing)
	}
	r.write("mm", 10)
	r.let(11 * time.Second) // known now: at once
	r.wants("mm", outbox.Filed, outbox.ReasonNone, 2)

	r = newRig(t)
	r.sent.Delay = 40 * time.Second
	r.write("m", 10)
	r.let(time.Hour)
	if r.disk.filing != outbox.FilingServer {
		t.Errorf("learnt %q", r.disk.filing)
	}
}

func TestFilingThatFails(t *testing.T) {
	r := newRig(t)
	r.sent.Never = true
	id := r.write("m", 10).MessageID
	r.let(30 * time.Second)
	r.sent.Down(true)
	r.let(time.Hour)
	r.wants("m", outbox.Sent, outbox.ReasonFiling, 1)
	r.sent.Down(false)
	r.sent.CutAppend()
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
	if n := r.sent.Count(id); n != 1 {
		t.Errorf("%d copies", n)
	}
}

func TestItWent(t *testing.T) {
	r := newRig(t)
	r.sent.Never = true
	r.smtp.Next(testkit.SMTPFault{Cut: testkit.CutTaken})
	id := r.write("m", 10).MessageID
	r.let(24 * time.Hour)
	r.wants("m", outbox.Unsure, outbox.ReasonLost, 1)
	r.act("m", outbox.Went)
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
	if n := r.sent.Count(id); n != 1 {
		t.Errorf("%d copies", n)
	}
}

// Sent again by a key, but the first one has come to light: it is not sent.
func TestRetryLooksOnceMore(t *testing.T) {
	r := newRig(t)
	r.sent.Delay = 2 * time.Hour
	r.smtp.Next(testkit.SMTPFault{Cut: testkit.CutTaken})
	r.write("m", 10)
	r.let(time.Hour)
	r.wants("m", outbox.Unsure, outbox.ReasonLost, 1)
	r.pass(2 * time.Hour)
	r.act("m", outbox.Retry)
	r.let(time.Minute)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
}

func TestClockTwoDaysOff(t *testing.T) {
	r := newRig(t)
	r.pass(48 * time.Hour)
	r.write("m", 10)
	r.pass(-48 * time.Hour)
	r.let(2 * time.Minute)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
}

// Run sends by itself, is woken by a key, and lets a mail under way end before it does.
func TestRun(t *testing.T) {
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.sent.Never = true
	taken := make(chan struct{})
	r.smtp.OnTaken(func(testkit.SentMail) {
		cancel()
		close(taken)
		time.Sleep(100 * time.Millisecond) // a slow server's 250
	})
	done := make(chan error, 1)
	go func() { done <- r.engine.Run(ctx) }()
	r.disk.mu.Lock()
	r.write("m", 10)
	r.disk.mu.Unlock()
	r.act("m", outbox.Retry)
	<-taken
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("run ended with %v", err)
	}
	if i := r.at("m"); i.State != outbox.Sent && i.State != outbox.Filed {
		t.Errorf("quitting cut the mail: %s (%s)", i.State, i.Words)
	}
	r.live(-1, false)
	r.let(time.Hour)
	r.wants("m", outbox.Filed, outbox.ReasonNone, 1)
}

// One mail on which the line always breaks does not keep the others waiting.
func TestPoisonMail(t *testing.T) {
	r := newRig(t)
	r.write("m", 10)
	r.pass(time.Second)
	r.write("mm", 10)
	r.smtp.Next(testkit.SMTPFault{Cut: testkit.CutMail})
	r.let(10 * time.Second)
	r.wants("m", outbox.Waiting, outbox.ReasonOffline, 1)
}

// What is sent again by a key passes the guard as well.
func TestGuardOfARetry(t *testing.T) {
	r := newRig(t)
	r.sent.Never = true
	r.smtp.Next(testkit.SMTPFault{Cut: testkit.CutTaken})
	r.write("m", 10)
	r.let(time.Hour)
	r.wants("m", outbox.Unsure, outbox.ReasonLost, 1)
	r.guard = func(context.Context, outbox.Item) (outbox.Verdict, error) {
		return outbox.Verdict{Hold: true, Words: "Marco wrote"}, nil
	}
	r.act("m", outbox.Retry)
	r.let(time.Minute)
	r.wants("m", outbox.Held, outbox.ReasonGuard, 1)
}

// A mailbox that cannot be asked is asked once a pass, not once a mail: each question may take half a minute.
func TestOneQuestionAPass(t *testing.T) {
	r := newRig(t)
	asked := 0
	r.guard = func(context.Context, outbox.Item) (outbox.Verdict, error) {
		asked++
		return outbox.Verdict{}, errors.New("no network")
	}
	for _, id := range []string{"m", "mm", "mmm"} {
		r.write(id, 10)
	}
	r.let(10 * time.Second)
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	r.wants("mmm", outbox.Waiting, outbox.ReasonOffline, 0)
}

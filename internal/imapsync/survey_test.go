package imapsync_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

func passwordFunc(p string) imapsync.PasswordFunc {
	return func(context.Context) (string, error) { return p, nil }
}

// The survey of a known mailbox is right to the byte, fetches no mail and changes nothing.
func TestSurvey(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		agedBox(t, r, 9000, 800, 364, 91, 89, 3)
		r.load(t, "Sent", 2, func(i int) testkit.Mail { return aged(20+i, 400-i*390, 2000+11<<20*i) })
		r.load(t, "Drafts", 1, func(int) testkit.Mail { return aged(30, 1, 5000) })
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		got, err := imapsync.Survey(t.Context(), a, passwordFunc(r.password), imapsync.Options{})
		if err != nil {
			t.Fatal(err)
		}
		inbox, sent := int64(len(aged(1, 1, 9000).Raw)), int64(len(aged(20, 1, 2000).Raw))
		const part, head = 1 << 20, 4 << 10
		want := imapsync.Sizes{Choices: []imapsync.Reached{
			{Reach: 90, Messages: 7, Whole: 3, Bytes: 2*inbox + part + 3*head + sent},
			{Reach: 365, Messages: 7, Whole: 5, Bytes: 4*inbox + part + head + sent},
			{Reach: 0, Messages: 7, Whole: 7, Bytes: 5*inbox + part + sent},
		}}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		for _, word := range []string{"BODY", " SELECT", " STORE", "RFC822 "} {
			if strings.Contains(proxy.Sent(), word) {
				t.Errorf("it sent %s:\n%s", word, proxy.Sent())
			}
		}
	})
}

func TestSurveyOfNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		got, err := imapsync.Survey(t.Context(), r.account(), passwordFunc(r.password), imapsync.Options{})
		if err != nil || len(got.Choices) != 3 || got.Choices[2] != (imapsync.Reached{}) || got.Estimated {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = imapsync.Survey(t.Context(), r.account(), passwordFunc("wrong"), imapsync.Options{})
		_ = wants(t, err, imapsync.ErrRefused)
	})
}

// A large folder is sampled from its whole length: the counts by age are near, and what the server says of all counts.
func TestSurveyOfALargeFolder(t *testing.T) {
	d := testkit.StartDovecot(t)
	const n = 24_000
	d.Preload("INBOX", n, func(i int) testkit.Mail { return aged(i, (n-i)*800/n, 500+i%400) })
	a := imapsync.Account{ID: "a", User: d.User, IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: d.Port, Security: imapsync.SecurityNone}}
	begun := time.Now()
	got, err := imapsync.Survey(t.Context(), a, passwordFunc(d.Password), imapsync.Options{})
	if err != nil || !got.Estimated {
		t.Fatalf("%+v, %v", got, err)
	}
	t.Logf("%v, %+v", time.Since(begun), got)
	for i, share := range []float64{90.0 / 800, 365.0 / 800, 1} {
		c := got.Choices[i]
		if c.Messages != n || float64(c.Whole) < (share-0.03)*n || float64(c.Whole) > (share+0.03)*n {
			t.Errorf("%+v, want %.0f whole", c, share*n)
		}
	}
	if all := got.Choices[2].Bytes; all < n*700 || all > n*1200 {
		t.Errorf("%d bytes", all)
	}
}

// A folder that cannot be opened costs only itself.
func TestSurveyOfADeclinedFolder(t *testing.T) {
	a := mailbox(4, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" Sent\r\n* LIST () \"/\" INBOX\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, `EXAMINE "Sent"`):
			return "{tag} NO [NOPERM] not yours\r\n"
		case strings.HasPrefix(cmd, "FETCH"):
			return "* 1 FETCH (RFC822.SIZE 21)\r\n* 2 FETCH (RFC822.SIZE 21)\r\n* 3 FETCH (RFC822.SIZE 21)\r\n* 4 FETCH (RFC822.SIZE 21)\r\n{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	got, err := imapsync.Survey(t.Context(), a, passwordFunc("p"), imapsync.Options{})
	if err != nil || got.Choices[2] != (imapsync.Reached{Messages: 4, Whole: 4, Bytes: 84}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A server that falls silent keeps nobody waiting in front of a form.
func TestSurveyOfASilentServer(t *testing.T) {
	a := mailbox(4, func(cmd string) string {
		if strings.HasPrefix(cmd, "FETCH") {
			return "* OK one moment\r\n"
		}
		return ""
	}).serve(t)
	_, err := imapsync.Survey(t.Context(), a, passwordFunc("p"), imapsync.Options{Timeout: 200 * time.Millisecond})
	_ = wants(t, err, imapsync.ErrUnreachable)
}

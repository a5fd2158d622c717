package imapsync_test

import (
	"bufio"
	"regexp"
	"slices"
	"strings"
	"testing"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// A new account only looks. On Dovecot not a file name (which holds the flags) nor a byte changes, whatever happens:
// first sync, news, flags, expunges by others, a broken line, Check.
func TestNothingOnTheServerChanges(t *testing.T) {
	d := testkit.StartDovecot(t)
	corpus := testkit.Corpus{Seed: 30}
	d.Preload("INBOX", 60, corpus.Mail)
	d.Preload("Sent", 10, corpus.Mail)
	h := testkit.NewHand(t, d.Port, d.User, d.Password)
	h.Flag("INBOX", `\Flagged`, true, 5)
	h.Close()
	for i := range 3 {
		d.Deliver("INBOX", corpus.Mail(60+i)) // they lie in new/, unseen and recent
	}
	before := d.Snapshot()
	proxy := testkit.StartProxy(t, d.Port)
	a := imapsync.Account{
		ID: "a", Email: "team@example.com", User: d.User,
		IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: proxy.Port, Security: imapsync.SecurityNone},
	}
	sink := newSink()
	e, obs := engineFor(t, a, d.Password, sink, imapsync.Options{})
	proxy.CutAfter(100_000)
	_, _ = e.Once(t.Context())
	once(t, e)
	once(t, e)
	if sink.count("INBOX") != 63 || sink.count("Sent") != 10 {
		t.Fatalf("%d and %d messages", sink.count("INBOX"), sink.count("Sent"))
	}
	if _, err := imapsync.Check(t.Context(), a, d.Password, imapsync.Options{}); err != nil {
		t.Errorf("Check: %v", err)
	}
	stop := running(t, e)
	waitFor(t, obs, "watching", func() bool { return strings.Contains(proxy.Sent(), "IDLE") })
	stop()
	if after := d.Snapshot(); after != before {
		t.Errorf("the Maildir changed:\n%s\nbefore:\n%s", after, before)
	}
	assertOnlyLooks(t, proxy.Sent())
}

// The same on the poor server, with everything that can happen, by what is said on the line.
func TestOnlyLookingCommands(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		corpus := testkit.Corpus{Seed: 31}
		r.load(t, "INBOX", 20, corpus.Mail)
		sink := newSink()
		e, obs := engineFor(t, a, r.password, sink, imapsync.Options{MaxMessage: 5 << 20})
		stop := running(t, e)
		waitFor(t, obs, "first sync", func() bool { return synced(obs) })
		h := r.hand(t)
		h.Append("INBOX", big(1, 6<<20))
		h.Append("INBOX", big(2, 5<<20-1000))
		waitFor(t, obs, "large mail", func() bool { return sink.count("INBOX") == 22 })
		h.Flag("INBOX", `\Seen`, true, 2)
		h.Expunge("INBOX", 1)
		waitFor(t, obs, "the expunge", func() bool { return sink.count("INBOX") == 21 })
		stop()
		assertOnlyLooks(t, proxy.Sent())
	})
}

// assertOnlyLooks reads what the client sent, line by line.
func assertOnlyLooks(t *testing.T, sent string) {
	t.Helper()
	allowed := []string{
		"CAPABILITY", "AUTHENTICATE PLAIN", "NAMESPACE", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH", "NOOP", "IDLE", "LOGOUT",
	}
	body := regexp.MustCompile(`BODY(\.PEEK)?\[`)
	lines := bufio.NewScanner(strings.NewReader(sent))
	n := 0
	for lines.Scan() {
		line := lines.Text()
		if line == "DONE" {
			continue
		}
		tag, cmd, ok := strings.Cut(line, " ")
		if !ok || !strings.HasPrefix(tag, "T") {
			continue // the answer to a SASL challenge
		}
		n++
		if !slices.ContainsFunc(allowed, func(p string) bool { return cmd == p || strings.HasPrefix(cmd, p+" ") }) {
			t.Errorf("sent %q", line)
		}
		for _, m := range body.FindAllString(cmd, -1) {
			if m != "BODY.PEEK[" {
				t.Errorf("a fetch that sets \\Seen: %q", line)
			}
		}
		if strings.Contains(cmd, "RFC822 ") || strings.Contains(cmd, "RFC822.TEXT") {
			t.Errorf("a fetch that sets \\Seen: %q", line)
		}
	}
	if n < 7 {
		t.Errorf("only %d commands recorded", n)
	}
}

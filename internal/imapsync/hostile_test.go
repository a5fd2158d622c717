package imapsync_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// script is a server that answers commands by their first words; {tag} is the command's tag.
type script struct {
	greeting string
	answer   func(cmd string) string // empty: close the line
}

// serve runs the script on a port of this computer until the test ends.
func (s script) serve(t *testing.T) imapsync.Account {
	t.Helper()
	return accountAt(listen(t, s.talk))
}

// listen has each line to a port of this computer talked to, until the test ends.
func listen(t *testing.T, talk func(net.Conn)) (port int) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go talk(c)
		}
	}()
	return ln.Addr().(*net.TCPAddr).Port
}

// accountAt is a mailbox behind a port of this computer.
func accountAt(port int) imapsync.Account {
	return imapsync.Account{ID: "a", User: "u", IMAP: imapsync.Endpoint{Host: "127.0.0.1", Port: port, Security: imapsync.SecurityNone}}
}

func (s script) talk(c net.Conn) {
	defer c.Close()
	_, _ = io.WriteString(c, s.greeting+"\r\n")
	in := bufio.NewScanner(c)
	for in.Scan() {
		tag, cmd, _ := strings.Cut(in.Text(), " ")
		out := s.answer(cmd)
		if out == "" {
			return
		}
		if _, err := io.WriteString(c, strings.ReplaceAll(out, "{tag}", tag)); err != nil {
			return
		}
	}
}

const okGreeting = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ESEARCH] ready"

// mailbox answers as a server with one folder of n messages; over may answer first.
func mailbox(n int, over func(cmd string) string) script {
	return script{greeting: okGreeting, answer: func(cmd string) string {
		if out := over(cmd); out != "" {
			return out
		}
		switch {
		case strings.HasPrefix(cmd, "AUTHENTICATE"):
			return "{tag} OK [CAPABILITY IMAP4rev1 ESEARCH] in\r\n"
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" INBOX\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "EXAMINE"):
			return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT %d] x\r\n{tag} OK [READ-ONLY] done\r\n", n, n+1)
		case strings.HasPrefix(cmd, "UID SEARCH"):
			return fmt.Sprintf("* ESEARCH (TAG \"{tag}\") UID ALL 1:%d COUNT %d\r\n{tag} OK\r\n", n, n)
		case strings.HasPrefix(cmd, "UID FETCH"):
			return fetchAll(n, cmd) + "{tag} OK\r\n"
		default:
			return "{tag} OK\r\n"
		}
	}}
}

// fetchAll answers a FETCH for the UIDs that the command names.
func fetchAll(n int, cmd string) string {
	set := strings.Fields(cmd)[2]
	var out strings.Builder
	for uid := 1; uid <= n; uid++ {
		if !inSet(set, uid) {
			continue
		}
		if strings.Contains(cmd, "RFC822.SIZE") {
			fmt.Fprintf(&out, "* %d FETCH (UID %d RFC822.SIZE 21)\r\n", uid, uid)
		} else if strings.Contains(cmd, "BODY.PEEK") {
			fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS (\\Seen) BODY[] {21}\r\nSubject: number%04d\r\n)\r\n", uid, uid, uid%10000)
		} else {
			fmt.Fprintf(&out, "* %d FETCH (UID %d FLAGS (\\Seen))\r\n", uid, uid)
		}
	}
	return out.String()
}

func inSet(set string, uid int) bool {
	for _, part := range strings.Split(set, ",") {
		var a, b int
		if n, _ := fmt.Sscanf(part, "%d:%d", &a, &b); n == 2 && uid >= a && uid <= b || n == 1 && uid == a {
			return true
		}
	}
	return false
}

func TestScriptedServerWorks(t *testing.T) {
	a := mailbox(40, func(string) string { return "" }).serve(t)
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	if res := once(t, e); res.New() != 40 {
		t.Errorf("new = %d", res.New())
	}
}

// A window that the server declines as a whole, for one broken message, costs that message only; in the third round
// it gets a placement that says so.
func TestServerDeclinesOneMessage(t *testing.T) {
	a := mailbox(40, func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK") && inSet(strings.Fields(cmd)[2], 13) {
			return "{tag} NO [SERVERBUG] Internal error\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	for round := 1; round <= 3; round++ {
		once(t, e)
		var p *imapsync.MessageProblem
		if all := obs.all(); len(all) < round || !errors.As(all[round-1], &p) || p.UID != 13 || !strings.Contains(p.Error(), "Internal error") {
			t.Fatalf("round %d: problems = %v", round, all)
		}
		if want := 39 + round/3; sink.count("INBOX") != want {
			t.Errorf("round %d: %d messages, want %d", round, sink.count("INBOX"), want)
		}
		if done := sink.cursor("INBOX").Done; done != false {
			t.Errorf("round %d: done = %v", round, done)
		}
	}
	if m := sink.get("INBOX", 13); !strings.Contains(m.Missing, "Internal error") || m.Raw != nil {
		t.Errorf("number 13: %+v", m)
	}
	once(t, e)
	if !sink.cursor("INBOX").Done {
		t.Error("the folder is never done")
	}
}

// News of a flag in the middle of a FETCH looks like its answer; the message itself must not be lost for it.
func TestFlagNewsInsideFetch(t *testing.T) {
	done := false
	a := mailbox(10, func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK") && !done {
			done = true
			return "* 4 FETCH (UID 4 FLAGS (\\Flagged))\r\n" + fetchAll(10, cmd) + "{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	if m := sink.get("INBOX", 4); sink.count("INBOX") != 10 || len(m.Raw) != 21 {
		t.Errorf("%d messages, number 4: %+v", sink.count("INBOX"), m)
	}
}

// What comes without text has usually just been deleted by somebody else: it is believed in the third round.
func TestServerGivesNoText(t *testing.T) {
	a := mailbox(3, func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK[]") {
			return "* 1 FETCH (UID 1 BODY[] NIL)\r\n* 2 FETCH (UID 2 BODY[] \"Subject: short\")\r\n* 3 FETCH (UID 3 BODY[] {0}\r\n)\r\n{tag} OK\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	for round := 1; round <= 3; round++ {
		once(t, e)
		if want := 1 + round/3*2; sink.count("INBOX") != want || len(obs.all()) < 2*round {
			t.Errorf("round %d: %d messages, want %d; problems: %v", round, sink.count("INBOX"), want, obs.all())
		}
	}
	for _, uid := range []uint32{1, 3} {
		if m := sink.get("INBOX", uid); !strings.Contains(m.Missing, "no text") {
			t.Errorf("nothing: %+v", m)
		}
	}
	if m := sink.get("INBOX", 2); string(m.Raw) != "Subject: short" {
		t.Errorf("quoted: %+v", m)
	}
	once(t, e)
	if !sink.cursor("INBOX").Done {
		t.Error("the folder is never done")
	}
}

// Sizes are claims: a server that says 20 bytes and sends 6 MB fills neither memory nor the limit.
func TestSizesAreClaims(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 6<<20)
	a := mailbox(2, func(cmd string) string {
		if strings.Contains(cmd, "BODY.PEEK") {
			return fmt.Sprintf("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)\r\n* 2 FETCH (UID 2 BODY[] {2}\r\nhi)\r\n{tag} OK\r\n", len(body), body)
		}
		return ""
	}).serve(t)
	for _, limit := range []int64{8 << 20, 5 << 20} {
		sink := newSink()
		e, _ := engineFor(t, a, "p", sink, imapsync.Options{MaxMessage: limit})
		once(t, e)
		m := sink.get("INBOX", 1)
		if limit > 6<<20 && (m.Spool == "" || len(m.Raw) != len(body)) {
			t.Errorf("not spooled: %d bytes", len(m.Raw))
		}
		if limit < 6<<20 && m.Missing == "" {
			t.Errorf("over the limit: %d bytes", len(m.Raw))
		}
		if string(sink.get("INBOX", 2).Raw) != "hi" {
			t.Error("the next message is lost")
		}
	}
}

func TestNonsense(t *testing.T) {
	for name, over := range map[string]func(cmd string) string{
		"four thousand million UIDs": func(cmd string) string {
			if strings.HasPrefix(cmd, "UID SEARCH") {
				return "* ESEARCH (TAG \"{tag}\") UID ALL 1:4294967295 COUNT 3\r\n{tag} OK\r\n"
			}
			return ""
		},
		"unknown answer": func(cmd string) string {
			if strings.HasPrefix(cmd, "UID SEARCH") {
				return "* WHATEVER 17\r\n{tag} OK\r\n"
			}
			return ""
		},
		"no UIDVALIDITY": func(cmd string) string {
			if strings.HasPrefix(cmd, "EXAMINE") {
				return "* 3 EXISTS\r\n{tag} OK\r\n"
			}
			return ""
		},
		"a folder name of 100 MB": func(cmd string) string {
			if strings.HasPrefix(cmd, "LIST") {
				return "* LIST () \"/\" {100000000}\r\n" + strings.Repeat("x", 100_000_000) + "\r\n{tag} OK\r\n"
			}
			return ""
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := engineFor(t, mailbox(3, over).serve(t), "p", newSink(), imapsync.Options{})
			_, err := e.Once(t.Context())
			if own := wants(t, err, imapsync.ErrProtocol); len(own.Error()) > 500 {
				t.Errorf("the error has %d bytes", len(own.Error()))
			}
		})
	}
}

func TestGreetings(t *testing.T) {
	capability := func(caps string) func(string) string {
		return func(cmd string) string {
			if cmd == "CAPABILITY" {
				return "* CAPABILITY " + caps + "\r\n{tag} OK\r\n"
			}
			return "{tag} NO [UNAVAILABLE] not now\r\n"
		}
	}
	for name, c := range map[string]struct {
		script script
		sec    imapsync.Security
		want   error
	}{
		"PREAUTH":                 {script{"* PREAUTH welcome", capability("IMAP4rev1")}, imapsync.SecurityNone, imapsync.ErrProtocol},
		"PREAUTH before STARTTLS": {script{"* PREAUTH welcome", capability("IMAP4rev1")}, imapsync.SecurityStartTLS, imapsync.ErrPlainRefused},
		"no LOGIN":                {script{"* OK hello", capability("IMAP4rev1 LOGINDISABLED")}, imapsync.SecurityNone, imapsync.ErrPlainRefused},
		"not now":                 {script{"* OK hello", capability("IMAP4rev1")}, imapsync.SecurityNone, imapsync.ErrUnreachable},
		"BYE":                     {script{"* BYE overloaded", capability("")}, imapsync.SecurityNone, imapsync.ErrUnreachable},
		"a web server":            {script{"HTTP/1.1 400 Bad Request", func(string) string { return "" }}, imapsync.SecurityNone, imapsync.ErrProtocol},
		"a web server, STARTTLS":  {script{"HTTP/1.1 400 Bad Request", func(string) string { return "" }}, imapsync.SecurityStartTLS, imapsync.ErrProtocol},
		"plain on the TLS port":   {script{"* OK hello", capability("")}, imapsync.SecurityTLS, imapsync.ErrProtocol},
		"STARTTLS stripped":       {script{"* OK hello", func(string) string { return "{tag} BAD unknown command\r\n" }}, imapsync.SecurityStartTLS, imapsync.ErrPlainRefused},
		"answers injected": {script{"* OK hello", func(string) string {
			return "{tag} OK begin TLS\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
		}}, imapsync.SecurityStartTLS, imapsync.ErrPlainRefused},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.script.serve(t)
			a.IMAP.Security = c.sec
			_, err := check(t, a, "secret", imapsync.Options{Timeout: 5 * time.Second})
			_ = wants(t, err, c.want)
			if strings.ContainsAny(err.Error(), "\r\n\x1b") {
				t.Errorf("control characters in %q", err)
			}
		})
	}
}

// serveTLS is a server that can do no more than show its certificate.
func serveTLS(t *testing.T, cert testkit.Cert) int {
	t.Helper()
	ln, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert.TLS}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				_ = c.(*tls.Conn).Handshake()
				c.Close()
			}()
		}
	}()
	return ln.Addr().(*net.TCPAddr).Port
}

// TestListShorterThanCount: what a server counts but does not list is not gone, however often it is asked. Only a watch
// that meets the same again and again believes it.
func TestListShorterThanCount(t *testing.T) {
	var short atomic.Bool
	a := mailbox(5, func(cmd string) string {
		switch {
		case short.Load() && strings.HasPrefix(cmd, "UID SEARCH"):
			return "* ESEARCH (TAG \"{tag}\") UID ALL 1:2 COUNT 2\r\n{tag} OK\r\n"
		case short.Load() && strings.HasPrefix(cmd, "EXAMINE"): // one less, so that the list is asked for
			return "* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 6] x\r\n{tag} OK [READ-ONLY] done\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, _ := engineFor(t, a, "p", sink, imapsync.Options{})
	once(t, e)
	short.Store(true)
	for look, want := range []int{5, 5, 2} {
		once(t, e)
		if n := sink.count("INBOX"); n != want {
			t.Errorf("after look %d there are %d messages here, not %d", look+1, n, want)
		}
	}
}

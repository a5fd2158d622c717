package imapsync_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deskhand/internal/imapsync"
)

// A server without IDLE, ESEARCH, CONDSTORE and UIDNEXT is looked at now and then.
func TestPoorestServer(t *testing.T) {
	var n atomic.Int64
	n.Store(3)
	poor := script{greeting: "* OK hello", answer: func(cmd string) string {
		have := int(n.Load())
		switch {
		case cmd == "CAPABILITY":
			return "* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, "EXAMINE"):
			return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY 7]\r\n{tag} OK\r\n", have)
		case strings.HasPrefix(cmd, "UID SEARCH"):
			out := "* SEARCH"
			for uid := 1; uid <= have; uid++ { // "n:*" names the last one, whatever n is
				if inSet(strings.ReplaceAll(strings.Fields(cmd)[3], "*", fmt.Sprint(have)), uid) || uid == have {
					out += fmt.Sprint(" ", uid)
				}
			}
			return out + "\r\n{tag} OK\r\n"
		}
		return mailbox(have, func(string) string { return "" }).answer(cmd)
	}}
	sink := newSink()
	e, obs := engineFor(t, poor.serve(t), "p", sink, imapsync.Options{PollEvery: 50 * time.Millisecond})
	running(t, e)
	waitFor(t, obs, "first sync", func() bool { return sink.count("INBOX") == 3 && synced(obs) })
	n.Store(5)
	waitFor(t, obs, "new mail", func() bool { return sink.count("INBOX") == 5 })
	n.Store(4)
	waitFor(t, obs, "the expunge", func() bool { return sink.count("INBOX") == 4 })
}

// A folder the server declines costs only itself, and stays a problem while it stands.
func TestFolderDeclined(t *testing.T) {
	a := mailbox(4, func(cmd string) string {
		switch {
		case strings.HasPrefix(cmd, "LIST"):
			return "* LIST () \"/\" Sent\r\n* LIST () \"/\" INBOX\r\n{tag} OK\r\n"
		case strings.HasPrefix(cmd, `EXAMINE "Sent"`):
			return "{tag} NO [NOPERM] not yours\r\n"
		}
		return ""
	}).serve(t)
	sink := newSink()
	e, obs := engineFor(t, a, "p", sink, imapsync.Options{})
	for round := 1; round <= 2; round++ {
		once(t, e)
		var p *imapsync.FolderProblem
		if all := obs.all(); len(all) != round || !errors.As(all[round-1], &p) || p.Folder != "Sent" {
			t.Errorf("round %d: problems = %v", round, all)
		}
	}
	if sink.count("INBOX") != 4 || !slices.Contains(obs.states2(), imapsync.StateSynced) {
		t.Errorf("%d messages, states %v", sink.count("INBOX"), obs.states2())
	}
}

// smtpScript is an SMTP server of fixed answers, by the first word of the command.
func smtpScript(t *testing.T, greeting string, answers map[string]string) int {
	t.Helper()
	return listen(t, func(c net.Conn) {
		defer c.Close()
		_, _ = io.WriteString(c, greeting+"\r\n")
		for in := bufio.NewScanner(c); in.Scan(); {
			word, _, _ := strings.Cut(in.Text(), " ")
			answer, ok := answers[word]
			if !ok {
				answer = "502 what?"
			}
			_, _ = io.WriteString(c, answer+"\r\n")
		}
	})
}

func TestSMTPRefusals(t *testing.T) {
	r := memoryRig(t)
	auth := "250-hi\r\n250 AUTH PLAIN LOGIN"
	for name, c := range map[string]struct {
		greeting string
		sec      imapsync.Security
		answers  map[string]string
		want     error
	}{
		"wrong password":  {"220 hi", imapsync.SecurityNone, map[string]string{"EHLO": auth, "AUTH": "535 5.7.8 no"}, imapsync.ErrRefused},
		"not now":         {"220 hi", imapsync.SecurityNone, map[string]string{"EHLO": auth, "AUTH": "454 4.7.0 later"}, imapsync.ErrUnreachable},
		"wants TLS":       {"220 hi", imapsync.SecurityNone, map[string]string{"EHLO": auth, "AUTH": "538 5.7.11 encrypt"}, imapsync.ErrPlainRefused},
		"no sign-in":      {"220 hi", imapsync.SecurityNone, map[string]string{"EHLO": "250 hi"}, imapsync.ErrProtocol},
		"stripped":        {"220 hi", imapsync.SecurityStartTLS, map[string]string{"EHLO": auth}, imapsync.ErrPlainRefused},
		"an IMAP server":  {"* OK IMAP4rev1 ready", imapsync.SecurityNone, nil, imapsync.ErrProtocol},
		"not for us":      {"554 go away", imapsync.SecurityNone, nil, imapsync.ErrProtocol},
		"plain where TLS": {"220 hi", imapsync.SecurityTLS, nil, imapsync.ErrProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.account()
			a.SMTP = imapsync.Endpoint{Host: "127.0.0.1", Port: smtpScript(t, c.greeting, c.answers), Security: c.sec}
			rep, err := check(t, a, r.password, imapsync.Options{})
			e := wants(t, err, c.want)
			if e.Server != a.SMTP.Address() {
				t.Errorf("the error names %s", e.Server)
			}
			if rep.SMTP || len(rep.Folders) == 0 {
				t.Errorf("report %+v", rep)
			}
		})
	}
}

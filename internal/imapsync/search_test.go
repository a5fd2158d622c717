package imapsync_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/testkit"
)

// letter is a mail with these words, received so many days ago.
func letter(n, days int, from, subject, text string) testkit.Mail {
	raw := fmt.Sprintf("From: %s\r\nTo: Support <support@example.com>\r\nSubject: %s\r\nMessage-ID: <letter.%d@example.com>\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n", from, subject, n, text)
	return testkit.Mail{Raw: []byte(raw), Date: time.Now().AddDate(0, 0, -days).Truncate(time.Second)}
}

func letters(t *testing.T, r *rig) {
	t.Helper()
	inbox := []testkit.Mail{
		letter(1, 900, "Mina <mina@harbour.example>", "Invoice 4711", "The invoice does not match."),
		letter(2, 700, "Ben <ben@alpine.example>", "Invoice 4712", `He said "not yet", and left C:\plans\new.`),
		letter(3, 500, "Li Wei <wei@lotus.example>", "Question", "请问发票什么时候寄出？谢谢"),
		letter(4, 300, "Jörg <joerg@nordlicht.example>", "Grüße", "Viele Grüße aus Köln, Müller"),
	}
	file := letter(5, 200, "Ana <ana@casa.example>", "Files", "")
	file.Raw = []byte(strings.Replace(string(file.Raw), "text/plain; charset=utf-8", "multipart/mixed; boundary=b", 1) +
		"--b\r\n\r\nhere\r\n--b\r\nContent-Type: application/zip; name=blueprint-7.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n")
	inbox = append(inbox, file)
	r.load(t, "INBOX", len(inbox), func(i int) testkit.Mail { return inbox[i] })
	r.load(t, "Sent", 1, func(int) testkit.Mail {
		return letter(9, 600, "Support <support@example.com>", "Re: Invoice", "The invoice is right.")
	})
}

func TestSearchServer(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		letters(t, r)
		now := time.Now()
		both := []string{"INBOX", "Sent"}
		tests := []struct {
			name    string
			folders []string
			q       imapsync.ServerQuery
			want    string
		}{
			{"a word, newest first in all folders", both, imapsync.ServerQuery{Words: []string{"invoice"}}, "Sent 1, INBOX 2, INBOX 1"},
			{"one folder", both[:1], imapsync.ServerQuery{Words: []string{"invoice"}}, "INBOX 2, INBOX 1"},
			{"at most one", both, imapsync.ServerQuery{Words: []string{"invoice"}, Limit: 1}, "Sent 1"},
			{"two words", both, imapsync.ServerQuery{Words: []string{"invoice", "match"}}, "INBOX 1"},
			{"from", both, imapsync.ServerQuery{From: []string{"mina@"}}, "INBOX 1"},
			{"to", both, imapsync.ServerQuery{To: []string{"support"}, Subject: []string{"4712"}}, "INBOX 2"},
			{"since", both, imapsync.ServerQuery{Words: []string{"invoice"}, Since: now.AddDate(0, 0, -650)}, "Sent 1"},
			{"before", both, imapsync.ServerQuery{Words: []string{"invoice"}, Before: now.AddDate(0, 0, -650)}, "INBOX 2, INBOX 1"},
			{"Chinese", both, imapsync.ServerQuery{Words: []string{"发票"}}, "INBOX 3"},
			{"umlauts", both, imapsync.ServerQuery{Words: []string{"Müller"}, Subject: []string{"Grüße"}}, "INBOX 4"},
			{"quotes", both, imapsync.ServerQuery{Words: []string{`"not yet"`}}, "INBOX 2"},
			{"backslashes", both, imapsync.ServerQuery{Words: []string{`c:\plans\new`}}, "INBOX 2"},
			{"a file's name", both, imapsync.ServerQuery{Words: []string{"blueprint-7"}}, "INBOX 5"},
			{"a time alone", both, imapsync.ServerQuery{Since: now.AddDate(0, 0, -650), Before: now.AddDate(0, 0, -400)}, "INBOX 3, Sent 1"},
			{"nothing to look for", both, imapsync.ServerQuery{Words: []string{" ", "\r\n"}}, ""},
			{"no such folder", []string{"Nowhere", "Sent"}, imapsync.ServerQuery{Words: []string{"right"}}, "Sent 1"},
			{"found nowhere", both, imapsync.ServerQuery{Words: []string{"zeppelin"}}, ""},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				found, err := imapsync.SearchServer(t.Context(), r.account(), passwordFunc(r.password), imapsync.Options{}, tt.folders, tt.q)
				if err != nil {
					t.Fatal(err)
				}
				if got := places(found); got != tt.want {
					t.Errorf("found %q, want %q", got, tt.want)
				}
				for _, f := range found {
					if f.UIDValidity == 0 || f.At.IsZero() {
						t.Errorf("%+v", f)
					}
				}
			})
		}
	})
}

func places(found []imapsync.Found) string {
	var out []string
	for _, f := range found {
		out = append(out, fmt.Sprint(f.Folder, " ", f.UID))
	}
	return strings.Join(out, ", ")
}

// Whatever somebody types, the server gets the commands of a search and none else.
func TestSearchServerInjections(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		letters(t, r)
		proxy := testkit.StartProxy(t, r.port)
		a := r.account()
		a.IMAP.Port = proxy.Port
		for _, evil := range []string{
			"x\r\nT9 DELETE INBOX", "x\" NOT \"y", `x\`, `\"`, "{3}\r\nabc", "{3+}\r\nT9 LOGOUT", "a\x00b", "\xff\xfe", "( OR )", "*", "%", strings.Repeat("long ", 10_000), "发\r\n票",
		} {
			q := imapsync.ServerQuery{Words: []string{evil}, From: []string{evil}, Subject: []string{evil, evil}}
			if _, err := imapsync.SearchServer(t.Context(), a, passwordFunc(r.password), imapsync.Options{}, []string{"INBOX"}, q); err != nil {
				t.Errorf("%.20q: %v", evil, err)
			}
		}
		if h := r.hand(t); len(h.UIDs("INBOX")) != 5 {
			t.Error("INBOX changed")
		}
		for line := range strings.Lines(proxy.Sent()) {
			tag, cmd, _ := strings.Cut(strings.TrimSpace(line), " ")
			word, _, _ := strings.Cut(cmd, " ")
			if strings.HasPrefix(tag, "T") && !slices.Contains([]string{"CAPABILITY", "AUTHENTICATE", "LIST", "EXAMINE", "UID", "LOGOUT"}, word) {
				t.Errorf("sent %q", line)
			}
			if len(line) > 2000 {
				t.Errorf("a line of %d bytes", len(line))
			}
		}
	})
}

// A server that knows ASCII alone is asked for what of the words it can find; where nothing is left, the error says so.
func TestSearchServerBadCharset(t *testing.T) {
	for name, no := range map[string]string{"NO": "{tag} NO [BADCHARSET (US-ASCII)] letters\r\n", "BAD": "{tag} BAD what?\r\n"} {
		t.Run(name, func(t *testing.T) {
			var searches []string
			a := mailbox(9, func(cmd string) string {
				if strings.HasPrefix(cmd, "UID SEARCH") {
					searches = append(searches, cmd)
					if strings.Contains(cmd, "CHARSET") {
						return no
					}
					return "* ESEARCH (TAG \"{tag}\") UID ALL 2:5\r\n{tag} OK\r\n"
				}
				return ""
			}).serve(t)
			find := func(words ...string) ([]imapsync.Found, error) {
				return imapsync.SearchServer(t.Context(), a, passwordFunc("p"), imapsync.Options{}, []string{"INBOX"}, imapsync.ServerQuery{Words: words, Limit: 2})
			}
			found, err := find("Müller", "invoice", "发票", "zu")
			if err != nil || places(found) != "INBOX 5, INBOX 4" {
				t.Errorf("%v, %v", places(found), err)
			}
			if n := len(searches); n != 2 || !strings.HasSuffix(searches[1], `TEXT "ller" TEXT "invoice" TEXT "zu"`) {
				t.Errorf("searches %q", searches)
			}
			_, err = find("发票", "Ö1")
			if e := wants(t, err, imapsync.ErrProtocol); !strings.Contains(e.Error(), "A to Z") {
				t.Error(e)
			}
		})
	}
}

// A server may answer with four thousand million numbers, or without ESEARCH, and may take its time.
func TestSearchServerOddAnswers(t *testing.T) {
	answer := "* ESEARCH (TAG \"{tag}\") UID ALL 1:4294967295\r\n{tag} OK\r\n"
	a := mailbox(9, func(cmd string) string {
		if strings.HasPrefix(cmd, "UID SEARCH") {
			return answer
		}
		return ""
	}).serve(t)
	find := func(ctx context.Context) ([]imapsync.Found, error) {
		return imapsync.SearchServer(ctx, a, passwordFunc("p"), imapsync.Options{Timeout: 300 * time.Millisecond}, []string{"INBOX"}, imapsync.ServerQuery{Words: []string{"x"}})
	}
	if found, err := find(t.Context()); err != nil || len(found) != 200 || found[0].UID != 4294967295 {
		t.Errorf("%d found, %v", len(found), err)
	}
	answer = "* SEARCH 3 7 5\r\n{tag} OK\r\n"
	if found, err := find(t.Context()); err != nil || places(found) != "INBOX 7, INBOX 5, INBOX 3" {
		t.Errorf("%v, %v", places(found), err)
	}
	answer = "* OK still searching\r\n"
	_, err := find(t.Context())
	_ = wants(t, err, imapsync.ErrUnreachable)
}

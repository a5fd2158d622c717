package imap_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"deskhand/internal/imapsync"
	"deskhand/internal/journal/letter"
	"deskhand/internal/replica"
	"deskhand/internal/replica/imap"
	"deskhand/internal/testkit"
	"deskhand/internal/testkit/place"
)

// nasty is a Dovecot behind somebody who does to mail what servers do.
type nasty struct {
	*server
	m *testkit.Meddler

	mu      sync.Mutex
	rewrite bool            // stored mail is encoded anew, without the headers that matter
	poor    bool            // no UIDPLUS, no ESEARCH
	dedupe  map[string]bool // Message-IDs that were ever put there: a second one is dropped; nil: none is
	damage  int             // so many mails more are stored with another container
	full    bool            // over quota
	busy    bool            // one connection too many
	hidden  map[uint32]bool // UIDs that do not show yet
}

func startNasty(t *testing.T, n *nasty) *nasty {
	n.server = dovecot(t)
	n.m = testkit.StartMeddler(t, n.port)
	n.m.Meddle(testkit.Meddling{Asked: n.asked, Told: n.told, Said: n.said})
	return n
}

func (n *nasty) set(f func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	f()
}

var messageID = regexp.MustCompile(`(?im)^Message-ID: *<([^>]*)>`)

func (n *nasty) asked(cmd string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.busy && (strings.HasPrefix(cmd, "AUTHENTICATE") || strings.HasPrefix(cmd, "LOGIN")) {
		return "{tag} NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=1)\r\n"
	}
	if !strings.HasPrefix(cmd, "APPEND") {
		return ""
	}
	if n.full {
		return "{tag} NO [OVERQUOTA] Quota exceeded\r\n"
	}
	if id := messageID.FindStringSubmatch(cmd); n.dedupe != nil && id != nil {
		if n.dedupe[id[1]] {
			return "{tag} OK Append completed.\r\n"
		}
		n.dedupe[id[1]] = true
	}
	return ""
}

var literal = regexp.MustCompile(`\{([0-9]+)\+?\}\r\n`)

func (n *nasty) told(cmd []byte) ([]byte, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := literal.FindSubmatchIndex(cmd)
	if !n.rewrite && n.damage == 0 || at == nil || !bytes.Contains(cmd[:at[0]], []byte(" APPEND ")) {
		return cmd, false
	}
	size, _ := strconv.Atoi(string(cmd[at[2]:at[3]]))
	data, err := letter.Open(cmd[at[1] : at[1]+size])
	if err != nil {
		return cmd, false
	}
	if n.damage > 0 {
		n.damage--
		data[len(data)-1]++
	}
	other := otherwise(data)
	return fmt.Appendf(nil, "%s{%d+}\r\n%s%s", cmd[:at[0]], len(other), other, cmd[at[1]+size:]), false
}

// otherwise is a mail that carries the same and says nothing of it.
func otherwise(data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n\tboundary=another\r\nX-Checked: yes\r\n\r\n")
	b.WriteString("This is a multi-part message.\r\n--another\r\nContent-Type: multipart/alternative; boundary=\"in it\"\r\n\r\n--in it\r\n\r\nhello\r\n--in it--\r\n")
	b.WriteString("--another\r\nContent-Type: application/x-unknown\r\nContent-Transfer-Encoding: BASE64\r\n\r\n")
	text := base64.StdEncoding.EncodeToString(data)
	for len(text) > 0 {
		k := min(60, len(text))
		b.WriteString(text[:k] + "\r\n")
		text = text[k:]
	}
	b.WriteString("\r\n--another\r\n\r\n-- \r\nscanned by nobody\r\n--another--\r\n")
	return b.Bytes()
}

var (
	appendUID = regexp.MustCompile(`\[APPENDUID [^\]]*\] ?`)
	fetched   = regexp.MustCompile(`^\* [0-9]+ FETCH \(.*?UID ([0-9]+)`)
)

func (n *nasty) said(answer []byte) ([]byte, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.poor {
		for _, c := range []string{" UIDPLUS", " ESEARCH", " CONDSTORE", " QRESYNC"} {
			if bytes.Contains(answer, []byte("CAPABILITY")) {
				answer = bytes.ReplaceAll(answer, []byte(c), nil)
			}
		}
		answer = appendUID.ReplaceAll(answer, nil)
	}
	if len(n.hidden) == 0 {
		return answer, false
	}
	if m := fetched.FindSubmatch(answer); m != nil {
		if uid, _ := strconv.Atoi(string(m[1])); n.hidden[uint32(uid)] {
			return nil, false
		}
	}
	if list, ok := bytes.CutPrefix(answer, []byte("* SEARCH")); ok {
		out := "* SEARCH"
		for _, f := range strings.Fields(string(list)) {
			if uid, _ := strconv.Atoi(f); !n.hidden[uint32(uid)] {
				out += " " + f
			}
		}
		return []byte(out + "\r\n"), false
	}
	return answer, false
}

func (n *nasty) rig() *place.Rig {
	r := n.server.rig(imap.Options{})
	r.Open = func(t *testing.T) replica.Transport { return n.open(t, n.m.Port, imap.Options{}) }
	return r
}

// A server that stores every mail otherwise than it came: nothing but the decoded attachment counts.
func TestNastyRewrites(t *testing.T) {
	for name, poor := range map[string]bool{"with UIDPLUS": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			place.Suite(t, func(t *testing.T) *place.Rig {
				r := startNasty(t, &nasty{rewrite: true, poor: poor}).rig()
				open := r.Open
				r.Open = func(t *testing.T) replica.Transport { return unlabelled{open(t).(*imap.Transport)} }
				return r
			})
		})
	}
}

// unlabelled is a place that does not tell labels, nor a hash before the bytes are there.
type unlabelled struct{ *imap.Transport }

func (u unlabelled) Append(ctx context.Context, m replica.Message) (replica.Meta, error) {
	out, err := u.Transport.Append(ctx, m)
	out.Label = ""
	return out, err
}

// A server that drops a mail whose Message-ID it ever had, as Gmail does even where the first lies in the trash.
func TestNastyDedupes(t *testing.T) {
	place.Suite(t, func(t *testing.T) *place.Rig { return startNasty(t, &nasty{dedupe: map[string]bool{}}).rig() })
}

// Numbers that show late, below others that were seen, are handed out when they show; in the same process and another.
func TestNastyHides(t *testing.T) {
	n := startNasty(t, &nasty{poor: true})
	a, b := n.open(t, n.port, imap.Options{}), n.open(t, n.m.Port, imap.Options{})
	if err := a.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := []replica.Message{place.Message(1, 100), place.Message(2, 100), place.Message(3, 100), place.Message(4, 100)}
	place.Put(t, a, list...)
	n.set(func() { n.hidden = map[uint32]bool{1: true, 3: true} })
	items, cursor := place.Get(t, b, "", place.All)
	place.Holds(t, items, list[1], list[3])
	n.set(func() { n.hidden = map[uint32]bool{1: true} })
	items, cursor = place.Get(t, b, cursor, place.All)
	place.Holds(t, items, list[2])
	n.set(func() { n.hidden = nil })
	other := n.open(t, n.m.Port, imap.Options{})
	known := func(m replica.Meta) bool { return m.Hash == list[0].Hash }
	items, _ = place.Get(t, other, cursor, known) // it must look at all again
	var got []replica.Item
	for _, i := range items {
		if i.Data != nil {
			got = append(got, i)
		}
	}
	place.Holds(t, got, list[0])
	items, cursor = place.Get(t, b, cursor, place.All)
	place.Holds(t, items, list[0])
	items, _ = place.Get(t, n.open(t, n.m.Port, imap.Options{}), cursor, place.All)
	place.Holds(t, items)
}

// Other bytes under our Message-ID, somebody's or a damaged copy, are not taken for the message.
func TestNastyDamages(t *testing.T) {
	n := startNasty(t, &nasty{damage: 2})
	tr := n.open(t, n.m.Port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	one, two := place.Message(1, 100), place.Message(2, 100)
	place.Put(t, tr, one)
	h := n.hand(t)
	defer h.Close()
	fake := letter.Letter{Hash: two.Hash, Attempt: 1, Team: two.Team, Label: two.Label, Date: time.Now()}.Bytes(one.Data)
	h.Append(folder, testkit.Mail{Raw: fake, Date: time.Now()})
	two.Again = true
	place.Put(t, tr, two)
	items, _ := place.Get(t, tr, "", place.All)
	var got []replica.Item
	for _, i := range items {
		if i.Hash == one.Hash && i.Ref[len(i.Ref)-1] != '4' || i.Hash == two.Hash {
			got = append(got, i)
		}
	}
	place.Holds(t, got, one, two)
	if len(items) != 5 { // two damaged copies and the fake lie there too
		t.Errorf("%d items", len(items))
	}
}

func TestNastyFull(t *testing.T) {
	n := startNasty(t, &nasty{})
	tr := n.open(t, n.m.Port, imap.Options{})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.set(func() { n.full = true })
	m := place.Message(1, 100)
	if _, err := tr.Append(t.Context(), m); !errors.Is(err, replica.ErrFull) || errors.Is(err, replica.ErrNoFolder) {
		t.Errorf("over quota: %v", err)
	}
	n.set(func() { n.full = false })
	m.Again = true
	place.Put(t, tr, m)
}

// One connection too many: short lines from then on, and the account is left alone between them.
func TestTooManyConnections(t *testing.T) {
	n := startNasty(t, &nasty{busy: true})
	told := make(chan bool, 4)
	o := imap.Options{Line: imapsync.Options{PollActive: 50 * time.Millisecond, PollEvery: 50 * time.Millisecond}, Stepped: func(short bool) { told <- short }}
	tr := n.open(t, n.m.Port, o)
	err := tr.Create(t.Context())
	if !errors.Is(err, imapsync.ErrTooManyLines) || !errors.Is(err, imapsync.ErrUnreachable) {
		t.Errorf("create: %v", err)
	}
	if short := <-told; !short || tr.Limits().Active == 0 {
		t.Errorf("stepped down: %v, limits %+v", short, tr.Limits())
	}
	n.set(func() { n.busy = false })
	news := tr.Watch(t.Context())
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := place.Message(1, 100)
	place.Put(t, n.open(t, n.port, imap.Options{}), m)
	select {
	case <-news:
	case <-time.After(10 * time.Second):
		t.Fatal("it never looks")
	}
	items, _ := place.Get(t, tr, "", place.All)
	place.Holds(t, items, m)
	if len(told) > 0 {
		t.Error("told twice")
	}
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(n.m.Sent(), "LOGOUT"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the short line stays")
		}
	}
}

// The account's other connection was refused: an idling line is given up, and news still come.
func TestStepDown(t *testing.T) {
	n := startNasty(t, &nasty{})
	o := imap.Options{Line: imapsync.Options{PollActive: 50 * time.Millisecond, PollEvery: 50 * time.Millisecond}}
	tr := n.open(t, n.m.Port, o)
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	news := tr.Watch(t.Context())
	place.Get(t, tr, "", place.All)
	tr.StepDown()
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(n.m.Sent(), "LOGOUT"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the line stays")
		}
	}
	for len(news) > 0 {
		<-news
	}
	select {
	case <-news:
	case <-time.After(10 * time.Second):
		t.Fatal("it never looks")
	}
}

// What is traced holds neither what letters carry nor the password.
func TestTraceKeepsSecrets(t *testing.T) {
	s := dovecot(t)
	var trace lockedBuffer
	tr := s.open(t, s.port, imap.Options{Line: imapsync.Options{Trace: &trace}})
	if err := tr.Create(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := place.Message(1, 400)
	place.Put(t, tr, m)
	place.Get(t, tr, "", place.All)
	said := trace.String()
	secret := base64.StdEncoding.EncodeToString(m.Data[:57])
	if strings.Contains(said, secret) || strings.Contains(said, s.password) || !strings.Contains(said, "APPEND") {
		t.Errorf("traced: %s", said)
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

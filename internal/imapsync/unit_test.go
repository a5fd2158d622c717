package imapsync

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func uidsGen() *rapid.Generator[[]uint32] {
	return rapid.Custom(func(t *rapid.T) []uint32 {
		l := rapid.SliceOfDistinct(rapid.Uint32Range(1, 3000), rapid.ID[uint32]).Draw(t, "uids")
		slices.Sort(l)
		return l
	})
}

func TestMinus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := uidsGen().Draw(t, "a"), uidsGen().Draw(t, "b")
		var want []uint32
		for _, x := range a {
			if !slices.Contains(b, x) {
				want = append(want, x)
			}
		}
		if d := cmp.Diff(want, minus(a, b)); d != "" {
			t.Fatal(d)
		}
	})
}

// Every UID is asked for once, by the extent its size and date ask for, in windows within the limits, newest first,
// ascending inside.
func TestCutWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := piece{uids: uidsGen().Draw(t, "uids"), of: map[uint32]said{}}
		now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
		mem := newMemory()
		for _, uid := range got.uids {
			var s said
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0: // the server does not say
			case 1:
				s.size = rapid.Int64Range(rawLimit-10, 1<<40).Draw(t, "large")
			default:
				s.size = rapid.Int64Range(0, 1<<20).Draw(t, "size")
			}
			if rapid.IntRange(0, 5).Draw(t, "dated") > 0 {
				s.at = now.AddDate(0, 0, -rapid.IntRange(0, 800).Draw(t, "days"))
			}
			got.of[uid] = s
			mem.of(uid).broke = rapid.IntRange(0, 20).Draw(t, "broke") == 0
		}
		m := measure{max: 150 << 20, heads: rapid.IntRange(0, 5).Draw(t, "heads") == 0}
		if rapid.IntRange(0, 5).Draw(t, "metered") == 0 {
			m.small = meteredFrom
		}
		if rapid.Bool().Draw(t, "reach") {
			m.since = now.AddDate(0, 0, -365)
		}
		most := rapid.IntRange(1, windowMessages).Draw(t, "most")
		ready, apart := cut(got, m, most, mem)
		if !slices.IsSortedFunc(ready, func(a, b window) int { return int(b.uids[len(b.uids)-1]) - int(a.uids[len(a.uids)-1]) }) {
			t.Fatalf("not newest first: %v", ready)
		}
		all := checkWindows(t, got, m, most, ready)
		for _, w := range apart {
			if len(w.uids) != 1 || !mem.broke(w.uids[0]) {
				t.Fatalf("apart: %v", w)
			}
		}
		all = append(all, checkWindows(t, got, m, 1, apart)...)
		slices.Sort(all)
		if d := cmp.Diff(got.uids, all); d != "" && len(all)+len(got.uids) > 0 {
			t.Fatal(d)
		}
	})
}

func checkWindows(t *rapid.T, got piece, m measure, most int, list []window) (all []uint32) {
	for _, w := range list {
		if len(w.uids) == 0 || len(w.uids) > most || !slices.IsSorted(w.uids) || len(w.said) != len(w.uids) {
			t.Fatalf("window %v", w)
		}
		if w.bytes > max(windowBytes, headBytes) && len(w.uids) > 1 {
			t.Fatalf("%d messages of %d bytes in one window", len(w.uids), w.bytes)
		}
		for i, uid := range w.uids {
			e, over := m.of(got.of[uid])
			if w.extent != e || w.over != over || w.said[i] != got.of[uid].size || w.alone(uid).said[0] != w.said[i] {
				t.Fatalf("uid %d, %+v: window %+v", uid, got.of[uid], w)
			}
		}
		all = append(all, w.uids...)
	}
	return all
}

func TestUIDSetHoldsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := uidsGen().Draw(t, "uids")
		var back []uint32
		for _, r := range uidSet(want) {
			for u := r.Start; u <= r.Stop; u++ {
				back = append(back, uint32(u))
			}
		}
		if !slices.Equal(want, back) {
			t.Fatalf("%v became %v", want, back)
		}
	})
}

func TestRoles(t *testing.T) {
	box := func(name string, attrs ...imap.MailboxAttr) *imap.ListData {
		return &imap.ListData{Mailbox: name, Delim: '/', Attrs: attrs}
	}
	for name, c := range map[string]struct {
		list []*imap.ListData
		want string // the folder of sent mail
	}{
		"marked":          {[]*imap.ListData{box("INBOX"), box("Sent"), box("Ausgang", imap.MailboxAttrSent)}, "Ausgang"},
		"English":         {[]*imap.ListData{box("Inbox"), box("Sent Items")}, "Sent Items"},
		"German":          {[]*imap.ListData{box("INBOX"), box("Gesendete Elemente")}, "Gesendete Elemente"},
		"French":          {[]*imap.ListData{box("INBOX"), box("Éléments envoyés")}, "Éléments envoyés"},
		"Portuguese":      {[]*imap.ListData{box("INBOX"), box("Itens Enviados")}, "Itens Enviados"},
		"Japanese":        {[]*imap.ListData{box("INBOX"), box("送信済みアイテム")}, "送信済みアイテム"},
		"below INBOX":     {[]*imap.ListData{box("INBOX"), box("INBOX/Sent")}, "INBOX/Sent"},
		"the nearest one": {[]*imap.ListData{box("INBOX"), box("Old/2019/Sent"), box("Sent")}, "Sent"},
		"only a shelf":    {[]*imap.ListData{box("INBOX"), box("Sent", imap.MailboxAttrNoSelect), box("Sent/2020")}, ""},
		"marked twice":    {[]*imap.ListData{box("INBOX"), box("A", imap.MailboxAttrSent), box("B", imap.MailboxAttrSent)}, "A"},
	} {
		sent, inbox := []string{}, 0
		for _, f := range roles(c.list, imap.NamespaceData{}) {
			switch f.Role {
			case RoleSent:
				sent = append(sent, f.Name)
			case RoleInbox:
				inbox++
				if f.Name != "INBOX" {
					t.Errorf("%s: inbox is called %s", name, f.Name)
				}
			}
		}
		if strings.Join(sent, ",") != c.want || inbox != 1 {
			t.Errorf("%s: sent mail in %q, want %q; %d inboxes", name, sent, c.want, inbox)
		}
	}
}

// The trace shows commands, but neither the sign-in nor mail.
func TestTraceHidesSecrets(t *testing.T) {
	var out bytes.Buffer
	tr := newTracer(&out)
	tr.in.write([]byte("* OK rea"))
	tr.in.write([]byte("dy\r\n"))
	tr.hide(true)
	tr.out.write([]byte("T1 AUTHENTICATE PLAIN AHRlYW0Ac2VjcmV0\r\n"))
	tr.out.write([]byte("T2 LOGIN team {6+}\r\nsecret\r\n"))
	tr.in.write([]byte("T1 OK in\r\n"))
	tr.hide(false)
	tr.out.write([]byte("T3 UID FETCH 1 (BODY.PEEK[])\r\n"))
	tr.in.write([]byte("* 1 FETCH (UID 1 BODY[] {27}\r\nSubject: the private "))
	tr.in.write([]byte("matter)\r\n"))
	tr.in.write([]byte("* LIST () \"/\" \"" + strings.Repeat("x", 5000) + "\"\r\n"))
	// Mail need not stand in a literal, and a search says what somebody looks for.
	tr.in.write([]byte(`* 2 FETCH (UID 2 BODY[HEADER.FIELDS (SUBJECT)] "Subject: a \"hushed\" canary" FLAGS (\Seen))` + "\r\n"))
	tr.in.write([]byte("* 3 FETCH (BODY[] {4}\r\nwren ENVELOPE (\"the canary sings\"))\r\n"))
	tr.in.write([]byte("* 4 FETCH (BODY[] \"" + strings.Repeat(`canary \" `, 900) + "\")\r\n"))
	tr.out.write([]byte("T4 UID SEARCH CHARSET UTF-8 OR FROM \"canary\" TEXT {6}\r\ncanary SUBJECT \"canary\"\r\n"))
	got := out.String()
	for _, secret := range []string{"secret", "AHRl", "private", "matter", "canary", "hushed", "wren"} {
		if strings.Contains(got, secret) {
			t.Errorf("the trace shows %q:\n%s", secret, got)
		}
	}
	for _, want := range []string{`S: "* OK ready"`, "sign-in hidden", `C: "T3 UID FETCH 1 (BODY.PEEK[])"`, `S: ")"`, "4618 bytes", `FLAGS (\\Seen)`, "UID SEARCH CHARSET"} {
		if !strings.Contains(got, want) {
			t.Errorf("the trace lacks %q:\n%s", want, got)
		}
	}
}

func TestBackoff(t *testing.T) {
	b := backoff{min: time.Second, max: 2 * time.Minute}
	for i := range 100 {
		full := min(time.Second<<min(i, 20), 2*time.Minute)
		if d := b.next(errors.New("line broke")); d < full/2 || d > full {
			t.Fatalf("try %d waits %v, want about %v", i, d, full)
		}
	}
	if d := b.next(ErrRefused); d < 10*time.Minute {
		t.Errorf("after a refusal it waits %v", d)
	}
}

// fakeDNS answers from a table; what is not in it does not exist.
type fakeDNS struct {
	srv  map[string]*net.SRV
	mx   []*net.MX
	host map[string]bool
}

var errNoName = errors.New("no such name")

func (d fakeDNS) LookupSRV(_ context.Context, service, proto, name string) (string, []*net.SRV, error) {
	if r := d.srv[service]; r != nil {
		return fmt.Sprintf("_%s._%s.%s", service, proto, name), []*net.SRV{r}, nil
	}
	return "", nil, errNoName
}

func (d fakeDNS) LookupMX(context.Context, string) ([]*net.MX, error) {
	if d.mx == nil {
		return nil, errNoName
	}
	return d.mx, nil
}

func (d fakeDNS) LookupHost(_ context.Context, host string) ([]string, error) {
	if d.host[host] {
		return []string{"192.0.2.1"}, nil
	}
	return nil, errNoName
}

func TestDiscover(t *testing.T) {
	for name, c := range map[string]struct {
		email string
		dns   fakeDNS
		want  Servers
		how   string // begins with
	}{
		"table": {"Jo@GMail.com", fakeDNS{}, Servers{tls993("imap.gmail.com"), tls465("smtp.gmail.com")}, "found by the table of providers: Gmail"},
		"SRV": {"a@firm.example", fakeDNS{srv: map[string]*net.SRV{
			"imaps": {Target: "in.firm.example.", Port: 993}, "submission": {Target: "out.firm.example.", Port: 587},
		}}, Servers{tls993("in.firm.example"), submission("out.firm.example")}, "found by the domain's DNS records"},
		"SRV elsewhere": {"a@firm.example", fakeDNS{srv: map[string]*net.SRV{
			"imaps": {Target: "imap.host.example.", Port: 993}, "submissions": {Target: "smtp.host.example.", Port: 465},
		}}, Servers{tls993("imap.host.example"), tls465("smtp.host.example")}, "found by the domain's DNS records; your password would go to imap.host.example and smtp.host.example"},
		"SRV says no": {"a@firm.example", fakeDNS{srv: map[string]*net.SRV{"imaps": {Target: ".", Port: 0}}}, Servers{tls993("imap.firm.example"), tls465("smtp.firm.example")}, "guessed"},
		"MX": {
			"a@firm.example",
			fakeDNS{mx: []*net.MX{{Host: "firm-example.mail.protection.outlook.com."}}},
			Servers{tls993("outlook.office365.com"), submission("smtp.office365.com")},
			"found by the domain's mail records: Microsoft 365; your password would go to",
		},
		"MX that only ends alike": {"a@firm.example", fakeDNS{mx: []*net.MX{{Host: "evilgoogle.com."}}}, Servers{tls993("imap.firm.example"), tls465("smtp.firm.example")}, "guessed"},
		"names": {
			"a@firm.example",
			fakeDNS{host: map[string]bool{"mail.firm.example": true}},
			Servers{tls993("mail.firm.example"), tls465("mail.firm.example")},
			"guessed from names that exist",
		},
		"nothing":    {"a@firm.example", fakeDNS{}, Servers{tls993("imap.firm.example"), tls465("smtp.firm.example")}, "guessed"},
		"umlaut":     {"a@Bücher.example", fakeDNS{}, Servers{tls993("imap.xn--bcher-kva.example"), tls465("smtp.xn--bcher-kva.example")}, "guessed"},
		"no address": {"firm.example", fakeDNS{}, Servers{}, ""},
		"no domain":  {"me@localhost", fakeDNS{}, Servers{}, ""},
		"a trick":    {"me@a/b.example", fakeDNS{}, Servers{}, ""},
	} {
		got, how := discover(t.Context(), c.dns, c.email)
		if got != c.want || !strings.HasPrefix(how, c.how) {
			t.Errorf("%s: %+v %q, want %+v %q", name, got, how, c.want, c.how)
		}
	}
}

// The table itself: no address twice, encryption everywhere.
func TestProviders(t *testing.T) {
	seen := map[string]string{}
	for _, p := range providers() {
		for _, d := range append(slices.Clone(p.domains), p.mx...) {
			if d != strings.ToLower(d) || strings.HasPrefix(d, ".") {
				t.Errorf("%s: domain %q", p.name, d)
			}
		}
		for _, d := range p.domains {
			if seen[d] != "" {
				t.Errorf("%s belongs to %s and %s", d, seen[d], p.name)
			}
			seen[d] = p.name
		}
		for _, ep := range []Endpoint{p.servers.IMAP, p.servers.SMTP} {
			if ep.Host == "" || ep.Port == 0 || ep.Security == SecurityNone {
				t.Errorf("%s: endpoint %+v", p.name, ep)
			}
		}
	}
}

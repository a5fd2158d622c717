package demo

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"deskhand/internal/mail"
	"deskhand/internal/mail/thread"
)

func noon() time.Time { return time.Date(2026, 11, 19, 14, 2, 0, 0, time.UTC) }

func load(t testing.TB, now time.Time) []Mail {
	t.Helper()
	mails, err := Load(now)
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

func byID(t testing.TB, id string) Mail {
	t.Helper()
	mails := load(t, noon())
	i := slices.IndexFunc(mails, func(m Mail) bool { return m.ID == id })
	if i < 0 {
		t.Fatalf("there is no mail %s", id)
	}
	return mails[i]
}

func TestSampleHasAboutSixtyMailsInTwentyThreads(t *testing.T) {
	folders, threads, later := map[string]int{}, map[string]int{}, 0
	for _, m := range load(t, noon()) {
		if m.At.After(noon()) {
			later++
			continue
		}
		folders[m.Folder]++
		if m.Folder == Inbox || m.Folder == Sent || m.Folder == Archive {
			threads[m.Root]++
		}
	}
	for folder, want := range map[string]int{Inbox: 39, Sent: 18, Archive: 1, Junk: 1, Trash: 1, Drafts: 1} {
		if folders[folder] != want {
			t.Errorf("%s holds %d mails, want %d", folder, folders[folder], want)
		}
	}
	if len(threads) != 23 || later != 2 {
		t.Errorf("%d threads and %d arriving mails, want 23 and 2", len(threads), later)
	}
}

// The desk's own threading must find the same threads that the files say.
func TestThreadsAsTheDeskFindsThem(t *testing.T) {
	var nodes []thread.Node
	want := map[string]string{}
	for _, m := range load(t, noon()) {
		if m.Folder != Inbox && m.Folder != Sent && m.Folder != Archive {
			continue
		}
		p := mail.Parse(m.Raw)
		if p.MessageID != mail.NormalizeID("<"+m.MessageID+">") || !p.HasID {
			t.Errorf("%s: Message-ID is read as %q, want %q", m.ID, p.MessageID, m.MessageID)
		}
		nodes = append(nodes, thread.NodeOf(p))
		want[p.Key] = m.Root
	}
	group := thread.Group(nodes, thread.Registers{}).Messages()
	roots := map[string]string{}
	for key, root := range want {
		g, ok := group[key]
		if !ok {
			t.Fatalf("a mail of %s is in no thread", root)
		}
		if other, seen := roots[g]; seen && other != root {
			t.Errorf("the threads of %s and %s are one", root, other)
		}
		roots[g] = root
	}
	if len(roots) != 23 {
		t.Errorf("%d threads, want 23", len(roots))
	}
}

func TestEveryMailParses(t *testing.T) {
	for _, m := range load(t, noon()) {
		p := mail.Parse(m.Raw)
		broken := m.ID == "zoll-1"
		if got := len(p.Problems) > 0; got != broken {
			t.Errorf("%s: problems %q", m.ID, p.Problems)
		}
		if strings.TrimSpace(p.Text) == "" || p.Subject == "" || p.From.Addr == "" {
			t.Errorf("%s: text %q, subject %q, from %q: something is missing", m.ID, p.Text, p.Subject, p.From.Addr)
		}
		if d := p.At(m.At, m.At).Sub(m.At.UTC()); d != 0 {
			t.Errorf("%s: ordered %s away from its arrival", m.ID, d)
		}
		if strings.Contains(p.Text, "{{") || strings.Contains(p.Subject, "=?") && !broken {
			t.Errorf("%s: left over: %q %q", m.ID, p.Subject, p.Text)
		}
	}
}

func TestLines(t *testing.T) {
	for _, m := range load(t, noon()) {
		if bytes.Contains(bytes.ReplaceAll(m.Raw, []byte("\r\n"), nil), []byte("\n")) {
			t.Errorf("%s: a bare LF", m.ID)
		}
		for line := range bytes.SplitSeq(m.Raw, []byte("\r\n")) {
			if len(line) > 998 {
				t.Errorf("%s: a line of %d bytes (RFC 5322 section 2.1.1)", m.ID, len(line))
			}
		}
	}
}

func TestSorts(t *testing.T) {
	machine := map[string]string{"news-1": "list", "vat-3": "auto-reply", "form-3": "bounce"}
	for _, m := range load(t, noon()) {
		if got := mail.Parse(m.Raw).Machine; got != machine[m.ID] {
			t.Errorf("%s is machine mail of the sort %q, want %q", m.ID, got, machine[m.ID])
		}
	}
	charsets := map[string]string{
		"push-3": "両方のグループを選ぶと二度届きます", "push-1": "駅長の電話二台だけで", "vat-1": "Mit freundlichen Grüßen",
		"import-1": "Żaneta", "zoll-1": "die Zollanmeldung nur noch",
	}
	for id, want := range charsets {
		if p := mail.Parse(byID(t, id).Raw); !strings.Contains(p.Text, want) {
			t.Errorf("%s: %q is not in its text %q", id, want, p.Text)
		}
	}
	files := map[string]string{
		"oct-1": "export-october.log screen.png", "oct-3": "chart.png", "vat-1": "Rechnung Nr. 2207.pdf",
		"del-3": "leavers.csv", "hook-3": "request.txt",
	}
	for id, want := range files {
		var names []string
		for _, a := range mail.Parse(byID(t, id).Raw).Attachments {
			names = append(names, a.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: files %q, want %q", id, got, want)
		}
	}
	to := map[string]string{"del-1": "gdpr@kestrel.example", "phish-1": "security@kestrel.example", "oct-1": Address}
	for id, want := range to {
		if got := mail.Parse(byID(t, id).Raw).DeliveredTo; got != want {
			t.Errorf("%s is delivered to %q, want %q", id, got, want)
		}
	}
	bounce := byID(t, "form-3")
	if !bytes.Contains(bounce.Raw, []byte("Message-ID: <"+byID(t, "form-2").MessageID+">")) {
		t.Error("the bounce does not return the header of our mail")
	}
	if b := mail.Parse(bounce.Raw).Bounce; b == nil || b.Recipient != "dana@osprey-arhitects.example" || !b.Hard ||
		b.OriginalMessageID != byID(t, "form-2").MessageID {
		t.Errorf("the bounce is read as %+v", b)
	}
}

// The invitation must begin ten minutes after the desk opens, and its lines must be folded by RFC 5545 section 3.1.
func TestInvitation(t *testing.T) {
	p := mail.Parse(byID(t, "golive-3").Raw)
	if len(p.Calendars) != 1 {
		t.Fatalf("%d calendars, want 1", len(p.Calendars))
	}
	ics := string(p.Calendars[0])
	if !strings.Contains(ics, "DTSTART:20261119T141200Z\r\n") || !strings.Contains(ics, "METHOD:REQUEST\r\n") {
		t.Errorf("invitation:\n%s", ics)
	}
	for line := range strings.SplitSeq(ics, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a calendar line of %d bytes: %q", len(line), line)
		}
	}
}

// Whatever the time of day, no answer may stand before its question, and nothing in the future.
func TestOrderAtEveryHour(t *testing.T) {
	zones := []*time.Location{time.UTC, time.FixedZone("", 9*3600), time.FixedZone("", -8*3600)}
	for hour := range 24 {
		now := time.Date(2026, 3, 29, hour, 1, 0, 0, zones[hour%3])
		at := map[string]time.Time{}
		mails := load(t, now)
		for _, m := range mails {
			at[m.MessageID] = m.At
		}
		for _, m := range mails {
			if m.Root != m.MessageID && !at[m.Root].Before(m.At) {
				t.Errorf("at %s: %s stands at %s, before its root at %s", now, m.ID, m.At, at[m.Root])
			}
			p := mail.Parse(m.Raw)
			for _, ref := range p.References {
				if up, known := at[ref]; known && !up.Before(m.At) {
					t.Errorf("at %s: %s answers %s, which comes later", now, m.ID, ref)
				}
			}
			arriving := m.ID == "where-c-2" || m.ID == "import-3"
			if m.At.After(now) != arriving {
				t.Errorf("at %s: %s comes at %s", now, m.ID, m.At)
			}
		}
	}
}

// The same moment must give the same bytes: message keys are made of them.
func TestDeterministic(t *testing.T) {
	a, b := load(t, noon()), load(t, noon())
	for i := range a {
		if !bytes.Equal(a[i].Raw, b[i].Raw) {
			t.Errorf("%s differs from one load to the next", a[i].ID)
		}
	}
}

// The sample must name nobody real: reserved domains (RFC 2606) and addresses (RFC 5737) only.
func TestNothingReal(t *testing.T) {
	host := regexp.MustCompile(`(?i)(?:@|://)([a-z0-9.-]+\.[a-z]+)`)
	for _, m := range load(t, noon()) {
		p := mail.Parse(m.Raw)
		html, _ := mail.HTML(bytes.NewReader(m.Raw))
		head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n")
		for _, found := range host.FindAllStringSubmatch(head+p.Text+html, -1) {
			name := strings.ToLower(strings.TrimRight(found[1], "."))
			if !strings.HasSuffix(name, ".example") && !strings.HasSuffix(name, ".invalid") && name != "www.w3.org" {
				t.Errorf("%s names %s", m.ID, name)
			}
		}
	}
}

func TestParseSpecsRefuses(t *testing.T) {
	for _, src := range []string{"%% html\n<p>", "%% mail id=\"a\n", "%% file name=x\n"} {
		if _, err := parseSpecs(src); err == nil {
			t.Errorf("%q is taken", src)
		}
	}
	l := &library{now: noon(), specs: map[string]*mailSpec{}}
	for _, text := range []string{"{{", "{{quote nobody}}", "{{day soon}}", "{{what}}"} {
		if got, err := l.expand(&mailSpec{}, text); err == nil {
			t.Errorf("%q becomes %q", text, got)
		}
	}
}

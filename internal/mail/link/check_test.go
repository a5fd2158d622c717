package link

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpensHonestLinks(t *testing.T) {
	for target, want := range map[string]string{
		"https://kestrel.example/a(b)~c;d?x=1&y=(2)#z": "https://kestrel.example/a(b)~c;d?x=1&y=(2)#z",
		"HTTP://Kestrel.Example":                       "http://kestrel.example",
		"  https://kestrel.example/ ":                  "https://kestrel.example/",
		"https://kestrel.example:8443/x":               "https://kestrel.example:8443/x",
		"https://kestrel.example/grün?q=ä b\"c":        "https://kestrel.example/gr%C3%BCn?q=%C3%A4%20b%22c",
		"https://de.wikipedia.org/wiki/E-Mail_(RFC)":   "https://de.wikipedia.org/wiki/E-Mail_(RFC)",
		"https://a_b.kestrel.example/":                 "https://a_b.kestrel.example/",
		"https://kestrel.example/%2e%2e/%41":           "https://kestrel.example/%2e%2e/%41",
	} {
		v := Check(target, "")
		if !v.OK || v.Ask != "" || v.Refused != "" || v.URL != want || v.Kind != Web {
			t.Errorf("Check(%q) = %+v, want %s", target, v, want)
		}
	}
}

func TestAsksFirst(t *testing.T) {
	for _, c := range []struct{ target, text, host string }{
		{"https://kestrel.example@collect.invalid/", "", "collect.invalid"},
		{"https://kestrel.example:secret@collect.invalid/", "", "collect.invalid"},
		{"http://192.0.2.7/x", "", "192.0.2.7"},
		{"http://2130706433/", "", "2130706433"},
		{"http://0x7f.1/", "", "0x7f.1"},
		{"http://[2001:db8::1]:80/", "", "2001:db8::1"},
		{"https://xn--80ak6aa92e.com/", "", "аррӏе.com"},
		{"https://pаypal.com/", "", "pаypal.com"},
		{"https://collect.invalid/login", "https://kestrel.example/quota", "collect.invalid"},
		{"https://collect.invalid/login", "see www.kestrel.example", "collect.invalid"},
		{"https://collect.invalid/", "bank.co.uk", "collect.invalid"},
		{"https://evil.co.uk/", "good.co.uk", "evil.co.uk"},
		{"https://collect.invalid/", "support@kestrel.example", "collect.invalid"},
		{"https://kestrel.example.collect.invalid/", "kestrel.example", "kestrel.example.collect.invalid"},
	} {
		v := Check(c.target, c.text)
		if v.OK || v.Ask == "" || v.Refused != "" || v.Host != c.host || v.URL == "" {
			t.Errorf("Check(%q, %q) = %+v, want a question that names %s", c.target, c.text, v, c.host)
		}
		if !strings.Contains(v.Ask, c.host) {
			t.Errorf("the question does not name the real host: %s", v.Ask)
		}
	}
}

func TestTextThatNamesNoOtherHost(t *testing.T) {
	for _, c := range [][2]string{
		{"https://docs.kestrel.example/seats", "kestrel.example"},
		{"https://kestrel.example/", "https://www.kestrel.example/quota"},
		{"https://login.kestrel.example/", "docs.kestrel.example"},
		{"https://collect.invalid/", "report.pdf"},
		{"https://collect.invalid/", "Node.js v1.2, e.g. this"},
		{"https://collect.invalid/", "click here"},
		{"https://collect.invalid/", "Export 4.18.2"},
	} {
		if v := Check(c[0], c[1]); !v.OK {
			t.Errorf("Check(%q, %q) = %+v", c[0], c[1], v)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, target := range []string{
		"", "   ", "kestrel.example", "/relative", "#x", "javascript:alert(1)", " java\nscript:alert(1)", "JAVASCRIPT:x",
		"data:text/html;base64,PHA+", "file:///etc/passwd", "smb://host/x", "search-ms:query=x", "ms-officecmd:{}",
		"vbscript:x", "about:blank", "blob:https://x/1", "ftp://kestrel.example/x", "https:", "https:///x", "https:x",
		"https://good.example\\@collect.invalid/", "https://kestrel.example/\u202Egnp.exe", "https://kestrel.example/\x00",
		"https://kestrel.example/a\nb", "https://kest\u200Brel.example/", "https://exa mple.com/", "http://[::1",
		"https://-x-.example/", "https://" + strings.Repeat("a", maxLink), "tel:", "tel:12", "tel:+1;ext=2", "tel:*21*123#",
		"tel:1234567890123456", "tel:0800-CALL", "mailto:", "mailto:?subject=x", "mailto:a b@c", "mailto:%0d%0aBcc:x",
		"https://%6b.example\xff/", "--help", "-x",
	} {
		v := Check(target, "")
		if v.OK || v.Ask != "" || v.Refused == "" || v.URL != "" {
			t.Errorf("Check(%q) = %+v, want a refusal", target, v)
		}
	}
}

func TestTelephone(t *testing.T) {
	for target, want := range map[string]string{
		"tel:+44 20 7946-0732": "tel:+442079460732", "TEL:(020)%207946.0732": "tel:02079460732", "tel:112": "tel:112",
	} {
		if v := Check(target, ""); !v.OK || v.URL != want || v.Kind != Phone {
			t.Errorf("Check(%q) = %+v", target, v)
		}
	}
}

func TestMailGoesToTheComposer(t *testing.T) {
	v := Check("mailto:a@kestrel.example,b@kestrel.example?cc=c@kestrel.example&bcc=spy@collect.invalid"+
		"&attach=/etc/passwd&subject=Hello%0D%0AX:%20y&body=one+two%0D%0Athree%1B&to=d@kestrel.example", "")
	want := Verdict{
		OK: true, Kind: Mail, URL: "mailto:a@kestrel.example,b@kestrel.example,d@kestrel.example",
		Message: &Draft{
			To: []string{"a@kestrel.example", "b@kestrel.example", "d@kestrel.example"}, Cc: []string{"c@kestrel.example"},
			Subject: "Hello X: y", Body: "one+two\nthree",
		},
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
}

func TestMailThatNamesAnother(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "Write to us": false, "A@kestrel.example": false, "(a@kestrel.example).": false, "@handle": false, "5 @ 3": false,
		"billing@kestrel.example": true, "a@kestrel.example or <boss@kestrel.example>": true, "mailto:x@y.example": true,
	} {
		v := Check("mailto:a@kestrel.example", text)
		if asks := v.Ask != ""; asks != want || v.OK == asks || v.Message == nil {
			t.Errorf("%q: %+v", text, v)
		}
	}
}

// What Check lets through must be one printable word, of an allowed scheme, with the host it shows, and must be judged
// the same when it is checked again, as Open does.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{
		"https://kestrel.example/a?b#c", "https://a@b/", "http://[::1]/", "tel:+1 315", "mailto:a@b.example?subject=x",
		"https://xn--80ak6aa92e.com", "https://pаypal.com/", "java\tscript:x", "http://a\\b", "https://a..b/", "http://1.1.1",
	} {
		f.Add(s, "www.kestrel.example")
	}
	f.Fuzz(func(t *testing.T, target, text string) {
		v := Check(target, text)
		states := 0
		for _, on := range []bool{v.OK, v.Ask != "", v.Refused != ""} {
			if on {
				states++
			}
		}
		if states != 1 {
			t.Fatalf("%q: %+v is not one state", target, v)
		}
		if v.Refused != "" {
			return
		}
		for _, c := range v.URL {
			if v.Kind == Web && (c <= ' ' || c >= 0x7f || strings.ContainsRune("\"'<>\\^`{|}", c)) {
				t.Fatalf("%q is let through as %q", target, v.URL)
			}
		}
		u, err := url.Parse(v.URL)
		if err != nil {
			t.Fatalf("%q is let through as %q: %v", target, v.URL, err)
		}
		switch u.Scheme {
		case "http", "https", "tel", "mailto":
		default:
			t.Fatalf("%q is let through as %q", target, v.URL)
		}
		again := Check(v.URL, "")
		if again.Refused != "" || again.URL != v.URL || again.Host != v.Host {
			t.Fatalf("%q gives %+v, and that gives %+v", target, v, again)
		}
	})
}

package link

import (
	"strings"
	"testing"
)

func TestLookAlikes(t *testing.T) {
	j := New().With("support.kestrel.example", "falcon.test")
	for target, says := range map[string]string{
		"https://paypa1.com/":                         "looks like paypal.com",
		"https://rnicrosoft.com/":                     "looks like microsoft.com",
		"https://g00gle.com/a":                        "looks like google.com",
		"https://www.arnazon.com/":                    "looks like amazon.com",
		"https://paypal.com.login.collect.invalid/":   "looks like paypal.com",
		"https://login.paypal.com.collect.invalid/":   "looks like paypal.com",
		"https://kestre1.example/":                    "looks like kestrel.example",
		"https://kestrell.example/":                   "looks like kestrel.example",
		"https://ketsrel.example/":                    "looks like kestrel.example",
		"https://kästrel.example/":                    "looks like kestrel.example",
		"https://kestrel.example.collect.invalid/":    "looks like kestrel.example",
		"https://xn--80ak6aa92e.com/":                 "letters that can look like others",
		"https://pаypal.com/":                         "letters that can look like others",
		"https://gооgle.com/":                         "letters that can look like others",
		"https://bank@collect.invalid/":               "not the host",
		"https://user:pass@kestrel.example/":          "not the host",
		"https://0x7f000001/":                         "bare address",
		"https://017700000001/":                       "bare address",
		"https://www.google.com/url?q=https://p@x.yz": "not the host",
	} {
		v := j.Check(target, "")
		if !strings.Contains(v.Ask, says) {
			t.Errorf("%s: %+v, want %q", target, v, says)
		}
	}
	for _, target := range []string{
		"https://kestrel.example/", "https://www.kestrel.example/", "https://docs.support.kestrel.example/", "https://falcon.test/", "https://paypal.com/",
		"https://paypal.de/", "https://www.amazon.co.jp/", "https://news.microsoft.com/", "https://müller.example/", "https://例え.jp/", "https://пример.рф/",
		"https://ελλάδα.example/", "https://한국.example/", "https://bücher.de/", "https://example.com/", "https://ample.com/",
	} {
		if v := j.Check(target, ""); v.Ask != "" {
			t.Errorf("%s asks: %s", target, v.Ask)
		}
	}
}

func TestRedirectors(t *testing.T) {
	for target, want := range map[string]string{
		"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.collect.invalid%2Fa%3Fb&data=05%7C01":                   "www.collect.invalid",
		"https://www.google.com/url?q=https://collect.invalid/x&source=gmail&ust=1":                                                    "collect.invalid",
		"https://www.google.de/url?sa=t&url=https%3A%2F%2Fcollect.invalid%2F":                                                          "collect.invalid",
		"https://urldefense.com/v3/__https://collect.invalid/a?b=1__;!!Abc!x$":                                                         "collect.invalid",
		"https://urldefense.com/v3/__https:/collect.invalid/a__;!!Abc":                                                                 "collect.invalid",
		"https://urldefense.proofpoint.com/v2/url?u=https-3A__collect.invalid_a&d=DwMF":                                                "collect.invalid",
		"https://l.facebook.com/l.php?u=https%3A%2F%2Fcollect.invalid%2F&h=AT":                                                         "collect.invalid",
		"https://www.youtube.com/redirect?event=v&q=https%3A%2F%2Fcollect.invalid":                                                     "collect.invalid",
		"https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fcollect.invalid&c=E":                                                      "collect.invalid",
		"https://slack-redir.net/link?url=https%3A%2F%2Fcollect.invalid":                                                               "collect.invalid",
		"https://secure-web.cisco.com/1abc/https%3A%2F%2Fcollect.invalid%2Fa":                                                          "collect.invalid",
		"https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9jb2xsZWN0LmludmFsaWQv&ntb=1":                                                  "collect.invalid",
		"https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fcollect.invalid": "collect.invalid",
		"https://login.kestrel.example/?continue=https://collect.invalid/":                                                             "login.kestrel.example",
	} {
		v := Check(target, "")
		if v.Host != want || !v.OK || (v.Via == "") != (want == "login.kestrel.example") {
			t.Errorf("%s: %+v, want %s", target, v, want)
		}
		if v := Check(target, "https://bank.example/login"); !strings.Contains(v.Ask, "bank.example") {
			t.Errorf("%s under another name: %+v", target, v)
		}
		if v := Check(target, want); !v.OK {
			t.Errorf("%s under its own name: %+v", target, v)
		}
	}
}

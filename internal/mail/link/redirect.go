package link

import (
	"encoding/base64"
	"net/url"
	"strings"

	"deskhand/internal/mail/host"
)

// final unwraps what mail filters and programs wrap links in: it gives where the link leads in the end, as far as that
// stands in the address itself, and the host on the way; via is empty where nothing is wrapped. Nothing is asked.
func final(u *url.URL) (to *url.URL, via string) {
	const most = 3 // wrapped in one another
	to = u
	for range most {
		next := wrapped(to)
		if next == nil {
			break
		}
		if via == "" {
			via = host.ASCII(to.Hostname())
		}
		to = next
	}
	return to, via
}

// wrapped reads the address inside one of the known redirectors.
func wrapped(u *url.URL) *url.URL {
	h, q := host.ASCII(u.Hostname()), u.Query()
	under := func(domain string) bool { return h == domain || strings.HasSuffix(h, "."+domain) }
	switch {
	case under("safelinks.protection.outlook.com"), under("slack-redir.net"), under("linkprotect.cudasvc.com"), under("out.reddit.com"),
		under("deref-mail.com"), under("deref-gmx.net"), under("deref-web.de"), under("deref-web-02.de"),
		under("clicktime.symantec.com"), under("urlsand.esvalabs.com"), under("protect2.fireeye.com"), under("protection.sophos.com"),
		under("steamcommunity.com"), under("anon.to"), under("mailtrack.io"), under("url.emailprotection.link"):
		return first(q, "url", "u", "a", "redirectUrl", "to")
	case u.Path == "/url" && strings.HasPrefix(site(h), "google."):
		return first(q, "q", "url")
	case u.Path == "/l.php" && (under("facebook.com") || under("instagram.com")), u.Path == "/" && under("l.instagram.com"):
		return first(q, "u")
	case u.Path == "/redirect" && under("youtube.com"):
		return first(q, "q")
	case under("linkedin.com") && (u.Path == "/redir/redirect" || u.Path == "/safety/go"):
		return first(q, "url")
	case u.Path == "/away.php" && under("vk.com"):
		return first(q, "to")
	case under("duckduckgo.com") && strings.HasPrefix(u.Path, "/l/"):
		return first(q, "uddg")
	case u.Path == "/ck/a" && under("bing.com"):
		if coded, ok := strings.CutPrefix(q.Get("u"), "a1"); ok {
			if plain, err := base64.RawURLEncoding.DecodeString(coded); err == nil {
				return web(string(plain))
			}
		}
	case under("urldefense.proofpoint.com"), under("urldefense.com"), under("urldefense.us"):
		return proofpoint(u, q)
	case under("secure-web.cisco.com"):
		if i := strings.LastIndexByte(u.EscapedPath(), '/'); i >= 0 {
			if plain, err := url.PathUnescape(u.EscapedPath()[i+1:]); err == nil {
				return web(plain)
			}
		}
	}
	return nil
}

// proofpoint knows its three ways of writing an address.
func proofpoint(u *url.URL, q url.Values) *url.URL {
	switch {
	case strings.HasPrefix(u.Path, "/v1/"):
		return first(q, "u")
	case strings.HasPrefix(u.Path, "/v2/"):
		if plain, err := url.QueryUnescape(strings.NewReplacer("-", "%", "_", "/").Replace(q.Get("u"))); err == nil {
			return web(plain)
		}
	case strings.HasPrefix(u.Path, "/v3/"):
		rest := strings.TrimPrefix(u.String()[strings.Index(u.String(), "/v3/"):], "/v3/__")
		if i := strings.Index(rest, "__;"); i >= 0 {
			rest = rest[:i]
		}
		// A scheme's second slash is often lost on the way.
		for _, scheme := range [...]string{"https:/", "http:/"} {
			if tail, ok := strings.CutPrefix(rest, scheme); ok && !strings.HasPrefix(tail, "/") {
				rest = scheme + "/" + tail
			}
		}
		return web(rest)
	}
	return nil
}

func first(q url.Values, names ...string) *url.URL {
	for _, n := range names {
		if u := web(q.Get(n)); u != nil {
			return u
		}
	}
	return nil
}

// web is an address of the web with a host, or nil.
func web(s string) *url.URL {
	if u, err := url.Parse(strings.TrimSpace(s)); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" {
		return u
	}
	return nil
}

func site(h string) string { return host.Site(h) }

package sanitize

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// cleanTarget makes a link's address absolute and checks its scheme: http, https, mailto, tel and nothing else.
func cleanTarget(href string) (string, bool) {
	if len(href) > maxTarget {
		return "", false
	}
	href = stripSpace(strings.TrimSpace(href))
	if strings.HasPrefix(href, "//") {
		href = "https:" + href
	}
	scheme, rest, ok := strings.Cut(href, ":")
	if !ok || rest == "" {
		return "", false
	}
	switch scheme = strings.ToLower(scheme); scheme {
	case "http", "https":
		rest = strings.ReplaceAll(rest, `\`, "/") // as browsers read it
		rest = strings.TrimLeft(rest, "/")
		if rest == "" {
			return "", false
		}
		return scheme + "://" + rest, true
	case "mailto", "tel":
		return scheme + ":" + rest, true
	}
	return "", false
}

// hostOf is the host a link really leads to, ASCII and lower case; for mailto the address, for tel the number.
func hostOf(target string) string {
	scheme, rest, _ := strings.Cut(target, ":")
	if scheme == "mailto" || scheme == "tel" {
		addr, _, _ := strings.Cut(rest, "?")
		if u, err := url.PathUnescape(addr); err == nil {
			addr = u
		}
		return cutText(addr, 320)
	}
	host := authority(target)
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if strings.HasPrefix(host, "[") {
		host, _, _ = strings.Cut(host[1:], "]")
	} else {
		host, _, _ = strings.Cut(host, ":")
	}
	if u, err := url.PathUnescape(host); err == nil {
		host = u
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	return cutText(host, 255)
}

// authority is what stands between "//" and the path.
func authority(target string) string {
	_, rest, _ := strings.Cut(target, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// suspicious says why a link should ask before it opens, or "".
func suspicious(target, text string) string {
	if !strings.HasPrefix(target, "http") {
		return ""
	}
	host := hostOf(target)
	switch {
	case strings.Contains(authority(target), "@"):
		return "the address hides its real host, " + host + ", behind a name and an @"
	case isIP(host):
		return "it leads to a bare number, " + host + ", not to a name"
	case mixedScript(host):
		return "the host " + host + " is written with letters that look like others"
	}
	if named := hostIn(text); named != "" && site(named) != site(host) {
		return "the text names " + named + " but it leads to " + host
	}
	return ""
}

// isIP knows the plain forms and the numbers that browsers also take for an address (2130706433, 0x7f.1).
func isIP(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	if strings.HasPrefix(last, "0x") {
		return true
	}
	for i := 0; i < len(last); i++ {
		if !isDigit(last[i]) {
			return false
		}
	}
	return true
}

// mixedScript: a label of the host mixes Latin with Greek or Cyrillic, or is Cyrillic or Greek and made only of letters
// that look Latin.
func mixedScript(host string) bool {
	shown, err := idna.ToUnicode(host)
	if err != nil {
		return strings.Contains(host, "xn--")
	}
	for _, label := range strings.Split(shown, ".") {
		latin, other, twins := false, false, true
		for _, r := range label {
			switch {
			case unicode.Is(unicode.Latin, r):
				latin = true
			case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
				other = true
				twins = twins && strings.ContainsRune("асеорхуіјѕԁһӏԛԝьαορνικυχ", r)
			}
		}
		if other && (latin || twins) {
			return true
		}
	}
	return false
}

// hostIn finds the host that a link's text names: behind http:// or www., or a word that is a registered name.
func hostIn(text string) string {
	for i, w := range strings.Fields(text) {
		if i == 12 {
			break
		}
		w = strings.ToLower(strings.Trim(w, "<>()[]{}\"'.,;:!?«»“”‘’"))
		marked := false
		for _, p := range [...]string{"http://", "https://"} {
			if rest, ok := strings.CutPrefix(w, p); ok {
				w, marked = rest, true
			}
		}
		if i := strings.IndexAny(w, "/?#:"); i >= 0 {
			w = w[:i]
		}
		if i := strings.LastIndexByte(w, '@'); i >= 0 {
			if !marked {
				continue // an e-mail address
			}
			w = w[i+1:]
		}
		if strings.Contains(w, ".") && (marked || strings.HasPrefix(w, "www.") || registered(w)) {
			if ascii, err := idna.Lookup.ToASCII(w); err == nil {
				return cutText(ascii, 255)
			}
			return cutText(w, 255)
		}
	}
	return ""
}

// registered: the word ends as the names of the public list do, and is no usual file name.
func registered(w string) bool {
	suffix, icann := publicsuffix.PublicSuffix(w)
	if !icann || suffix == w || strings.ContainsAny(w, "_%&=") {
		return false
	}
	switch suffix {
	case "zip", "md", "py", "sh", "rs", "pl", "mov", "ps", "app":
		return false
	}
	return true
}

// site is the part of a host that somebody registered.
func site(host string) string {
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return s
	}
	return host
}

func cutText(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}

package sanitize

import (
	"net/url"
	"strings"

	"deskhand/internal/mail/host"
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
	name := authority(target)
	if i := strings.LastIndexByte(name, '@'); i >= 0 {
		name = name[i+1:]
	}
	if strings.HasPrefix(name, "[") {
		name, _, _ = strings.Cut(name[1:], "]")
	} else {
		name, _, _ = strings.Cut(name, ":")
	}
	if u, err := url.PathUnescape(name); err == nil {
		name = u
	}
	return cutText(host.ASCII(name), 255)
}

// authority is what stands between "//" and the path.
func authority(target string) string {
	_, rest, _ := strings.Cut(target, "://")
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

func cutText(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}

// cutBytes is cutText for what stays as it is when it is short.
func cutBytes(v []byte, n int) []byte {
	if len(v) <= n {
		return v
	}
	return []byte(cutText(string(v), n))
}

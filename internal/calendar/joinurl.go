package calendar

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/emersion/go-ical"
)

// joinURL finds the link to join a meeting: first where programs put it, then in the place, then in the text. Only https
// links of known services count; a link is shown before it is opened, and never opened by itself.
func joinURL(props ical.Props) string {
	fields := []string{
		"X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK", "CONFERENCE",
		ical.PropLocation, ical.PropURL, ical.PropDescription, "X-ALT-DESC",
	}
	for _, name := range fields {
		for _, p := range props[name] {
			if u := findJoin(unescapeText(p.Value)); u != "" {
				return u
			}
		}
	}
	return ""
}

func findJoin(s string) string {
	for _, raw := range regexp.MustCompile(`https://[^\s"'<>\x60\\]+`).FindAllString(s, 50) {
		raw = strings.TrimRight(raw, ".,;:!?)]}")
		if u, err := url.Parse(raw); err == nil && u.User == nil && isMeeting(strings.ToLower(u.Hostname()), u.Path) && len(raw) <= 2048 {
			return raw
		}
	}
	return ""
}

// isMeeting knows Google Meet, Zoom, Microsoft Teams, Webex, Jitsi and Whereby by host and, where the host serves more, path.
func isMeeting(host, path string) bool {
	under := func(domain string) bool { return host == domain || strings.HasSuffix(host, "."+domain) }
	begins := func(prefixes ...string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(path, p) })
	}
	switch {
	case host == "meet.google.com", host == "meet.jit.si":
		return len(path) > 1
	case under("zoom.us"), under("zoomgov.com"):
		return begins("/j/", "/my/", "/w/", "/s/")
	case host == "teams.microsoft.com", host == "teams.live.com":
		return begins("/l/meetup-join/", "/meet/", "/l/meeting/")
	case under("webex.com"):
		return begins("/meet/", "/join/") || strings.Contains(path, "/j.php")
	case under("whereby.com"):
		return len(path) > 1
	}
	return false
}

package calendar

import (
	"html"
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
		"X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
		"X-TELEMOST-CONFERENCE", "X-LIC-CONFERENCE", "CONFERENCE", ical.PropLocation, ical.PropURL, ical.PropDescription, "X-ALT-DESC",
		"X-APPLE-STRUCTURED-LOCATION", ical.PropComment, ical.PropAttach, ical.PropSummary,
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

// findJoin takes the first link of a meeting out of text or HTML.
func findJoin(s string) string {
	for _, raw := range regexp.MustCompile(`(?i)https://[^\s"'<>\x60\\]+`).FindAllString(s, 100) {
		if strings.Contains(raw, "&amp;") || strings.Contains(raw, "&#") {
			raw = html.UnescapeString(raw)
		}
		raw = unwrapped(strings.TrimRight(raw, ".,;:!?)]}*_"))
		if u, err := url.Parse(raw); err == nil && u.Scheme == "https" && u.User == nil && isMeeting(strings.ToLower(u.Hostname()), u) && len(raw) <= 2048 {
			return raw
		}
	}
	return ""
}

// unwrapped is the target of a link that a mail gateway put its own address before, where the link says it.
func unwrapped(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	key := ""
	switch host := strings.ToLower(u.Hostname()); {
	case strings.HasSuffix(host, ".safelinks.protection.outlook.com"):
		key = "url"
	case host == "www.google.com" && u.Path == "/url":
		key = "q"
	default:
		return raw
	}
	if to := u.Query().Get(key); strings.HasPrefix(to, "https://") {
		return to
	}
	return raw
}

// isMeeting knows the services for meetings by host and, where the host serves more, path.
func isMeeting(host string, u *url.URL) bool {
	named := len(strings.Trim(u.Path, "/")) > 0
	for _, m := range meetings() {
		if host != m.host && (!m.under || !strings.HasSuffix(host, "."+m.host)) {
			continue
		}
		if m.paths == nil && named || slices.ContainsFunc(m.paths, func(p string) bool { return strings.Contains(u.Path, p) }) {
			return true
		}
	}
	return false
}

// meeting is a service: its host, whether those under it are its too, and what a path to a meeting holds (nil: anything).
type meeting struct {
	host  string
	under bool
	paths []string
}

func meetings() []meeting {
	return []meeting{
		{"meet.google.com", false, nil},
		{"hangouts.google.com", false, []string{"/hangouts/", "/call/"}},
		{"zoom.us", true, []string{"/j/", "/my/", "/w/", "/s/", "/wc/"}},
		{"zoom.com", true, []string{"/j/", "/my/", "/w/", "/s/", "/wc/"}},
		{"zoom.com.cn", true, []string{"/j/", "/my/", "/w/", "/s/"}},
		{"zoomgov.com", true, []string{"/j/", "/my/", "/w/", "/s/"}},
		{"teams.microsoft.com", false, []string{"/l/meetup-join/", "/meet/", "/l/meeting/"}},
		{"teams.microsoft.us", true, []string{"/l/meetup-join/", "/meet/"}},
		{"teams.cloud.microsoft", false, []string{"/l/meetup-join/", "/meet/"}},
		{"teams.live.com", false, []string{"/l/meetup-join/", "/meet/", "/l/meeting/"}},
		{"meet.lync.com", true, nil},
		{"join.skype.com", false, nil},
		{"webex.com", true, []string{"/meet/", "/join/", "/j.php", "/m/", "/wbxmjs/", "/webappng/"}},
		{"webex.com.cn", true, []string{"/meet/", "/join/", "/j.php"}},
		{"meet.jit.si", false, nil},
		{"8x8.vc", true, nil},
		{"whereby.com", true, nil},
		{"gotomeeting.com", true, []string{"/join/", "/meet/"}},
		{"meet.goto.com", false, nil},
		{"gotomeet.me", false, nil},
		{"gotomeet.at", false, nil},
		{"join.me", false, nil},
		{"chime.aws", true, nil},
		{"bluejeans.com", true, nil},
		{"meetings.ringcentral.com", false, nil},
		{"v.ringcentral.com", false, []string{"/join/"}},
		{"meetings.dialpad.com", false, nil},
		{"telemost.yandex.ru", false, []string{"/j/"}},
		{"telemost.360.yandex.ru", false, []string{"/j/"}},
		{"jazz.sber.ru", false, nil},
		{"vc.larksuite.com", false, []string{"/j/"}},
		{"vc.feishu.cn", false, []string{"/j/"}},
		{"meeting.tencent.com", false, nil},
		{"voovmeeting.com", true, nil},
		{"meeting.dingtalk.com", false, nil},
		{"meeting.zoho.com", false, nil},
		{"meeting.zoho.eu", false, nil},
		{"meeting.zoho.in", false, nil},
		{"meet.zoho.com", false, nil},
		{"meet.zoho.eu", false, nil},
		{"meet.zoho.in", false, nil},
		{"daily.co", true, nil},
		{"facetime.apple.com", false, []string{"/join"}},
		{"app.slack.com", false, []string{"/huddle/"}},
		{"meet.proton.me", false, nil},
		{"fairmeeting.net", true, nil},
		{"meet.around.co", false, nil},
		{"video.ibm.com", false, nil},
		{"riverside.fm", false, []string{"/studio/"}},
	}
}

package sender

import (
	"cmp"
	"slices"
	"strings"

	"deskhand/internal/mail/host"
)

// Head is what one mail of an account tells of the server that took it in.
type Head struct {
	Auth       []string // Authentication-Results, top first
	ReceivedBy string   // host behind "by" of the topmost Received
}

const (
	leastMails = 3 // that must agree before a server is believed
	microsoft  = "outlook.com"
)

// Learn finds under which names an account's own server signs what it found out, for Input.AuthServ. servers are what is
// known to be the account's: its IMAP host and the host of its address. A name is believed when at least three mails, and
// half of those that carry results, have it on top, and it is of the same house as those servers or as the host that took
// these very mails in, which is written last and by nobody outside.
//
// The limit: a server that writes no results for some mail, and does not take out what others wrote under its name (RFC
// 8601 section 5 says it must), lets a stranger's results through on that mail.
func Learn(mails []Head, servers ...string) []string {
	own := map[string]bool{}
	for _, s := range servers {
		if s != "" {
			own[house(s)] = true
		}
	}
	count, proved, all := map[string]int{}, map[string]int{}, 0
	for _, m := range mails {
		if len(m.Auth) == 0 {
			continue
		}
		all++
		r, ok := ParseResults(m.Auth[0])
		by := house(m.ReceivedBy)
		id := house(r.ID)
		if r.ID == "" {
			id = microsoft // the one large server that leaves its name out
		}
		if !ok || r.ID == "" && by != microsoft {
			continue
		}
		count[id]++
		if own[id] || by == id {
			proved[id]++
		}
	}
	var out []string
	for id, n := range count {
		if n >= leastMails && 2*n >= all && 2*proved[id] >= n {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// house is who runs a server, by its registered domain; some have several.
func house(name string) string {
	site := host.Site(name)
	switch site {
	case "gmail.com", "googlemail.com":
		return "google.com"
	case "me.com", "mac.com":
		return "icloud.com"
	case "office365.com", "hotmail.com", "live.com", "microsoft.com":
		return microsoft
	case "fastmail.com", "fastmail.fm":
		return "messagingengine.com"
	}
	return site
}

// signedBy tells results of one of the account's own servers.
func signedBy(r Results, authServ []string) bool {
	return slices.Contains(authServ, cmp.Or(house(r.ID), microsoft))
}

// siteOf is the registered domain of an address, empty where there is none.
func siteOf(addr string) string {
	if h := host.OfAddress(strings.TrimSpace(addr)); h != "" {
		return host.Site(h)
	}
	return ""
}

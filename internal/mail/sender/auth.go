package sender

import (
	"slices"
	"strings"

	"deskhand/internal/mail/host"
)

// authenticated reads what the account's own server found out. Only the topmost fields count, and only under one of the
// account's own names: below them anybody may have written anything (RFC 8601 section 5).
func authenticated(in Input) string {
	site := siteOf(in.From.Addr)
	if site == "" || len(in.AuthServ) == 0 {
		return None
	}
	checked := false
	for _, field := range in.Auth {
		r, ok := ParseResults(field)
		if !ok || !slices.ContainsFunc(in.AuthServ, func(id string) bool { return strings.EqualFold(id, r.ID) }) {
			break
		}
		for _, one := range r.Results {
			switch one.verdict(site) {
			case Pass:
				return Pass
			case Fail:
				checked = true
			}
		}
	}
	if checked {
		return Fail
	}
	return None
}

// verdict is what one result says of the domain in From: DMARC of itself, SPF and DKIM only of the domain that they
// checked (RFC 7489 section 3.1, relaxed alignment).
func (r Result) verdict(site string) string {
	var checked string
	switch r.Method {
	case "dmarc":
		if checked = r.Props["header.from"]; checked == "" {
			checked = site
		}
	case "dkim":
		if checked = r.Props["header.d"]; checked == "" {
			checked = r.Props["header.i"]
		}
	case "spf":
		checked = r.Props["smtp.mailfrom"]
	default:
		return None
	}
	switch r.Value {
	case "pass":
		if host.Site(checked[strings.LastIndexByte(checked, '@')+1:]) == site {
			return Pass
		}
		return Fail
	case "fail", "softfail", "hardfail", "policy", "permerror", "neutral", "none":
		return Fail
	}
	return None
}

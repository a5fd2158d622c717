package sender

import (
	"strings"

	"deskhand/internal/mail/host"
)

// authenticated reads what the account's own server found out. Only the topmost fields count, and only under one of the
// account's own names: below them anybody may have written anything (RFC 8601 section 5). What passed for another domain
// than that of From says nothing of From; only a check that failed for it is a failure.
func authenticated(in Input) string {
	site := siteOf(in.From.Addr)
	if site == "" {
		return None
	}
	said := None
	for _, field := range in.Auth {
		r, ok := ParseResults(field)
		if !ok || !signedBy(r, in.AuthServ) {
			break
		}
		for _, one := range r.Results {
			switch v := one.verdict(site); {
			case one.Method == "dmarc" && v == Fail:
				return Fail // the domain's own rule, made of the other two
			case v == Pass:
				said = Pass
			case v == Fail && said == None:
				said = Fail
			}
		}
	}
	return said
}

// verdict is what one result says of the domain in From: DMARC of itself, SPF and DKIM only of the domain that they
// checked (RFC 7489 section 3.1, relaxed alignment).
func (r Result) verdict(site string) string {
	checked := ""
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
		if checked = r.Props["smtp.mailfrom"]; checked == "" {
			checked = r.Props["smtp.mail"]
		}
	}
	checked = strings.Trim(checked[strings.LastIndexByte(checked, '@')+1:], "<>")
	if checked == "" || host.Site(checked) != site {
		return None
	}
	switch r.Value {
	case "pass", "bestguesspass":
		return Pass
	case "fail", "softfail", "hardfail":
		return Fail
	}
	return None // none, neutral, policy, temperror, permerror: nothing was found out
}

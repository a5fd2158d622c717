package imapsync

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"golang.org/x/net/idna"
)

// Servers are where an address's mail is read and sent.
type Servers struct {
	IMAP, SMTP Endpoint
}

// resolver is what Discover asks of DNS; *net.Resolver is one.
type resolver interface {
	LookupSRV(ctx context.Context, service, proto, name string) (string, []*net.SRV, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
}

// Discover finds the servers for an e-mail address: in the table of big providers, else by DNS (SRV records of
// RFC 6186 and RFC 8314, the provider behind the MX record, the names imap. and mail.), else it guesses. It connects
// to nobody and sends no password. how says in words where the answer came from, and where the servers belong to
// another domain than the address: a person should look before the password goes there.
func Discover(ctx context.Context, email string) (s Servers, how string) {
	return discover(ctx, net.DefaultResolver, email)
}

// discoverTimeout bounds all lookups together.
const discoverTimeout = 6 * time.Second

func discover(ctx context.Context, dns resolver, email string) (Servers, string) {
	domain := domainOf(email)
	if domain == "" {
		return Servers{}, ""
	}
	if p, ok := byDomain(domain); ok {
		return p.servers, "found by the table of providers: " + p.name
	}
	ctx, cancel := context.WithTimeout(ctx, discoverTimeout)
	defer cancel()
	if s, ok := bySRV(ctx, dns, domain); ok {
		return s, "found by the domain's DNS records" + elsewhere(s, domain)
	}
	if mx, err := dns.LookupMX(ctx, domain); err == nil {
		for _, m := range mx {
			if p, ok := byMX(m.Host); ok {
				return p.servers, fmt.Sprintf("found by the domain's mail records: %s%s", p.name, elsewhere(p.servers, domain))
			}
		}
	}
	imapHost, imapFound := firstHost(ctx, dns, "imap."+domain, "mail."+domain)
	smtpHost, smtpFound := firstHost(ctx, dns, "smtp."+domain, "mail."+domain)
	s := Servers{IMAP: tls993(imapHost), SMTP: tls465(smtpHost)}
	if imapFound && smtpFound {
		return s, "guessed from names that exist: " + imapHost + ", " + smtpHost
	}
	return s, "guessed"
}

// domainOf returns the domain of an address in lower case and ASCII (RFC 5891); empty if it is none.
func domainOf(email string) string {
	at := strings.LastIndexByte(email, '@')
	if at <= 0 {
		return ""
	}
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(strings.TrimSpace(email[at+1:]), "."))
	if err != nil {
		return ""
	}
	labels := strings.Split(strings.ToLower(domain), ".")
	for _, l := range labels {
		if l == "" || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return ""
		}
	}
	if len(labels) < 2 {
		return ""
	}
	return strings.Join(labels, ".")
}

// bySRV asks for the records of RFC 6186 and RFC 8314. A target "." says "not offered".
func bySRV(ctx context.Context, dns resolver, domain string) (Servers, bool) {
	ask := func(service string) (string, int, bool) {
		_, records, err := dns.LookupSRV(ctx, service, "tcp", domain)
		if err != nil || len(records) == 0 {
			return "", 0, false
		}
		host := strings.TrimSuffix(records[0].Target, ".")
		return host, int(records[0].Port), host != "" && records[0].Port != 0
	}
	var s Servers
	var ok bool
	if s.IMAP.Host, s.IMAP.Port, ok = ask("imaps"); ok {
		s.IMAP.Security = SecurityTLS
	} else if s.IMAP.Host, s.IMAP.Port, ok = ask("imap"); ok {
		s.IMAP.Security = SecurityStartTLS
	} else {
		return Servers{}, false
	}
	if s.SMTP.Host, s.SMTP.Port, ok = ask("submissions"); ok {
		s.SMTP.Security = SecurityTLS
	} else if s.SMTP.Host, s.SMTP.Port, ok = ask("submission"); ok {
		s.SMTP.Security = SecurityStartTLS
	} else {
		s.SMTP = tls465(s.IMAP.Host)
	}
	return s, true
}

func firstHost(ctx context.Context, dns resolver, names ...string) (string, bool) {
	for _, name := range names {
		if addrs, err := dns.LookupHost(ctx, name); err == nil && len(addrs) > 0 {
			return name, true
		}
	}
	return names[0], false
}

// elsewhere names servers outside the address's domain.
func elsewhere(s Servers, domain string) string {
	var out []string
	for _, host := range []string{s.IMAP.Host, s.SMTP.Host} {
		h := strings.ToLower(host)
		if h != domain && !strings.HasSuffix(h, "."+domain) {
			out = append(out, host)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; your password would go to " + strings.Join(out, " and ")
}

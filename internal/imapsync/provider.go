package imapsync

import "strings"

// provider is a mail provider whose servers are known.
type provider struct {
	name    string
	domains []string // of addresses
	mx      []string // ends of the names in MX records, for own domains hosted there
	servers Servers
}

func tls993(host string) Endpoint { return Endpoint{Host: host, Port: 993, Security: SecurityTLS} }
func tls465(host string) Endpoint { return Endpoint{Host: host, Port: 465, Security: SecurityTLS} }
func submission(host string) Endpoint {
	return Endpoint{Host: host, Port: 587, Security: SecurityStartTLS}
}

// providers is the table of the big ones. A function, so that nothing can change it.
func providers() []provider {
	return []provider{
		{"Gmail", []string{"gmail.com", "googlemail.com"}, []string{"google.com", "googlemail.com"}, Servers{tls993("imap.gmail.com"), tls465("smtp.gmail.com")}},
		{"Outlook.com", []string{"outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "hotmail.de", "hotmail.fr", "hotmail.co.uk"}, nil, Servers{tls993("outlook.office365.com"), submission("smtp-mail.outlook.com")}},
		{"Microsoft 365", nil, []string{"mail.protection.outlook.com"}, Servers{tls993("outlook.office365.com"), submission("smtp.office365.com")}},
		{"Yahoo", []string{"yahoo.com", "ymail.com", "rocketmail.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "yahoo.it", "yahoo.es"}, []string{"yahoodns.net"}, Servers{tls993("imap.mail.yahoo.com"), tls465("smtp.mail.yahoo.com")}},
		{"AOL", []string{"aol.com", "aim.com"}, nil, Servers{tls993("imap.aol.com"), tls465("smtp.aol.com")}},
		{"iCloud", []string{"icloud.com", "me.com", "mac.com"}, []string{"mail.icloud.com"}, Servers{tls993("imap.mail.me.com"), submission("smtp.mail.me.com")}},
		{"Fastmail", []string{"fastmail.com", "fastmail.fm", "messagingengine.com"}, []string{"messagingengine.com"}, Servers{tls993("imap.fastmail.com"), tls465("smtp.fastmail.com")}},
		{"GMX", []string{"gmx.de", "gmx.net", "gmx.at", "gmx.ch"}, nil, Servers{tls993("imap.gmx.net"), tls465("mail.gmx.net")}},
		{"GMX", []string{"gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"}, nil, Servers{tls993("imap.gmx.com"), tls465("mail.gmx.com")}},
		{"WEB.DE", []string{"web.de"}, nil, Servers{tls993("imap.web.de"), submission("smtp.web.de")}},
		{"Telekom", []string{"t-online.de", "magenta.de"}, nil, Servers{tls993("secureimap.t-online.de"), tls465("securesmtp.t-online.de")}},
		{"mailbox.org", []string{"mailbox.org"}, []string{"mailbox.org"}, Servers{tls993("imap.mailbox.org"), tls465("smtp.mailbox.org")}},
		{"Posteo", []string{"posteo.de", "posteo.net", "posteo.org"}, []string{"posteo.de"}, Servers{tls993("posteo.de"), tls465("posteo.de")}},
		{"IONOS", nil, []string{"kundenserver.de", "ionos.de"}, Servers{tls993("imap.ionos.de"), tls465("smtp.ionos.de")}},
		{"IONOS", nil, []string{"ionos.com", "1and1.com"}, Servers{tls993("imap.ionos.com"), tls465("smtp.ionos.com")}},
		{"STRATO", nil, []string{"rzone.de"}, Servers{tls993("imap.strato.de"), tls465("smtp.strato.de")}},
		{"Zoho", []string{"zoho.com", "zohomail.com"}, []string{"zoho.com"}, Servers{tls993("imap.zoho.com"), tls465("smtp.zoho.com")}},
		{"Zoho", []string{"zoho.eu", "zohomail.eu"}, []string{"zoho.eu"}, Servers{tls993("imap.zoho.eu"), tls465("smtp.zoho.eu")}},
		{"Yandex", []string{"yandex.com", "yandex.ru", "ya.ru"}, []string{"yandex.net"}, Servers{tls993("imap.yandex.com"), tls465("smtp.yandex.com")}},
		{"Mail.ru", []string{"mail.ru", "bk.ru", "inbox.ru", "list.ru"}, []string{"mail.ru"}, Servers{tls993("imap.mail.ru"), tls465("smtp.mail.ru")}},
		{"QQ", []string{"qq.com", "foxmail.com"}, nil, Servers{tls993("imap.qq.com"), tls465("smtp.qq.com")}},
		{"163", []string{"163.com"}, nil, Servers{tls993("imap.163.com"), tls465("smtp.163.com")}},
		{"Orange", []string{"orange.fr", "wanadoo.fr"}, nil, Servers{tls993("imap.orange.fr"), tls465("smtp.orange.fr")}},
		{"Free", []string{"free.fr"}, nil, Servers{tls993("imap.free.fr"), tls465("smtp.free.fr")}},
		{"OVH", nil, []string{"mail.ovh.net"}, Servers{tls993("ssl0.ovh.net"), tls465("ssl0.ovh.net")}},
		{"Infomaniak", []string{"ik.me"}, []string{"infomaniak.ch"}, Servers{tls993("mail.infomaniak.com"), tls465("mail.infomaniak.com")}},
		{"Migadu", nil, []string{"migadu.com"}, Servers{tls993("imap.migadu.com"), tls465("smtp.migadu.com")}},
		{"Rackspace", nil, []string{"emailsrvr.com"}, Servers{tls993("secure.emailsrvr.com"), tls465("secure.emailsrvr.com")}},
	}
}

// byDomain finds the provider of an address's domain.
func byDomain(domain string) (provider, bool) {
	for _, p := range providers() {
		for _, d := range p.domains {
			if d == domain {
				return p, true
			}
		}
	}
	return provider{}, false
}

// byMX finds the provider that takes a domain's mail.
func byMX(host string) (provider, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, p := range providers() {
		for _, end := range p.mx {
			if host == end || strings.HasSuffix(host, "."+end) {
				return p, true
			}
		}
	}
	return provider{}, false
}

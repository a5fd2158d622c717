// Package host knows names of hosts: who registered them, how they read, and which look like others. It serves links
// (mail/link) and writers (mail/sender) alike.
//
// It is pure; it must not resolve anything, and must not decide what follows from a likeness.
package host

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// ASCII is the name as it travels: lower case, no dot at the end, punycode (RFC 5891). What is no valid name comes back
// in lower case.
func ASCII(name string) string {
	name = strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".")
	if plain(name) {
		return name
	}
	if a, err := idna.Lookup.ToASCII(name); err == nil {
		return a
	}
	return name
}

func plain(name string) bool {
	for i := 0; i < len(name); i++ {
		if c := name[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' {
			return false
		}
	}
	return true
}

// Shown is the name as it reads: punycode decoded where it can be.
func Shown(name string) string {
	a := ASCII(name)
	if !strings.Contains(a, "xn--") {
		return a
	}
	if u, err := idna.Display.ToUnicode(a); err == nil {
		return u
	}
	return a
}

// Site is the part of a name that somebody registered (publicsuffix.org), ASCII; a name without one, or an address, is its
// own.
func Site(name string) string {
	a := ASCII(name)
	if _, err := netip.ParseAddr(strings.Trim(a, "[]")); err == nil {
		return a
	}
	if s, err := publicsuffix.EffectiveTLDPlusOne(a); err == nil {
		return s
	}
	return a
}

// OfAddress is the host of a mail address, ASCII; empty where there is none.
func OfAddress(addr string) string {
	i := strings.LastIndexByte(addr, '@')
	if i < 0 {
		return ""
	}
	return ASCII(addr[i+1:])
}

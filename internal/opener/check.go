// Package opener judges links by an allow-list and opens what is allowed with the desktop's own opener, without a shell.
//
// It must not open anything that Check refuses, must not fetch, and must not know where a link came from.
package opener

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Kind is what a link leads to.
type Kind string

// The kinds of link on the allow-list.
const (
	Web   Kind = "web"   // http, https: the browser
	Phone Kind = "phone" // tel: the telephone program
	Mail  Kind = "mail"  // mailto: our own composer, never another program
)

// Verdict is what Check thinks of a link. Exactly one of OK, Ask and Refused holds.
type Verdict struct {
	OK      bool   // open without a question
	Ask     string // open only after the person has read this sentence and agreed
	Refused string // never open; the sentence says why
	Kind    Kind
	URL     string // what Open takes: the link in its safe spelling; empty if refused
	Host    string // the real host, to stand beside the link; for a web link
	Message *Draft // for a mailto link: what the composer begins with
}

// Draft is what a mailto link may fill in: neither attachments nor blind copies (RFC 6068 section 4 leaves that to us).
type Draft struct {
	To, Cc  []string
	Subject string
	Body    string
}

const maxLink = 8 << 10

// Check judges a link target and the text that was shown for it (empty: the target itself). It is pure.
func Check(target, text string) Verdict {
	target = strings.TrimSpace(target)
	switch {
	case target == "":
		return refuse("The link is empty.")
	case len(target) > maxLink:
		return refuse("The link is too long.")
	case !utf8.ValidString(target) || strings.ContainsFunc(target, hidden):
		return refuse("The link holds hidden characters.")
	}
	scheme, rest, found := strings.Cut(target, ":")
	if !found {
		return refuse("The link names no kind of address (https, mailto, tel).")
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return checkWeb(target, text)
	case "tel":
		return checkPhone(rest)
	case "mailto":
		return checkMail(rest, text)
	}
	return refuse("Links of the kind “" + shorten(scheme) + ":” are not opened from here.")
}

// hidden tells characters that make a link look other than it is: controls, format and bidi characters, odd spaces.
func hidden(r rune) bool {
	return r != ' ' && !unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func checkWeb(target, text string) Verdict {
	if strings.ContainsRune(target, '\\') {
		return refuse("The link holds a backslash, which browsers read in different ways.")
	}
	u, err := url.Parse(target)
	if err != nil || u.Opaque != "" || u.Hostname() == "" {
		return refuse("The link cannot be read.")
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ascii, shown, foreign, err := hostNames(host)
	if err != nil {
		return refuse("The link's host is no valid name.")
	}
	if !fitsDNS(ascii) {
		return refuse("The link's host is no valid name.")
	}
	v := Verdict{Kind: Web, URL: encode(u, ascii), Host: shown}
	if again, err := url.Parse(v.URL); ascii == "" || err != nil || again.Hostname() != ascii {
		return refuse("The link's host is no valid name.") // what we write must read as what we judged
	}
	switch {
	case u.User != nil:
		v.Ask = "The part before “@” is not the host. This link leads to " + shown + "."
	case isIP(ascii):
		v.Ask = "This link leads to a bare address without a name: " + shown + "."
	case foreign:
		v.Ask = "The host is written with letters that can look like others: " + shown + " (" + ascii + ")."
	default:
		if other := otherHost(text, ascii); other != "" {
			v.Ask = "The text says " + other + ", but this link leads to " + shown + "."
		}
	}
	v.OK = v.Ask == ""
	return v
}

var errHost = errors.New("a character or an empty part that no host name has")

// fitsDNS holds a name to 253 bytes and its parts to 63 (RFC 1035 §2.3.4).
func fitsDNS(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if len(label) > 63 {
			return false
		}
	}
	return len(host) <= 253
}

// isHostByte: letters, digits, hyphen, dot, and the underscore that stands in real links.
func isHostByte(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_'
}

// hostNames gives the host as it travels and as it reads, and whether it holds anything but plain ASCII letters.
func hostNames(host string) (ascii, shown string, foreign bool, err error) {
	if _, perr := netip.ParseAddr(host); perr == nil {
		return host, host, false, nil
	}
	emptyLabel := strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..")
	if emptyLabel || strings.ContainsFunc(host, func(r rune) bool { return r < 0x80 && !isHostByte(r) }) {
		return "", "", false, errHost
	}
	if isIP(host) { // IPv6, or an IPv4 in any spelling a browser takes
		return host, host, false, nil
	}
	ascii, err = idna.Lookup.ToASCII(host)
	if err == nil && (strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..")) { // "xn--" stands for nothing
		return "", "", false, errHost
	}
	if err != nil {
		// Names with "_" stand in real links and are no valid host names; nothing else may differ.
		if plain := strings.ReplaceAll(host, "_", "-"); plain != host {
			_, err = idna.Lookup.ToASCII(strings.Trim(plain, "-"))
			return host, host, false, err
		}
		return "", "", false, err
	}
	shown = ascii
	if strings.Contains(ascii, "xn--") {
		if u, uerr := idna.Display.ToUnicode(ascii); uerr == nil {
			shown = u
		}
		return ascii, shown, true, nil
	}
	return ascii, shown, host != ascii, nil
}

// isIP tells a bare address, also as browsers read it: "2130706433", "0x7f.1" and "0177.0.0.1" are 127.0.0.1
// (WHATWG URL, "ends in a number").
func isIP(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	hex, isHex := strings.CutPrefix(strings.ToLower(last), "0x")
	if !isHex {
		return false
	}
	_, err := strconv.ParseUint("0"+hex, 16, 64)
	return err == nil
}

// encode spells a web link so that no opener, shell or command line can read it in two ways: printable ASCII without
// quotes, angle brackets and spaces. Honest characters such as ( ) ~ ; stay.
func encode(u *url.URL, host string) string {
	out := *u
	out.Scheme = strings.ToLower(u.Scheme)
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	out.Host = host
	if port := u.Port(); port != "" {
		out.Host += ":" + port
	}
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(out.String()) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"'<>\\^`{|}", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func refuse(why string) Verdict { return Verdict{Refused: why} }

func shorten(s string) string {
	const most = 20
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
